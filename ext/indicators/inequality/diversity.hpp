// Diversity of one distribution, from its shares s > 0. Every function gives NaN (SQL's NULL) where it is
// undefined: when there is no unit or the values add up to 0, and where it says so.
#pragma once

#include "indicators/inequality/distribution.hpp"

namespace clusterlite {

// H = -sum s log2 s, in bits: 0 (one unit has all) .. log2 n (Shannon 1948).
double entropy(const Distribution& distribution);

// H / log2 n, n all units, also those that have nothing: 0 .. 1; NaN for a single unit.
double evenness(const Distribution& distribution);

// The effective number of units (sum s^q)^(1 / (1 - q)); order q = 0 counts them, 1 gives exp of the entropy
// in nats, 2 the reciprocal of the Herfindahl index (Hill 1973). 1 .. the number of units that have
// something.
double hill_number(const Distribution& distribution, double order);

}  // namespace clusterlite
