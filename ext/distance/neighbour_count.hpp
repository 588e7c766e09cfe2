// The local density: how many points, and how much weight, lie around each point.
#pragma once

#include <cstdint>
#include <vector>

#include "datasets/points.hpp"
#include "distance/metric.hpp"
#include "support/cancel.hpp"

namespace clusterlite {

// One entry a row of the data set; rows without coordinates or weight have 0 and 0.
struct NeighbourCounts {
  std::vector<std::uint32_t> neighbours;  // with the point itself
  std::vector<double> weight_within;      // likewise; without weights the same number
};

// Counts within `radius` (inclusive), among the points of the same group. Sums of weights are correctly
// rounded (distance/weights.hpp). Throws Error when an argument or, with the geodesic metric, a coordinate is
// out of range.
NeighbourCounts count_neighbours(const PointsView& view, double radius, Metric metric, CancelToken& cancel);

}  // namespace clusterlite
