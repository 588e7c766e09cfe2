#include "geometry/hulls/hull.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "geometry/hulls/chi_shape.hpp"
#include "geometry/hulls/drawn_geometry.hpp"
#include "geometry/hulls/simple_ring.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

// Drops points that lie between others for certain, by comparisons alone, so nothing is rounded. The points
// are sorted and distinct.
//
// If one point before p (to its left, or straight below) is as high and one as low as p, and likewise after
// it, then the segment of the former two and that of the latter two cut the horizontal through p on either
// side of p: p is no corner. What remains are the four staircases towards the corners of the box, a few
// thousand of a million points.
void drop_inner_points(std::vector<Coordinate>& points) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  std::vector<bool> is_outer(points.size());
  const auto pass = [&](std::size_t i, double& lowest, double& highest) {
    const double y = points[i].y;
    if (y < lowest || y > highest) is_outer[i] = true;
    lowest = std::min(lowest, y);
    highest = std::max(highest, y);
  };
  double lowest = kInfinity;
  double highest = -kInfinity;
  for (std::size_t i = 0; i < points.size(); ++i) pass(i, lowest, highest);
  lowest = kInfinity;
  highest = -kInfinity;
  for (std::size_t i = points.size(); i-- > 0;) pass(i, lowest, highest);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (is_outer[i]) points[kept++] = points[i];
  }
  points.resize(kept);
}

std::vector<Coordinate> sorted(const HullPoints& points, CancelToken& cancel) {
  std::vector<Coordinate> copy = points.points();
  sort_and_unite(copy, cancel);
  return copy;
}

// The corners of the convex hull, counter-clockwise, none on a straight line with its neighbours: Andrew
// (1979), Another efficient algorithm for convex hulls in two dimensions, Information Processing Letters 9.
// The points are sorted and distinct.
//
// The predicate is that of GEOS, in double-double arithmetic. Its GEOSConvexHull_r is not taken: that of 3.11
// makes rings that cross themselves of the rows of points in a turned lattice.
std::vector<Coordinate> convex_corners(const GeosContext& context, std::span<const Coordinate> points,
                                       CancelToken& cancel) {
  std::vector<Coordinate> corners;
  const auto turns_left = [&](const Coordinate& a, const Coordinate& b, const Coordinate& c) {
    const int turn = GEOSOrientationIndex_r(context.handle(), a.x, a.y, b.x, b.y, c.x, c.y);
    if (turn == 2) context.fail();
    return turn > 0;
  };
  std::size_t start = 0;  // of the lower chain, then of the upper one
  const auto go_on_to = [&](const Coordinate& p) {
    cancel.check();
    while (corners.size() >= start + 2 && !turns_left(corners[corners.size() - 2], corners.back(), p)) {
      corners.pop_back();
    }
    corners.push_back(p);
  };
  for (const Coordinate& p : points) go_on_to(p);
  start = corners.size() - 1;
  for (std::size_t i = points.size() - 1; i-- > 0;) go_on_to(points[i]);
  if (corners.size() > 1) corners.pop_back();  // the first point again
  return corners;
}

// The points are sorted, distinct and not none.
GeosGeometry convex_geometry(const GeosContext& context, std::vector<Coordinate> points,
                             CancelToken& cancel) {
  drop_inner_points(points);
  return geometry_of(context, convex_corners(context, points, cancel));
}

}  // namespace

void HullPoints::add(double x, double y) {
  CancelToken never;
  add(x, y, never);
}

void HullPoints::add(double x, double y, CancelToken& cancel) {
  constexpr double kSmallest = 1e-100;
  require_drawable(x, y);
  // This makes 0 of -0, too: of two equal points the same bits stay, whichever came first.
  const auto tidy = [](double coordinate) { return std::abs(coordinate) < kSmallest ? 0.0 : coordinate; };
  points_.push_back({tidy(x), tidy(y)});
  if (purpose_ == Purpose::convex && points_.size() >= drop_at_) {
    sort_and_unite(points_, cancel);
    drop_inner_points(points_);
    drop_at_ = std::max(drop_at_, 2 * points_.size());
  }
}

void HullPoints::add(const PointGeometry& point) {
  format_.take(point.flavour, point.srid);
  if (!point.empty) add(point.x, point.y);
}

void HullPoints::add(const ReadShape& read, const ShapeView& shape, CancelToken& cancel) {
  format_.take(read.flavour, read.srid);
  shape.for_each_sequence([&](const VertexSequence& sequence) {
    for (std::uint32_t i = 0; i < sequence.vertices; ++i) {
      cancel.check();
      add(sequence.x(i), sequence.y(i), cancel);
    }
  });
}

ByteBuffer convex_hull(const GeosContext& context, const HullPoints& points, BlobFlavour flavour,
                       std::int32_t srid, CancelToken& cancel) {
  if (points.points().empty()) return {};
  return canonical_blob(context, convex_geometry(context, sorted(points, cancel), cancel), flavour, srid);
}

ByteBuffer concave_hull(const GeosContext& context, const HullPoints& points, double ratio,
                        BlobFlavour flavour, std::int32_t srid, CancelToken& cancel) {
  assert(points.purpose() == HullPoints::Purpose::concave);
  if (!(ratio >= 0 && ratio <= 1)) throw Error(concat("ratio must lie between 0 and 1 (got ", ratio, ")"));
  if (points.points().empty()) return {};
  std::vector<Coordinate> distinct = sorted(points, cancel);
  Ring ring;
  if (ratio < 1) ring = chi_shape(distinct, ratio, cancel);
  if (ring.corners.empty()) {
    return canonical_blob(context, convex_geometry(context, std::move(distinct), cancel), flavour, srid);
  }
  const bool simple = is_simple_ring(context, ring.corners, cancel);
  const GeosGeometry polygon = geometry_of(context, std::move(simple ? ring.corners : ring.on_grid));
  cancel.poll_now();
  return canonical_blob(context, polygon, flavour, srid);
}

}  // namespace clusterlite
