// Concentration of one distribution: shares of units (firms, regions, categories) in a whole.
// Values are >= 0; every function gives NaN (SQL's NULL) where it is undefined.
#pragma once

#include <cstddef>

#include "indicators/inequality/distribution.hpp"
#include "support/numbers/exact_sum.hpp"

namespace clusterlite {

// H = sum of squared shares = sum v^2 / (sum v)^2 (Herfindahl 1950, Hirschman 1945); NaN when the sum is 0.
double herfindahl(const ExactSum& sum, const ExactSum& sum_of_squares);
double herfindahl(const Distribution& distribution);

// (H - 1/n) / (1 - 1/n), 0 for n equal shares and 1 for one unit that has all; NaN for n < 2 and where H is.
double normalized_herfindahl(double herfindahl, std::size_t n);

// CR_m: the share of the m largest; NaN when the sum is 0.
double concentration_ratio(const Distribution& distribution, double m);

}  // namespace clusterlite
