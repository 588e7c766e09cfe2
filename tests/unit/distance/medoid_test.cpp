// The medoid against the sums of all distances.
#include "distance/centre/medoid.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>

#include "support/numbers/sum.hpp"
#include "unit/distance/dbscan_by_definition.hpp"

namespace clusterlite {
namespace {

using namespace testing_support;

// Sums in long double: what differs by less than a double can tell is a tie.
std::vector<long double> sums_of(const Firms& firms) {
  std::vector<long double> sums;
  for (const Firm& a : firms.rows) {
    long double sum = 0;
    for (const Firm& b : firms.rows) {
      if (!a.located() || !b.located()) continue;
      const long double dx = static_cast<long double>(a.x) - b.x;
      const long double dy = static_cast<long double>(a.y) - b.y;
      sum += (firms.weights ? b.weight : 1) * std::sqrt(dx * dx + dy * dy);
    }
    sums.push_back(sum);
  }
  return sums;
}

std::optional<std::int64_t> found(const Firms& firms) {
  CancelToken cancel;
  const DataSet data(firms);
  const distance::RowGroups groups(data.view(), cancel);
  const std::uint32_t row = medoid(data.view(), groups[0], cancel);
  if (row == kNoMedoid) return std::nullopt;
  return firms.rows[row].id;
}

void expect_medoid(const Firms& firms, const std::string& what) {
  const std::vector<long double> sums = sums_of(firms);
  long double total = 0;
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < firms.rows.size(); ++i) {
    if (!firms.rows[i].located()) continue;
    total += firms.weights ? firms.rows[i].weight : 1;
    if (!best || sums[i] < sums[*best]) best = i;
  }
  const std::optional<std::int64_t> id = found(firms);
  if (total == 0) {
    EXPECT_FALSE(id) << what;
    return;
  }
  ASSERT_TRUE(id) << what;
  // One of those whose sums are the least one to 1e-14.
  const long double doubt = 1e-14L * sums[*best];
  bool is_least = false;
  for (std::size_t i = 0; i < firms.rows.size(); ++i) {
    if (firms.rows[i].located() && firms.rows[i].id == *id) is_least = sums[i] <= sums[*best] + doubt;
  }
  EXPECT_TRUE(is_least) << what << " found " << *id << " instead of " << firms.rows[*best].id;
}

TEST(Medoid, HasTheLeastSumOfDistances) {
  with_seeds(1, 2000, [](std::uint64_t seed) {
    Configuration c = random_configuration(seed, 150);
    c.firms.groups = false;
    c.firms.text_ids = false;
    expect_medoid(c.firms, c.what);
  });
}

// Symmetric sets, whose sums are equal to the last bit.
TEST(Medoid, TiesGoToTheSmallestId) {
  Firms firms = firms_at({{0, 0}, {2, 0}, {0, 2}, {2, 2}});
  EXPECT_EQ(found(firms), 1);
  for (Firm& firm : firms.rows) firm.id = 10 - firm.id;
  EXPECT_EQ(found(firms), 6);
  EXPECT_EQ(found(firms_at({{5, 5}, {1, 1}})), 1);
  // The middle two of a line, and everything between two equal ends.
  EXPECT_EQ(found(firms_at({{0, 0}, {3, 0}, {1, 0}, {2, 0}})), 3);
  Firms between = firms_at({{9, 0}, {0, 0}, {4, 0}, {3, 0}, {5, 0}});
  between.weights = true;
  for (Firm& firm : between.rows) firm.weight = firm.id <= 2 ? 1 : 0;
  EXPECT_EQ(found(between), 1);
  between.rows[0].id = 99;
  EXPECT_EQ(found(between), 2);
  between.rows[1].id = 98;
  EXPECT_EQ(found(between), 3);
  // At one place the smallest id, also where ids do not rise.
  Firms same = firms_at({{1, 1}, {1, 1}, {1, 1}, {7, 7}});
  same.rows[0].id = 50;
  same.rows[1].id = 20;
  same.rows[2].id = 30;
  EXPECT_EQ(found(same), 20);
}

TEST(Medoid, OfNothing) {
  EXPECT_FALSE(found({}));
  EXPECT_FALSE(found(firms_at({{kNone, kNone}})));
  EXPECT_EQ(found(firms_at({{3, 4}})), 1);
  Firms weightless = firms_at({{1, 1}, {2, 2}});
  weightless.weights = true;
  for (Firm& firm : weightless.rows) firm.weight = 0;
  EXPECT_FALSE(found(weightless));
  weightless.rows[1].weight = 5e-324;
  EXPECT_EQ(found(weightless), 2);
}

TEST(Medoid, OfAnyMagnitude) {
  with_seeds(5001, 100, [](std::uint64_t seed) {
    Configuration c = random_configuration(seed, 60);
    c.firms.groups = c.firms.text_ids = false;
    const auto expected = found(c.firms);
    for (const int exponent : {-900, 300}) {
      Firms scaled = c.firms;
      for (Firm& firm : scaled.rows) {
        firm.x = std::ldexp(firm.x, exponent);
        firm.y = std::ldexp(firm.y, exponent);
      }
      EXPECT_EQ(found(scaled), expected) << c.what;
    }
  });
}

TEST(Medoid, DoesNotDependOnTheOrderOfTheRows) {
  with_seeds(7001, 300, [](std::uint64_t seed) {
    Configuration c = random_configuration(seed, 150);
    c.firms.groups = c.firms.text_ids = false;
    Random random(seed);
    const auto expected = found(c.firms);
    shuffle_rows(random, c.firms);
    EXPECT_EQ(found(c.firms), expected) << c.what;
  });
}

// Far more points than sums that could be computed one by one.
TEST(Medoid, OfManyPoints) {
  Random random(1);
  Firms firms;
  std::normal_distribution<double> normal(0, 1000);
  for (int i = 0; i < 200'000; ++i) {
    firms.rows.push_back({i, 950000 + normal(random), 1950000 + 3 * normal(random), 1, 0});
  }
  const auto id = found(firms);
  ASSERT_TRUE(id);
  const Firm& medoid = firms.rows[static_cast<std::size_t>(*id)];
  EXPECT_LT(std::hypot(medoid.x - 950000, medoid.y - 1950000), 50);
  // No neighbour of it does better.
  const auto sum_at = [&](const Firm& a) {
    CompensatedSum sum;
    for (const Firm& b : firms.rows) sum.add(std::hypot(a.x - b.x, a.y - b.y));
    return sum.value();
  };
  const double least = sum_at(medoid);
  int compared = 0;
  for (const Firm& firm : firms.rows) {
    if (std::hypot(firm.x - medoid.x, firm.y - medoid.y) > 60) continue;
    EXPECT_GE(sum_at(firm), least * (1 - 1e-14));
    if (++compared > 100) break;
  }
  EXPECT_GT(compared, 3);
}

}  // namespace
}  // namespace clusterlite
