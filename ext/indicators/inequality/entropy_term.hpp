// The terms of relative entropies without the cancellation that hides small ones.
#pragma once

#include <cmath>

namespace clusterlite {

// Where a deviation d is this small, ln(1 + d) - d would lose digits.
inline constexpr double kSmallDeviation = 0.25;

// ln(1 + d) - d <= 0 for |d| < kSmallDeviation, to 2e-14 of itself.
inline double log1p_minus(double d) {
  if (std::fabs(d) > 0.01) return std::log1p(d) - d;
  // -d^2 (1/2 - d/3 + d^2/4 - ...): what is left out is below 1e-16 of the first term.
  double series = 1.0 / 9;
  for (int k = 8; k >= 2; --k) series = 1.0 / k - d * series;
  return -d * d * series;
}

// r ln r - r + 1 >= 0 of a ratio r whose deviation from 1 is d = r - 1. Where the d of all units have the
// mean 0, as the ratios to a mean have, it has the mean of r ln r.
inline double entropy_term(double r, double d) {
  if (std::fabs(d) < kSmallDeviation) return (1 + d) * log1p_minus(d) + d * d;
  return (r > 0 ? r * std::log(r) : 0) - d;
}

}  // namespace clusterlite
