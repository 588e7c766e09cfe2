// Industries over regions: the limits, the empty cells, and what must not change anything.
#include "indicators/concentration/industry_concentration.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "unit/indicators/tables.hpp"

namespace clusterlite {
namespace {

using testing_support::crosstab_of;
using testing_support::kLq5;
using testing_support::message_of;
using testing_support::Row;
using testing_support::rows_of;

std::vector<IndustryConcentration> concentration_of(const std::vector<Row>& rows) {
  CancelToken cancel;
  return industry_concentration(crosstab_of(rows), cancel);
}

constexpr double IndustryConcentration::*kMeasures[] = {
    &IndustryConcentration::top_share,         &IndustryConcentration::concentration_ratio_4,
    &IndustryConcentration::herfindahl,        &IndustryConcentration::herfindahl_normalized,
    &IndustryConcentration::effective_regions, &IndustryConcentration::gini,
    &IndustryConcentration::locational_gini,   &IndustryConcentration::hoover,
    &IndustryConcentration::krugman,           &IndustryConcentration::kl_divergence,
    &IndustryConcentration::plant_herfindahl,  &IndustryConcentration::ellison_glaeser,
    &IndustryConcentration::ellison_glaeser_z, &IndustryConcentration::maurel_sedillot};

void expect_same(const std::vector<IndustryConcentration>& a, const std::vector<IndustryConcentration>& b,
                 double relative) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].regions, b[i].regions);
    EXPECT_EQ(a[i].top_region, b[i].top_region);
    for (const auto measure : kMeasures) {
      if (std::isnan(a[i].*measure)) {
        EXPECT_TRUE(std::isnan(b[i].*measure));
      } else {
        EXPECT_NEAR(a[i].*measure, b[i].*measure, relative * std::fabs(a[i].*measure));
      }
    }
  }
}

TEST(IndustryConcentration, OfNothing) { EXPECT_TRUE(concentration_of({}).empty()); }

TEST(IndustryConcentration, OneFirm) {
  const auto rows = concentration_of({{"A", "x", 5}});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].value, 5);
  EXPECT_EQ(rows[0].firms, 1U);
  EXPECT_EQ(rows[0].regions, 1U);
  EXPECT_EQ(rows[0].top_share, 1);
  EXPECT_EQ(rows[0].concentration_ratio_4, 1);
  EXPECT_EQ(rows[0].herfindahl, 1);
  EXPECT_EQ(rows[0].effective_regions, 1);
  EXPECT_EQ(rows[0].gini, 0);
  EXPECT_EQ(rows[0].locational_gini, 0);
  EXPECT_EQ(rows[0].hoover, 0);
  EXPECT_EQ(rows[0].kl_divergence, 0);
  EXPECT_EQ(rows[0].plant_herfindahl, 1);
  // One region, one plant: nothing to compare.
  EXPECT_TRUE(std::isnan(rows[0].herfindahl_normalized));
  EXPECT_TRUE(std::isnan(rows[0].ellison_glaeser));
  EXPECT_TRUE(std::isnan(rows[0].ellison_glaeser_z));
  EXPECT_TRUE(std::isnan(rows[0].maurel_sedillot));
}

TEST(IndustryConcentration, OneRegionOfManyPlants) {
  const auto rows = concentration_of({{"A", "x", 5}, {"A", "x", 7}, {"A", "y", 3}});
  EXPECT_LT(rows[0].plant_herfindahl, 1);
  EXPECT_TRUE(std::isnan(rows[0].ellison_glaeser));
  EXPECT_TRUE(std::isnan(rows[0].maurel_sedillot));
}

TEST(IndustryConcentration, OnePlantAmongManyRegions) {
  const auto rows = concentration_of({{"A", "x", 5}, {"B", "y", 7}, {"C", "y", 3}});
  EXPECT_EQ(rows[0].plant_herfindahl, 1);
  EXPECT_TRUE(std::isnan(rows[0].ellison_glaeser));
  EXPECT_TRUE(std::isnan(rows[0].ellison_glaeser_z));
  EXPECT_FALSE(std::isnan(rows[1].ellison_glaeser));
}

TEST(IndustryConcentration, TwoRegionsOfTwoIndustries) {
  // s of x: 1, 0 against x = .5, .5.
  const auto rows = concentration_of({{"A", "x", 2}, {"A", "x", 2}, {"B", "y", 4}});
  EXPECT_DOUBLE_EQ(rows[0].locational_gini, .5);
  EXPECT_DOUBLE_EQ(rows[0].hoover, .5);
  EXPECT_DOUBLE_EQ(rows[0].krugman, 1);
  EXPECT_DOUBLE_EQ(rows[0].kl_divergence, std::log(2));
  EXPECT_DOUBLE_EQ(rows[0].gini, .5);
  EXPECT_EQ(rows[0].herfindahl_normalized, 1);
  // G = .5, X2 = .5, H = .5: (.5 - .25) / (.5 .5).
  EXPECT_DOUBLE_EQ(rows[0].ellison_glaeser, 1);
  EXPECT_DOUBLE_EQ(rows[0].maurel_sedillot, 1);
}

