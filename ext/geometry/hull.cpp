#include "geometry/hull.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "geometry/chi_shape.hpp"
#include "geometry/geometry_writer.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

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

GeosOwner<GEOSCoordSequence> sequence_of(const GeosContext& context, std::span<const Coordinate> points) {
  static_assert(sizeof(Coordinate) == 2 * sizeof(double));  // x and y one after the other, as GEOS wants them
  if (points.size() > std::numeric_limits<unsigned>::max())
    throw Error("more points than GEOS takes in one hull");
  return owned(context, GEOSCoordSeq_copyFromBuffer_r(context.handle(), &points.data()->x,
                                                      static_cast<unsigned>(points.size()), 0, 0));
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

GeosGeometry polygon_of(const GeosContext& context, std::vector<Coordinate> corners) {
  corners.push_back(corners.front());
  const GEOSContextHandle_t geos = context.handle();
  auto ring = owned(context, GEOSGeom_createLinearRing_r(geos, sequence_of(context, corners).release()));
  return owned(context, GEOSGeom_createPolygon_r(geos, ring.release(), nullptr, 0));
}

// The points are sorted, distinct and not none.
GeosGeometry convex_geometry(const GeosContext& context, std::vector<Coordinate> points,
                             CancelToken& cancel) {
  const GEOSContextHandle_t geos = context.handle();
  drop_inner_points(points);
  std::vector<Coordinate> corners = convex_corners(context, points, cancel);
  if (corners.size() == 1)
    return owned(context, GEOSGeom_createPointFromXY_r(geos, corners[0].x, corners[0].y));
  if (corners.size() == 2) {
    return owned(context, GEOSGeom_createLineString_r(geos, sequence_of(context, corners).release()));
  }
  return polygon_of(context, std::move(corners));
}

bool is_valid(const GeosContext& context, const GeosGeometry& geometry) {
  const char answer = GEOSisValid_r(context.handle(), geometry.get());
  if (answer == 2) context.fail();
  return answer == 1;
}

ByteBuffer canonical_blob(const GeosContext& context, const GeosGeometry& geometry, BlobFlavour flavour,
                          std::int32_t srid) {
  if (GEOSNormalize_r(context.handle(), geometry.get()) != 0) context.fail();
  return write_geometry(context, *geometry, flavour, srid);
}

}  // namespace

void HullPoints::add(double x, double y) {
  constexpr double kLargest = 1e100;
  constexpr double kSmallest = 1e-100;
  for (const double coordinate : {x, y}) {
    if (!(std::abs(coordinate) <= kLargest)) {
      throw Error(concat("coordinates must be finite and lie within -1e100..1e100 (got ", coordinate, ")"));
    }
  }
  // This makes 0 of -0, too: of two equal points the same bits stay, whichever came first.
  const auto tidy = [](double coordinate) { return std::abs(coordinate) < kSmallest ? 0.0 : coordinate; };
  points_.push_back({tidy(x), tidy(y)});
  if (purpose_ == Purpose::convex && points_.size() >= drop_at_) {
    CancelToken never;
    sort_and_unite(points_, never);
    drop_inner_points(points_);
    drop_at_ = std::max(drop_at_, 2 * points_.size());
  }
}

void HullPoints::add(const PointGeometry& point) {
  if (has_geometries_ && point.srid != srid_) {
    const auto [low, high] = std::minmax(srid_, point.srid);
    throw Error(concat("the geometries have different SRIDs (", low, " and ", high,
                       "); bring them to one first, with ST_Transform or SetSRID"));
  }
  has_geometries_ = true;
  srid_ = point.srid;
  const BlobFlavour flavour =
      point.flavour == BlobFlavour::tinypoint ? BlobFlavour::spatialite : point.flavour;
  flavour_ = std::min(flavour_, flavour);
  if (!point.empty) add(point.x, point.y);
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
  cancel.poll_now();
  GeosGeometry polygon = polygon_of(context, std::move(ring.corners));
  if (!is_valid(context, polygon)) polygon = polygon_of(context, std::move(ring.on_grid));
  return canonical_blob(context, polygon, flavour, srid);
}

}  // namespace clusterlite
