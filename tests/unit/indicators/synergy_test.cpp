#include "indicators/interaction/synergy.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

#include "indicators/interaction/expected_synergy.hpp"

namespace clusterlite {
namespace {

struct Row {
  std::int64_t a, b, c;
  double weight = 1;
};

template <class Mass = RowCount>
double synergy(const std::vector<Row>& rows) {
  CancelToken cancel;
  Synergy<Mass> table;
  for (const Row& row : rows)
    table.add(KeyView::of(row.a), KeyView::of(row.b), KeyView::of(row.c), row.weight);
  return table.value(cancel);
}

ExpectedSynergy by_chance(const std::vector<Row>& rows) {
  ExpectedSynergy table;
  for (const Row& row : rows) table.add(KeyView::of(row.a), KeyView::of(row.b), KeyView::of(row.c));
  return table;
}
double expected(const std::vector<Row>& rows) {
  CancelToken cancel;
  return by_chance(rows).expected(cancel);
}

// G1 T1 S, G1 T1 S, G1 T2 L, G2 T1 L, G2 T2 S, G2 T2 S, G2 T3 L, G1 T3 S
const std::vector<Row> kEightFirms = {{1, 1, 1}, {1, 1, 1}, {1, 2, 2}, {2, 1, 2},
                                      {2, 2, 1}, {2, 2, 1}, {2, 3, 2}, {1, 3, 1}};

TEST(Synergy, OfTablesComputedByHand) {
  EXPECT_EQ(synergy({{0, 0, 0}, {0, 1, 1}, {1, 0, 1}, {1, 1, 0}}), -1) << "two of them give the third";
  EXPECT_EQ(synergy({{0, 0, 0}, {1, 1, 1}}), 1) << "one said three times";
  std::vector<Row> independent;
  for (int i = 0; i < 8; ++i) independent.push_back({i % 2, i / 2 % 2, i / 4});
  EXPECT_EQ(synergy(independent), 0);
  EXPECT_EQ(synergy({{0, 0, 0}, {0, 0, 1}, {1, 1, 0}, {1, 1, 1}}), 0) << "a = b, c independent";
  EXPECT_NEAR(synergy(kEightFirms), -0.8899269348454686, 1e-15);
  EXPECT_NEAR(synergy<WeightSum>({{1, 1, 1, 10}, {1, 2, 2, 5}, {2, 1, 2, 4}, {2, 2, 1, 6}, {2, 2, 2, 1}}),
              -0.7560998701586779, 1e-15);
}

TEST(Synergy, IsExactlyZeroWhenOneClassificationHasOneCategory) {
  std::vector<Row> rows;
  for (int i = 0; i < 1000; ++i) rows.push_back({i % 7, i * i % 11, 5, 0.1 * (i % 13)});
  EXPECT_EQ(synergy(rows), 0);
  EXPECT_EQ(synergy<WeightSum>(rows), 0);
}

TEST(Synergy, WithoutRowsOrWeightIsUndefined) {
  EXPECT_TRUE(std::isnan(synergy({})));
  EXPECT_TRUE(std::isnan(synergy<WeightSum>({{1, 1, 1, 0}, {2, 2, 2, 0}})));
  EXPECT_EQ(synergy({{1, 1, 1}}), 0);
}

std::vector<Row> random_rows(std::uint64_t seed, int count) {
  std::mt19937_64 random(seed);
  std::vector<Row> rows;
  for (int i = 0; i < count; ++i) {
    const auto a = static_cast<std::int64_t>(random() % 5);
    const auto b = static_cast<std::int64_t>(random() % 7 * (random() % 2));
    rows.push_back({a, b, static_cast<std::int64_t>((a + b + static_cast<std::int64_t>(random() % 3)) % 4),
                    static_cast<double>(random() % 1000) / 8});
  }
  return rows;
}

TEST(Synergy, DoesNotDependOnTheOrderOfRowsOrClassifications) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    std::vector<Row> rows = random_rows(seed, 300);
    const double plain = synergy(rows);
    const double weighted = synergy<WeightSum>(rows);
    std::shuffle(rows.begin(), rows.end(), std::mt19937_64(seed));
    for (Row& row : rows) row = {row.c, row.a, row.b, row.weight};
    EXPECT_NEAR(synergy(rows), plain, 1e-14);
    EXPECT_NEAR(synergy<WeightSum>(rows), weighted, 1e-14);
    for (Row& row : rows) row = {row.b, row.c, row.a, row.weight};
    std::reverse(rows.begin(), rows.end());
    EXPECT_EQ(synergy(rows), plain) << "the same bits in any order of rows";
    EXPECT_EQ(synergy<WeightSum>(rows), weighted);
  }
}

TEST(Synergy, OfWeightsIsTheSameInAnyUnitAndCountsRowsThatOften) {
  std::vector<Row> rows = random_rows(3, 200);
  for (Row& row : rows) row.weight = std::floor(row.weight);
  const double weighted = synergy<WeightSum>(rows);
  std::vector<Row> repeated;
  for (const Row& row : rows) repeated.insert(repeated.end(), static_cast<std::size_t>(row.weight), row);
  EXPECT_NEAR(synergy(repeated), weighted, 1e-13);
  for (const double unit : {1e-310, 1e-300, 1e-90, 1e90, 1e300, 1e304}) {
    std::vector<Row> scaled = rows;
    for (Row& row : scaled) row.weight *= unit;
    EXPECT_NEAR(synergy<WeightSum>(scaled), weighted, unit == 1e-310 ? 1e-9 : 1e-13) << unit;
  }
}

