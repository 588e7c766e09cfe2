// The k nearest points of a second data set for each point of a first one: the nearest research institute of
// each firm.
//
// Where both data sets have group keys, only points of the same key are looked at; where one has none, all of
// the second are. The two are different populations: a point with the same id, or at the same place, counts
// like any other.
#pragma once

#include <memory>

#include "distance/neighbours/neighbours.hpp"

namespace clusterlite {

// Computed as it is read, like cl_neighbours: Neighbours::count() and of() take a row of `from`,
// Neighbour::row is a row of `to`. Throws Error when k < 1 or, with the geodesic metric, a coordinate is out
// of range.
std::unique_ptr<Neighbours> nearest_points(const PointsView& from, const PointsView& to, std::int64_t k,
                                           Metric metric, const Threads& threads, CancelToken& cancel);

}  // namespace clusterlite
