// Local statistics of many neighbours by sums that units share, against the draws one by one; and the sums of
// a distance band against its ties.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "statistics/autocorrelation/local.hpp"
#include "statistics/weights/band_weights.hpp"
#include "statistics/weights/near_sums.hpp"
#include "support/chance/permutation.hpp"
#include "unit/network/ties.hpp"

namespace clusterlite {
namespace {

using testing_support::Ties;
using testing_support::TieSet;

constexpr std::int64_t kUnits = 40;

// Rows of equal weights, another weight in each; the last unit has all others as neighbours.
Ties ties_of_rows(bool equal) {
  Philox random(5, Stream::scan, 9);
  Ties ties;
  for (std::int64_t i = 0; i < kUnits; ++i) {
    for (std::int64_t j = 0; j < kUnits; ++j) {
      if (i == j || (j != (i + 1) % kUnits && i + 1 != kUnits && random.below(3) != 0)) continue;
      ties.push_back({i, j, equal ? 0.5 + static_cast<double>(i) : 0.25 + random.uniform()});
    }
  }
  return ties;
}

class LocalGearyDraws : public testing::TestWithParam<bool> {};

TEST_P(LocalGearyDraws, AreTheFirstOthersOfOneListForAllUnits) {
  CancelToken cancel;
  const Ties ties = ties_of_rows(GetParam());
  const TieSet set(ties);
  const TieSource source(set.view(), SelfTies::refused, cancel);
  std::vector<std::uint32_t> nodes(kUnits);
  std::iota(nodes.begin(), nodes.end(), 0U);
  const TiesAmong among(source, nodes, Style::given, Threads(1), cancel);
  ASSERT_EQ(among.weights().equal_in_rows(), GetParam());
  std::vector<double> values(kUnits);
  Philox random(1, Stream::scan, 2);
  for (double& value : values) value = 100 + random.below(7);  // with ties
  const Permutations draws{2500, 7, Stream::local_autocorrelation};
  const auto found = local_geary(among, values, draws, Threads(1), cancel);

  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / kUnits;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  std::vector<std::vector<double>> simulated(kUnits);
  const auto c = [&](double a, double b, double w) {
    return w * (a - b) * (a - b) / (squares / (static_cast<double>(kUnits) - 1));
  };
  std::vector<double> observed(kUnits);
  for (const auto& tie : ties) {
    const auto i = static_cast<std::size_t>(tie.from);
    observed[i] += c(values[i], values[static_cast<std::size_t>(tie.to)], tie.weight);
  }
  Sampler sampler(kUnits, cancel);
  for (std::uint32_t p = 0; p < draws.count; ++p) {
    Philox numbers(draws.seed, draws.stream, p);
    const auto list = sampler.draw(kUnits, numbers, cancel);
    std::size_t tie = 0;
    for (std::size_t i = 0; i < kUnits; ++i) {
      double sum = 0;
      for (std::size_t q = 0; tie < ties.size() && ties[tie].from == static_cast<std::int64_t>(i); ++q) {
        if (list[q] == i) continue;
        sum += c(values[i], values[list[q]], ties[tie++].weight);
      }
      simulated[i].push_back(sum);
    }
  }
  for (std::size_t i = 0; i < kUnits; ++i) {
    ExtremeCounts counts;  // a small c is a large z
    double sum = 0;
    for (const double value : simulated[i]) {
      counts.greater += value <= observed[i] + 1e-11 * observed[i] ? 1 : 0;
      counts.less += value >= observed[i] - 1e-11 * observed[i] ? 1 : 0;
      sum += value;
    }
    const double expected = sum / static_cast<double>(draws.count);
    double variance = 0;
    for (const double value : simulated[i]) variance += (value - expected) * (value - expected);
    variance /= static_cast<double>(draws.count - 1);
    EXPECT_NEAR(found[i].geary, observed[i], 1e-12 * observed[i]);
    EXPECT_NEAR(found[i].expected, expected, 1e-11 * expected);
    if (i + 1 == kUnits && GetParam()) {  // has all others, whatever the draw
      EXPECT_EQ(found[i].counts.greater, draws.count);
      EXPECT_EQ(found[i].counts.less, draws.count);
      continue;
    }
    EXPECT_EQ(found[i].counts.greater, counts.greater) << i;
    EXPECT_EQ(found[i].counts.less, counts.less) << i;
    EXPECT_NEAR(found[i].z, (expected - observed[i]) / std::sqrt(variance), 1e-9);
  }
  const auto threads = local_geary(among, values, draws, Threads(3), cancel);
  for (std::size_t i = 0; i + 1 < kUnits; ++i) {
    EXPECT_EQ(found[i].z, threads[i].z);
    EXPECT_EQ(found[i].expected, threads[i].expected);
    EXPECT_EQ(found[i].counts.less, threads[i].counts.less);
  }
}
INSTANTIATE_TEST_SUITE_P(Autocorrelation, LocalGearyDraws, testing::Values(true, false));

TEST(NearSums, AddWhatLiesWithinReachForAnyCount) {
  std::vector<double> x;
  std::vector<double> y;
  std::vector<double> z;
  std::vector<double> values;
  for (int i = 0; i < 23; ++i) {
    x.push_back(i % 5);
    y.push_back(i / 5);
    z.push_back(i % 3);
    values.push_back(std::ldexp(1.0, i));
  }
  for (std::uint32_t first = 0; first < 6; ++first) {
    for (std::uint32_t last = first; last <= 23; ++last) {
      double plane = 0;
      double space = 0;
      for (std::uint32_t i = first; i < last; ++i) {
        const double squared = (x[i] - 1) * (x[i] - 1) + (y[i] - 2) * (y[i] - 2);
        plane += squared <= 4 ? values[i] : 0;  // distances of exactly 2 are within
        space += squared + z[i] * z[i] <= 4 ? values[i] : 0;
      }
      EXPECT_EQ((sum_near<2>({{x.data(), y.data()}, values.data(), 4, first, last}, {1, 2})), plane);
      EXPECT_EQ((sum_near<3>({{x.data(), y.data(), z.data()}, values.data(), 4, first, last}, {1, 2, 0})),
                space);
    }
  }
}

TEST(BandWeights, SumsAreThoseOverTheTies) {
  CancelToken cancel;
  for (const double radius : {0.5, 3.0, 12.0, 100.0}) {
    PointsBuilder builder(false, false);
    Philox random(3, Stream::scan, 4);
    std::vector<std::uint32_t> nodes;
    std::vector<double> values;
    for (std::int64_t id = 0; id < 700; ++id) {
      // On a lattice: many at one place, many at exactly the radius.
      const bool located = id % 97 != 0;
      const double px = located ? random.below(40) : std::nan("");
      const double py = located ? random.below(30) : std::nan("");
      builder.add(KeyView::of(id), px, py, 1, nullptr, std::nullopt);
      if (id % 11 == 5) continue;
      nodes.push_back(static_cast<std::uint32_t>(id));
      values.push_back(random.below(1000));
    }
    const ByteBuffer bytes = builder.finish(cancel);
    const PointsView view = PointsView::open(bytes.bytes(), cancel);
    const WeightRule rule{WeightKind::band, Decay::none, false, radius};
    const auto weights = band_weights(view, rule, nodes, cancel);
    std::vector<double> sums(nodes.size());
    weights->multiply(values, Power::weight, sums, Threads(2), cancel);
    std::vector<SpatialWeights::Tie> ties;
    for (std::uint32_t unit = 0; unit < nodes.size(); ++unit) {
      double sum = 0;
      for (std::uint32_t other = 0; other < nodes.size(); ++other) {
        const double dx = view.x(nodes[unit]) - view.x(nodes[other]);
        const double dy = view.y(nodes[unit]) - view.y(nodes[other]);
        if (other != unit && dx * dx + dy * dy <= radius * radius) sum += values[other];
      }
      EXPECT_EQ(sums[unit], sum) << unit << " within " << radius;
      weights->ties_of(unit, ties, cancel);
      double listed = 0;
      for (const auto& tie : ties) listed += tie.weight * values[tie.to];
      EXPECT_EQ(listed, sum);
    }
  }
}

}  // namespace
}  // namespace clusterlite
