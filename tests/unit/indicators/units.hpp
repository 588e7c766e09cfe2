// Distributions for the tests of indicators, made of plain lists of values.
#pragma once

#include <cmath>
#include <limits>
#include <numbers>
#include <utility>
#include <vector>

#include "indicators/inequality/distribution.hpp"

namespace clusterlite::testing_support {

inline CountedValues<1> bag_of(const std::vector<double>& values) {
  CountedValues<1> bag;
  for (const double value : values) bag.add({value});
  return bag;
}

inline CountedValues<2> bag_of(const std::vector<std::pair<double, double>>& pairs) {
  CountedValues<2> bag;
  for (const auto& [first, second] : pairs) bag.add({first, second});
  return bag;
}

// measure(Distribution) of a list of values.
template <class Measure>
double of(const std::vector<double>& values, const Measure& measure) {
  CancelToken cancel;
  CountedValues<1> bag = bag_of(values);
  return measure(Distribution(bag.units(cancel), cancel));
}
template <class Measure>
double of(const std::vector<double>& values, const Measure& measure, double parameter) {
  return of(values, [&](const Distribution& distribution) { return measure(distribution, parameter); });
}

// Whether two numbers agree to `digits` significant decimal digits.
inline bool agree(double a, double b, int digits) {
  return a == b ||
         std::fabs(a - b) <= 0.5 * std::pow(10.0, 1 - digits) * std::max(std::fabs(a), std::fabs(b));
}

}  // namespace clusterlite::testing_support

// Equal but for the last digit of a double: 5e-15 of it.
#define EXPECT_NEARLY(actual, expected) \
  EXPECT_PRED3(::clusterlite::testing_support::agree, actual, expected, 15)
