// DBSCAN and local density where shapes (lines, polygons, collections) are among the rows: as defined in
// distance/clusters/dbscan.hpp and distance/neighbours/neighbour_count.hpp, with the distance between shapes
// of shape_group.hpp. With min_points = 1 the clusters are those of ST_ClusterWithin, with more those of
// ST_ClusterDBSCAN.
//
// Time is that of the pairs of rows whose boxes are within reach of each other; their number is nowhere
// stored.
#pragma once

#include "datasets/points.hpp"
#include "distance/clusters/dbscan.hpp"
#include "distance/neighbours/neighbour_count.hpp"
#include "geometry/geos_context.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// Whatever the rows are: groups of points alone by the grid, groups in which there is a shape by their boxes.
DbscanResult dbscan_of_geometries(const PointsView& view, const DbscanOptions& options,
                                  const GeosContext& context, CancelToken& cancel);
NeighbourCounts count_neighbours_of_geometries(const PointsView& view, double radius, Metric metric,
                                               const Threads& threads, const GeosContext& context,
                                               CancelToken& cancel);

// Fill in the groups in which there is a shape; those of points alone have been done by dbscan() and
// count_neighbours(), which have also checked the arguments. The metric is planar.
void dbscan_of_shapes(const PointsView& view, const DbscanOptions& options, const GeosContext& context,
                      CancelToken& cancel, DbscanResult& result);
void count_neighbours_of_shapes(const PointsView& view, double radius, const GeosContext& context,
                                CancelToken& cancel, NeighbourCounts& counts);

}  // namespace clusterlite
