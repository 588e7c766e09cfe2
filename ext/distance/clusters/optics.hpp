// The order of points by density: OPTICS (Ankerst, Breunig, Kriegel and Sander 1999), exact, in memory
// proportional to the points.
//
// From the points reached so far the walk goes on to the unprocessed point p of least reachability, the least
// max(core(o), d(o, p)) over all points o processed before it with d(o, p) <= eps; of equally reachable
// points to the one with the smallest id. The core distance of o is that to its min_points-th nearest point,
// the point itself counted, and undefined beyond eps: then nothing is reached from o. When nothing is
// reachable the walk starts again at the unprocessed point with the smallest id.
#pragma once

#include <cstdint>
#include <limits>

#include "datasets/points.hpp"
#include "distance/frame/metric.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite {

struct OpticsOptions {
  std::int64_t min_points;                               // >= 1
  double eps = std::numeric_limits<double>::infinity();  // >= 0; unit of the coordinates, or metres
  Metric metric = Metric::planar;
  Threads threads{};  // the result is the same for any number
};

// One point of the order.
struct OpticsPoint {
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  std::uint32_t row;                  // of the data set
  std::uint32_t position = 0;         // 1, 2, ... inside the group; 0: without coordinates
  std::uint32_t predecessor = kNone;  // row of the first point that reached it at its reachability
  double reachability = std::numeric_limits<double>::quiet_NaN();   // NaN: undefined, here the walk starts
  double core_distance = std::numeric_limits<double>::quiet_NaN();  // NaN: undefined
};

// Group by group in the order of the walk, then the points without coordinates. Throws Error when an option
// or, with the geodesic metric, a coordinate is out of range.
RawVector<OpticsPoint> optics(const PointsView& view, const OpticsOptions& options, CancelToken& cancel);

}  // namespace clusterlite
