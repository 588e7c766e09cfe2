#include "indicators/relatedness/coagglomeration.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>

#include "unit/indicators/tables.hpp"

namespace clusterlite {
namespace {

using testing_support::crosstab_of;
using testing_support::Row;
using testing_support::rows_of;

Coagglomeration coagglomeration(const Crosstab& table) {
  CancelToken cancel;
  const Presence presence(table, margins_of(table, cancel), PresenceRule::specialized, cancel);
  return coagglomeration_of(table, Cooccurrence(presence, cancel), cancel);
}

TEST(Pairs, AreAllInOrder) {
  for (const std::size_t members : {0U, 1U, 2U, 3U, 4U, 50U, 1200U}) {
    const Pairs pairs(members);
    std::size_t row = 0;
    for (std::size_t a = 0; a < members; ++a) {
      for (std::size_t b = a + 1; b < members; ++b, ++row) {
        if (row % 97 != 0 && members > 100) continue;
        ASSERT_EQ(pairs[row], (std::pair{a, b})) << row;
      }
    }
    EXPECT_EQ(pairs.size(), row);
  }
}

// FK2014_EGC, a data set of REAT; values computed from the formula of Ellison, Glaeser and Kerr.
TEST(Coagglomeration, OfTheTextbookPairs) {
  const std::map<std::string, std::vector<std::vector<double>>> plants = {
      {"Clothing", {{1020, 1250, 1255, 1750, 1720, 1580}, {315, 330}, {370, 200, 210}}},
      {"Dyeing", {{1020, 1250, 1255, 1750, 1720, 1580}, {315, 330}, {210}}},
      {"Forestry", {{1020, 1100, 1055, 1100, 1070, 1080}, {1030, 1015, 1150, 1100}, {210, 170, 100}}},
      {"TexTrade", {{1320, 1250, 1255, 1300, 1320, 1320}, {615, 630}, {530}}}};
  std::vector<Row> rows;
  for (const auto& [industry, regions] : plants) {
    for (std::size_t j = 0; j < 3; ++j) {
      for (const double size : regions[j]) rows.push_back({std::to_string(j + 1), industry, size});
    }
  }
  const auto pairs = coagglomeration(crosstab_of(rows)).pairs;  // Clothing, Dyeing, Forestry, TexTrade
  EXPECT_NEAR(pairs[0].coagglomeration, .05538220257, 5e-12);
  EXPECT_NEAR(pairs[1].coagglomeration, -.10749032664, 5e-12);
  EXPECT_NEAR(pairs[2].coagglomeration, .01929167814, 5e-12);
  EXPECT_NEAR(pairs[3].coagglomeration, -.1338459292, 5e-11);
  EXPECT_NEAR(pairs[4].coagglomeration, .02283184612, 5e-12);
  EXPECT_NEAR(pairs[5].coagglomeration, -.04292079637, 5e-12);
}

// Locational correlation (Porter 2003), computed from the formula.
TEST(Coagglomeration, CorrelatesEmployment) {
  const auto pairs =
      coagglomeration(crosstab_of(rows_of({{100, 80, 10}, {50, 45, 30}, {20, 10, 60}, {5, 8, 90}}))).pairs;
  EXPECT_NEAR(pairs[0].correlation, .9892013081, 5e-11);
  EXPECT_NEAR(pairs[1].correlation, -.9459578354, 5e-11);
}

// REAT howard.cl(): firms A, B, A, B, A, B at X, X, X, Y, Y, X.
TEST(Coagglomeration, CountsPairsOfFirmsInOneRegion) {
  const auto result =
      coagglomeration(crosstab_of({{"X", "A"}, {"X", "B"}, {"X", "A"}, {"Y", "B"}, {"Y", "A"}, {"X", "B"}}));
  EXPECT_DOUBLE_EQ(result.pairs[0].colocation, 5.0 / 9);
  EXPECT_DOUBLE_EQ(result.expected_colocation, 14.0 / 30);
}

// The mean of colocation over all ways to hand out the industries: the expectation is exact.
TEST(Coagglomeration, ExpectsTheMeanOverAllPermutations) {
  const std::vector<std::string> places = {"X", "X", "X", "Y", "Y", "Z"};
  std::vector<std::string> industries = {"A", "A", "A", "B", "B", "C"};
  double sum = 0;
  int count = 0;
  double expected = 0;
  do {
    std::vector<Row> rows;
    for (std::size_t k = 0; k < 6; ++k) rows.push_back({places[k], industries[k]});
    const auto result = coagglomeration(crosstab_of(rows));
    sum += result.pairs[0].colocation;
    expected = result.expected_colocation;
    ++count;
  } while (std::next_permutation(industries.begin(), industries.end()));
  EXPECT_EQ(count, 60);
  EXPECT_NEAR(sum / count, expected, 1e-14);
}

// The definitions over the whole rectangle, in long double.
void expect_definitions(const std::vector<std::vector<double>>& values, double digits_of_r = 1e-13) {
  const std::size_t regions = values.size();
  const std::size_t industries = values[0].size();
  const auto result = coagglomeration(crosstab_of(rows_of(values)));
  std::vector<long double> e_i(industries), x(regions);
  long double e = 0;
  for (std::size_t j = 0; j < regions; ++j) {
    for (std::size_t i = 0; i < industries; ++i) {
      e_i[i] += values[j][i];
      x[j] += values[j][i];
      e += values[j][i];
    }
  }
  long double x2 = 0;
  for (long double& share : x) {
    share /= e;
    x2 += share * share;
  }
  std::size_t row = 0;
  for (std::size_t a = 0; a < industries; ++a) {
    for (std::size_t b = a + 1; b < industries; ++b, ++row) {
      long double gamma = 0, covariance = 0, variance_a = 0, variance_b = 0;
      const auto mean = 1 / static_cast<long double>(regions);
      for (std::size_t j = 0; j < regions; ++j) {
        const long double s = values[j][a] / e_i[a];
        const long double t = values[j][b] / e_i[b];
        gamma += (s - x[j]) * (t - x[j]);
        covariance += (s - mean) * (t - mean);
        variance_a += (s - mean) * (s - mean);
        variance_b += (t - mean) * (t - mean);
      }
      const PairMeasures& pair = result.pairs[row];
      if (e_i[a] == 0 || e_i[b] == 0) {
        EXPECT_TRUE(std::isnan(pair.coagglomeration));
        EXPECT_TRUE(std::isnan(pair.correlation));
        continue;
      }
      EXPECT_NEAR(pair.coagglomeration, static_cast<double>(gamma / (1 - x2)), 1e-14);
      if (variance_a > 1e-20L && variance_b > 1e-20L) {
        EXPECT_NEAR(pair.correlation, static_cast<double>(covariance / std::sqrt(variance_a * variance_b)),
                    digits_of_r);
      } else {
        EXPECT_TRUE(std::isnan(pair.correlation));
      }
    }
  }
}

TEST(Coagglomeration, IsTheDefinitionOnRandomTables) {
  std::mt19937 random(3);
  for (int round = 0; round < 40; ++round) {
    std::vector<std::vector<double>> values(2 + random() % 9, std::vector<double>(2 + random() % 9));
    for (auto& row : values) {
      for (double& value : row) value = random() % 2 == 0 ? static_cast<double>(random() % 1000) / 8 : 0;
    }
    values[0][0] = 1;
    values[1][1] = 1;
    expect_definitions(values);
  }
}

// Industries spread nearly as everything is: what is left of the shares lies in their last digits.
TEST(Coagglomeration, KeepsItsDigitsWhenIndustriesAreNearlyEven) {
  const double k = 1000;
  expect_definitions({{k, k + 3, k - 1}, {k + 2, k + 4, k}, {k, k, k + 5}}, 1e-12);
  const double m = 1e6;
  expect_definitions({{m, m + 3, m - 1}, {m + 2, m + 4, m}, {m, m, m + 5}}, 1e-6);
}

TEST(Coagglomeration, DoesNotDependOnTheUnit) {
  const auto plain = coagglomeration(crosstab_of(rows_of(testing_support::kLq5))).pairs;
  for (const double scale : {1e300, 1e-300, 0.1, 3.0}) {
    const auto scaled = coagglomeration(crosstab_of(rows_of(testing_support::kLq5, scale))).pairs;
    for (std::size_t row = 0; row < plain.size(); ++row) {
      EXPECT_NEAR(scaled[row].coagglomeration, plain[row].coagglomeration, 1e-15) << scale;
      EXPECT_NEAR(scaled[row].correlation, plain[row].correlation, 1e-14) << scale;
      EXPECT_EQ(scaled[row].cooccurrence, plain[row].cooccurrence);
    }
  }
}

// Wages in won: the products of two cells pass 2^64, and sums of them must not wrap around.
TEST(Coagglomeration, OfWonIsThatOfBillionsOfWon) {
  const std::vector<std::vector<double>> table = {{30, 60, 5}, {20, 40, 45}, {10, 20, 70}, {40, 80, 9}};
  const auto in_billions = coagglomeration(crosstab_of(rows_of(table))).pairs;
  const auto in_won = coagglomeration(crosstab_of(rows_of(table, 1e9))).pairs;
  ASSERT_EQ(in_won.size(), 3U);
  for (std::size_t pair = 0; pair < 3; ++pair) {
    EXPECT_NEAR(in_won[pair].coagglomeration, in_billions[pair].coagglomeration, 1e-15);
    EXPECT_NEAR(in_won[pair].correlation, in_billions[pair].correlation, 1e-15);
    EXPECT_EQ(in_won[pair].colocation, in_billions[pair].colocation);
  }
  EXPECT_NEAR(in_won[0].correlation, 1, 1e-15);  // the second industry is twice the first
}

// Numbers of firms from cells counted elsewhere, billions a cell: their products pass 2^64, too.
TEST(Coagglomeration, OfBillionsOfFirmsIsThatOfFirms) {
  const auto of = [](std::uint64_t times) {
    Crosstab table = crosstab_of(rows_of({{3, 6}, {2, 4}, {1, 9}}));
    std::uint64_t firms = 0;
    for (Crosstab::Cell& cell : table.cells) cell.firms = ++firms * times;
    return coagglomeration(table).pairs[0].colocation;
  };
  // 1, 2; 3, 4; 5, 6 firms: (2 + 12 + 30) / (9 * 12)
  EXPECT_DOUBLE_EQ(of(1), 44.0 / 108);
  EXPECT_DOUBLE_EQ(of(1'000'000'000), 44.0 / 108);
}

// What differs by rounding alone is no spread: .1 + .2 is not .3 to a computer.
TEST(Coagglomeration, OfEvenIndustriesHasNoCorrelation) {
  for (std::size_t regions = 2; regions <= 60; ++regions) {
    for (const double value : {0.3, 0.7, 1.0 / 3, 1e9 + 0.1}) {
      std::vector<std::vector<double>> table(regions, {value, 1});
      table[0][1] = 2;
      table[1][0] = std::nextafter(value, 1e10);
      const PairMeasures pair = coagglomeration(crosstab_of(rows_of(table))).pairs[0];
      EXPECT_TRUE(std::isnan(pair.correlation)) << regions << ' ' << value << ' ' << pair.correlation;
    }
  }
}

TEST(Coagglomeration, IsUndefinedWhereItsDenominatorsAreZero) {
  EXPECT_TRUE(coagglomeration(crosstab_of({})).pairs.empty());
  EXPECT_TRUE(std::isnan(coagglomeration(crosstab_of({})).expected_colocation));
  EXPECT_TRUE(coagglomeration(crosstab_of({{"A", "x", 5}})).pairs.empty());

  const auto one_region = coagglomeration(crosstab_of({{"A", "x", 5}, {"A", "y", 7}})).pairs[0];
  EXPECT_TRUE(std::isnan(one_region.coagglomeration));
  EXPECT_TRUE(std::isnan(one_region.correlation));
  EXPECT_EQ(one_region.colocation, 1);
  EXPECT_EQ(one_region.cooccurrence, 1U);

  // All value in one region: x = 1 there, though there are two.
  const auto one_counts =
      coagglomeration(crosstab_of({{"A", "x", 5}, {"A", "y", 7}, {"B", "x", 0}})).pairs[0];
  EXPECT_TRUE(std::isnan(one_counts.coagglomeration));
  EXPECT_EQ(one_counts.correlation, 1);

  // Even industries have no correlation, also when their shares are no binary fractions.
  const auto even = coagglomeration(crosstab_of(rows_of({{.1, .3}, {.1, .2}, {.1, .1}}))).pairs[0];
  EXPECT_TRUE(std::isnan(even.correlation));
  EXPECT_FALSE(std::isnan(even.coagglomeration));

  // Without values only the firms speak.
  const auto missing =
      coagglomeration(crosstab_of({{"A", "x", {}}, {"A", "y", {}}, {"B", "y", {}}})).pairs[0];
  EXPECT_TRUE(std::isnan(missing.coagglomeration));
  EXPECT_TRUE(std::isnan(missing.correlation));
  EXPECT_EQ(missing.colocation, .5);
}

TEST(Coagglomeration, TakesARegionWithoutKnownValuesForNoRegion) {
  const std::vector<Row> known = {{"A", "x", 4}, {"A", "y", 1}, {"B", "x", 2}, {"B", "y", 7}, {"C", "x", 1}};
  std::vector<Row> with_unknown = known;
  with_unknown.push_back({"D", "x", {}});
  with_unknown.push_back({"D", "y", {}});
  std::vector<Row> with_zero = known;
  with_zero.push_back({"D", "x", 0});
  const double r = coagglomeration(crosstab_of(known)).pairs[0].correlation;
  EXPECT_EQ(coagglomeration(crosstab_of(with_unknown)).pairs[0].correlation, r);
  EXPECT_NE(coagglomeration(crosstab_of(with_zero)).pairs[0].correlation, r);
}

TEST(Coagglomeration, RefusesPairsBeyondMemory) {
  std::vector<Row> rows;
  for (int i = 0; i <= 8000; ++i) rows.push_back({"A", std::to_string(i)});
  const Crosstab table = crosstab_of(rows);
  EXPECT_EQ(testing_support::message_of([&] { coagglomeration(table); }),
            "8001 industries make 32004000 pairs; at most 32000000 fit (8,000 industries): collect coarser "
            "industries, "
            "such as substr(industry, 1, 4)");
}

TEST(Coagglomeration, CanBeStopped) {
  CancelToken cancel([](void*) { return true; }, nullptr);
  CancelToken never;
  std::vector<Row> rows;
  for (int i = 0; i < 300; ++i) {
    for (int j = 0; j < 20; ++j) rows.push_back({std::to_string(j), std::to_string(i)});
  }
  const Crosstab table = crosstab_of(rows);
  const Presence presence(table, margins_of(table, never), PresenceRule::positive, never);
  const Cooccurrence cooccurrence(presence, never);
  EXPECT_THROW(coagglomeration_of(table, cooccurrence, cancel), Cancelled);
}

}  // namespace
}  // namespace clusterlite
