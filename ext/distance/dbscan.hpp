// Density-based clusters: DBSCAN (Ester, Kriegel, Sander and Xu 1996), exact, in memory proportional to the
// points.
//
// Neighbours of a point are the points at distance <= eps, the point itself included. A point is core when
// the weight of its neighbours (without weights: their number) is at least min_points. Core points within eps
// of each other are in one cluster. Any other point with a core point within eps is a border point, of the
// cluster of its nearest core point (tie: the core point with the smallest id); the original leaves that
// choice to the order of the rows. The rest is noise. So the result depends on the set of rows alone.
#pragma once

#include <cstdint>
#include <vector>

#include "datasets/points.hpp"
#include "distance/metric.hpp"
#include "support/cancel.hpp"

namespace clusterlite {

struct DbscanOptions {
  double eps;         // >= 0; in the units of the coordinates, or in metres with the geodesic metric
  double min_points;  // >= 1
  Metric metric = Metric::planar;
};

enum class PointKind : std::uint8_t { unlocated, noise, border, core };

// One entry a row of the data set.
struct DbscanResult {
  std::vector<std::uint32_t> cluster;  // 0: none; 1, 2 ... inside each group, by falling number of members
                                       // (tie: by the smallest id among the members)
  std::vector<PointKind> kind;
};

// Throws Error when an argument or, with the geodesic metric, a coordinate is out of range.
DbscanResult dbscan(const PointsView& view, const DbscanOptions& options, CancelToken& cancel);

}  // namespace clusterlite
