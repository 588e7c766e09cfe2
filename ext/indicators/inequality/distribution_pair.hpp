// One distribution against another: units (regions, industries) with a value and a reference each.
//
// s = value / sum of values, x = reference / sum of references, LQ = s / x. Every function gives NaN (SQL's
// NULL) where it is undefined: when there is no unit, the values or the references add up to 0, and where it
// says so.
#pragma once

#include <cstddef>
#include <span>

#include "indicators/inequality/counted_values.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// Units of (value, reference) in rising order; units that are alike stand together.
using UnitPairs = std::span<const CountedUnit<2>>;

// Twice the area between the diagonal and the Lorenz curve of s over x, units sorted by LQ: 0 (s = x) .. 1
// (Hoover 1936; Krugman 1991 halves it). A unit with a value needs a reference > 0.
double locational_gini(UnitPairs units, CancelToken& cancel);

// 1/2 sum |s - x|: 0 .. 1, the part that would have to move for s = x (Hoover 1936).
double hoover(UnitPairs units, CancelToken& cancel);

// sum |s - x|: 0 .. 2 (Krugman 1991).
double krugman(UnitPairs units, CancelToken& cancel);

// sum s ln(s / x) >= 0, in nats; NaN when a unit has a value without a reference, for it is infinite
// (Kullback and Leibler 1951).
double kl_divergence(UnitPairs units, CancelToken& cancel);

}  // namespace clusterlite
