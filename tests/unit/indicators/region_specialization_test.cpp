// Regions over industries: the limits, the empty cells, and what must not change anything.
#include "indicators/concentration/region_specialization.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "unit/indicators/tables.hpp"

namespace clusterlite {
namespace {

using testing_support::crosstab_of;
using testing_support::kLq5;
using testing_support::Row;
using testing_support::rows_of;

std::vector<RegionSpecialization> specialization_of(const std::vector<Row>& rows) {
  CancelToken cancel;
  return region_specialization(crosstab_of(rows), cancel);
}

constexpr double RegionSpecialization::*kMeasures[] = {&RegionSpecialization::top_share,
                                                       &RegionSpecialization::herfindahl,
                                                       &RegionSpecialization::herfindahl_normalized,
                                                       &RegionSpecialization::effective_industries,
                                                       &RegionSpecialization::gini,
                                                       &RegionSpecialization::krugman,
                                                       &RegionSpecialization::hoover,
                                                       &RegionSpecialization::kl_divergence,
                                                       &RegionSpecialization::entropy,
                                                       &RegionSpecialization::evenness,
                                                       &RegionSpecialization::relative_diversity,
                                                       &RegionSpecialization::relative_specialization,
                                                       &RegionSpecialization::hachman};

void expect_same(const std::vector<RegionSpecialization>& a, const std::vector<RegionSpecialization>& b,
                 double relative) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].industries, b[i].industries);
    EXPECT_EQ(a[i].top_industry, b[i].top_industry);
    for (const auto measure : kMeasures) {
      if (std::isnan(a[i].*measure)) {
        EXPECT_TRUE(std::isnan(b[i].*measure));
      } else {
        EXPECT_NEAR(a[i].*measure, b[i].*measure, relative * std::fabs(a[i].*measure));
      }
    }
  }
}

TEST(RegionSpecialization, OfNothing) { EXPECT_TRUE(specialization_of({}).empty()); }

TEST(RegionSpecialization, OneFirm) {
  const auto rows = specialization_of({{"A", "x", 5}});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].value, 5);
  EXPECT_EQ(rows[0].industries, 1U);
  EXPECT_EQ(rows[0].top_share, 1);
  EXPECT_EQ(rows[0].herfindahl, 1);
  EXPECT_EQ(rows[0].effective_industries, 1);
  EXPECT_EQ(rows[0].gini, 0);
  EXPECT_EQ(rows[0].krugman, 0);
  EXPECT_EQ(rows[0].kl_divergence, 0);
  EXPECT_EQ(rows[0].entropy, 0);
  EXPECT_EQ(rows[0].relative_specialization, 1);
  EXPECT_EQ(rows[0].hachman, 1);
  EXPECT_TRUE(std::isnan(rows[0].herfindahl_normalized));
  EXPECT_TRUE(std::isnan(rows[0].evenness));
  EXPECT_TRUE(std::isnan(rows[0].relative_diversity));
}

TEST(RegionSpecialization, TwoRegionsWithNothingInCommon) {
  const auto rows = specialization_of({{"A", "x", 1}, {"B", "y", 3}});
  // q = (.25, .75)
  EXPECT_DOUBLE_EQ(rows[0].krugman, 1.5);
  EXPECT_DOUBLE_EQ(rows[0].hoover, .75);
  EXPECT_DOUBLE_EQ(rows[0].kl_divergence, std::log(4));
  EXPECT_DOUBLE_EQ(rows[0].relative_diversity, 1 / 1.5);
  EXPECT_DOUBLE_EQ(rows[0].relative_specialization, 4);
  EXPECT_DOUBLE_EQ(rows[0].hachman, .25);
  EXPECT_EQ(rows[0].entropy, 0);
  EXPECT_EQ(rows[0].evenness, 0);
  EXPECT_EQ(rows[0].gini, .5);
  EXPECT_EQ(rows[0].herfindahl_normalized, 1);
}

// All regions alike: nothing differs from the whole by even a rounding error.
TEST(RegionSpecialization, AllAlike) {
  std::vector<std::vector<double>> matrix;
  for (const double size : {1., 3., 1. / 3, 1e7, 0.7})
    matrix.push_back({2 * size, 3 * size, 5 * size, 0.1 * size});
  for (const auto& row : specialization_of(rows_of(matrix))) {
    EXPECT_EQ(row.krugman, 0);
    EXPECT_EQ(row.kl_divergence, 0);
    EXPECT_EQ(row.relative_specialization, 1);
    EXPECT_EQ(row.hachman, 1);
    EXPECT_TRUE(std::isnan(row.relative_diversity));
  }
}