// Industries spread exactly as everything together: all that compares is 0, not 1e-17.
TEST(IndustryConcentration, AsEverythingTogether) {
  std::vector<Row> table;
  const double sizes[] = {7, 11, 13, 1, 29, 3, 0.1, 1e9};
  for (const char* industry : {"x", "y", "z"}) {
    for (std::size_t region = 0; region < std::size(sizes); ++region) {
      const double share = industry[0] == 'x' ? 1 : industry[0] == 'y' ? 3 : 1. / 7;
      table.push_back({std::to_string(region), industry, sizes[region] * share});
    }
  }
  for (const auto& row : concentration_of(table)) {
    EXPECT_EQ(row.locational_gini, 0);
    EXPECT_EQ(row.hoover, 0);
    EXPECT_EQ(row.krugman, 0);
    EXPECT_EQ(row.kl_divergence, 0);
  }
}

TEST(IndustryConcentration, AllEqual) {
  const auto rows =
      concentration_of(rows_of(std::vector<std::vector<double>>(25, std::vector<double>(4, 3))));
  for (const auto& row : rows) {
    EXPECT_EQ(row.regions, 25U);
    EXPECT_EQ(row.top_region, 0U);
    EXPECT_NEAR(row.herfindahl, .04, 1e-16);
    EXPECT_NEAR(row.herfindahl_normalized, 0, 1e-16);
    EXPECT_NEAR(row.gini, 0, 1e-16);
    EXPECT_NEAR(row.concentration_ratio_4, .16, 1e-16);
    EXPECT_EQ(row.krugman, 0);
    EXPECT_DOUBLE_EQ(row.plant_herfindahl, .04);
    // As even as can be: G = 0 < (1 - X2) H.
    EXPECT_DOUBLE_EQ(row.ellison_glaeser, -.04 / .96);
  }
}

// An industry without any value has none of the measures, whether its value is 0 or unknown.
TEST(IndustryConcentration, ZeroAndUnknownTotals) {
  const auto rows = concentration_of({{"A", "x", 5}, {"B", "x", 5}, {"A", "y", 0}, {"B", "z", std::nullopt}});
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[1].value, 0);
  EXPECT_TRUE(std::isnan(rows[2].value));
  for (const std::size_t i : {1U, 2U}) {
    EXPECT_EQ(rows[i].firms, 1U);
    EXPECT_EQ(rows[i].regions, 0U);
    for (const auto measure : kMeasures) EXPECT_TRUE(std::isnan(rows[i].*measure));
  }
  for (const auto& row : concentration_of({{"A", "x", std::nullopt}, {"B", "y", std::nullopt}})) {
    EXPECT_TRUE(std::isnan(row.value));
    for (const auto measure : kMeasures) EXPECT_TRUE(std::isnan(row.*measure));
  }
}

// A region of value 0 is a region; one of which nothing is known is none.
TEST(IndustryConcentration, ZeroRegionsCountAndUnknownOnesDoNot) {
  const std::vector<Row> two = {{"A", "x", 1}, {"B", "x", 3}};
  std::vector<Row> with_zero = two;
  with_zero.push_back({"C", "x", 0});
  std::vector<Row> with_unknown = two;
  with_unknown.push_back({"C", "x", std::nullopt});
  EXPECT_DOUBLE_EQ(concentration_of(two)[0].gini, .25);
  EXPECT_DOUBLE_EQ(concentration_of(with_zero)[0].gini, .5);
  EXPECT_DOUBLE_EQ(concentration_of(with_zero)[0].herfindahl_normalized, (.625 - 1. / 3) / (1 - 1. / 3));
  EXPECT_DOUBLE_EQ(concentration_of(with_unknown)[0].gini, .25);
  EXPECT_DOUBLE_EQ(concentration_of(with_unknown)[0].herfindahl_normalized, .25);
  // A region without value has nothing to say about location.
  EXPECT_DOUBLE_EQ(concentration_of(with_zero)[0].ellison_glaeser, concentration_of(two)[0].ellison_glaeser);
}

// The trap of a plain GROUP BY: regions without the industry.
TEST(IndustryConcentration, EmptyCellsCount) {
  std::vector<Row> all = rows_of(kLq5);
  std::vector<Row> present;
  std::copy_if(all.begin(), all.end(), std::back_inserter(present),
               [](const Row& row) { return *row.value > 0; });
  ASSERT_LT(present.size(), all.size());
  expect_same(concentration_of(all), concentration_of(present), 0);
}

TEST(IndustryConcentration, ValuesOfAnySize) {
  const auto plain = concentration_of(rows_of(kLq5));
  expect_same(plain, concentration_of(rows_of(kLq5, 1e300)), 1e-13);
  expect_same(plain, concentration_of(rows_of(kLq5, 1e-300)), 1e-13);
  expect_same(plain, concentration_of(rows_of(kLq5, 0x1p-100)), 0);
  EXPECT_EQ(message_of([] {
              concentration_of({{"A", "x", 1.7e308}, {"B", "x", 1.7e308}});
            }),
            "all values together add up to more than 1.8e308; collect them in a larger unit");
}

