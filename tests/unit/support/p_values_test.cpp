#include "support/chance/p_values.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace clusterlite {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

TEST(PValues, CountTheObservedArrangementToo) {
  const ExtremeCounts counts{.greater = 4, .less = 96};
  EXPECT_DOUBLE_EQ(p_value(counts, 99, Alternative::greater), 0.05);
  EXPECT_DOUBLE_EQ(p_value(counts, 99, Alternative::less), 0.97);
  EXPECT_DOUBLE_EQ(p_value(counts, 99, Alternative::two_sided), 0.1);
  EXPECT_DOUBLE_EQ(p_value({.greater = 99, .less = 99}, 99, Alternative::two_sided), 1);
  EXPECT_TRUE(std::isnan(p_value({}, 0, Alternative::greater)));
}

TEST(PValues, CountWhatRoundingSeparatesAsTies) {
  ExtremeCounts counts;
  counts.add(0.1 + 0.2, 0.3);
  EXPECT_EQ(counts.greater, 1U);
  EXPECT_EQ(counts.less, 1U);
  counts.add(0.3 + 1e-11, 0.3);
  counts.add(-0.3, 0.3);
  EXPECT_EQ(counts.greater, 2U);
  EXPECT_EQ(counts.less, 2U);
  EXPECT_TRUE(tied(0, 0));
  EXPECT_FALSE(tied(0, 1e-300));
}

TEST(PValues, OfTheNormalDistribution) {
  EXPECT_NEAR(normal_p(1.959963984540054, Alternative::two_sided), 0.05, 1e-15);
  EXPECT_NEAR(normal_p(0.9426277953, Alternative::greater), 0.1729356587, 5e-11);
  EXPECT_NEAR(normal_p(0.9426277953, Alternative::less), 1 - 0.1729356587, 5e-11);
  EXPECT_NEAR(normal_p(-10, Alternative::two_sided) / 1.523970604832e-23, 1, 1e-12);
  EXPECT_TRUE(std::isnan(normal_p(kNaN, Alternative::two_sided)));
}

// R: p.adjust(c(.01, .02, .03, .04, .2), "BH")
TEST(PValues, AdjustedForFalseDiscoveries) {
  CancelToken cancel;
  const double p[] = {.2, .01, kNaN, .02, .03, .04};
  const auto adjusted = false_discovery_p(p, cancel);
  ASSERT_EQ(adjusted.size(), 6U);
  EXPECT_DOUBLE_EQ(adjusted[0], .2);
  EXPECT_TRUE(std::isnan(adjusted[2]));
  for (const std::size_t i : {1U, 3U, 4U, 5U}) EXPECT_DOUBLE_EQ(adjusted[i], .05);
  EXPECT_TRUE(false_discovery_p({}, cancel).empty());
  const double large[] = {.9, .95};
  EXPECT_DOUBLE_EQ(false_discovery_p(large, cancel)[0], .95);
}

}  // namespace
}  // namespace clusterlite
