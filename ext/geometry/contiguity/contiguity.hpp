// Which areas border on which.
//
// Queen: two areas are at most `snap` apart; with 0 they share a point. Rook: they share a piece of boundary
// of a length above 0; with a snap distance s, more than 4 s of the boundary of one lies within s of the
// other (at a corner where four areas meet it is about 2 s). Both look at where the boundaries run, not at
// their vertices: a vertex of one area in the middle of the other's side, which a list of equal vertices does
// not show, counts.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "datasets/points.hpp"
#include "geometry/geos_context.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

enum class Contiguity : std::uint8_t { queen, rook };

using RowPair = std::pair<std::uint32_t, std::uint32_t>;  // from, to

// Pairs of rows in rising order, both directions each. Group keys do not matter; rows without a geometry have
// no pair. Throws Error when a row is no area.
std::vector<RowPair> contiguous_rows(const PointsView& view, Contiguity contiguity, double snap,
                                     const GeosContext& context, CancelToken& cancel);

}  // namespace clusterlite
