// Join counts and two variables against their definitions over every arrangement of a few units, and p
// values under chance, these and those of all other statistics over weights.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>

#include "statistics/autocorrelation/bivariate.hpp"
#include "statistics/autocorrelation/global.hpp"
#include "statistics/autocorrelation/join_count.hpp"
#include "statistics/autocorrelation/local.hpp"
#include "support/chance/philox.hpp"
#include "unit/network/ties.hpp"

namespace clusterlite {
namespace {

using testing_support::Ties;
using testing_support::TieSet;

Permutations draws(std::uint64_t count, std::uint64_t seed = 0) { return {count, seed, Stream::bivariate}; }

// Some units with random directed ties of random weights.
class Map {
 public:
  explicit Map(std::uint32_t seed, Style style = Style::given, std::int64_t units = 6)
      : weights_(static_cast<std::size_t>(units), std::vector<double>(static_cast<std::size_t>(units))) {
    Philox random(seed, Stream::scan, 5);
    Ties ties;
    for (std::int64_t i = 0; i < units; ++i) {
      for (std::int64_t j = 0; j < units; ++j) {
        const bool ring = j == (i + 1) % units;
        if (i == j || (!ring && random.below(3) != 0)) continue;
        const double w = 0.25 + random.uniform();
        ties.push_back({i, j, w});
        weights_[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] = w;
      }
    }
    set_ = std::make_unique<TieSet>(ties);
    source_ = std::make_unique<TieSource>(set_->view(), SelfTies::refused, cancel_);
    std::vector<std::uint32_t> nodes(static_cast<std::size_t>(units));
    std::iota(nodes.begin(), nodes.end(), 0U);
    among_ = std::make_unique<TiesAmong>(*source_, nodes, style, Threads(1), cancel_);
    if (style == Style::row) {
      for (auto& row : weights_) {
        const double sum = std::accumulate(row.begin(), row.end(), 0.0);
        for (double& w : row) w /= sum;
      }
    }
  }

  const TiesAmong& ties() const { return *among_; }
  double w(std::size_t i, std::size_t j) const { return weights_[i][j]; }
  std::size_t size() const { return weights_.size(); }

