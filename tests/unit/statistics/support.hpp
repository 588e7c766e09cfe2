// What the tests of point patterns share: the eight firms worked by hand, and cities drawn at random.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "statistics/curves/curve_options.hpp"
#include "support/chance/philox.hpp"
#include "unit/distance/support.hpp"

namespace clusterlite::testing_support {

// A = 0, B = 1, C = 2.
inline Firms eight_firms() {
  Firms firms;
  firms.weights = firms.groups = true;
  firms.rows = {{1, 1, 1, 10, 0}, {2, 2, 1, 20, 0}, {3, 2, 2, 5, 0}, {4, 6, 6, 8, 1},
                {5, 7, 6, 4, 1},  {6, 7, 7, 10, 0}, {7, 3, 8, 2, 1}, {8, 9, 1, 6, 2}};
  return firms;
}

// Firms in a square of side 100, partly on a lattice so that there are ties and shared places.
inline Firms random_city(std::uint32_t seed, std::size_t count, std::int64_t groups) {
  Philox random(seed, Stream::scan, 77);
  Firms firms;
  firms.groups = true;
  firms.weights = true;
  for (std::size_t i = 0; i < count; ++i) {
    Firm firm;
    firm.id = static_cast<std::int64_t>(i) + 1;
    const bool lattice = random.below(3) == 0;
    firm.x = lattice ? random.below(11) * 10.0 : random.uniform() * 100;
    firm.y = lattice ? random.below(11) * 10.0 : random.uniform() * 100;
    firm.weight = random.below(20);
    firm.group = random.below(static_cast<std::uint32_t>(groups));
    firms.rows.push_back(firm);
  }
  return firms;
}

inline Firms shuffled(Firms firms, std::uint32_t seed) {
  Philox random(seed, Stream::scan, 78);
  for (std::size_t i = firms.rows.size(); i > 1; --i)
    std::swap(firms.rows[i - 1], firms.rows[random.below(static_cast<std::uint32_t>(i))]);
  return firms;
}

// The same places with the group keys of others: what chance makes of a city.
inline Firms relabelled(Firms firms, std::uint32_t seed) {
  Philox random(seed, Stream::scan, 1);
  for (std::size_t i = firms.rows.size(); i > 1; --i)
    std::swap(firms.rows[i - 1].group, firms.rows[random.below(static_cast<std::uint32_t>(i))].group);
  return firms;
}

inline bool same(double a, double b, double tolerance = 1e-12) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return std::fabs(a - b) <= tolerance * std::max({1.0, std::fabs(a), std::fabs(b)});
}

inline void expect_same(const std::vector<double>& found, const std::vector<double>& expected,
                        double tolerance = 1e-12) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    EXPECT_TRUE(same(found[i], expected[i], tolerance)) << i << ": " << found[i] << " for " << expected[i];
}

// Bit for bit.
inline void expect_equal(const std::vector<double>& a, const std::vector<double>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    EXPECT_TRUE(a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]))) << i << ": " << a[i] << ", " << b[i];
}

inline void expect_equal(const Curve& a, const Curve& b) {
  expect_equal(a.values, b.values);
  expect_equal(a.envelope.mean, b.envelope.mean);
  expect_equal(a.envelope.low, b.envelope.low);
  expect_equal(a.envelope.high, b.envelope.high);
  expect_equal(a.envelope.global_low, b.envelope.global_low);
  expect_equal(a.envelope.global_high, b.envelope.global_high);
  EXPECT_TRUE(same(a.envelope.p, b.envelope.p, 0));
}

// How far the p values of a test with S simulations are from uniform on 1/(S + 1) ... 1 (Kolmogorov and
// Smirnov); ties make p larger, so only an excess of small ones counts against it.
inline double excess_of_small_p(std::vector<double> p, double simulations) {
  std::sort(p.begin(), p.end());
  double excess = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double expected = std::floor(p[i] * (simulations + 1) + 1e-9) / (simulations + 1);
    excess = std::max(excess, static_cast<double>(i + 1) / static_cast<double>(p.size()) - expected);
  }
  return excess;
}

// Of 200 cities made by chance: p_of(city, seed) must be uniform, with Kolmogorov and Smirnov's 5 % bound,
// and not all large.
template <class PValue>
void expect_uniform(const Firms& city, double simulations, const PValue& p_of, bool few_values = false) {
  constexpr std::uint32_t kCities = 200;
  std::vector<double> p;
  double sum = 0;
  for (std::uint32_t seed = 0; seed < kCities; ++seed) {
    p.push_back(p_of(relabelled(city, seed), seed));
    sum += p.back();
  }
  EXPECT_LT(excess_of_small_p(p, simulations), 1.36 / std::sqrt(double{kCities}));
  // Two-sided p of a statistic with few values is larger; never smaller.
  const double slack = 4 * std::sqrt(1.0 / 12 / kCities);
  EXPECT_GT(sum / kCities, 0.5 - slack);
  EXPECT_LT(sum / kCities, few_values ? 1 : 0.5 + slack + 0.03);
}

}  // namespace clusterlite::testing_support
