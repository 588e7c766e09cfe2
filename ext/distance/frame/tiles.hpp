// Rectangles that share the firms out evenly, for clusters that are computed part by part.
//
// The places (distinct coordinates) are cut in two along the longer side of their box, and each half again,
// until there are as many parts as wanted (a k-d tree, Bentley 1975). A cut is always at the coordinate of a
// place, which lies above it: the rectangles are half-open.
//
// DBSCAN of a tile is exact for the firms in its rectangle when it reads all firms within twice eps. A firm
// within eps of the rectangle then has all its neighbours, so that whether it is core is right, and nobody is
// core by mistake.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "datasets/points.hpp"
#include "distance/frame/metric.hpp"
#include "distance/frame/points_and_boxes.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

struct Tile {
  distance::Box<2> own;                  // low <= coordinate < high
  std::optional<distance::Box<2>> read;  // low <= coordinate <= high; nullopt without eps
  std::uint64_t firms = 0;               // located ones in `own`
};

// At most n tiles over the located points, exactly n where there are as many places; groups do not matter.
// Every located point is in one tile. The outer edges stand off by a trillionth, so that they hold also after
// they were printed with 15 digits. Throws Error when a geodesic coordinate is out of range.
std::vector<Tile> tiles_of(const PointsView& view, std::uint64_t n, std::optional<double> eps, Metric metric,
                           CancelToken& cancel);

}  // namespace clusterlite