 private:
  std::vector<std::vector<double>> weights_;
  CancelToken cancel_;
  std::unique_ptr<TieSet> set_;
  std::unique_ptr<TieSource> source_;
  std::unique_ptr<TiesAmong> among_;
};

template <class Value>
std::vector<std::vector<Value>> arrangements(const std::vector<Value>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<std::vector<Value>> all;
  do {
    std::vector<Value> arranged;
    for (const std::size_t i : order) arranged.push_back(values[i]);
    all.push_back(arranged);
  } while (std::next_permutation(order.begin(), order.end()));
  return all;
}

struct Exact {
  double mean = 0;
  double variance = 0;
  double greater = 0;  // the share of arrangements at least as large as the observed one
};
Exact exact(const std::vector<double>& simulated, double observed) {
  Exact result;
  for (const double value : simulated) {
    result.mean += value;
    result.greater += value >= observed - 1e-12 ? 1 : 0;
  }
  result.mean /= static_cast<double>(simulated.size());
  result.greater /= static_cast<double>(simulated.size());
  for (const double value : simulated) result.variance += (value - result.mean) * (value - result.mean);
  result.variance /= static_cast<double>(simulated.size());
  return result;
}

double joins(const Map& map, const std::vector<std::uint32_t>& labels,
             const std::function<bool(std::uint32_t, std::uint32_t)>& counted) {
  double sum = 0;
  for (std::size_t i = 0; i < map.size(); ++i) {
    for (std::size_t j = 0; j < map.size(); ++j) sum += counted(labels[i], labels[j]) ? map.w(i, j) / 2 : 0;
  }
  return sum;
}

TEST(JoinCount, MomentsAreThoseOfAllArrangements) {
  CancelToken cancel;
  const std::vector<std::uint32_t> labels = {0, 0, 0, 1, 1, 2};
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    const Map map(seed, seed % 2 == 0 ? Style::row : Style::given);
    const JoinCounts found(map.ties(), labels, 3, draws(9999), Threads(1), cancel);
    const auto all = arrangements(labels);
    std::size_t pair = 0;
    for (std::uint32_t a = 0; a < 3; ++a) {
      for (std::uint32_t b = a; b <= 3; ++b) {
        if (b == 3 && a > 0) continue;
        const bool different = b == 3;  // asked once
        const auto counted = [&](std::uint32_t x, std::uint32_t y) {
          return different ? x != y : std::min(x, y) == a && std::max(x, y) == b;
        };
        const std::size_t row = different ? found.all_different() : pair++;
        const JoinMoments count = different ? found.moments_of_all_different() : found.moments(a, b);
        std::vector<double> simulated;
        for (const auto& arranged : all) simulated.push_back(joins(map, arranged, counted));
        const double observed = joins(map, labels, counted);
        const Exact e = exact(simulated, observed);
        EXPECT_NEAR(found.joins(row), observed, 1e-12);
        EXPECT_NEAR(count.expected, e.mean, 1e-12);
        EXPECT_NEAR(count.variance, e.variance, 1e-12);
        const double se = std::sqrt(e.greater * (1 - e.greater) / 9999);
        EXPECT_NEAR(p_value(found.counts(row), 9999, Alternative::greater), e.greater, 4 * se + 1e-4);
      }
    }
    EXPECT_EQ(pair, found.all_different());
  }
}

TEST(JoinCount, OneLabelOrFewUnitsIsUndefined) {
  CancelToken cancel;
  const Map map(1);
  const std::vector<std::uint32_t> one(6, 0);
  EXPECT_FALSE(JoinCounts(map.ties(), one, 1, draws(9), Threads(1), cancel).defined());
  const Map three(1, Style::given, 3);
  const std::vector<std::uint32_t> few = {0, 1, 1};
  EXPECT_FALSE(JoinCounts(three.ties(), few, 2, draws(9), Threads(1), cancel).defined());
  // A label of one unit has no joins with itself, and never could have.
  const std::vector<std::uint32_t> single = {0, 1, 1, 1, 1, 1};
  const JoinCounts counts(map.ties(), single, 2, draws(0), Threads(1), cancel);
  EXPECT_EQ(counts.joins(0), 0);
  EXPECT_EQ(counts.moments(0, 0).variance, 0);
  EXPECT_TRUE(std::isnan(counts.moments(0, 0).z));
}

std::vector<double> centred(std::vector<double> values) {
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  for (double& value : values) value -= mean;
  return values;
}
std::vector<double> lagged(const Map& map, const std::vector<double>& values) {
  std::vector<double> lags(map.size());
  for (std::size_t i = 0; i < map.size(); ++i) {
    for (std::size_t j = 0; j < map.size(); ++j) lags[i] += map.w(i, j) * values[j];
  }
  return lags;
}
double product(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

TEST(BivariateMoran, IsItsDefinitionAndItsPTheShareOfArrangements) {
  CancelToken cancel;
  const std::vector<double> x = {3, 1, 4, 1, 5, 9};
  const std::vector<double> y = {2, 7, 1, 8, 2, 8.5};
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    const Map map(seed, seed % 2 == 0 ? Style::row : Style::given);
    const Bivariate found = bivariate(map.ties(), x, y, draws(9999), Threads(1), cancel);
    const auto dx = centred(x);
    const auto dy = centred(y);
    const double size = std::sqrt(product(dx, dx) * product(dy, dy));
    double squares = 0;
    for (std::size_t i = 0; i < 6; ++i) {
      double row = 0;
      for (std::size_t j = 0; j < 6; ++j) row += map.w(i, j);
      squares += row * row;
    }
    EXPECT_EQ(found.n, 6);
    EXPECT_NEAR(found.correlation, product(dx, dy) / size, 1e-14);
    EXPECT_NEAR(found.moran, product(dx, lagged(map, dy)) / size, 1e-14);
    EXPECT_NEAR(found.lee, 6 / squares * product(lagged(map, dx), lagged(map, dy)) / size, 1e-13);

    std::vector<double> morans;
    for (const auto& arranged : arrangements(dy)) morans.push_back(product(dx, lagged(map, arranged)) / size);
    std::vector<std::size_t> order = {0, 1, 2, 3, 4, 5};
    std::vector<double> lees;
    for (const auto& arranged : arrangements(order)) {
      std::vector<double> px;
      std::vector<double> py;
      for (const std::size_t i : arranged) {
        px.push_back(dx[i]);
        py.push_back(dy[i]);
      }
      lees.push_back(6 / squares * product(lagged(map, px), lagged(map, py)) / size);
    }
    const auto expect_share = [](const ExtremeCounts& counts, double share) {
      EXPECT_NEAR(p_value(counts, 9999, Alternative::greater), share,
                  4 * std::sqrt(share * (1 - share) / 9999) + 1e-4);
    };
    expect_share(found.moran_counts, exact(morans, found.moran).greater);
    expect_share(found.lee_counts, exact(lees, found.lee).greater);

    double moran_sum = 0;
    double lee_sum = 0;
    for (const LocalBivariate& local : local_bivariate(map.ties(), x, y, draws(0), Threads(1), cancel)) {
      moran_sum += local.moran;
      lee_sum += local.lee;
    }
    EXPECT_NEAR(moran_sum / 6, found.moran, 1e-13);
    EXPECT_NEAR(lee_sum / squares, found.lee, 1e-13);
  }
}

TEST(BivariateMoran, OfAVariableWithItselfIsMoran) {
  CancelToken cancel;
  const std::vector<double> x = {3, 1, 4, 1, 5, 9};
  const Map map(3, Style::row);
  EXPECT_NEAR(bivariate(map.ties(), x, x, draws(0), Threads(1), cancel).moran,
              moran(map.ties(), x, draws(0), Threads(1), cancel).value, 1e-14);
  EXPECT_NEAR(bivariate(map.ties(), x, x, draws(0), Threads(1), cancel).correlation, 1, 1e-15);
}

TEST(BivariateMoran, EqualValuesAreUndefined) {
  CancelToken cancel;
  const Map map(3);
  const std::vector<double> equal(6, 0.1);
  const std::vector<double> x = {3, 1, 4, 1, 5, 9};
  EXPECT_TRUE(std::isnan(bivariate(map.ties(), x, equal, draws(9), Threads(1), cancel).lee));
  EXPECT_TRUE(std::isnan(bivariate(map.ties(), equal, x, draws(9), Threads(1), cancel).moran));
}

TEST(Association, ThreadsAndScaleChangeNothing) {
  CancelToken cancel;
  const Map map(7, Style::row, 40);
  Philox random(3, Stream::scan, 1);
  std::vector<double> x(40);
  std::vector<double> y(40);
  std::vector<std::uint32_t> labels(40);
  for (std::size_t i = 0; i < 40; ++i) {
    x[i] = random.uniform();
    y[i] = random.uniform();
    labels[i] = random.below(3);
  }
  const Bivariate one = bivariate(map.ties(), x, y, draws(499), Threads(1), cancel);
  const Bivariate three = bivariate(map.ties(), x, y, draws(499), Threads(3), cancel);
  EXPECT_EQ(one.moran, three.moran);
  EXPECT_EQ(one.moran_counts.greater, three.moran_counts.greater);
  EXPECT_EQ(one.lee_counts.less, three.lee_counts.less);
  const JoinCounts joins_one(map.ties(), labels, 3, draws(499), Threads(1), cancel);
  const JoinCounts joins_three(map.ties(), labels, 3, draws(499), Threads(3), cancel);
  for (std::size_t pair = 0; pair <= joins_one.all_different(); ++pair) {
    EXPECT_EQ(joins_one.joins(pair), joins_three.joins(pair));
    EXPECT_EQ(joins_one.counts(pair).greater, joins_three.counts(pair).greater);
  }
  std::vector<double> scaled = x;
  for (double& value : scaled) value *= 1024;
  EXPECT_EQ(bivariate(map.ties(), scaled, y, draws(499), Threads(1), cancel).lee_counts.greater,
            one.lee_counts.greater);
}

// Under chance p is uniform: Kolmogorov and Smirnov over 200 maps, at the level .001 (1.95 / sqrt(200)).
TEST(Chance, EveryPOverWeightsIsUniform) {
  constexpr int kMaps = 200;
  constexpr std::uint64_t kDraws = 199;
  CancelToken cancel;
  std::map<std::string, std::vector<double>> p;
  const Map map(11, Style::row, 30);
  const Map given(11, Style::given, 30);
  for (std::uint32_t seed = 1; seed <= kMaps; ++seed) {
    Philox random(seed, Stream::scan, 9);
    std::vector<double> x(30);
    std::vector<double> y(30);
    std::vector<std::uint32_t> labels(30);
    for (std::size_t i = 0; i < 30; ++i) {
      x[i] = random.uniform();
      y[i] = random.uniform();
      labels[i] = random.below(2);
    }
    const auto note = [&](const std::string& name, const ExtremeCounts& counts) {
      p[name].push_back(p_value(counts, kDraws, Alternative::greater));
      p[name + ", less"].push_back(p_value(counts, kDraws, Alternative::less));
    };
    const Threads one(1);
    const Permutations permutations = draws(kDraws, seed);
    note("moran", moran(map.ties(), x, permutations, one, cancel).counts);
    note("geary", geary(map.ties(), x, permutations, one, cancel).counts);
    note("g", getis_ord_g(given.ties(), x, permutations, one, cancel).counts);
    note("local moran", local_moran(map.ties(), x, permutations, one, cancel)[seed % 30].counts);
    note("g star", getis_ord(given.ties(), {}, x, permutations, one, cancel)[seed % 30].counts);
    note("local geary", local_geary(map.ties(), x, permutations, one, cancel)[seed % 30].counts);
    const Bivariate both = bivariate(map.ties(), x, y, permutations, one, cancel);
    note("bivariate moran", both.moran_counts);
    note("lee", both.lee_counts);
    note("local bivariate", local_bivariate(map.ties(), x, y, permutations, one, cancel)[seed % 30].counts);
    const JoinCounts counts(map.ties(), labels, 2, permutations, one, cancel);
    note("joins of alike", counts.counts(0));
    note("joins of different", counts.counts(counts.all_different()));
  }
  EXPECT_EQ(p.size(), 22U);
  for (auto& [name, values] : p) {
    std::sort(values.begin(), values.end());
    double distance = 0;
    for (int i = 0; i < kMaps; ++i) {
      const double value = values[static_cast<std::size_t>(i)];
      distance =
          std::max({distance, std::fabs(value - 1.0 * i / kMaps), std::fabs(value - (i + 1.0) / kMaps)});
    }
    EXPECT_LT(distance, 1.95 / std::sqrt(kMaps)) << name;
  }
}

}  // namespace
}  // namespace clusterlite
