#include "geometry/hulls/chi_shape.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "geometry/hulls/delaunay.hpp"
#include "unit/geometry/shape.hpp"

namespace clusterlite {
namespace {

__extension__ using Wide = __int128;

// Twice the signed area: > 0 when a, b, c turn counter-clockwise.
std::int64_t turn(const GridPoint& a, const GridPoint& b, const GridPoint& c) {
  return (std::int64_t{b.x} - a.x) * (std::int64_t{c.y} - a.y) -
         (std::int64_t{b.y} - a.y) * (std::int64_t{c.x} - a.x);
}

// > 0 when d lies inside the circle through a, b, c (counter-clockwise). Exact for coordinates below 2^29.
bool in_circle(const GridPoint& a, const GridPoint& b, const GridPoint& c, const GridPoint& d) {
  const auto lift = [&](const GridPoint& p) {
    const std::int64_t x = std::int64_t{p.x} - d.x;
    const std::int64_t y = std::int64_t{p.y} - d.y;
    return Wide{x} * x + Wide{y} * y;
  };
  return lift(a) * turn(d, b, c) - lift(b) * turn(d, a, c) + lift(c) * turn(d, a, b) > 0;
}

std::vector<GridPoint> random_places(std::mt19937_64& random, std::size_t count, std::int32_t width,
                                     std::int32_t height) {
  const auto between = [&](std::int32_t limit) {
    return static_cast<std::int32_t>(
        static_cast<std::int64_t>(random() % (2 * static_cast<std::uint64_t>(limit) + 1)) - limit);
  };
  std::set<GridPoint> places;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t x = between(width);
    places.insert({x, between(height)});
  }
  return {places.begin(), places.end()};
}

// The area of the convex hull, doubled (Andrew's monotone chain).
std::int64_t hull_area(const std::vector<GridPoint>& sorted) {
  std::vector<GridPoint> hull;
  const auto pass = [&](const auto& points) {
    const std::size_t start = hull.size();
    for (const GridPoint& p : points) {
      while (hull.size() >= start + 2 && turn(hull[hull.size() - 2], hull.back(), p) <= 0) hull.pop_back();
      hull.push_back(p);
    }
    hull.pop_back();
  };
  pass(sorted);
  pass(std::vector<GridPoint>(sorted.rbegin(), sorted.rend()));
  std::int64_t area = 0;
  for (std::size_t i = 1; i + 1 < hull.size(); ++i) area += turn(hull[0], hull[i], hull[i + 1]);
  return area;
}

// What makes a set of triangles the Delaunay triangulation: they turn counter-clockwise, fill the convex
// hull, use every point, know their neighbours, and no neighbour's far corner lies inside a circle.
void expect_delaunay(const std::vector<GridPoint>& points, bool check_circles) {
  CancelToken cancel;
  const std::vector<Triangle> triangles = delaunay(points, cancel);
  std::int64_t area = 0;
  std::set<std::uint32_t> used;
  for (std::uint32_t t = 0; t < triangles.size(); ++t) {
    const auto& [corners, neighbours] = triangles[t];
    const GridPoint& a = points[corners[0]];
    const GridPoint& b = points[corners[1]];
    const GridPoint& c = points[corners[2]];
    ASSERT_GT(turn(a, b, c), 0);
    area += turn(a, b, c);
    used.insert(corners.begin(), corners.end());
    for (std::size_t side = 0; side < 3; ++side) {
      if (neighbours[side] == kNoTriangle) continue;
      const Triangle& other = triangles[neighbours[side]];
      const auto back =
          std::find(other.neighbours.begin(), other.neighbours.end(), t) - other.neighbours.begin();
      ASSERT_LT(back, 3);
      const auto shared = static_cast<std::size_t>(back);
      ASSERT_EQ(other.corners[shared], corners[(side + 1) % 3]);
      ASSERT_EQ(other.corners[(shared + 1) % 3], corners[side]);
      ASSERT_FALSE(check_circles && in_circle(a, b, c, points[other.corners[(shared + 2) % 3]]));
    }
  }
  ASSERT_EQ(area, hull_area(points));
  ASSERT_EQ(used.size(), area > 0 ? points.size() : 0);
}

TEST(Delaunay, OfASquareAndACentre) {
  expect_delaunay({{0, 0}, {0, 2}, {1, 1}, {2, 0}, {2, 2}}, true);
  expect_delaunay({{0, 0}, {0, 2}, {2, 0}, {2, 2}}, true);
}

TEST(Delaunay, OfCollinearPointsIsEmpty) {
  CancelToken cancel;
  EXPECT_TRUE(delaunay(std::vector<GridPoint>{{0, 0}, {1, 1}, {2, 2}}, cancel).empty());
  EXPECT_TRUE(delaunay(std::vector<GridPoint>{{0, 0}, {0, 1}, {0, 2}}, cancel).empty());
  EXPECT_TRUE(delaunay(std::vector<GridPoint>{{0, 0}}, cancel).empty());
  EXPECT_TRUE(delaunay({}, cancel).empty());
}

TEST(Delaunay, HoldsForRandomLatticesAndStreets) {
  std::mt19937_64 random(11);
  constexpr std::int32_t kLargest = 1 << 28;
  for (int round = 0; round < 300; ++round) {
    expect_delaunay(random_places(random, 3 + random() % 200, kLargest, kLargest), true);
    expect_delaunay(random_places(random, 3 + random() % 200, 8, 8), true);
    expect_delaunay(random_places(random, 3 + random() % 200, kLargest, 2), true);
    expect_delaunay(random_places(random, 3 + random() % 200, 1, kLargest), true);
  }
}

TEST(Delaunay, FillsTheHullOverTheWholeGrid) {
  std::mt19937_64 random(12);
  constexpr std::int32_t kLargest = 1 << 30;
  for (int round = 0; round < 100; ++round) {
    std::vector<GridPoint> points = random_places(random, 100, kLargest, kLargest);
    points.insert(points.begin(), {-kLargest, -kLargest});
    points.push_back({kLargest, kLargest - 1});
    points.erase(std::unique(points.begin(), points.end()), points.end());
    expect_delaunay(points, false);
  }
}

std::vector<Coordinate> uniform_points(std::mt19937_64& random, std::size_t count) {
  std::uniform_real_distribution<double> unit;
  std::vector<Coordinate> points;
  for (std::size_t i = 0; i < count; ++i) points.push_back({1000 * unit(random), 1000 * unit(random)});
  return points;
}

#if GEOS_VERSION_MAJOR > 3 || GEOS_VERSION_MINOR >= 11
double area_of(const GeosContext& context, const GEOSGeometry* geometry) {
  double area = -1;
  GEOSArea_r(context.handle(), geometry, &area);
  return area;
}

// GEOS has the same definition and an independent implementation. Its triangulation can lack slivers at the
// border (libgeos/geos issue 719); where it fills the convex hull, both agree corner by corner.
TEST(ChiShape, IsTheConcaveHullOfGeos) {
  const GeosContext geos;
  const GEOSContextHandle_t handle = geos.handle();
  std::mt19937_64 random(5);
  int compared = 0;
  for (int round = 0; round < 200; ++round) {
    const std::vector<Coordinate> points = uniform_points(random, 5 + random() % 300);
    const double ratio = static_cast<double>(random() % 10) / 10;
    std::vector<GEOSGeometry*> parts;
    for (const Coordinate& p : points) parts.push_back(GEOSGeom_createPointFromXY_r(handle, p.x, p.y));
    const auto all = owned(geos, GEOSGeom_createCollection_r(handle, GEOS_MULTIPOINT, parts.data(),
                                                             static_cast<unsigned>(parts.size())));
    const auto triangles = owned(geos, GEOSDelaunayTriangulation_r(handle, all.get(), 0, 0));
    const auto box = owned(geos, GEOSConvexHull_r(handle, all.get()));
    if (area_of(geos, triangles.get()) < area_of(geos, box.get()) * (1 - 1e-9)) continue;
    const auto theirs = owned(geos, GEOSConcaveHull_r(handle, all.get(), ratio, 0));
    ASSERT_EQ(GEOSNormalize_r(handle, theirs.get()), 0);
    const ByteBuffer blob = concave(geos, points, ratio);
    const Shape ours(geos, blob.bytes());
    ASSERT_EQ(GEOSEqualsExact_r(handle, ours.get(), theirs.get(), 0), 1) << ratio << ' ' << ours.wkt();
    ++compared;
  }
  EXPECT_GT(compared, 150);
}
#endif

// Point sets that are nearly a line, or that hold far outliers, crashed GEOSConcaveHull_r or sent it round
// for ever.
std::vector<Coordinate> awkward_points(std::mt19937_64& random, int kind) {
  std::uniform_real_distribution<double> unit;
  std::vector<Coordinate> points;
  const double turn = unit(random);
  for (std::size_t count = 3 + random() % 60; count != 0; --count) {
    const double x = unit(random);
    const double y = unit(random);
    switch (kind) {
      case 0:  // a street in degrees with seven decimals
        points.push_back({127 + std::round(x * 1e4) / 1e7, 37 + std::round(y * 10) / 1e7});
        break;
      case 1:
        points.push_back({113.56 + x * 1e-5, 22.8 + 1e-10 * y});
        break;
      case 2:
        points.push_back({x, 0.37 * x + 1e-12 * y});
        break;
      case 3:
        points.push_back({320000 + 600 * x, 4160000 + 800 * x});
        break;
      case 4:  // a record at (0, 0) among UTM coordinates
        points.push_back(points.empty() ? Coordinate{0, 0} : Coordinate{320000 + 600 * x, 4160000 + 800 * y});
        break;
      case 5:
        points.push_back(points.empty() ? Coordinate{1e90, -1e100} : Coordinate{x, y});
        break;
      case 6:
        points.push_back({std::floor(6 * x), std::floor(6 * y)});
        break;
      case 7:
        points.push_back({1e-99 * std::floor(100 * x), 1e-99 * std::floor(100 * y)});
        break;
      case 8: {  // a turned lattice, flattened
        const double across = std::floor(9 * x);
        const double up = std::ldexp(std::floor(9 * y), -static_cast<int>(turn * 50));
        points.push_back(
            {across * std::cos(turn) - up * std::sin(turn), across * std::sin(turn) + up * std::cos(turn)});
        break;
      }
      case 9:  // every magnitude
        points.push_back({std::ldexp(x - 0.5, static_cast<int>(random() % 600) - 300),
                          std::ldexp(y - 0.5, static_cast<int>(random() % 600) - 300)});
        break;
      case 10:  // finer than any step of a grid that is a double
        points.push_back({5e-324 * std::floor(30 * x), -5e-324 * std::floor(30 * y)});
        break;
      default:
        points.push_back({std::cos(6.283185307179586 * x), std::sin(6.283185307179586 * x)});
    }
  }
  return points;
}

TEST(ChiShape, OfAwkwardPointsIsValidAndHoldsThem) {
  const GeosContext geos;
  std::mt19937_64 random(17);
  for (int kind = 0; kind < 12; ++kind) {
    for (int round = 0; round < 300; ++round) {
      SCOPED_TRACE(kind * 1000 + round);
      const std::vector<Coordinate> points = awkward_points(random, kind);
      const double ratio = static_cast<double>(random() % 6) / 5;
      const ByteBuffer blob = concave(geos, points, ratio);
      const Shape hull(geos, blob.bytes());
      ASSERT_TRUE(hull.valid()) << hull.wkt();
      double extent = 0;
      for (const Coordinate& p : points) {
        extent = std::max({extent, std::abs(p.x - points[0].x), std::abs(p.y - points[0].y)});
      }
      // Points that share a step of the grid count as one: at most its diagonal, 2^-30 * sqrt(2) of the
      // extent, outside.
      ASSERT_LE(hull.farthest_outside(points), 2e-9 * extent) << hull.wkt();
    }
  }
}

// The points of libgeos/geos issue 946, where GEOS 3.11.2 crashed.
TEST(ChiShape, OfPointsOnWhichGeosCrashed) {
  const GeosContext geos;
  const std::vector<Coordinate> points{{113.56577197798602, 22.80081530883069},
                                       {113.565723279387, 22.800815316487014},
                                       {113.56571548761124, 22.80081531771092},
                                       {113.56571548780202, 22.800815317674463},
                                       {113.56577197817877, 22.8008153088047}};
  const ByteBuffer blob = concave(geos, points, 0.75);
  const Shape hull(geos, blob.bytes());
  EXPECT_TRUE(hull.valid());
  EXPECT_LT(hull.farthest_outside(points), 1e-13);
}

TEST(ChiShape, ShrinksAsTheRatioFalls) {
  std::mt19937_64 random(23);
  const GeosContext geos;
  const std::vector<Coordinate> points = uniform_points(random, 500);
  double larger = 1e9;
  for (int tenths = 10; tenths >= 0; --tenths) {
    const ByteBuffer blob = concave(geos, points, tenths / 10.0);
    const Shape hull(geos, blob.bytes());
    EXPECT_TRUE(hull.valid());
    EXPECT_LE(hull.area(), larger);
    EXPECT_EQ(hull.farthest_outside(points), 0);
    larger = hull.area();
  }
  EXPECT_LT(larger, 700'000);
}

}  // namespace
}  // namespace clusterlite