// What comes and goes leaves no mark, also weights of 1e300.
TEST(Synergy, OfAMovingWindowIsThatOfItsRows) {
  CancelToken cancel;
  std::vector<Row> rows = random_rows(7, 400);
  for (std::size_t i = 0; i < rows.size(); i += 50) rows[i].weight = 1e300;
  Synergy<RowCount> counts;
  Synergy<WeightSum> weights;
  ExpectedSynergy chance;
  constexpr std::size_t kWindow = 40;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto a = KeyView::of(rows[i].a), b = KeyView::of(rows[i].b), c = KeyView::of(rows[i].c);
    counts.add(a, b, c, 1);
    weights.add(a, b, c, rows[i].weight);
    chance.add(a, b, c);
    if (i >= kWindow) {
      const Row& out = rows[i - kWindow];
      counts.remove(KeyView::of(out.a), KeyView::of(out.b), KeyView::of(out.c), 1);
      weights.remove(KeyView::of(out.a), KeyView::of(out.b), KeyView::of(out.c), out.weight);
      chance.remove(KeyView::of(out.a), KeyView::of(out.b), KeyView::of(out.c));
    }
    const auto first = rows.begin() + static_cast<std::ptrdiff_t>(i >= kWindow ? i - kWindow + 1 : 0);
    const std::vector<Row> window(first, rows.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    ASSERT_EQ(counts.value(cancel), synergy(window)) << i;
    ASSERT_EQ(weights.value(cancel), synergy<WeightSum>(window)) << i;
    ASSERT_EQ(chance.expected(cancel), expected(window)) << i;
  }
}

// The mean over all ways to deal c out to the firms.
double mean_over_permutations(std::vector<Row> rows) {
  std::vector<std::int64_t> c;
  for (const Row& row : rows) c.push_back(row.c);
  std::sort(c.begin(), c.end());
  double sum = 0;
  double ways = 0;
  do {
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i].c = c[i];
    sum += synergy(rows);
    ++ways;
  } while (std::next_permutation(c.begin(), c.end()));
  return sum / ways;
}

TEST(ExpectedSynergy, IsTheMeanOverAllPermutations) {
  EXPECT_NEAR(expected(kEightFirms), -0.2992851379, 5e-11);
  EXPECT_NEAR(expected(kEightFirms), mean_over_permutations(kEightFirms), 1e-14);
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const std::vector<Row> rows = random_rows(seed, 8);
    EXPECT_NEAR(expected(rows), mean_over_permutations(rows), 1e-13) << seed;  // of 8! summands
  }
}

TEST(ExpectedSynergy, OfOneCategoryIsZero) {
  EXPECT_TRUE(std::isnan(expected({})));
  EXPECT_EQ(expected({{1, 2, 3}}), 0);
  EXPECT_EQ(expected({{1, 1, 3}, {1, 2, 3}, {2, 1, 3}}), 0);
  EXPECT_EQ(expected({{1, 1, 1}, {1, 1, 2}, {1, 1, 3}}), 0);
}

// By the definition, with the probabilities from logarithms of factorials.
double information_by_definition(const std::vector<std::uint64_t>& x, const std::vector<std::uint64_t>& y) {
  const auto rows = static_cast<double>(std::accumulate(x.begin(), x.end(), std::uint64_t{0}));
  const auto factorial = [](double n) { return std::lgamma(n + 1); };
  double sum = 0;
  for (const std::uint64_t xi : x) {
    for (const std::uint64_t yk : y) {
      const auto a = static_cast<double>(xi), b = static_cast<double>(yk);
      for (double n = std::max(1.0, a + b - rows); n <= std::min(a, b); ++n) {
        const double p = std::exp(factorial(a) + factorial(b) + factorial(rows - a) + factorial(rows - b) -
                                  factorial(rows) - factorial(n) - factorial(a - n) - factorial(b - n) -
                                  factorial(rows - a - b + n));
        sum += n / rows * std::log2(rows * n / (a * b)) * p;
      }
    }
  }
  return sum;
}

TEST(ExpectedMutualInformation, IsWhatTheDefinitionSays) {
  const std::vector<std::vector<std::uint64_t>> sizes = {
      {600, 300, 99, 1}, {1000},     {250, 250, 250, 250},
      {999, 1},          {500, 500}, std::vector<std::uint64_t>(1000, 1)};
  CancelToken cancel;
  const auto listed = [](std::vector<std::uint64_t> all) {
    std::sort(all.begin(), all.end());
    std::vector<CategorySize> list;
    for (const std::uint64_t rows : all) {
      if (list.empty() || list.back().rows != rows) list.push_back({rows, 0});
      ++list.back().categories;
    }
    return list;
  };
  for (const auto& x : sizes) {
    for (const auto& y : sizes) {
      const double computed = expected_mutual_information(listed(x), listed(y), 1000, cancel);
      EXPECT_NEAR(computed, information_by_definition(x, y), 1e-9);  // lgamma() rounds there
    }
  }
}

TEST(ExpectedSynergy, StandardDeviationNeedsFiveRowsACell) {
  CancelToken cancel;
  std::vector<Row> rows;
  for (int i = 0; i < 80; ++i) rows.push_back({i % 2, i / 2 % 2, i / 4 % 2});
  const double df = 1;
  EXPECT_NEAR(by_chance(rows).standard_deviation(cancel), std::sqrt(2 * df) / (2 * 80 * std::log(2)), 1e-15);
  rows.resize(40);
  EXPECT_FALSE(std::isnan(by_chance(rows).standard_deviation(cancel)));
  rows.resize(39);
  EXPECT_TRUE(std::isnan(by_chance(rows).standard_deviation(cancel)));
}

}  // namespace
}  // namespace clusterlite
