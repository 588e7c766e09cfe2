#include "geometry/hulls/hull.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

#include "support/running/error.hpp"
#include "unit/geometry/bytes.hpp"
#include "unit/geometry/shape.hpp"

namespace clusterlite {
namespace {

using Points = std::vector<Coordinate>;

const Points kSquare{{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0.5, 0.5}, {0.5, 0}, {1, 1}};

template <class Function>
std::string error_of(Function function) {
  try {
    function();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

std::string convex_wkt(const Points& points) {
  const GeosContext geos;
  return Shape(geos, convex(geos, points).bytes()).wkt();
}

std::string concave_wkt(const Points& points, double ratio) {
  const GeosContext geos;
  return Shape(geos, concave(geos, points, ratio).bytes()).wkt();
}

TEST(ConvexHull, OfFewPoints) {
  const GeosContext geos;
  EXPECT_EQ(convex(geos, {}).size(), 0U);
  EXPECT_EQ(convex_wkt({{3, 4}}), "POINT (3 4)");
  EXPECT_EQ(convex_wkt({{3, 4}, {3, 4}, {3, 4}}), "POINT (3 4)");
  EXPECT_EQ(convex_wkt({{3, 4}, {1, 2}}), "LINESTRING (1 2, 3 4)");
  EXPECT_EQ(convex_wkt({{2, 2}, {0, 0}, {1, 1}, {3, 3}}), "LINESTRING (0 0, 3 3)");
  EXPECT_EQ(convex_wkt({{5, 2}, {5, 9}, {5, 3}}), "LINESTRING (5 2, 5 9)");
  EXPECT_EQ(convex_wkt({{2, 5}, {9, 5}, {3, 5}}), "LINESTRING (2 5, 9 5)");
  EXPECT_EQ(convex_wkt({{0, 0}, {1, 0}, {0, 1}}), "POLYGON ((0 0, 0 1, 1 0, 0 0))");
}

TEST(ConvexHull, OfASquareHasItsFourCorners) {
  EXPECT_EQ(convex_wkt(kSquare), "POLYGON ((0 0, 0 1, 1 1, 1 0, 0 0))");
}

TEST(ConvexHull, OfACircleHasAllPointsAsCorners) {
  const GeosContext geos;
  Points circle;
  constexpr int kCorners = 64;
  for (int i = 0; i < kCorners; ++i) {
    const double angle = 2 * std::numbers::pi * i / kCorners;
    circle.push_back({std::cos(angle), std::sin(angle)});
    circle.push_back({0.5 * std::cos(angle), 0.5 * std::sin(angle)});
  }
  const ByteBuffer blob = convex(geos, circle);
  const Shape hull(geos, blob.bytes());
  EXPECT_EQ(hull.corners(), kCorners + 1);
  // The regular n-gon in the unit circle has the area n/2 sin(2 pi/n).
  EXPECT_NEAR(hull.area(), kCorners / 2.0 * std::sin(2 * std::numbers::pi / kCorners), 1e-12);
}

TEST(ConvexHull, IsThatOfAllPointsAlthoughInnerOnesAreDropped) {
  const GeosContext geos;
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  Points points;
  for (int i = 0; i < 100'000; ++i) points.push_back({normal(random), normal(random)});
  const HullPoints collector = collected(points, HullPoints::Purpose::convex);
  EXPECT_LT(collector.points().size(), std::size_t{1} << 14);
  CancelToken cancel;
  const ByteBuffer blob = convex_hull(geos, collector, BlobFlavour::wkb, kNoSrid, cancel);

  // GEOS alone, from all points.
  const GEOSContextHandle_t handle = geos.handle();
  auto sequence = owned(geos, GEOSCoordSeq_copyFromBuffer_r(handle, &points.data()->x,
                                                            static_cast<unsigned>(points.size()), 0, 0));
  const auto line = owned(geos, GEOSGeom_createLineString_r(handle, sequence.release()));
  const auto expected = owned(geos, GEOSConvexHull_r(handle, line.get()));
  EXPECT_EQ(GEOSNormalize_r(handle, expected.get()), 0);
  EXPECT_EQ(GEOSEqualsExact_r(handle, Shape(geos, blob.bytes()).get(), expected.get(), 0), 1);
}

TEST(ConvexHull, OfAGridKeepsOnlyTheCornersOfItsBox) {
  Points grid;
  for (int i = 0; i < 40; ++i) {
    for (int j = 0; j < 40; ++j) grid.push_back({i * 1.0, j * 1.0});
  }
  EXPECT_EQ(convex_wkt(grid), "POLYGON ((0 0, 0 39, 39 39, 39 0, 0 0))");
}

TEST(Hulls, DependOnTheSetOfPointsAlone) {
  const GeosContext geos;
  std::mt19937_64 random(3);
  Points points{{0.0, 0.0}, {-0.0, 0.0}, {0.0, -0.0}};
  // A lattice has many equal sides and many points on one circle.
  for (int i = 0; i < 300; ++i)
    points.push_back({static_cast<double>(random() % 20), static_cast<double>(random() % 20)});
  const std::string convex_blob = to_hex(convex(geos, points, BlobFlavour::spatialite, 4326));
  const std::string concave_blob = to_hex(concave(geos, points, 0.2, BlobFlavour::spatialite, 4326));
  for (int round = 0; round < 50; ++round) {
    std::shuffle(points.begin(), points.end(), random);
    if (round % 10 == 0) points.push_back(points.front());
    EXPECT_EQ(to_hex(convex(geos, points, BlobFlavour::spatialite, 4326)), convex_blob);
    EXPECT_EQ(to_hex(concave(geos, points, 0.2, BlobFlavour::spatialite, 4326)), concave_blob);
  }
}

TEST(ConcaveHull, OfFewOrCollinearPointsIsTheConvexOne) {
  const GeosContext geos;
  EXPECT_EQ(concave(geos, {}, 0.5).size(), 0U);
  for (const double ratio : {0.0, 0.3, 1.0}) {
    EXPECT_EQ(concave_wkt({{3, 4}, {3, 4}}, ratio), "POINT (3 4)");
    EXPECT_EQ(concave_wkt({{3, 4}, {1, 2}}, ratio), "LINESTRING (1 2, 3 4)");
    EXPECT_EQ(concave_wkt({{2, 2}, {0, 0}, {1, 1}, {3, 3}}, ratio), "LINESTRING (0 0, 3 3)");
    // One common coordinate, far beyond the extent.
    const Points upright{{1e100, 0}, {1e100, 1e-90}, {1e100, 3e-90}};
    EXPECT_EQ(to_hex(concave(geos, upright, ratio)), to_hex(convex(geos, Points{upright[0], upright[2]})));
    EXPECT_EQ(concave_wkt({{0, 0}, {1, 0}, {0, 1}}, ratio), "POLYGON ((0 0, 0 1, 1 0, 0 0))");
  }
}

TEST(ConcaveHull, OfACLeavesItsMouthOpen) {
  const GeosContext geos;
  // Three strokes of width 2 and length 10: unit lattice points in 0..10 x 0..10 without the mouth 2 < x, 2 <
  // y < 8.
  Points c;
  for (int x = 0; x <= 10; ++x) {
    for (int y = 0; y <= 10; ++y) {
      if (x <= 2 || y <= 2 || y >= 8) c.push_back({x * 1.0, y * 1.0});
    }
  }
  // Sides from 1 to 6: the threshold 1.25 lies below the diagonals at the inner corners.
  const ByteBuffer open = concave(geos, c, 0.05);
  const ByteBuffer closed = concave(geos, c, 1);
  const Shape hull(geos, open.bytes());
  EXPECT_TRUE(hull.valid());
  EXPECT_EQ(hull.area(), 100 - 8 * 6);
  EXPECT_EQ(Shape(geos, closed.bytes()).area(), 100);
  EXPECT_EQ(hull.farthest_outside(c), 0);
  EXPECT_EQ(to_hex(closed), to_hex(convex(geos, c)));
}

TEST(ConcaveHull, WantsARatioBetween0And1) {
  const GeosContext geos;
  const auto of_ratio = [&](double ratio) { return error_of([&] { concave(geos, kSquare, ratio); }); };
  EXPECT_EQ(of_ratio(2), "ratio must lie between 0 and 1 (got 2)");
  EXPECT_EQ(of_ratio(-0.1), "ratio must lie between 0 and 1 (got -0.1)");
  EXPECT_EQ(of_ratio(std::numeric_limits<double>::quiet_NaN()), "ratio must lie between 0 and 1 (got nan)");
}

TEST(HullPoints, RefusesWhatIsNoPlace) {
  HullPoints points(HullPoints::Purpose::convex);
  const auto add = [&](double x, double y) { return error_of([&] { points.add(x, y); }); };
  EXPECT_EQ(add(std::numeric_limits<double>::quiet_NaN(), 1),
            "coordinates must be finite and lie within -1e100..1e100 (got nan)");
  EXPECT_EQ(add(1, -std::numeric_limits<double>::infinity()),
            "coordinates must be finite and lie within -1e100..1e100 (got -inf)");
  EXPECT_EQ(add(1e101, 1), "coordinates must be finite and lie within -1e100..1e100 (got 1e+101)");
  EXPECT_TRUE(points.points().empty());
}

TEST(HullPoints, TakesTheTiniestNumbersAsZero) {
  HullPoints points(HullPoints::Purpose::convex);
  points.add(-0.0, 1e-101);
  EXPECT_EQ(points.points(), Points({{0, 0}}));
  EXPECT_FALSE(std::signbit(points.points()[0].x));
}

TEST(HullPoints, KeepsFlavourAndSridOfTheGeometries) {
  HullPoints points(HullPoints::Purpose::concave);
  EXPECT_EQ(points.flavour(), BlobFlavour::spatialite);
  EXPECT_EQ(points.srid(), kNoSrid);
  points.add(PointGeometry{BlobFlavour::geopackage, 5179, false, 1, 2});
  EXPECT_EQ(points.flavour(), BlobFlavour::geopackage);
  points.add(PointGeometry{BlobFlavour::ewkb, 5179, true, 0, 0});
  EXPECT_EQ(points.flavour(), BlobFlavour::geopackage);
  points.add(PointGeometry{BlobFlavour::tinypoint, 5179, false, 3, 4});
  EXPECT_EQ(points.flavour(), BlobFlavour::spatialite);
  EXPECT_EQ(points.srid(), 5179);
  EXPECT_EQ(points.points().size(), 2U);
  EXPECT_EQ(error_of([&] {
              points.add(PointGeometry{BlobFlavour::spatialite, 4326, false, 1, 2});
            }),
            "the geometries have different SRIDs (4326 and 5179); bring them to one first, with ST_Transform "
            "or SetSRID");
}

TEST(HullPoints, TakeAllVerticesOfOtherGeometries) {
  // A LINESTRING of 50,000 vertices, (0 0), (1 1), (2 4) ... along a parabola: every one is a corner.
  constexpr std::uint32_t kVertices = 50'000;
  ByteWriter wkb(true);
  wkb.u8(1).u32(2).u32(kVertices);
  for (double x = 0; x < kVertices; ++x) wkb.f64(x).f64(x * x);
  const ByteVector blob = wkb.bytes();
  CancelToken never;
  ShapeDraft draft;
  const ReadShape read = read_shape(blob, draft, never);
  for (const auto purpose : {HullPoints::Purpose::convex, HullPoints::Purpose::concave}) {
    HullPoints points(purpose);
    points.add(read, draft.view(), never);
    EXPECT_EQ(points.points().size(), kVertices);
    EXPECT_EQ(points.flavour(), BlobFlavour::wkb);

    HullPoints stopped(purpose);
    CancelToken at_once([](void*) { return true; }, nullptr);
    EXPECT_THROW(
        {
          for (int i = 0; i < 1'000; ++i) stopped.add(read, draft.view(), at_once);
        },
        Cancelled);
  }
}

TEST(HullBlobs, AreWrittenByteForByte) {
  const GeosContext geos;
  const Points point{{1, 2}};
  // The POINT of SpatiaLite 5.0.1: MakePoint(1, 2, 4326), AsGPB(...), and of its AsBinary and AsEWKB.
  EXPECT_EQ(to_hex(convex(geos, point, BlobFlavour::spatialite, 4326)),
            "0001E6100000000000000000F03F0000000000000040000000000000F03F00000000000000407C010000000000000000"
            "00F03F0000000000"
            "000040FE");
  EXPECT_EQ(to_hex(convex(geos, point, BlobFlavour::tinypoint, 4326)),
            to_hex(convex(geos, point, BlobFlavour::spatialite, 4326)));
  EXPECT_EQ(to_hex(convex(geos, point, BlobFlavour::geopackage, 4326)),
            "47500003E6100000000000000000F03F000000000000F03F000000000000004000000000000000400101000000000000"
            "000000F03F000000"
            "0000000040");
  EXPECT_EQ(to_hex(convex(geos, point, BlobFlavour::wkb, 4326)),
            "0101000000000000000000F03F0000000000000040");
  EXPECT_EQ(to_hex(convex(geos, point, BlobFlavour::ewkb, 4326)),
            "0101000020E6100000000000000000F03F0000000000000040");
  EXPECT_EQ(to_hex(convex(geos, point, BlobFlavour::ewkb, kNoSrid)),
            "0101000000000000000000F03F0000000000000040");
  // The envelope of a GeoPackage is min x, max x, min y, max y.
  const Points line{{1, 2}, {3, 4}};
  EXPECT_EQ(to_hex(convex(geos, line, BlobFlavour::geopackage, 0)),
            "4750000300000000000000000000F03F0000000000000840000000000000004000000000000010400102000000020000"
            "00000000000000F0"
            "3F000000000000004000000000000008400000000000001040");
}

TEST(HullBlobs, PointsAreReadBackInTheirFlavour) {
  const GeosContext geos;
  const Points point{{127.05, 37.5}};
  for (const auto flavour :
       {BlobFlavour::spatialite, BlobFlavour::geopackage, BlobFlavour::wkb, BlobFlavour::ewkb}) {
    const ByteBuffer blob = convex(geos, point, flavour, 5179);
    const PointGeometry read = read_point(blob.bytes());
    EXPECT_EQ(read.flavour, flavour);
    EXPECT_EQ(read.srid, flavour == BlobFlavour::wkb ? kNoSrid : 5179);
    EXPECT_EQ(read.x, 127.05);
    EXPECT_EQ(read.y, 37.5);
  }
}

TEST(HullBlobs, EwkbCarriesTheSrid) {
  const GeosContext geos;
  const ByteBuffer blob = convex(geos, kSquare, BlobFlavour::ewkb, 5179);
  const Shape square(geos, blob.bytes());
  EXPECT_EQ(square.srid(), 5179);
  EXPECT_EQ(square.area(), 1);
}

TEST(Hulls, StopWhenAsked) {
  const GeosContext geos;
  std::mt19937_64 random(1);
  HullPoints points(HullPoints::Purpose::concave);
  for (int i = 0; i < 20'000; ++i)
    points.add(static_cast<double>(random() % 1'000'000), static_cast<double>(random() % 1'000'000));
  // Each time a little later, so that every phase is stopped once.
  bool finished = false;
  for (int polls_left = 0; !finished; polls_left += 1 + polls_left / 2) {
    int left = polls_left;
    CancelToken cancel([](void* count) { return --*static_cast<int*>(count) < 0; }, &left);
    try {
      concave_hull(geos, points, 0.1, BlobFlavour::wkb, kNoSrid, cancel);
      finished = true;
    } catch (const Cancelled&) {
    }
  }
  int none = 0;
  CancelToken at_once([](void* count) { return --*static_cast<int*>(count) < 0; }, &none);
  EXPECT_THROW(convex_hull(geos, points, BlobFlavour::wkb, kNoSrid, at_once), Cancelled);
}

TEST(GeosContext, TellsWhyGeosFailed) {
  GeosContext first;
  const GeosContext geos = std::move(first);  // the message must come to the context that moved
  const std::string message =
      error_of([&] { owned(geos, GEOSGeomFromWKT_r(geos.handle(), "POLYGON ((0 0, 1 1")); });
  EXPECT_TRUE(message.starts_with("GEOS could not do it: ParseException")) << message;
}

}  // namespace
}  // namespace clusterlite
