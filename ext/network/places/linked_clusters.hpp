// Clusters of firms that are near each other and linked: DBSCAN (Ester, Kriegel, Sander and Xu 1996) in which
// a neighbour is a firm within eps that there is a tie with, either way.
//
// Distances are measured along ties only: what it costs is in proportion to firms and ties, however dense the
// city.
#pragma once

#include <cstdint>

#include "datasets/links.hpp"
#include "datasets/points.hpp"
#include "distance/frame/metric.hpp"
#include "support/memory/large_memory.hpp"

namespace clusterlite {

enum class LinkedKind : std::uint8_t { unlocated, noise, border, core };

// One entry a row of the points.
struct LinkedClusters {
  RawVector<LinkedKind> kind;
  RawVector<std::uint32_t> cluster;  // 1, 2 ... inside each group, by falling number of members; 0: none
};

// Throws Error when an argument or, with the geodesic metric, a coordinate is out of range, or when ids are
// numbers in one data set and the same numbers as texts in the other.
LinkedClusters linked_clusters(const PointsView& points, const LinksView& links, double eps,
                               double min_points, Metric metric, CancelToken& cancel);

}  // namespace clusterlite
