// ExactSum against integers of any length: every double is an integer times a power of two, so a sum of
// doubles, and of their squares, is one as well.
#include "support/numbers/exact_sum.hpp"

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

// In units of 2^-kUnit, where the square of the smallest double is an integer still.
constexpr int kUnit = 2300;

struct Parts {
  Integer mantissa;
  int exponent;
};

Parts parts_of(double value) {
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);
  return {Integer(static_cast<std::int64_t>(std::ldexp(fraction, 53))), exponent - 53};
}

Integer exact(double value) {
  const Parts parts = parts_of(value);
  return parts.mantissa * (Integer(1) << (parts.exponent + kUnit));
}

Integer exact_square(double value) {
  const Parts parts = parts_of(value);
  return parts.mantissa * parts.mantissa * (Integer(1) << (2 * parts.exponent + kUnit));
}

// Rounded to 53 bits, half to even.
Scaled rounded(const Integer& sum) {
  if (sum == 0) return {};
  int bits = static_cast<int>(msb(sum)) + 1;
  if (bits <= 53)
    return {std::ldexp(static_cast<double>(static_cast<std::int64_t>(sum)), -bits), bits - kUnit};
  const int dropped = bits - 53;
  const Integer rest = sum & ((Integer(1) << dropped) - 1);
  const Integer half = Integer(1) << (dropped - 1);
  auto top = static_cast<std::int64_t>(Integer(sum >> dropped));
  if (rest > half || (rest == half && top % 2 != 0)) ++top;
  if (top == std::int64_t{1} << 53) {
    top /= 2;
    ++bits;
  }
  return {std::ldexp(static_cast<double>(top), -53), bits - kUnit};
}

void expect_equal(const Scaled& got, const Scaled& wanted) {
  EXPECT_EQ(got.mantissa, wanted.mantissa);
  if (wanted.mantissa != 0) {
    EXPECT_EQ(got.exponent, wanted.exponent);
  }
}

TEST(ExactSum, IsZeroWithoutTerms) {
  EXPECT_EQ(ExactSum().value(), 0);
  EXPECT_EQ(ExactSum().scaled().mantissa, 0);
}

TEST(ExactSum, LosesNothingThatACompensatedSumWouldSwallow) {
  ExactSum sum;
  sum.add(1e300);
  sum.add(1);
  sum.add(1e-300);
  sum.subtract(1e300);
  EXPECT_EQ(sum.value(), 1);
  sum.subtract(1);
  EXPECT_EQ(sum.value(), 1e-300);
  sum.subtract(1e-300);
  EXPECT_EQ(sum.value(), 0);
}

TEST(ExactSum, MayBeNegative) {
  for (const double unit : {1.0, 1e-90, 1e90, 1e300}) {
    ExactSum sum;
    sum.add(3 * unit);
    sum.add(-7 * unit);
    ExactSum opposite;
    opposite.add(-3 * unit);
    opposite.add(7 * unit);
    EXPECT_EQ(sum.value(), -opposite.value()) << unit;
    EXPECT_NEAR(sum.value() / unit, -4, 1e-14) << unit;
  }
}

TEST(ExactSum, SumsTenthsAsTheyAre) {
  // The double 0.1 is 0x1999999999999A * 2^-56; ten times that, correctly rounded, is 1.
  ExactSum sum;
  for (int i = 0; i < 10; ++i) sum.add(0.1);
  EXPECT_EQ(sum.value(), 1.0);
  double plain = 0;
  for (int i = 0; i < 10; ++i) plain += 0.1;
  EXPECT_NE(plain, 1.0);
}

TEST(ExactSum, RoundsHalfToEven) {
  // 2^53 + 1 lies halfway between 2^53 and 2^53 + 2; any dust tips it.
  ExactSum sum;
  sum.add(9007199254740992.0);
  sum.add(1.0);
  EXPECT_EQ(sum.value(), 9007199254740992.0);
  sum.add(1e-300);
  EXPECT_EQ(sum.value(), 9007199254740994.0);
  sum.add(2.0);
  sum.subtract(1e-300);
  EXPECT_EQ(sum.value(), 9007199254740996.0);
}

TEST(ExactSum, KeepsSquaresBeyondTheRangeOfDoubles) {
  ExactSum squares;
  squares.add_square(3e300);
  squares.add_square(4e300);
  ExactSum sum;
  sum.add(5e300);
  const Scaled total = sum.scaled();
  EXPECT_NEAR(squares.scaled() / (total * total), 1.0, 1e-15);
  EXPECT_TRUE(std::isinf(squares.value()));

  ExactSum small;
  small.add_square(5e-324);  // 2^-2148
  EXPECT_EQ(small.scaled().exponent, -2147);
  EXPECT_EQ(small.scaled().mantissa, 0.5);
  EXPECT_EQ(small.value(), 0);
}

