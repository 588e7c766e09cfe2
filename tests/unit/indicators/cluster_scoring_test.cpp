// Stars of the European Cluster Observatory, the Litzenberger-Sternberg index, traded and local industries.
#include "indicators/concentration/cluster_scoring.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "unit/indicators/tables.hpp"

namespace clusterlite {
namespace {

using testing_support::crosstab_of;
using testing_support::kLq5;
using testing_support::message_of;
using testing_support::Row;
using testing_support::rows_of;

std::vector<ClusterStars> stars_of(const Crosstab& table, const StarThresholds& thresholds = {}) {
  CancelToken cancel;
  return cluster_stars(table, thresholds, cancel);
}

// "R0001 I0001 111": the stars of size, specialization and focus of the cells that have any.
std::vector<std::string> starred(const Crosstab& table, const StarThresholds& thresholds = {}) {
  std::vector<std::string> found;
  for (const ClusterStars& c : stars_of(table, thresholds)) {
    std::string text;
    for (const bool star :
         {c.eligible && c.size.star(), c.eligible && c.specialized, c.eligible && c.focus.star()}) {
      text += star ? '1' : '0';
    }
    if (text == "000") continue;
    found.push_back(std::string(table.regions[c.cell->region].text) + " " +
                    std::string(table.industries[c.cell->industry].text) + " " + text);
  }
  return found;
}

// LQ-5: all totals are 100, so LQ = value / 20; 16 clusters, of which ceil(1.6) = 2 have the star of focus,
// and in each industry the first has the star of size.
const std::vector<std::string> kStarsOfLq5 = {"R0001 I0001 111", "R0002 I0004 111", "R0003 I0005 110",
                                              "R0004 I0005 010", "R0005 I0002 110", "R0005 I0003 110"};

TEST(ClusterStars, OfTheFiveByFiveTable) {
  const Crosstab table = crosstab_of(rows_of(kLq5));
  EXPECT_EQ(starred(table), kStarsOfLq5);
  const std::vector<ClusterStars> stars = stars_of(table);
  ASSERT_EQ(stars.size(), 25U);
  const ClusterStars& row = stars[3 * 5 + 4];  // region 4, industry 5: 40
  EXPECT_EQ(row.lq, 2);
  EXPECT_EQ(row.region_share, 0.4);
  EXPECT_EQ(row.industry_share, 0.4);
  EXPECT_EQ(row.size.rank, 2U);
  EXPECT_EQ(row.size.places, 1U);
  EXPECT_EQ(row.focus.rank, 6U);  // 100, 70, 55, 50, 40, 40
  EXPECT_EQ(row.focus.places, 2U);
}

TEST(ClusterStars, ThresholdsAreArguments) {
  const Crosstab table = crosstab_of(rows_of(kLq5));
  const auto all = std::numeric_limits<double>::infinity();
  EXPECT_EQ(starred(table, {.min_lq = all, .top_size = 0, .top_focus = 0}), std::vector<std::string>{});
  EXPECT_EQ(starred(table, {.min_lq = 3, .top_size = 0, .top_focus = 0}),
            (std::vector<std::string>{"R0001 I0001 010", "R0002 I0004 010"}));
  EXPECT_EQ(starred(table, {.min_lq = all, .top_size = 0.5, .top_focus = 0}).size(), 1 + 2 + 2 + 2 + 2U);
  EXPECT_EQ(starred(table, {.min_lq = all, .top_size = 0, .top_focus = 1}).size(), 16U);
  EXPECT_EQ(starred(table, {.min_lq = 0, .top_size = 0, .top_focus = 0}).size(),
            16U);  // empty cells are no clusters
  EXPECT_EQ(starred(table, {.min_firms = 2}), std::vector<std::string>{});
  EXPECT_EQ(starred(table, {.min_value = 60}),
            (std::vector<std::string>{"R0001 I0001 111", "R0002 I0004 111"}));
}

TEST(ClusterStars, EqualClustersAtTheBorderStayOutside) {
  const Crosstab table =
      crosstab_of({{"A", "x", 5}, {"B", "x", 5}, {"C", "x", 4}, {"A", "y", 9}, {"B", "y", 9}, {"C", "y", 3}});
  for (const ClusterStars& row : stars_of(table)) {
    const bool larger = row.cell->value.value() >= 5;
    EXPECT_EQ(row.size.rank, larger ? 2U : 3U);
    EXPECT_EQ(row.size.places, 1U);
    EXPECT_FALSE(row.size.star());
  }
  EXPECT_EQ(starred(table, {.min_lq = 9, .top_size = 0.3, .top_focus = 0}), std::vector<std::string>{});
  EXPECT_EQ(starred(table, {.min_lq = 9, .top_size = 0.6, .top_focus = 0}),
            (std::vector<std::string>{"A x 100", "A y 100", "B x 100", "B y 100"}));
}

TEST(ClusterStars, APartOfANumberIsRoundedUpButNotByRounding) {
  std::vector<Row> rows;
  for (int i = 0; i < 100; ++i) rows.push_back({"R" + std::to_string(1000 + i), "x", 1 + i});
  for (const auto& [part, places] :
       {std::pair{0.07, 7U}, {0.1, 10U}, {0.101, 11U}, {0.29, 29U}, {1.0, 100U}, {1e-6, 1U}, {0.0, 0U}}) {
    EXPECT_EQ(stars_of(crosstab_of(rows), {.top_size = part})[0].size.places, places) << part;
  }
}

TEST(ClusterStars, ALocationQuotientOfExactlyTwoCounts) {
  // Shares of tenths: 0.6 / 1.2 over 0.9 / 3.6 is 2, but not in binary fractions.
  const Crosstab table = crosstab_of({{"A", "x", 0.6}, {"A", "y", 0.6}, {"B", "x", 0.3}, {"B", "y", 2.1}});
  EXPECT_EQ(starred(table, {.top_size = 0, .top_focus = 0}), (std::vector<std::string>{"A x 010"}));
}

TEST(ClusterStars, WithoutValues) {
  EXPECT_TRUE(stars_of(crosstab_of({})).empty());
  const Crosstab zero = crosstab_of({{"A", "x", 0}, {"B", "y", 0}});
  for (const ClusterStars& row : stars_of(zero, {.min_lq = 0})) {
    EXPECT_TRUE(std::isnan(row.lq));
    EXPECT_FALSE(row.eligible);
    EXPECT_EQ(row.size.rank, 0U);
    EXPECT_EQ(row.focus.rank, 0U);
  }
  const Crosstab missing = crosstab_of({{"A", "x", 3}, {"B", "x", std::nullopt}});
  EXPECT_EQ(starred(missing), (std::vector<std::string>{"A x 101"}));
}

TEST(ClusterStars, OfOneFirm) {
  const std::vector<ClusterStars> stars = stars_of(crosstab_of({{"A", "x", 3}}));
  ASSERT_EQ(stars.size(), 1U);
  EXPECT_EQ(stars[0].lq, 1);
  EXPECT_TRUE(stars[0].size.star() && stars[0].focus.star() && !stars[0].specialized);
}

TEST(ClusterStars, DoNotDependOnOrderSplittingOrUnits) {
  std::vector<Row> rows = rows_of(kLq5);
  std::mt19937_64 random(3);
  std::shuffle(rows.begin(), rows.end(), random);
  EXPECT_EQ(starred(crosstab_of(rows)), kStarsOfLq5);
  for (const double scale : {1e300, 1e-300, 0.1})
    EXPECT_EQ(starred(crosstab_of(rows_of(kLq5, scale))), kStarsOfLq5);
  std::vector<Row> halves = rows_of(kLq5, 0.5);
  const std::vector<Row> others = halves;
  halves.insert(halves.end(), others.begin(), others.end());
  EXPECT_EQ(starred(crosstab_of(halves)), kStarsOfLq5);
}

TEST(LitzenbergerSternberg, PrintedValue) {
  // REAT litzenberger(), after Farhauer and Kroell 2014: 21.87491.
  EXPECT_NEAR(litzenberger_sternberg({1743, 50, 488, 35}, {5740, 576, 4621, 53}), 21.87491102, 5e-9);
}

TEST(LitzenbergerSternberg, EdgeCases) {
  const IndustrySite whole{100, 50, 1000, 10};
  EXPECT_DOUBLE_EQ(litzenberger_sternberg(whole, whole), 1);
  EXPECT_EQ(litzenberger_sternberg({0, 5, 100, 0}, whole), 0);
  EXPECT_EQ(litzenberger_sternberg({0, 5, 100, 2}, whole), 0);
  EXPECT_TRUE(std::isnan(litzenberger_sternberg({10, 5, 100, 0}, whole)));
  EXPECT_TRUE(std::isnan(litzenberger_sternberg({10, 0, 100, 1}, whole)));
  EXPECT_TRUE(std::isnan(litzenberger_sternberg({10, 5, 0, 1}, whole)));
  for (const IndustrySite& empty : {IndustrySite{0, 50, 1000, 10}, IndustrySite{100, 0, 1000, 10},
                                    IndustrySite{100, 50, 0, 10}, IndustrySite{100, 50, 1000, 0}}) {
    EXPECT_TRUE(std::isnan(litzenberger_sternberg({10, 5, 100, 1}, empty)));
  }
  const double expected = litzenberger_sternberg({10, 5, 100, 1}, whole);
  EXPECT_DOUBLE_EQ(
      litzenberger_sternberg({10e300, 5e-300, 100e290, 1e300}, {100e300, 50e-300, 1000e290, 10e300}),
      expected);
}

std::vector<TradedLocal> traded(const Crosstab& table, const TradedThresholds& thresholds = {}) {
  CancelToken cancel;
  return traded_local(table, thresholds, cancel);
}

TEST(TradedLocal, OfTheFiveByFiveTable) {
  // LQs by industry: (5 0 0 0 0), (0 .75 1 1.25 2), (0 .25 .5 1.5 2.75), (0 3.5 1 .25 .25), (0 .5 2.5 2 0);
  // the locational Gini is twice what EconGeo prints (.40 .18 .27 .31 .28).
  const double shares[] = {1, 0.85, 0.85, 0.9, 0.9};
  const double ginis[] = {0.8, 0.36, 0.54, 0.62, 0.56};
  const double top_two[] = {2.5, 1.625, 2.125, 2.25, 2.25};
  const std::vector<TradedLocal> rows = traded(crosstab_of(rows_of(kLq5)), {.top_regions = 2});
  ASSERT_EQ(rows.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_DOUBLE_EQ(rows[i].specialized_share, shares[i]);
    EXPECT_NEAR(rows[i].locational_gini, ginis[i], 1e-15);
    EXPECT_DOUBLE_EQ(rows[i].mean_top_lq, top_two[i]);
    EXPECT_EQ(rows[i].traded, i != 1);
    EXPECT_EQ(rows[i].value, 100);
    EXPECT_EQ(rows[i].firms, 5U);
  }
  EXPECT_EQ(rows[0].regions, 1U);
  EXPECT_EQ(rows[3].regions, 4U);
  // All five regions: their mean quotient is 1, and nothing is traded by Porter's threshold of 2.
  for (const TradedLocal& row : traded(crosstab_of(rows_of(kLq5)))) {
    EXPECT_DOUBLE_EQ(row.mean_top_lq, 1);
    EXPECT_FALSE(row.traded);
  }
}

TEST(TradedLocal, EachThresholdDecides) {
  const Crosstab table = crosstab_of(rows_of(kLq5));
  const auto count = [&](const TradedThresholds& thresholds) {
    const auto rows = traded(table, thresholds);
    return std::count_if(rows.begin(), rows.end(), [](const TradedLocal& row) { return row.traded; });
  };
  EXPECT_EQ(count({.min_specialized_share = 0, .min_mean_top_lq = 0, .min_gini = 0}), 5);
  EXPECT_EQ(count({.min_specialized_share = 0.9, .min_mean_top_lq = 0, .min_gini = 0}),
            3);  // 0.9 itself reaches it
  EXPECT_EQ(count({.min_specialized_share = 0, .min_mean_top_lq = 2.25, .min_gini = 0, .top_regions = 2}), 3);
  EXPECT_EQ(count({.min_specialized_share = 0, .min_mean_top_lq = 0, .min_gini = 0.56}), 3);
}

TEST(TradedLocal, EdgeCases) {
  EXPECT_TRUE(traded(crosstab_of({})).empty());
  // One region: every industry has its quotient of 1 there.
  const auto one_region = traded(crosstab_of({{"A", "x", 3}, {"A", "y", 7}}));
  EXPECT_EQ(one_region[0].specialized_share, 1);
  EXPECT_EQ(one_region[0].mean_top_lq, 1);
  EXPECT_EQ(one_region[0].locational_gini, 0);
  // One industry: where everything is, it is.
  const auto one_industry = traded(crosstab_of({{"A", "x", 0.1}, {"B", "x", 0.7}, {"C", "x", 1.0 / 3}}));
  EXPECT_DOUBLE_EQ(one_industry[0].specialized_share, 1);
  EXPECT_DOUBLE_EQ(one_industry[0].mean_top_lq, 1);
  EXPECT_EQ(one_industry[0].locational_gini, 0);
  // Without any value, or with none that is known: neither traded nor local.
  for (const TradedLocal& row : traded(crosstab_of({{"A", "x", 0}, {"B", "y", std::nullopt}}))) {
    EXPECT_EQ(row.regions, 0U);
    EXPECT_TRUE(std::isnan(row.specialized_share) && std::isnan(row.mean_top_lq) &&
                std::isnan(row.locational_gini));
  }
  const auto unknown = traded(crosstab_of({{"A", "x", 3}, {"B", "y", std::nullopt}}));
  EXPECT_TRUE(std::isnan(unknown[1].value));
  // A region that has nothing at all is not among the top ones.
  EXPECT_EQ(traded(crosstab_of({{"A", "x", 3}, {"B", "x", 0}}))[0].mean_top_lq, 1);
}

TEST(TradedLocal, DoesNotDependOnOrderOrUnits) {
  std::vector<Row> rows = rows_of(kLq5);
  const auto expected = traded(crosstab_of(rows));
  std::mt19937_64 random(4);
  std::shuffle(rows.begin(), rows.end(), random);
  const auto shuffled = traded(crosstab_of(rows));
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(shuffled[i].locational_gini, expected[i].locational_gini);
    EXPECT_EQ(shuffled[i].mean_top_lq, expected[i].mean_top_lq);
    for (const double scale : {1e300, 1e-300}) {
      const TradedLocal scaled = traded(crosstab_of(rows_of(kLq5, scale)))[i];
      EXPECT_NEAR(scaled.locational_gini, expected[i].locational_gini, 1e-15);
      EXPECT_DOUBLE_EQ(scaled.specialized_share, expected[i].specialized_share);
    }
  }
}

TEST(ClusterScoring, CanBeInterrupted) {
  std::vector<Row> rows;
  for (int i = 0; i < 20'000; ++i)
    rows.push_back({"R" + std::to_string(i % 200), "I" + std::to_string(i / 200), i % 97 + 1});
  const Crosstab table = crosstab_of(rows);
  CancelToken stop([](void*) { return true; }, nullptr);
  EXPECT_THROW(cluster_stars(table, {}, stop), Cancelled);
  CancelToken stop_again([](void*) { return true; }, nullptr);
  EXPECT_THROW(traded_local(table, {}, stop_again), Cancelled);
}

}  // namespace
}  // namespace clusterlite