// A plant of 1 beside one of 1e300: shares of 0 and 1, and no nonsense.
TEST(IndustryConcentration, HugeBesideTiny) {
  const auto rows = concentration_of({{"A", "x", 1e300}, {"B", "x", 1e-300}, {"C", "y", 1}});
  EXPECT_EQ(rows[0].herfindahl, 1);
  EXPECT_EQ(rows[0].top_share, 1);
  EXPECT_TRUE(std::isnan(rows[0].ellison_glaeser));
  EXPECT_NEAR(rows[1].hoover, 1, 1e-15);
}

TEST(IndustryConcentration, OrderOfRowsDoesNotMatter) {
  std::mt19937_64 random(5);
  std::vector<Row> table;
  for (int i = 0; i < 3000; ++i) {
    table.push_back(
        {std::to_string(random() % 30), std::to_string(random() % 40), static_cast<double>(random() % 500)});
  }
  const auto before = concentration_of(table);
  std::shuffle(table.begin(), table.end(), random);
  expect_same(before, concentration_of(table), 0);
}

// Every measure again, densely, in long double, from its definition.
struct Definition {
  long double herfindahl = 0, gini = 0, locational_gini = 0, krugman = 0, kl = 0, g = 0, x2 = 0, x3 = 0,
              h = 0, z4 = 0;
};

Definition by_definition(const std::vector<Row>& table, const std::string& industry, std::size_t regions) {
  std::vector<long double> e(regions), total(regions);
  long double all = 0, whole = 0;
  for (const Row& row : table) {
    const std::size_t j = std::stoul(row.region);
    total[j] += *row.value;
    all += *row.value;
    if (row.industry != industry) continue;
    e[j] += *row.value;
    whole += *row.value;
  }
  Definition d;
  std::vector<std::array<long double, 2>> shares;
  for (std::size_t j = 0; j < regions; ++j) {
    const long double s = e[j] / whole, x = total[j] / all;
    shares.push_back({s, x});
    d.herfindahl += s * s;
    d.krugman += std::fabs(s - x);
    if (s > 0) d.kl += s * std::log(s / x);
    d.g += (s - x) * (s - x);
    d.x2 += x * x;
    d.x3 += x * x * x;
  }
  for (const auto& a : shares) {
    for (const auto& b : shares) d.gini += std::fabs(a[0] - b[0]) / (2 * static_cast<long double>(regions));
  }
  std::erase_if(shares, [](const auto& pair) { return pair[1] == 0; });
  std::sort(shares.begin(), shares.end(),
            [](const auto& a, const auto& b) { return a[0] * b[1] < b[0] * a[1]; });
  long double y = 0, area = 0;
  for (const auto& [s, x] : shares) {
    area += (2 * y + s) * x;
    y += s;
  }
  d.locational_gini = 1 - area;
  for (const Row& row : table) {
    const long double z = row.industry == industry ? *row.value / whole : 0;
    d.h += z * z;
    d.z4 += z * z * z * z;
  }
  return d;
}

TEST(IndustryConcentration, RandomTablesByDefinition) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 40; ++round) {
    const std::size_t regions = 2 + random() % 30;
    const std::size_t industries = 1 + random() % 8;
    std::vector<Row> table;
    for (std::size_t j = 0; j < regions; ++j) table.push_back({std::to_string(j), "0", 1.5});
    for (std::size_t i = 0; i < 20 * industries; ++i) {
      const double value = std::exp(static_cast<double>(random() % 1000) / 100);
      table.push_back({std::to_string(random() % regions), std::to_string(random() % industries), value});
    }
    CancelToken cancel;
    const Crosstab crosstab = crosstab_of(table);
    const auto rows = industry_concentration(crosstab, cancel);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const IndustryConcentration& row = rows[i];
      const Definition d = by_definition(table, std::string(crosstab.industries[i].text), regions);
      const auto expect = [](double got, long double wanted) {
        EXPECT_NEAR(got, static_cast<double>(wanted), 1e-12 * std::fabs(static_cast<double>(wanted)) + 1e-15);
      };
      expect(row.herfindahl, d.herfindahl);
      expect(row.gini, d.gini);
      expect(row.locational_gini, d.locational_gini);
      expect(row.krugman, d.krugman);
      expect(row.hoover, d.krugman / 2);
      expect(row.kl_divergence, d.kl);
      expect(row.plant_herfindahl, d.h);
      if (row.firms == 1) continue;
      const long double expected_g = (1 - d.x2) * d.h;
      expect(row.ellison_glaeser, (d.g - expected_g) / ((1 - d.x2) * (1 - d.h)));
      expect(row.maurel_sedillot, ((d.herfindahl - d.x2) / (1 - d.x2) - d.h) / (1 - d.h));
      const long double variance =
          2 * (d.h * d.h * (d.x2 - 2 * d.x3 + d.x2 * d.x2) - d.z4 * (d.x2 - 4 * d.x3 + 3 * d.x2 * d.x2));
      expect(row.ellison_glaeser_z, (d.g - expected_g) / std::sqrt(variance));
    }
  }
}

}  // namespace
}  // namespace clusterlite
