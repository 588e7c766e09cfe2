// D as the difference of two Ks, its chance and its limits.
#include <gtest/gtest.h>

#include <optional>

#include "distance/frame/distance_bands.hpp"
#include "statistics/curves/ripley_k.hpp"
#include "support/running/error.hpp"
#include "unit/statistics/support.hpp"

namespace clusterlite {
namespace {

using namespace testing_support;

const Window kSquare = Window::rectangle({{0, 0}, {100, 100}});

struct Call {
  std::vector<std::uint32_t> groups{0};
  std::optional<std::uint32_t> control{};
  EdgeCorrection correction = EdgeCorrection::isotropic;
  CurveOptions options{};
  unsigned threads = 1;
};

std::vector<Curve> run(const Firms& firms, const std::vector<double>& r, const Call& call = {}) {
  CancelToken never;
  const DataSet data(firms);
  const statistics::SiteMarks marks(data.view(), never);
  return d_function(data.view(), marks, call.groups, call.control, kSquare, r, call.correction, call.options,
                    Threads(call.threads), never);
}

std::vector<double> k_of(const Firms& firms, const std::vector<double>& r, std::uint32_t group,
                         EdgeCorrection correction) {
  CancelToken never;
  const DataSet data(firms);
  const statistics::SiteMarks marks(data.view(), never);
  const GroupPair pair[] = {{group, group}};
  return ripley_k(data.view(), marks, pair, kSquare, r, {correction, std::nullopt, false}, {}, Threads(1),
                  never)[0]
      .k;
}

TEST(DFunction, IsTheDifferenceOfTwoKs) {
  const std::vector<double> r = distance::curve_distances(40, 4);
  const Firms firms = random_city(3, 300, 3);
  Firms others = firms;  // all but the reference in one group
  for (Firm& firm : others.rows) firm.group = firm.group == 0 ? 0 : 1;
  for (const EdgeCorrection correction : {EdgeCorrection::none, EdgeCorrection::isotropic,
                                          EdgeCorrection::border, EdgeCorrection::translation}) {
    std::vector<double> of_two = k_of(firms, r, 0, correction);
    std::vector<double> of_all = of_two;
    const std::vector<double> control = k_of(firms, r, 2, correction);
    const std::vector<double> rest = k_of(others, r, 1, correction);
    for (std::size_t i = 0; i < r.size(); ++i) {
      of_two[i] -= control[i];
      of_all[i] -= rest[i];
    }
    expect_same(run(firms, r, {.control = 2, .correction = correction})[0].values, of_two, 1e-12);
    expect_same(run(firms, r, {.correction = correction})[0].values, of_all, 1e-12);
    // With simulations K of the others is that of all firms less what the cases take part in; beside a
    // control that holds all others it is summed over their pairs.
    Call call{.correction = correction};
    call.options.simulations = 39;
    const Curve by_places = run(firms, r, call)[0];
    call.control = 1;
    const Curve by_pairs = run(others, r, call)[0];
    expect_same(by_places.values, of_all, 1e-12);
    expect_same(by_places.envelope.mean, by_pairs.envelope.mean, 1e-10);
    expect_same(by_places.envelope.low, by_pairs.envelope.low, 1e-10);
    expect_same(by_places.envelope.high, by_pairs.envelope.high, 1e-10);
    EXPECT_EQ(by_places.envelope.p, by_pairs.envelope.p);
  }
}

TEST(DFunction, DoesNotDependOnOrderThreadsOrIds) {
  const std::vector<double> r = distance::curve_distances(30, 3);
  const Firms firms = random_city(9, 400, 3);
  for (const std::optional<std::uint32_t> control : {std::optional<std::uint32_t>(), std::optional(2U)}) {
    Call call{.groups = {0, 1}, .control = control};
    call.options.simulations = 39;
    const auto once = run(firms, r, call);
    call.threads = 3;
    Firms renamed = shuffled(firms, 3);
    for (Firm& firm : renamed.rows) firm.id = 2 * firm.id + 5;
    const auto again = run(renamed, r, call);
    for (std::size_t i = 0; i < once.size(); ++i) expect_equal(once[i], again[i]);
  }
}

// Under random labelling both groups are a sample of the city: D is 0 on average.
TEST(DFunction, IsNothingUnderChance) {
  const std::vector<double> r = distance::curve_distances(20, 5);
  Call call;
  call.options.simulations = 199;
  const Curve curve = run(random_city(6, 300, 3), r, call)[0];
  for (std::size_t i = 0; i < r.size(); ++i) {
    EXPECT_LT(curve.envelope.low[i], 0);
    EXPECT_GT(curve.envelope.high[i], 0);
    EXPECT_NEAR(curve.envelope.mean[i], 0, (curve.envelope.high[i] - curve.envelope.low[i]) / 15);
  }
}

TEST(DFunction, WhatCannotBe) {
  const std::vector<double> r = {0, 10};
  Call call;
  call.options.simulations = 39;
  Firms firms = eight_firms();
  EXPECT_TRUE(std::isnan(run(firms, r, {.groups = {2}})[0].values[1]));  // one firm
  EXPECT_TRUE(std::isnan(run(firms, r, {.control = 2})[0].values[1]));
  for (Firm& firm : firms.rows) firm.group = 0;
  EXPECT_TRUE(std::isnan(run(firms, r, call)[0].values[1]));  // no others
  EXPECT_TRUE(std::isnan(run(firms, r, call)[0].envelope.p));
  firms = eight_firms();
  for (Firm& firm : firms.rows) firm.x = firm.y = 3;
  EXPECT_EQ(run(firms, r, call)[0].values[1], 0);  // all in one place: both Ks are the window
  EXPECT_EQ(run(firms, r, call)[0].envelope.p, 1);
  firms.rows[0].x = 200;
  EXPECT_THROW(run(firms, r), Error);
}

TEST(DFunction, PIsUniformUnderChance) {
  const std::vector<double> r = distance::curve_distances(24, 6);
  Call call{.correction = EdgeCorrection::none};
  call.options.simulations = 39;
  expect_uniform(random_city(5, 60, 2), 39, [&](const Firms& city, std::uint32_t seed) {
    call.options.seed = seed;
    return run(city, r, call)[0].envelope.p;
  });
}

}  // namespace
}  // namespace clusterlite
