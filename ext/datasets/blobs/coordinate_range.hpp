// How far from 0 a coordinate may lie: squares, areas and sums of squares of coordinates within it stay in
// the range of a double, and so does the number of a grid cell.
#pragma once

#include <cmath>
#include <string>
#include <string_view>

#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {

inline constexpr double kLargestCoordinate = 1e100;

// Not of NaN and infinities.
inline bool is_in_range(double coordinate) { return std::abs(coordinate) <= kLargestCoordinate; }

// `axis`: "x"; `place`: " for id 7", or nothing.
inline void require_in_range(std::string_view axis, double coordinate, std::string_view place = {}) {
  if (is_in_range(coordinate)) return;
  throw Error(concat(axis, " must lie within -1e100..1e100 (got ", coordinate, place, ")"));
}

}  // namespace clusterlite
