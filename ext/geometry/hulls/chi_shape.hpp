// The concave hull: the chi-shape of a point set.
//
// Duckham, Kulik, Worboys & Galton (2008), Efficient generation of simple polygons for characterizing the
// shape of a set of points in the plane, Pattern Recognition 41, algorithm 1: start from the Delaunay
// triangulation and, as long as the longest border side is at least as long as a threshold, take away its
// triangle, unless the corner opposite to it lies on the border already (the rest would no longer be one
// simple polygon). The threshold is given the way of GEOS, JTS and PostGIS: as a share of the way from the
// shortest to the longest side of the triangulation.
#pragma once

#include <span>
#include <vector>

#include "geometry/hulls/coordinates.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

struct Ring {
  std::vector<Coordinate> corners;  // points of the input, counter-clockwise, the first not repeated
  // The same corners on the grid of the triangulation, where the ring is simple for certain. They differ from
  // the points by half a grid step at most, which can make a ring of points that nearly touch cross itself.
  std::vector<Coordinate> on_grid;
};

// The points are sorted and distinct (sort_and_unite), their coordinates 0 or of a magnitude of 1e-100 to
// 1e100; ratio lies in 0..1. They are laid on a grid of at least 2^30 steps over the longer side of their box
// (0.1 mm for a city of 100 km) for the triangulation; those that share a grid point count as one. Empty when
// they are collinear on that grid. O(n log n).
Ring chi_shape(std::span<const Coordinate> points, double ratio, CancelToken& cancel);

}  // namespace clusterlite
