// CompensatedSum and PowerSum: integers exactly, reals far beyond a double, and no overflow on the way to a
// share.
#include "support/numbers/sum.hpp"

#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace clusterlite {
namespace {

using Integer = boost::multiprecision::cpp_int;

// The two parts of a sum of integers, each of which is an integer.
Integer exact(const CompensatedSum& sum) { return Integer(sum.high()) + Integer(sum.low()); }

TEST(CompensatedSum, KeepsWhatADoubleLoses) {
  CompensatedSum sum;
  for (const double value : {1e16, 1.0, 1.0, 1.0, -1e16}) sum.add(value);
  EXPECT_EQ(sum.value(), 3);
}

TEST(CompensatedSum, OfIntegersIsExact) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 20; ++round) {
    CompensatedSum sum;
    Integer wanted = 0;
    for (int i = 0; i < 1000; ++i) {
      // All sizes of 64-bit integers, those beyond 2^53 included.
      const auto value = static_cast<std::int64_t>(random()) >> (random() % 63);
      sum.add(value);
      wanted += value;
    }
    EXPECT_EQ(exact(sum), wanted);
  }
}

TEST(CompensatedSum, TakesTheEndsOfTheIntegers) {
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  CompensatedSum sum;
  sum.add(kMost);
  EXPECT_EQ(exact(sum), Integer(kMost));
  sum.add(kLeast);
  EXPECT_EQ(sum.value(), -1);
  sum.add(kMost);
  EXPECT_EQ(exact(sum), Integer(kMost) - 1);
}

TEST(CompensatedSum, OfPartsIsThatOfTheWhole) {
  std::mt19937_64 random(5);
  CompensatedSum whole;
  CompensatedSum parts[3];
  for (int i = 0; i < 3000; ++i) {
    const auto value = static_cast<std::int64_t>(random() >> 14);
    whole.add(value);
    parts[i % 3].add(value);
  }
  CompensatedSum merged;
  for (const CompensatedSum& part : parts) merged.add(part);
  EXPECT_EQ(exact(merged), exact(whole));
}

TEST(CompensatedSum, OfRealsIsGoodToThirtyDigits) {
  // n tenths: 0.1 as a double is 3602879701896397 / 2^55.
  CompensatedSum sum;
  constexpr std::int64_t kTerms = 1'000'000;
  for (std::int64_t i = 0; i < kTerms; ++i) sum.add(0.1);
  const Integer wanted = Integer(3602879701896397) * kTerms;
  const Integer got = Integer(std::ldexp(sum.high(), 55)) + Integer(std::ldexp(sum.low(), 55));
  EXPECT_LE(abs(got - wanted), 1);
}

TEST(CompensatedSum, PastTheRangeOfDoublesIsInfinite) {
  CompensatedSum sum;
  sum.add(1e308);
  sum.add(1e308);
  EXPECT_TRUE(std::isinf(sum.value()));
  sum.add(1.0);
  EXPECT_TRUE(std::isinf(sum.value()));
}

// sum v^power of integers, exactly.
Integer power_sum(const std::vector<double>& values, int power) {
  Integer sum = 0;
  for (const double value : values) sum += pow(Integer(value), static_cast<unsigned>(power));
  return sum;
}

double relative_error(const PowerSum& sum, const Integer& wanted) {
  const PowerSum all = sum.folded();
  EXPECT_EQ(all.block(), 0);
  return static_cast<double>(abs(exact(all.sum()) - wanted)) / static_cast<double>(wanted);
}

TEST(PowerSum, OfIntegersKeepsThirtyDigits) {
  std::mt19937_64 random(7);
  for (const double largest : {10.0, 5000.0, 4194304.0, 4194305.0, 1e7, 1e12}) {
    std::vector<double> values;
    PowerSum squares;
    PowerSum fourth_powers;
    for (int i = 0; i < 2000; ++i) {
      values.push_back(std::floor(std::uniform_real_distribution(0.0, largest + 1)(random)));
      squares.add_square(values.back());
      fourth_powers.add_fourth_power(values.back());
    }
    EXPECT_LT(relative_error(squares, power_sum(values, 2)), 1e-30) << largest;
    EXPECT_LT(relative_error(fourth_powers, power_sum(values, 4)), 1e-29) << largest;
  }
}

TEST(PowerSum, OverAPowerOfTheTotalIsASumOfShares) {
  // (20, 50, 20, 10): the sum of squared shares is .34, of fourth powers .0658.
  PowerSum squares;
  PowerSum fourth_powers;
  for (const double value : {20.0, 50.0, 20.0, 10.0}) {
    squares.add_square(value);
    fourth_powers.add_fourth_power(value);
  }
  EXPECT_NEAR(squares.over_power_of(100, 2), 0.34, 1e-16);
  EXPECT_NEAR(fourth_powers.over_power_of(100, 4), 0.0658, 1e-16);
}

TEST(PowerSum, OfNoTotalIsUndefined) {
  PowerSum sum;
  EXPECT_TRUE(std::isnan(sum.over_power_of(0, 2)));
  EXPECT_EQ(sum.over_power_of(5, 2), 0);
  sum.add_square(0);
  EXPECT_TRUE(std::isnan(sum.over_power_of(0, 4)));
  EXPECT_TRUE(std::isnan(sum.over_power_of(std::numeric_limits<double>::infinity(), 2)));
}

TEST(PowerSum, DoesNotOverflowOrVanishOnTheWay) {
  for (const double size : {1e300, 1e150, 1e-150, 1e-300, 1.0}) {
    PowerSum squares;
    PowerSum fourth_powers;
    for (const double value : {3 * size, 4 * size}) {
      squares.add_square(value);
      fourth_powers.add_fourth_power(value);
    }
    EXPECT_NEAR(squares.over_power_of(7 * size, 2), 25.0 / 49, 1e-15) << size;
    EXPECT_NEAR(fourth_powers.over_power_of(7 * size, 4), 337.0 / 2401, 1e-15) << size;
  }
}

TEST(PowerSum, MixesSizesInAnyOrder) {
  // The square of 1e-200 is nothing beside that of 1e200, and of 3 neither; what is large wins, whenever it
  // comes.
  const std::vector<double> values = {1e-200, 3, 1e200, 0.5, 1e-300, 12345678901.5};
  std::mt19937_64 random(11);
  std::vector<double> shuffled = values;
  for (int round = 0; round < 50; ++round) {
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    PowerSum squares;
    for (const double value : shuffled) squares.add_square(value);
    EXPECT_NEAR(squares.over_power_of(1e200, 2), 1.0, 1e-15);
  }
}

TEST(PowerSum, OfPartsIsThatOfTheWhole) {
  std::mt19937_64 random(13);
  PowerSum whole;
  PowerSum parts[3];
  for (int i = 0; i < 3000; ++i) {
    const double value = i % 7 == 0 ? 1e7 + i : static_cast<double>(random() % 100000);
    whole.add_fourth_power(value);
    parts[i % 3].add_fourth_power(value);
  }
  PowerSum merged;
  for (const PowerSum& part : parts) merged.add(part);
  EXPECT_EQ(exact(merged.folded().sum()), exact(whole.folded().sum()));

  // Also through the parts that are stored.
  PowerSum stored;
  for (const PowerSum& part : parts) stored.add(PowerSum(part.folded().sum(), part.folded().block()));
  EXPECT_EQ(exact(stored.folded().sum()), exact(whole.folded().sum()));
}

}  // namespace
}  // namespace clusterlite
