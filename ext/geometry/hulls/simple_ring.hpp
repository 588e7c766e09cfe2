// Whether a ring of many corners is simple, in steps that can be interrupted: GEOSisValid_r takes a second
// for a million corners and cannot be.
#pragma once

#include <span>

#include "geometry/geos_context.hpp"
#include "geometry/hulls/coordinates.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// No two sides meet, but neighbours at their common corner: what makes a polygon of one ring valid. The
// corners are distinct, at least 3, the first not repeated. Orientations are GEOS's, as in GEOSisValid_r. O(n
// log n) where stretches of the ring have compact boxes that overlap few others, as those of hulls do.
bool is_simple_ring(const GeosContext& context, std::span<const Coordinate> corners, CancelToken& cancel);

}  // namespace clusterlite
