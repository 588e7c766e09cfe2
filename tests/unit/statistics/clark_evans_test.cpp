// The nearest neighbour index: the points of spatstat's answer, the formula, windows and chance.
#include "statistics/patterns/clark_evans.hpp"

#include <gtest/gtest.h>

#include "support/running/error.hpp"
#include "unit/statistics/support.hpp"

namespace clusterlite {
namespace {

using namespace testing_support;

ClarkEvans run(Firms firms, const Window& window, const CurveOptions& options = {}, unsigned threads = 1) {
  CancelToken never;
  const DataSet data(firms);
  const statistics::SiteMarks marks(data.view(), never);
  const std::uint32_t groups[] = {0};
  return clark_evans(data.view(), marks, groups, window, options, Threads(threads), never)[0];
}

const Window kUnitSquare = Window::rectangle({{0, 0}, {1, 1}});

TEST(ClarkEvans, SixFirmsAsInSpatstat) {
  const ClarkEvans found =
      run(firms_at({{.1, .1}, {.2, .15}, {.25, .3}, {.7, .7}, {.75, .8}, {.9, .2}}), kUnitSquare);
  EXPECT_NEAR(found.ratio, .9339446818, 1e-9);
  EXPECT_NEAR(found.p_normal, .7569, 5e-5);
  EXPECT_TRUE(std::isnan(found.p));
}

TEST(ClarkEvans, EightFirms) {
  Firms firms = eight_firms();
  for (Firm& firm : firms.rows) firm.group = 0;
  const ClarkEvans found = run(firms, Window::rectangle({{0, 0}, {10, 10}}));
  EXPECT_NEAR(found.mean_distance, 1.87383951, 1e-8);
  EXPECT_NEAR(found.ratio, 1.0600037, 1e-7);
  EXPECT_NEAR(found.z, .3246788, 1e-6);
  const double donnelly = found.expected + (.0514 + .0412 / std::sqrt(8)) * 40 / 8;
  EXPECT_NEAR(found.ratio_donnelly, found.mean_distance / donnelly, 1e-12);
}

TEST(ClarkEvans, ChanceIsUniformOrAnotherLabelling) {
  const Window window = Window::rectangle({{0, 0}, {100, 100}});
  CurveOptions options;
  options.simulations = 199;
  options.null_model = NullModel::csr;
  Firms twins = random_city(1, 100, 1);  // two in each place: nearer than uniform points ever are
  for (std::size_t i = 0; i < 100; ++i) {
    Firm twin = twins.rows[i];
    twin.id += 1000;
    twins.rows.push_back(twin);
  }
  const ClarkEvans csr = run(twins, window, options);
  EXPECT_EQ(csr.mean_distance, 0);
  EXPECT_EQ(csr.p, 2.0 / 200);
  EXPECT_EQ(run(shuffled(twins, 2), window, options, 3).p, csr.p);
  options.null_model = NullModel::labelling;
  EXPECT_EQ(run(twins, window, options).p, 1);  // one group: one arrangement
  EXPECT_GT(run(random_city(1, 300, 3), window, options).p, 0.005);
}

TEST(ClarkEvans, PIsUniformUnderChance) {
  const Window window = Window::rectangle({{0, 0}, {100, 100}});
  CurveOptions options;
  options.simulations = 39;
  options.null_model = NullModel::labelling;
  expect_uniform(random_city(5, 80, 3), 39, [&](const Firms& city, std::uint32_t seed) {
    options.seed = seed;
    return run(city, window, options).p;
  });
  // Uniform points of other seeds.
  options.null_model = NullModel::csr;
  expect_uniform(random_city(5, 30, 1), 39, [&](Firms city, std::uint32_t seed) {
    Philox random(seed, Stream::scan, 9);
    for (Firm& firm : city.rows) {
      firm.x = 100 * random.uniform();
      firm.y = 100 * random.uniform();
    }
    options.seed = seed;
    return run(city, window, options).p;
  });
}

TEST(ClarkEvans, WhatCannotBe) {
  Firms one = firms_at({{.5, .5}});
  EXPECT_TRUE(std::isnan(run(one, kUnitSquare).ratio));
  EXPECT_EQ(run(firms_at({{.5, .5}, {.5, .5}, {.5, .5}}), kUnitSquare).ratio, 0);
  EXPECT_TRUE(std::isnan(run(firms_at({{.5, .5}, {.5, .5}}), Window::rectangle({{.5, .5}, {.5, .5}})).ratio));
  EXPECT_THROW(run(firms_at({{2, 2}, {.5, .5}}), kUnitSquare), Error);
}

}  // namespace
}  // namespace clusterlite
