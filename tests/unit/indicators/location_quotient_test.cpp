// Location quotients and their spread: the edges that tables with holes have.
#include "indicators/crosstab/location_quotient.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "unit/indicators/tables.hpp"

namespace clusterlite {
namespace {

using testing_support::crosstab_of;
using testing_support::Row;

LocationQuotients quotients_of(const std::vector<Row>& rows) {
  CancelToken cancel;
  return location_quotients(crosstab_of(rows), cancel);
}

TEST(LocationQuotient, OfFourSums) {
  EXPECT_DOUBLE_EQ(location_quotient(30, 40, 40, 100), 1.875);
  EXPECT_EQ(location_quotient(0, 40, 40, 100), 0);
  EXPECT_TRUE(std::isnan(location_quotient(1, 0, 40, 100)));
  EXPECT_TRUE(std::isnan(location_quotient(1, 40, 0, 100)));
  EXPECT_TRUE(std::isnan(location_quotient(1, 40, 40, 0)));
  // Rounded once: the quotients of the rounded shares are .74999999999999989 and 3.4999999999999996.
  EXPECT_EQ(location_quotient(15, 100, 100, 500), 0.75);
  EXPECT_EQ(location_quotient(70, 100, 100, 500), 3.5);
  // Products may leave the range of doubles, quotients do not.
  EXPECT_DOUBLE_EQ(location_quotient(1e300, 4e300, 1e300, 8e300), 2);
  EXPECT_DOUBLE_EQ(location_quotient(1e-300, 4e-300, 1e-300, 8e-300), 2);
}

TEST(LocationQuotient, SymmetricRunsFromMinusOneToOne) {
  EXPECT_EQ(symmetric_location_quotient(0), -1);
  EXPECT_EQ(symmetric_location_quotient(1), 0);
  EXPECT_DOUBLE_EQ(symmetric_location_quotient(3), 0.5);
  EXPECT_EQ(symmetric_location_quotient(std::numeric_limits<double>::infinity()), 1);
  EXPECT_TRUE(std::isnan(symmetric_location_quotient(std::nan(""))));
}

TEST(LocationQuotient, SumsTheEdgesOfTheTable) {
  const LocationQuotients q = quotients_of({{"A", "x", 30}, {"A", "y", 10}, {"B", "x", 10}, {"B", "y", 50}});
  EXPECT_EQ(q.margins.regions, (std::vector<double>{40, 60}));
  EXPECT_EQ(q.margins.industries, (std::vector<double>{40, 60}));
  EXPECT_EQ(q.margins.total, 100);
  EXPECT_NEAR(q.spread[0].mean, (1.875 + 5.0 / 12) / 2, 1e-15);
  EXPECT_NEAR(q.spread[0].deviation, (1.875 - 5.0 / 12) / std::sqrt(2), 1e-15);
  EXPECT_NEAR(q.spread[0].standardised(1.875), 1 / std::sqrt(2), 1e-15);
}

TEST(LocationQuotient, OfNothingIsNothing) {
  const LocationQuotients q = quotients_of({});
  EXPECT_EQ(q.margins.total, 0);
  EXPECT_TRUE(q.spread.empty());
}

TEST(LocationQuotient, WithoutSpreadHasNoStandardisedForm) {
  // One region; two regions that are alike, their sizes such that the quotients differ in the last digit.
  EXPECT_TRUE(std::isnan(quotients_of({{"A", "x", 5}, {"A", "y", 5}}).spread[0].deviation));
  const LocationQuotients alike = quotients_of(
      {{"A", "x", 0.1}, {"A", "y", 0.2}, {"B", "x", 0.3}, {"B", "y", 0.6}, {"C", "x", 0.7}, {"C", "y", 1.4}});
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_TRUE(std::isnan(alike.spread[i].deviation));
    EXPECT_TRUE(std::isnan(alike.log_spread[i].deviation));
    EXPECT_TRUE(std::isnan(alike.spread[i].standardised(1)));
  }
}

// x has the quotients 3, 0, 0 in A, B, C: the mean 1, the deviation sqrt(3). Only one has a logarithm.
// A spread of a few millionths is small and real; only that of rounding errors is none. By hand: with y the
// same everywhere and x = c, c + 2, c + 4 the quotients are as far apart as the values, near enough: z = -1,
// 0, 1.
TEST(LocationQuotient, StandardisesSmallSpreads) {
  const double c = 1e7;
  const LocationQuotients q = quotients_of(
      {{"A", "x", c}, {"A", "y", c}, {"B", "x", c + 2}, {"B", "y", c}, {"C", "x", c + 4}, {"C", "y", c}});
  const double lq = location_quotient(c, 2 * c, 3 * c + 6, 6 * c + 6);
  EXPECT_NEAR(q.spread[0].standardised(lq), -1, 1e-6);
  EXPECT_NEAR(q.log_spread[0].standardised(std::log10(lq)), -1, 1e-6);
}

TEST(LocationQuotient, CountsEmptyCellsWithZero) {
  const LocationQuotients q = quotients_of({{"A", "x", 10}, {"B", "y", 10}, {"C", "y", 10}});
  EXPECT_DOUBLE_EQ(q.spread[0].mean, 1);
  EXPECT_DOUBLE_EQ(q.spread[0].deviation, std::sqrt(3));
  EXPECT_TRUE(std::isnan(q.log_spread[0].deviation));
  EXPECT_DOUBLE_EQ(q.spread[1].mean, 1);
}

TEST(LocationQuotient, LeavesOutRegionsWithoutAnyValue) {
  const std::vector<Row> rows = {{"A", "x", 10}, {"B", "y", 10}, {"C", "y", 10}};
  std::vector<Row> more = rows;
  more.push_back({"D", "x", 0});
  more.push_back({"E", "y", std::nullopt});
  const LocationQuotients q = quotients_of(rows);
  const LocationQuotients with_empty_regions = quotients_of(more);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(with_empty_regions.spread[i].mean, q.spread[i].mean);
    EXPECT_EQ(with_empty_regions.spread[i].deviation, q.spread[i].deviation);
  }
}

TEST(LocationQuotient, LeavesOutCellsThatAreNotKnown) {
  // A has firms of x, and nobody knows how large: x has quotients in B and C only.
  const LocationQuotients q = quotients_of(
      {{"A", "x", std::nullopt}, {"A", "y", 6}, {"B", "x", 3}, {"B", "y", 3}, {"C", "x", 1}, {"C", "y", 5}});
  EXPECT_DOUBLE_EQ(q.spread[0].mean, (2.25 + 0.75) / 2);
  EXPECT_DOUBLE_EQ(q.spread[0].deviation, 1.5 / std::sqrt(2));
  EXPECT_DOUBLE_EQ(q.spread[1].mean, (9.0 / 7 + 9.0 / 14 + 15.0 / 14) / 3);
}

TEST(LocationQuotient, CanBeCancelled) {
  std::vector<Row> rows;
  for (int i = 0; i < 300; ++i) {
    for (int j = 0; j < 300; ++j) rows.push_back({std::to_string(i), std::to_string(j), i + j});
  }
  Crosstab table = crosstab_of(rows);
  CancelToken cancel([](void*) { return true; }, nullptr);
  EXPECT_THROW(location_quotients(std::move(table), cancel), Cancelled);
}

}  // namespace
}  // namespace clusterlite