TEST(RegionSpecialization, ZeroAndUnknownTotals) {
  const auto rows =
      specialization_of({{"A", "x", 5}, {"A", "y", 5}, {"B", "x", 0}, {"C", "y", std::nullopt}});
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[1].value, 0);
  EXPECT_TRUE(std::isnan(rows[2].value));
  for (const std::size_t i : {1U, 2U}) {
    EXPECT_EQ(rows[i].firms, 1U);
    EXPECT_EQ(rows[i].industries, 0U);
    for (const auto measure : kMeasures) EXPECT_TRUE(std::isnan(rows[i].*measure));
  }
}

TEST(RegionSpecialization, ZeroIndustriesCountAndUnknownOnesDoNot) {
  EXPECT_DOUBLE_EQ(specialization_of({{"A", "x", 1}, {"A", "y", 1}})[0].evenness, 1);
  EXPECT_DOUBLE_EQ(
      specialization_of({{"A", "x", 1}, {"A", "y", 1}, {"A", "z", 0}, {"A", "w", 0}})[0].evenness, .5);
  EXPECT_DOUBLE_EQ(specialization_of({{"A", "x", 1}, {"A", "y", 1}, {"A", "z", std::nullopt}})[0].evenness,
                   1);
}

TEST(RegionSpecialization, EmptyCellsCount) {
  std::vector<Row> all = rows_of(kLq5);
  std::vector<Row> present;
  std::copy_if(all.begin(), all.end(), std::back_inserter(present),
               [](const Row& row) { return *row.value > 0; });
  expect_same(specialization_of(all), specialization_of(present), 0);
}

TEST(RegionSpecialization, ValuesOfAnySize) {
  const auto plain = specialization_of(rows_of(kLq5));
  expect_same(plain, specialization_of(rows_of(kLq5, 1e300)), 1e-13);
  expect_same(plain, specialization_of(rows_of(kLq5, 1e-300)), 1e-13);
}

TEST(RegionSpecialization, RandomTablesByDefinition) {
  std::mt19937_64 random(17);
  for (int round = 0; round < 40; ++round) {
    const std::size_t regions = 2 + random() % 12;
    const std::size_t industries = 2 + random() % 12;
    std::vector<std::vector<double>> e(regions, std::vector<double>(industries));
    std::vector<long double> region_total(regions), industry_total(industries);
    long double all = 0;
    for (std::size_t j = 0; j < regions; ++j) {
      for (std::size_t i = 0; i < industries; ++i) {
        e[j][i] = i == j % industries || random() % 3 == 0 ? static_cast<double>(1 + random() % 1000) / 7 : 0;
        region_total[j] += e[j][i];
        industry_total[i] += e[j][i];
        all += e[j][i];
      }
    }
    const auto rows = specialization_of(rows_of(e));
    for (std::size_t j = 0; j < regions; ++j) {
      long double krugman = 0, kl = 0, entropy = 0, largest = 0, mean = 0, gini = 0;
      for (std::size_t i = 0; i < industries; ++i) {
        const long double p = e[j][i] / region_total[j], q = industry_total[i] / all;
        krugman += std::fabs(p - q);
        if (p > 0) {
          kl += p * std::log(p / q);
          entropy -= p * std::log2(p);
          largest = std::max(largest, p / q);
          mean += p * p / q;
        }
        for (std::size_t k = 0; k < industries; ++k) gini += std::fabs(e[j][i] - e[j][k]);
      }
      gini /= 2 * static_cast<long double>(industries) * region_total[j];
      const auto expect = [](double got, long double wanted) {
        EXPECT_NEAR(got, static_cast<double>(wanted), 1e-12 * std::fabs(static_cast<double>(wanted)) + 1e-15);
      };
      expect(rows[j].krugman, krugman);
      expect(rows[j].kl_divergence, kl);
      expect(rows[j].entropy, entropy);
      expect(rows[j].evenness, entropy / std::log2(static_cast<long double>(industries)));
      expect(rows[j].relative_diversity, 1 / krugman);
      expect(rows[j].relative_specialization, largest);
      expect(rows[j].hachman, 1 / mean);
      expect(rows[j].gini, gini);
    }
  }
}

}  // namespace
}  // namespace clusterlite
