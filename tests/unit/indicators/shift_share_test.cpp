// Two tables side by side; shift-share and growth portfolio over them.
#include "indicators/dynamics/shift_share.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "indicators/dynamics/growth_portfolio.hpp"
#include "unit/indicators/tables.hpp"

namespace clusterlite {
namespace {

using testing_support::crosstab_of;
using testing_support::message_of;
using testing_support::Row;
using testing_support::rows_of;

BeforeAfter both_of(const std::vector<Row>& before, const std::vector<Row>& after) {
  CancelToken cancel;
  return side_by_side(crosstab_of(before), crosstab_of(after), cancel);
}

const std::vector<std::vector<double>> kBefore = {{90, 20, 10, 60}, {60, 30, 30, 40}, {250, 100, 110, 300}};
const std::vector<std::vector<double>> kAfter = {{100, 40, 10, 55}, {85, 55, 40, 35}, {255, 115, 85, 390}};

TEST(SideBySide, UnitesKeysAndCells) {
  const BeforeAfter both =
      both_of({{"A", "x", 1}, {"C", "y", 2}, {"C", "z", 3}}, {{"B", "x", 4}, {"C", "w", 5}, {"C", "z", 6}});
  EXPECT_EQ(both.regions.size(), 3U);
  EXPECT_EQ(both.industries.size(), 4U);
  EXPECT_EQ(both.regions[1].text, "B");
  EXPECT_EQ(both.industries[0].text, "w");
  EXPECT_EQ(both.cells.size(), 5U);
  EXPECT_EQ(both.at(2, 3).before, 3);
  EXPECT_EQ(both.at(2, 3).after, 6);
  EXPECT_EQ(both.at(0, 1).before, 1);
  EXPECT_EQ(both.at(0, 1).after, 0);
  EXPECT_EQ(both.at(1, 1).after, 4);
  EXPECT_EQ(both.at(0, 0).after, 0);
  EXPECT_EQ(both.before.total, 6);
  EXPECT_EQ(both.after.industries[3], 6);
}

TEST(SideBySide, OfNothing) {
  EXPECT_TRUE(both_of({}, {}).cells.empty());
  const BeforeAfter born = both_of({}, {{"A", "x", 5}});
  EXPECT_EQ(born.at(0, 0).after, 5);
  EXPECT_EQ(born.before.total, 0);
}

TEST(SideBySide, LeavesUnknownCellsOutOfBothSums) {
  const BeforeAfter both = both_of({{"A", "x", 10}, {"B", "x", 20}}, {{"A", "x", {}}, {"B", "x", 30}});
  EXPECT_FALSE(both.at(0, 0).known());
  EXPECT_EQ(both.before.total, 20);
  EXPECT_EQ(both.after.total, 30);
  EXPECT_TRUE(std::isnan(shift_share(both, both.at(0, 0)).change));
  EXPECT_TRUE(std::isnan(shift_share(both, both.at(0, 0)).homothetic));
  EXPECT_TRUE(std::isnan(arcelus_terms(both, both.at(0, 0)).national_homothetic));
  EXPECT_EQ(portfolio_entry(both, both.at(0, 0), GrowthBenchmark::total).quadrant, Quadrant::none);
}

TEST(SideBySide, RefusesSumsBeyondADouble) {
  EXPECT_EQ(message_of([] {
              both_of({{"A", "x", 1e308}, {"B", "x", 1e308}}, {});
            }),
            "all values together add up to more than 1.8e308; collect them in a larger unit");
}

// Dunn's three parts of the regions A, B and C, printed by REAT.
TEST(ShiftShare, OfThreeRegions) {
  const BeforeAfter both = both_of(rows_of(kBefore), rows_of(kAfter));
  const double national[] = {27, 24, 114}, mix[] = {1, -1, 0}, shift[] = {-3, 32, -29};
  for (std::size_t j = 0; j < 3; ++j) {
    double sums[3] = {0, 0, 0};
    for (std::size_t i = 0; i < 4; ++i) {
      const ShiftShare parts = shift_share(both, both.at(j, i));
      sums[0] += parts.national_share;
      sums[1] += parts.industry_mix;
      sums[2] += parts.regional_shift;
      EXPECT_DOUBLE_EQ(parts.national_share + parts.industry_mix + parts.regional_shift, parts.change);
    }
    EXPECT_NEAR(sums[0], national[j], 1e-12);
    EXPECT_NEAR(sums[1], mix[j], 1e-12);
    EXPECT_NEAR(sums[2], shift[j], 1e-12);
  }
  // By industry the parts of whole numbers come out whole.
  const double by_industry[4][3] = {{13.5, -4.5, 1}, {3, 5, 12}, {1.5, -2.5, 1}, {9, 3, -17}};
  for (std::size_t i = 0; i < 4; ++i) {
    const ShiftShare parts = shift_share(both, both.at(0, i));
    EXPECT_EQ(parts.national_share, by_industry[i][0]);
    EXPECT_EQ(parts.industry_mix, by_industry[i][1]);
    EXPECT_EQ(parts.regional_shift, by_industry[i][2]);
  }
}

TEST(ShiftShare, OfWhatIsNewOrGone) {
  const BeforeAfter both =
      both_of({{"A", "x", 10}, {"B", "y", 30}}, {{"A", "x", 20}, {"A", "z", 7}, {"C", "x", 5}});
  for (std::size_t j = 0; j < 3; ++j) {
    for (std::size_t i = 0; i < 3; ++i) {
      const BeforeAfter::Cell cell = both.at(j, i);
      const ShiftShare parts = shift_share(both, cell);
      EXPECT_NEAR(parts.national_share + parts.industry_mix + parts.regional_shift, cell.after - cell.before,
                  1e-13);
      EXPECT_TRUE(std::isfinite(parts.homothetic));
      if (cell.before > 0) {
        EXPECT_NEAR(parts.homothetic_shift + parts.allocation, parts.regional_shift, 1e-13);
        continue;
      }
      EXPECT_EQ(parts.national_share, 0);
      EXPECT_EQ(parts.industry_mix, 0);
      EXPECT_EQ(parts.regional_shift, cell.after);
      EXPECT_TRUE(std::isnan(parts.homothetic_shift));
      EXPECT_TRUE(std::isnan(parts.allocation));
    }
  }
  EXPECT_EQ(shift_share(both, both.at(1, 1)).regional_shift, 0)
      << "y is gone everywhere: the industry's part";
  EXPECT_EQ(shift_share(both, both.at(0, 2)).regional_shift, 7) << "z is new everywhere";
}

TEST(ShiftShare, WithoutAnythingBefore) {
  const BeforeAfter both = both_of({{"A", "x", 0}}, {{"A", "x", 5}});
  const ShiftShare parts = shift_share(both, both.at(0, 0));
  EXPECT_EQ(parts.regional_shift, 5);
  EXPECT_EQ(parts.national_share, 0);
  EXPECT_TRUE(std::isnan(parts.homothetic));
  EXPECT_TRUE(std::isnan(arcelus_terms(both, both.at(0, 0)).national_homothetic));
}

TEST(ShiftShare, DoesNotDependOnTheUnit) {
  const BeforeAfter plain = both_of(rows_of(kBefore), rows_of(kAfter));
  for (const double scale : {1e300, 1e-300, 0.1}) {
    const BeforeAfter scaled = both_of(rows_of(kBefore, scale), rows_of(kAfter, scale));
    for (std::size_t j = 0; j < 3; ++j) {
      for (std::size_t i = 0; i < 4; ++i) {
        const ShiftShare a = shift_share(plain, plain.at(j, i));
        const ShiftShare b = shift_share(scaled, scaled.at(j, i));
        EXPECT_NEAR(b.industry_mix / scale, a.industry_mix, 1e-11) << scale;
        EXPECT_NEAR(b.regional_shift / scale, a.regional_shift, 1e-11) << scale;
        EXPECT_NEAR(b.homothetic_shift / scale, a.homothetic_shift, 1e-11) << scale;
        EXPECT_NEAR(arcelus_terms(scaled, scaled.at(j, i)).interaction_homothetic / scale,
                    arcelus_terms(plain, plain.at(j, i)).interaction_homothetic, 1e-11);
      }
    }
  }
}

TEST(ShiftShare, TermsAddUpOnRandomTables) {
  std::mt19937 random(17);
  for (int round = 0; round < 50; ++round) {
    std::vector<std::vector<double>> before(1 + random() % 6, std::vector<double>(1 + random() % 6));
    auto after = before;
    for (auto* table : {&before, &after}) {
      for (auto& row : *table) {
        for (double& value : row) value = random() % 4 == 0 ? 0 : static_cast<double>(random() % 10000) / 16;
      }
    }
    const BeforeAfter both = both_of(rows_of(before), rows_of(after));
    for (std::size_t j = 0; j < before.size(); ++j) {
      for (std::size_t i = 0; i < before[j].size(); ++i) {
        const BeforeAfter::Cell cell = both.at(j, i);
        const ShiftShare parts = shift_share(both, cell);
        const double size = 1e-12 * (1 + both.before.total + both.after.total);
        EXPECT_NEAR(parts.national_share + parts.industry_mix + parts.regional_shift, parts.change, size);
        if (cell.before == 0) continue;
        EXPECT_NEAR(parts.homothetic_shift + parts.allocation, parts.regional_shift, size);
        const ArcelusTerms terms = arcelus_terms(both, cell);
        double sum = 0;
        for (const auto term : kArcelusTerms) sum += terms.*term;
        EXPECT_NEAR(sum, parts.change, size * (1 + parts.homothetic / cell.before));
      }
    }
  }
}

PortfolioEntry entry(const BeforeAfter& both, std::size_t j, std::size_t i,
                     GrowthBenchmark benchmark = GrowthBenchmark::total) {
  return portfolio_entry(both, both.at(j, i), benchmark);
}

TEST(GrowthPortfolio, HasFourQuadrants) {
  // Everything grows by 30 %, x by 50 %, y by 10 %.
  const BeforeAfter both = both_of(rows_of({{40, 60}, {60, 40}}), rows_of({{90, 60}, {60, 50}}));
  EXPECT_EQ(entry(both, 0, 0).quadrant, Quadrant::star);
  EXPECT_EQ(entry(both, 0, 0).specialization, Specialization::entry);
  EXPECT_DOUBLE_EQ(entry(both, 0, 0).growth, 1.25);
  EXPECT_DOUBLE_EQ(entry(both, 0, 0).industry_growth, .5);
  EXPECT_DOUBLE_EQ(entry(both, 0, 0).total_growth, .3);
  EXPECT_EQ(entry(both, 0, 1).quadrant, Quadrant::declining);
  EXPECT_EQ(entry(both, 0, 1).specialization, Specialization::exit);
  EXPECT_EQ(entry(both, 1, 1).quadrant, Quadrant::mature) << "25 % is less than 30 %";
  EXPECT_EQ(entry(both, 1, 1, GrowthBenchmark::industry).quadrant, Quadrant::star) << "but more than 10 %";
  EXPECT_EQ(entry(both, 1, 1, GrowthBenchmark::zero).quadrant, Quadrant::star);
  EXPECT_EQ(entry(both, 1, 0, GrowthBenchmark::zero).quadrant, Quadrant::declining) << "growth 0 is none";
}

// Everything halves but one cell: it is ahead of the benchmark, and it does not grow.
TEST(GrowthPortfolio, NoStarWithoutGrowth) {
  const BeforeAfter both = both_of({{"A", "x", 10}, {"A", "y", 40}, {"B", "x", 10}, {"B", "y", 40}},
                                   {{"A", "x", 10}, {"A", "y", 10}, {"B", "x", 11}, {"B", "y", 20}});
  EXPECT_EQ(entry(both, 0, 0).growth, 0);
  EXPECT_EQ(entry(both, 0, 0).quadrant, Quadrant::mature);
  EXPECT_EQ(entry(both, 1, 0).quadrant, Quadrant::emerging) << "+10 %";
  EXPECT_EQ(entry(both, 0, 1).quadrant, Quadrant::declining);
  EXPECT_EQ(entry(both, 0, 0, GrowthBenchmark::zero).quadrant, Quadrant::mature);
}

TEST(GrowthPortfolio, LeavesOutCellsOfFewFirms) {
  const BeforeAfter both = both_of({{"A", "x", 1}, {"A", "x", 1}, {"A", "y", 1}, {"B", "y", 1}},
                                   {{"A", "x", 9}, {"A", "y", 2}, {"B", "y", 1}, {"B", "y", 1}});
  const auto quadrant = [&](std::size_t j, std::size_t i, std::uint64_t min_firms) {
    return portfolio_entry(both, both.at(j, i), GrowthBenchmark::zero, min_firms).quadrant;
  };
  EXPECT_EQ(quadrant(0, 0, 2), Quadrant::star) << "two firms before";
  EXPECT_EQ(quadrant(0, 0, 3), Quadrant::none);
  EXPECT_EQ(quadrant(0, 1, 2), Quadrant::none);
  EXPECT_EQ(quadrant(1, 1, 2), Quadrant::star) << "two firms after";
}

TEST(GrowthPortfolio, GrowsFasterOnlyBeyondTheBenchmark) {
  // All cells by the same factor, which is no binary fraction.
  const BeforeAfter both = both_of(rows_of({{10, 30}, {70, 90}}), rows_of({{11, 33}, {77, 99}}));
  for (const auto benchmark : {GrowthBenchmark::total, GrowthBenchmark::industry}) {
    for (std::size_t cell = 0; cell < 4; ++cell) {
      const Quadrant quadrant = entry(both, cell / 2, cell % 2, benchmark).quadrant;
      EXPECT_TRUE(quadrant == Quadrant::mature || quadrant == Quadrant::declining) << cell;
    }
  }
}

TEST(GrowthPortfolio, OfWhatIsNewOrGone) {
  const BeforeAfter both =
      both_of({{"A", "x", 10}, {"B", "y", 30}, {"B", "z", 0}}, {{"A", "x", 20}, {"A", "w", 7}});
  // Industries w, x, y, z.
  EXPECT_EQ(entry(both, 0, 0).quadrant, Quadrant::star);
  EXPECT_TRUE(std::isnan(entry(both, 0, 0).growth));
  EXPECT_TRUE(std::isnan(entry(both, 0, 0).lq_before));
  EXPECT_EQ(entry(both, 0, 0).specialization, Specialization::entry);
  EXPECT_EQ(entry(both, 1, 2).quadrant, Quadrant::declining) << "the region has vanished";
  EXPECT_TRUE(std::isnan(entry(both, 1, 2).lq_after));
  EXPECT_EQ(entry(both, 1, 2).specialization, Specialization::exit);
  EXPECT_EQ(entry(both, 1, 2).growth, -1);
  EXPECT_EQ(entry(both, 0, 2).quadrant, Quadrant::none);
  EXPECT_EQ(entry(both, 0, 2).specialization, Specialization::none);
  EXPECT_EQ(entry(both, 1, 3).quadrant, Quadrant::none) << "a firm of value 0 is nothing";
}

}  // namespace
}  // namespace clusterlite