TEST(ExactSum, SquaresNumbersBelowTheNormalOnes) {
  for (int bits = 1; bits <= 52; ++bits) {
    const double value = 5e-324 * std::ldexp(1.0, bits - 1) + 5e-324;
    ExactSum sum;
    sum.add_square(value);
    expect_equal(sum.scaled(), rounded(exact_square(value)));
    sum.add_square(1);
    sum.subtract_square(value);
    EXPECT_EQ(sum.value(), 1);
  }
}

TEST(ExactSum, OfIntegersGoesPastOneHundredTwentySevenBits) {
  constexpr double kLargest = 9007199254740991.0;  // its square has 106 bits
  constexpr int kTerms = 5'000'000;
  ExactSum sum;
  for (int i = 0; i < kTerms; ++i) sum.add_square(kLargest);
  expect_equal(sum.scaled(), rounded(exact_square(kLargest) * kTerms));
  for (int i = 0; i < kTerms - 3; ++i) sum.subtract_square(kLargest);
  expect_equal(sum.scaled(), rounded(exact_square(kLargest) * 3));
}

TEST(ExactSum, OfFractionsGoesPastWhatItsWholeUnitsHold) {
  constexpr double kTerm = 1099511627775.5;  // nine million of them pass 2^63, and in units of 2^-64 2^127
  constexpr int kTerms = 9'000'000;
  ExactSum sum;
  for (int i = 0; i < kTerms; ++i) sum.add(kTerm);
  expect_equal(sum.scaled(), rounded(exact(kTerm) * kTerms));
  sum.add(9e18);
  expect_equal(sum.scaled(), rounded(exact(kTerm) * kTerms + exact(9e18)));
  sum.subtract(9e18);
  for (int i = 0; i < kTerms - 3; ++i) sum.subtract(kTerm);
  expect_equal(sum.scaled(), rounded(exact(kTerm) * 3));
}

TEST(ScaledQuotient, IsUndefinedWithoutADenominator) {
  EXPECT_TRUE(std::isnan(Scaled{0.5, 1} / Scaled{}));
  EXPECT_TRUE(std::isnan(Scaled{} / Scaled{}));
  EXPECT_EQ((Scaled{0.5, 2000} / Scaled{0.5, 1999}), 2.0);
}

enum class Sizes { small_integers, large_integers, everyday, small_and_large, all };

double random_value(std::mt19937_64& random, Sizes sizes) {
  const auto uniform = [&](double low, double high) {
    return std::uniform_real_distribution(low, high)(random);
  };
  switch (sizes) {
    case Sizes::small_integers:
      return std::floor(uniform(0, 1000));
    case Sizes::large_integers:
      return std::floor(uniform(0, 1) * 9e18);
    case Sizes::everyday:
      return uniform(0, 1) < 0.5 ? std::floor(uniform(0, 500)) : uniform(0, 500);
    case Sizes::small_and_large:
      return std::ldexp(uniform(0.5, 1), static_cast<int>(uniform(-20, 66)));
    case Sizes::all:
      return std::ldexp(uniform(0.5, 1), static_cast<int>(uniform(-1074, 1024)));
  }
  return 0;
}

class ExactSumAtRandom : public ::testing::TestWithParam<Sizes> {};

TEST_P(ExactSumAtRandom, IsTheRoundedExactSum) {
  std::mt19937_64 random(17);
  ExactSum sum;
  ExactSum squares;
  Integer wanted = 0;
  Integer wanted_squares = 0;
  std::vector<double> inside;
  for (int step = 0; step < 3000; ++step) {
    if (inside.empty() || random() % 5 < 3) {
      inside.push_back(random_value(random, GetParam()));
      sum.add(inside.back());
      squares.add_square(inside.back());
      wanted += exact(inside.back());
      wanted_squares += exact_square(inside.back());
    } else {
      std::swap(inside[random() % inside.size()], inside.back());
      sum.subtract(inside.back());
      squares.subtract_square(inside.back());
      wanted -= exact(inside.back());
      wanted_squares -= exact_square(inside.back());
      inside.pop_back();
    }
    expect_equal(sum.scaled(), rounded(wanted));
    expect_equal(squares.scaled(), rounded(wanted_squares));
    ASSERT_FALSE(HasFailure()) << "step " << step;
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, ExactSumAtRandom,
                         ::testing::Values(Sizes::small_integers, Sizes::large_integers, Sizes::everyday,
                                           Sizes::small_and_large, Sizes::all));

}  // namespace
}  // namespace clusterlite
