// What is near a cluster: firms of each kind within reach of any member, and how far the members have to the
// next one of each kind.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "datasets/points.hpp"
#include "distance/frame/metric.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite {

struct Territory {
  std::uint64_t firms = 0;
  double nearest = std::numeric_limits<double>::quiet_NaN();  // median over the members
};

// One for each group of `members` (cluster) and each group of `points` (kind), all kinds of the first cluster
// first. Neighbours are counted, never listed.
std::vector<Territory> territories(const PointsView& points, const PointsView& members, double eps,
                                   Metric metric, const Threads& threads, CancelToken& cancel);

}  // namespace clusterlite
