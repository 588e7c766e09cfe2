// The local density: how many points, and how much weight, lie around each point.
#pragma once

#include <cstdint>

#include "datasets/points.hpp"
#include "distance/frame/metric.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite {

// One entry a row of the data set; rows without coordinates or weight have 0 and 0.
struct NeighbourCounts {
  RawVector<std::uint32_t> neighbours;  // with the point itself
  RawVector<double> weight_within;      // likewise; without weights the same number
};

// Counts within `radius` (inclusive), among the points of the same group. Sums of weights are correctly
// rounded (distance/located/exact_weights.hpp). Groups of `large_group` points are shared out among the
// threads. Throws Error when an argument or, with the geodesic metric, a coordinate is out of range.
NeighbourCounts count_neighbours(const PointsView& view, double radius, Metric metric, const Threads& threads,
                                 CancelToken& cancel, std::size_t large_group = Threads::kWorthSharing);

}  // namespace clusterlite
