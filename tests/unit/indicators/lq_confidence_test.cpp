// Bounds and p-values of location quotients, against sums of binomial probabilities.
#include "indicators/crosstab/lq_confidence.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "unit/indicators/tables.hpp"

namespace clusterlite {
namespace {

// P(K = k) of Binomial(n, p).
double probability(int k, int n, double p) {
  return std::exp(std::lgamma(n + 1.) - std::lgamma(k + 1.) - std::lgamma(n - k + 1.) + k * std::log(p) +
                  (n - k) * std::log1p(-p));
}
double at_most(int k, int n, double p) {
  double sum = 0;
  for (int i = 0; i <= k; ++i) sum += probability(i, n, p);
  return sum;
}
double at_least(int k, int n, double p) {
  double sum = 0;
  for (int i = k; i <= n; ++i) sum += probability(i, n, p);
  return sum;
}

// At its lower bound the number seen, or more, has the probability 2.5 %; at its upper bound that number or
// fewer.
TEST(LqConfidence, BoundsLeaveTheirTails) {
  for (const int n : {1, 2, 5, 17, 60}) {
    for (int k = 0; k <= n; ++k) {
      for (const double p : {.001, .1, .5, .9}) {
        const FirmCount count{static_cast<double>(k), static_cast<double>(n), p};
        EXPECT_DOUBLE_EQ(count.lq(), k / (n * p));
        EXPECT_LE(count.lower(), count.lq() * (1 + 1e-15));
        EXPECT_GE(count.upper(), count.lq() * (1 - 1e-15));
        if (k == 0) {
          EXPECT_EQ(count.lower(), 0);
        } else {
          EXPECT_NEAR(at_least(k, n, count.lower() * p), .025, 1e-12);
        }
        if (k == n) {
          EXPECT_EQ(count.upper(), 1 / p);
        } else {
          EXPECT_NEAR(at_most(k, n, count.upper() * p), .025, 1e-12);
        }
      }
    }
  }
}

// 3 of the region's 40 firms, and the industry has but 4 firms in all: no more than 4 can be here.
TEST(LqConfidence, UpperBoundIsPossible) {
  const double p = 4.0 / 1000;
  EXPECT_GT(FirmCount({3, 40, p}).upper(), 4 / 40.0 / p);
  EXPECT_DOUBLE_EQ(FirmCount({3, 40, p, 4}).upper(), 4 / 40.0 / p);
  EXPECT_DOUBLE_EQ(FirmCount({0, 2, p, 4}).upper(), FirmCount({0, 2, p}).upper());
  EXPECT_DOUBLE_EQ(FirmCount({4, 40, p, 4}).upper(), FirmCount({4, 40, p, 4}).lq());
}

TEST(LqConfidence, PValueIsTheDoubledSmallerTail) {
  for (const int n : {1, 2, 5, 17, 60}) {
    for (int k = 0; k <= n; ++k) {
      for (const double p : {.001, .1, .5, .9}) {
        const double expected = std::min(1., 2 * std::min(at_most(k, n, p), at_least(k, n, p)));
        EXPECT_NEAR(FirmCount({static_cast<double>(k), static_cast<double>(n), p}).p_value(), expected,
                    1e-11 * expected);
      }
    }
  }
}

TEST(LqConfidence, SignificantExactlyWhenOneIsOutside) {
  for (int k = 0; k <= 200; ++k) {
    for (const double p : {.003, .02, .1, .4}) {
      const FirmCount count{static_cast<double>(k), 200, p};
      EXPECT_EQ(count.p_value() < .05, count.lower() > 1 || count.upper() < 1) << k << " " << p;
    }
  }
}

TEST(LqConfidence, Limits) {
  EXPECT_TRUE(std::isnan(FirmCount({0, 0, .5}).lower()));
  EXPECT_TRUE(std::isnan(FirmCount({0, 5, 0}).upper()));
  EXPECT_TRUE(std::isnan(FirmCount({0, 5, std::nan("")}).p_value()));
  EXPECT_TRUE(std::isnan(FirmCount({0, 1e13, .5}).p_value()));
  // One industry: there is nothing else that the firms could be.
  const FirmCount all{7, 7, 1};
  EXPECT_EQ(all.p_value(), 1);
  EXPECT_EQ(all.upper(), 1);
  EXPECT_LT(all.lower(), 1);
  // A small cell with a large quotient is seen for what it is: one firm where .1 are expected.
  const FirmCount small{1, 10, .01};
  EXPECT_DOUBLE_EQ(small.lq(), 10);
  EXPECT_LT(small.lower(), 1);
  EXPECT_GT(small.p_value(), .05);
}

TEST(LqConfidence, LargeCounts) {
  // Near the normal distribution: k / n -+ 1.96 sqrt(p (1 - p) / n).
  const FirmCount large{1e9, 1e10, .1};
  const double half_width = 1.959963985 * std::sqrt(.09 / 1e10) / .1;
  EXPECT_NEAR(large.lower(), 1 - half_width, 1e-8);
  EXPECT_NEAR(large.upper(), 1 + half_width, 1e-8);
  EXPECT_EQ(large.p_value(), 1);
  EXPECT_NEAR(FirmCount({1e6 + 1960, 1e9, .001}).p_value(), .05, 1e-3);
}

TEST(LqConfidence, MarginsOfFirms) {
  CancelToken cancel;
  const Crosstab table =
      testing_support::crosstab_of({{"A", "x", 50}, {"A", "x", std::nullopt}, {"A", "y", 1}, {"B", "y", 1}});
  const FirmMargins margins = firm_margins_of(table, cancel);
  EXPECT_EQ(margins.regions, (std::vector<double>{3, 1}));
  EXPECT_EQ(margins.industries, (std::vector<double>{2, 2}));
  EXPECT_EQ(margins.total, 4);
}

}  // namespace
}  // namespace clusterlite
