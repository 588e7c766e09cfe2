// The terms of relative entropies without the cancellation that hides small ones.
#pragma once

#include <boost/math/special_functions/log1p.hpp>
#include <cmath>

namespace clusterlite {

// Where a deviation d is this small, ln(1 + d) - d would lose digits.
inline constexpr double kSmallDeviation = 0.25;

// ln(1 + d) - d <= 0 for |d| < kSmallDeviation.
inline double log1p_minus(double d) {
  using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
  return boost::math::log1pmx(d, Policy());
}

// r ln r - r + 1 >= 0 of a ratio r whose deviation from 1 is d = r - 1. Where the d of all units have the
// mean 0, as the ratios to a mean have, it has the mean of r ln r.
inline double entropy_term(double r, double d) {
  if (std::fabs(d) < kSmallDeviation) return (1 + d) * log1p_minus(d) + d * d;
  return (r > 0 ? r * std::log(r) : 0) - d;
}

}  // namespace clusterlite
