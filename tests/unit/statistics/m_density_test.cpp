// m against its definition, R's numbers for eight firms, and its properties.
#include "statistics/curves/m_density.hpp"

#include <gtest/gtest.h>

#include <numbers>
#include <optional>

#include "distance/frame/distance_bands.hpp"
#include "statistics/curves/kd_density.hpp"
#include "statistics/curves/m_function.hpp"
#include "support/running/error.hpp"
#include "unit/statistics/support.hpp"

namespace clusterlite {
namespace {

using namespace testing_support;

struct Call {
  std::vector<GroupPair> pairs{{0, 0}};
  std::optional<double> bandwidth{};
  CurveOptions options{};
  unsigned threads = 1;
};

std::vector<Curve> run(const Firms& firms, const std::vector<double>& r, const Call& call = {}) {
  CancelToken never;
  const DataSet data(firms);
  const statistics::SiteMarks marks(data.view(), never);
  return m_density(data.view(), marks, call.pairs, r, call.bandwidth, call.options, Threads(call.threads),
                   never);
}

double kd_bandwidth(const Firms& firms, const std::vector<double>& r, const GroupPair& pair) {
  CancelToken never;
  const DataSet data(firms);
  const statistics::SiteMarks marks(data.view(), never);
  const GroupPair pairs[] = {pair};
  return kd_density(data.view(), marks, pairs, r, {}, {}, Threads(1), never)[0].bandwidth;
}

std::vector<double> by_definition(const Firms& firms, const std::vector<double>& r, std::int64_t a,
                                  std::int64_t b, double h) {
  double all = 0;
  double neighbours = 0;
  for (const Firm& firm : firms.rows) {
    all += firm.weight;
    neighbours += firm.group == b ? firm.weight : 0;
  }
  std::vector<double> result;
  for (const double at : r) {
    double shares = 0;
    double city = 0;
    for (const Firm& i : firms.rows) {
      if (i.group != a) continue;
      double around = 0;
      double around_b = 0;
      for (const Firm& j : firms.rows) {
        const double u = (at - std::hypot(i.x - j.x, i.y - j.y)) / h;
        if (j.id == i.id || std::fabs(u) > 8) continue;
        around += j.weight * std::exp(-u * u / 2);
        around_b += j.group == b ? j.weight * std::exp(-u * u / 2) : 0;
      }
      if (around == 0) continue;
      shares += around_b / around;
      city += (neighbours - (a == b ? i.weight : 0)) / (all - i.weight);
    }
    result.push_back(shares / city);
  }
  return result;
}

// The formula with dnorm() in R 4.2. dbmss, on density()'s grid of 512, has 1.187646, 0.870607, 0.789971.
TEST(MDensity, EightFirms) {
  const std::vector<double> r = {0, 4, 8};
  const auto found = run(eight_firms(), r, {.pairs = {{0, 0}, {0, 1}}});
  expect_same(found[0].values, {1.18774982349, 0.870341598281, 0.790008618284}, 1e-11);
  expect_same(found[1].values, {0.949185043145, 2.76289091491, 0.635297573765}, 1e-11);
  const double on_grid[] = {1.18764623778, 0.870606845929, 0.789970592480};
  for (std::size_t k = 0; k < 3; ++k) EXPECT_NEAR(found[0].values[k], on_grid[k], 6e-4);
}

TEST(MDensity, AsDefinedOnRandomCities) {
  for (std::uint32_t seed = 1; seed <= 5; ++seed) {
    const Firms firms = random_city(seed, 30 + 25 * seed, 3);
    for (const double step : {0.25, 5.0}) {
      const std::vector<double> r = distance::curve_distances(40, step);
      for (const double h : {0.3, 4.0, 60.0}) {
        const auto found = run(firms, r, {.pairs = {{0, 0}, {0, 1}}, .bandwidth = h});
        expect_same(found[0].values, by_definition(firms, r, 0, 0, h), 1e-10);
        expect_same(found[1].values, by_definition(firms, r, 0, 1, h), 1e-10);
      }
      const auto usual = run(firms, r, {.pairs = {{2, 2}, {2, 0}}});
      expect_same(usual[0].values, by_definition(firms, r, 2, 2, kd_bandwidth(firms, r, {2, 2})), 1e-10);
      expect_same(usual[1].values, by_definition(firms, r, 2, 0, kd_bandwidth(firms, r, {2, 0})), 1e-10);
    }
  }
}

// With many pairs h is found in bins, as that of Kd is.
TEST(MDensity, ManyPairs) {
  const Firms firms = random_city(3, 700, 2);
  const std::vector<double> r = distance::curve_distances(40, 5);
  expect_same(run(firms, r)[0].values, by_definition(firms, r, 0, 0, kd_bandwidth(firms, r, {0, 0})), 1e-4);
}

TEST(MDensity, DoesNotDependOnOrderThreadsIdsOrUnitOfWeights) {
  const std::vector<double> r = distance::curve_distances(30, 3);
  const Firms firms = random_city(9, 250, 3);
  for (const NullModel model : {NullModel::location, NullModel::labelling}) {
    Call call{.pairs = {{0, 0}, {1, 2}}};
    call.options.simulations = 39;
    call.options.null_model = model;
    const auto once = run(firms, r, call);
    call.threads = 3;
    Firms others = shuffled(firms, 4);
    for (Firm& firm : others.rows) {
      firm.weight *= 2;
      firm.id = 5 * firm.id - 77;
    }
    const auto again = run(others, r, call);
    for (std::size_t i = 0; i < once.size(); ++i) expect_equal(once[i], again[i]);
  }
}

TEST(MDensity, NothingToCompare) {
  const std::vector<double> r = {0, 10};
  Call call;
  call.options.simulations = 39;
  Firms firms = eight_firms();
  for (Firm& firm : firms.rows) firm.group = 0;
  EXPECT_NEAR(run(firms, r, call)[0].values[1], 1, 1e-12);
  EXPECT_EQ(run(firms, r, call)[0].envelope.p, 1);
  for (Firm& firm : firms.rows) firm.x = firm.y = 3;
  EXPECT_TRUE(std::isnan(run(firms, r, call)[0].values[0]));  // h is 0
  call.bandwidth = 2;
  EXPECT_NEAR(run(firms, r, call)[0].values[0], 1, 1e-12);
  for (const std::size_t count : {2U, 1U}) {
    firms.rows.resize(count);
    EXPECT_TRUE(std::isnan(run(firms, r, call)[0].values[0]));
  }
  for (const double bandwidth : {0.0, -1.0, kNone})
    EXPECT_THROW(run(eight_firms(), r, {.bandwidth = bandwidth}), Error);
  Firms weightless = eight_firms();
  for (Firm& firm : weightless.rows) firm.weight = 0;
  EXPECT_TRUE(std::isnan(run(weightless, r)[0].values[0]));
}

TEST(MDensity, OnTheGlobeAsInThePlane) {
  Firms globe = random_city(6, 200, 2);
  const Firms plane = globe;
  constexpr double kDegree = kEarthRadius * std::numbers::pi / 180;
  for (Firm& firm : globe.rows) {
    firm.x = 20 + firm.x / kDegree;
    firm.y = firm.y / kDegree;
  }
  const std::vector<double> r = distance::curve_distances(48.3, 4.83);
  Call call{.bandwidth = 5};
  const std::vector<double> expected = run(plane, r, call)[0].values;
  call.options.metric = Metric::geodesic;
  expect_same(run(globe, r, call)[0].values, expected, 1e-6);
}

TEST(MDensity, PIsUniformUnderChance) {
  const std::vector<double> r = distance::curve_distances(24, 6);
  Call call;
  call.options.simulations = 39;
  call.options.null_model = NullModel::labelling;
  expect_uniform(random_city(5, 40, 2), 39, [&](const Firms& city, std::uint32_t seed) {
    call.options.seed = seed;
    return run(city, r, call)[0].envelope.p;
  });
}

}  // namespace
}  // namespace clusterlite
