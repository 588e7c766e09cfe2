// Kd against exact sums, and its properties.
#include "statistics/curves/kd_density.hpp"

#include <gtest/gtest.h>

#include <numbers>
#include <numeric>
#include <optional>

#include "distance/frame/distance_bands.hpp"
#include "support/running/error.hpp"
#include "unit/statistics/support.hpp"

namespace clusterlite {
namespace {

using namespace testing_support;

struct KdCall {
  std::vector<GroupPair> pairs{{0, 0}};
  KdOptions kd{};
  CurveOptions options{};
  unsigned threads = 1;
};

std::vector<KdCurve> run(const Firms& firms, const std::vector<double>& r, const KdCall& call = {}) {
  CancelToken never;
  const DataSet data(firms);
  const statistics::SiteMarks marks(data.view(), never);
  return kd_density(data.view(), marks, call.pairs, r, call.kd, call.options, Threads(call.threads), never);
}

struct Exact {
  std::vector<double> kd;
  double h = 0;
};

// Every pair by itself, straight from the definition.
Exact by_definition(const Firms& firms, const std::vector<double>& r, std::int64_t a, std::int64_t b,
                    const KdOptions& kd) {
  std::vector<std::pair<double, double>> distances;
  for (const Firm& i : firms.rows) {
    for (const Firm& j : firms.rows) {
      if (i.group != a || j.group != b || (a == b && j.id <= i.id)) continue;
      distances.emplace_back(std::hypot(i.x - j.x, i.y - j.y), kd.weighted ? i.weight * j.weight : 1);
    }
  }
  std::vector<double> near;
  for (const auto& [d, w] : distances) {
    if (d <= 2 * r.back()) near.push_back(d);
  }
  std::sort(near.begin(), near.end());
  const auto n = static_cast<double>(near.size());
  const auto quantile = [&](double share) {
    const double at = share * (n - 1);
    const auto k = static_cast<std::size_t>(at);
    return near[k] + (at - std::floor(at)) * (near[std::min(k + 1, near.size() - 1)] - near[k]);
  };
  const double mean = std::accumulate(near.begin(), near.end(), 0.0) / n;
  double squares = 0;
  for (const double d : near) squares += (d - mean) * (d - mean);
  const double spread = std::min(std::sqrt(squares / (n - 1)), (quantile(0.75) - quantile(0.25)) / 1.34);
  Exact exact;
  exact.h = kd.bandwidth.value_or(0.9 * spread * std::pow(n, -0.2));
  for (const double at : r) {
    double sum = 0;
    double total = 0;
    for (const auto& [d, w] : distances) {
      const double below = (at - d) / exact.h;
      const double above = (at + d) / exact.h;
      sum += w * (std::exp(-below * below / 2) + std::exp(-above * above / 2));
      total += w;
    }
    exact.kd.push_back(sum / (total * exact.h * std::sqrt(2 * std::numbers::pi)));
  }
  return exact;
}

TEST(KdDensity, EightFirms) {
  const std::vector<double> r = {0, 1, 2, 4, 6, 8};
  const KdCurve firms = run(eight_firms(), r)[0];
  EXPECT_NEAR(firms.bandwidth, 2.310284651, 1e-9);
  EXPECT_EQ(firms.pairs, 6);
  expect_same(firms.curve.values,
              {.15334172397, .14365131606, .11909480149, .07119118934, .07345507703, .08449615105}, 1e-8);
  // R dbmss, whose density() puts the distances on a grid.
  const double dbmss[] = {.15353, .14385, .11931, .07142, .07361, .08459};
  for (std::size_t i = 0; i < r.size(); ++i) EXPECT_NEAR(firms.curve.values[i], dbmss[i], 3e-4);
  const KdCurve weighted = run(eight_firms(), r, {.kd = {std::nullopt, true}})[0];
  expect_same(weighted.curve.values,
              {.15584192812, .14539442352, .11901032902, .06785781794, .07086212672, .08568212762}, 1e-8);
}

void expect_as_defined(const Firms& firms, double r_max, const KdOptions& kd, double tolerance) {
  const std::vector<double> r = distance::curve_distances(r_max, r_max / 20);
  const auto found = run(firms, r, {.pairs = {{0, 0}, {0, 1}}, .kd = kd});
  for (const std::size_t b : {0U, 1U}) {
    const Exact exact = by_definition(firms, r, 0, static_cast<std::int64_t>(b), kd);
    const double greatest = *std::max_element(exact.kd.begin(), exact.kd.end());
    EXPECT_NEAR(found[b].bandwidth, exact.h, exact.h * tolerance);
    for (std::size_t k = 0; k < r.size(); ++k) {
      EXPECT_NEAR(found[b].curve.values[k], exact.kd[k], greatest * tolerance)
          << firms.rows.size() << " firms, r " << r[k] << ", group " << b;
    }
  }
}

// Distances one by one are exact; the kernel ends at 6.5 h.
TEST(KdDensity, FewPairsAreExact) {
  for (const std::size_t count : {30U, 150U}) {
    for (const KdOptions& kd : {KdOptions{}, KdOptions{std::nullopt, true}, KdOptions{0.7, false}}) {
      expect_as_defined(random_city(static_cast<std::uint32_t>(count), count, 2), 20, kd, 1e-8);
      expect_as_defined(random_city(static_cast<std::uint32_t>(count), count, 2), 90, kd, 1e-8);
    }
  }
}

TEST(KdDensity, ManyPairsAreWithinATenThousandthOfTheMaximum) {
  Firms scattered = random_city(8, 1200, 2);
  Philox random(8, Stream::scan, 3);
  for (Firm& firm : scattered.rows) {
    firm.x = random.uniform() * 100;
    firm.y = random.uniform() * 100;
  }
  for (const double r_max : {20.0, 90.0}) {
    expect_as_defined(scattered, r_max, {}, 1e-4);
    expect_as_defined(scattered, r_max, {std::nullopt, true}, 1e-4);
    // On a lattice, too, where the same distances come many times; the quartiles are known to a bin then.
    expect_as_defined(random_city(8, 1200, 2), r_max, {0.7, false}, 1e-4);
    expect_as_defined(random_city(8, 1200, 2), r_max, {30, true}, 1e-4);
  }
}

CurveOptions simulated(std::uint32_t simulations, NullModel model, std::uint64_t seed = 0) {
  CurveOptions options;
  options.simulations = simulations;
  options.null_model = model;
  options.seed = seed;
  return options;
}

TEST(KdDensity, DoesNotDependOnOrderThreadsOrUnitOfWeights) {
  const std::vector<double> r = distance::curve_distances(30, 3);
  const Firms firms = random_city(9, 700, 3);
  for (const NullModel model : {NullModel::location, NullModel::labelling}) {
    KdCall call{.pairs = {{0, 0}, {1, 2}}, .kd = {std::nullopt, true}, .options = simulated(39, model, 3)};
    const auto once = run(firms, r, call);
    call.threads = 3;
    Firms others = shuffled(firms, 4);
    for (Firm& firm : others.rows) firm.weight *= 2;
    const auto again = run(others, r, call);
    for (std::size_t i = 0; i < once.size(); ++i) expect_equal(once[i].curve, again[i].curve);
  }
}

TEST(KdDensity, NothingToEstimate) {
  const std::vector<double> r = {0, 10};
  Firms few = eight_firms();
  few.rows.resize(2);
  EXPECT_TRUE(std::isnan(run(few, r)[0].curve.values[0]));
  Firms one_place = eight_firms();
  for (Firm& firm : one_place.rows) firm.x = firm.y = 3;
  EXPECT_TRUE(std::isnan(run(one_place, r)[0].bandwidth));
  EXPECT_TRUE(
      std::isnan(run(one_place, r, {.options = simulated(39, NullModel::location)})[0].curve.envelope.p));
  Firms one_group = eight_firms();
  for (Firm& firm : one_group.rows) firm.group = 0;
  EXPECT_EQ(run(one_group, r, {.options = simulated(39, NullModel::labelling)})[0].curve.envelope.p, 1);
  for (const double bandwidth : {0.0, -1.0, kNone})
    EXPECT_THROW(run(eight_firms(), r, {.kd = {bandwidth, false}}), Error);
}

TEST(KdDensity, OnTheGlobeAsInThePlane) {
  Firms plane = random_city(6, 400, 1);
  Firms globe = plane;
  constexpr double kDegree = kEarthRadius * std::numbers::pi / 180;
  for (Firm& firm : globe.rows) {  // a hundred metres of the equator
    firm.x = 20 + firm.x / kDegree;
    firm.y = firm.y / kDegree;
  }
  const std::vector<double> r = distance::curve_distances(48.3, 4.83);
  KdCall call;
  const KdCurve expected = run(plane, r, call)[0];
  call.options.metric = Metric::geodesic;
  const KdCurve found = run(globe, r, call)[0];
  EXPECT_NEAR(found.bandwidth, expected.bandwidth, 1e-3 * expected.bandwidth);
  expect_same(found.curve.values, expected.curve.values, 1e-5);
}

TEST(KdDensity, PIsUniformUnderChance) {
  const std::vector<double> r = distance::curve_distances(24, 6);
  std::vector<double> p;
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    Firms firms = random_city(5, 60, 3);
    Philox random(seed, Stream::scan, 1);
    for (std::size_t i = firms.rows.size(); i > 1; --i)
      std::swap(firms.rows[i - 1].group, firms.rows[random.below(static_cast<std::uint32_t>(i))].group);
    p.push_back(run(firms, r, {.options = simulated(39, NullModel::labelling, seed)})[0].curve.envelope.p);
  }
  EXPECT_LT(excess_of_small_p(p, 39), 1.36 / std::sqrt(200.0));
  EXPECT_NEAR(std::accumulate(p.begin(), p.end(), 0.0) / 200, 0.5, 4 * std::sqrt(1.0 / 12 / 200) + 0.03);
}

}  // namespace
}  // namespace clusterlite
