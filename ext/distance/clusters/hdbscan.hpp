// Hierarchical density clusters: HDBSCAN (Campello, Moulavi and Sander 2013), exact, in memory proportional
// to the points.
//
// The core distance of a point is that to its min_points-th nearest point, the point itself counted. What
// makes the clusters out of the minimum spanning tree of mutual reachability, and the treatment of ties, is
// told in cluster_tree.hpp. The result depends on the set of rows alone.
#pragma once

#include <cstddef>
#include <cstdint>

#include "datasets/points.hpp"
#include "distance/frame/metric.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite {

struct HdbscanOptions {
  std::int64_t min_cluster_size;  // >= 2
  std::int64_t min_points;        // >= 1
  Metric metric = Metric::planar;
  Threads threads{};                                 // the result is the same for any number
  std::size_t large_group = Threads::kWorthSharing;  // points from which on threads share one group
  double selection_eps = 0;  // >= 0; in the units of the coordinates, or metres with the geodesic metric
};

// One entry a row of the data set.
struct HdbscanResult {
  RawVector<std::uint32_t> cluster;  // 0: none; 1, 2 ... inside each group, by falling number of members
                                     // (tie: by the smallest id among the members)
  RawVector<double> probability;     // NaN without coordinates
  RawVector<double> outlier_score;   // NaN without coordinates, and in a group with fewer points than
                                     // min_cluster_size or min_points
};

// Throws Error when an option or, with the geodesic metric, a coordinate is out of range.
HdbscanResult hdbscan(const PointsView& view, const HdbscanOptions& options, CancelToken& cancel);

}  // namespace clusterlite
