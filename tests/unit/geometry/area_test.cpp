#include "geometry/hulls/area.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "support/running/error.hpp"
#include "unit/geometry/bytes.hpp"
#include "unit/geometry/shape.hpp"
#include "unit/geometry/written_by_spatialite.hpp"

namespace clusterlite {
namespace {

double area_of(std::span<const std::byte> blob) {
  CancelToken cancel;
  return area(blob, cancel);
}

std::string error_of(const ByteVector& blob) {
  try {
    area_of(blob);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

ByteVector polygon(bool little, const std::vector<std::vector<Coordinate>>& rings) {
  ByteWriter out(little);
  out.u8(little ? 1 : 0).u32(3).u32(static_cast<std::uint32_t>(rings.size()));
  for (const auto& ring : rings) {
    out.u32(static_cast<std::uint32_t>(ring.size()));
    for (const Coordinate& c : ring) out.f64(c.x).f64(c.y);
  }
  return out.bytes();
}

const std::vector<Coordinate> kSquare{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}};

// By hand: 10 x 10 less 2 x 2; two halves of 1 x 1; half of 10 x 10. All else in the list is points and
// lines.
TEST(Area, OfEveryFormThatSpatialiteWrites) {
  const std::map<std::string_view, double> areas{
      {"POLYGON((0 0,10 0,10 10,0 10,0 0),(2 2,2 4,4 4,4 2,2 2))", 96},
      {"MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))", 1},
      {"POLYGONZ((0 0 1,10 0 1,10 10 1,0 0 1))", 50},
      {"POLYGONZM((0 0 1 5,10 0 1 5,10 10 1 5,0 0 1 5))", 50},
  };
  int with_area = 0;
  for (const WrittenGeometry& written : kWrittenBySpatialite) {
    if (written.flavour == "twkb" || written.flavour == "fgf" || written.flavour == "ewkt_text") continue;
    ByteVector blob = from_hex(written.hex);
    if (written.flavour == "ewkb_hex_text") {
      blob = from_hex({reinterpret_cast<const char*>(blob.data()), blob.size()});
    }
    const auto expected = areas.find(written.wkt);
    if (expected != areas.end()) ++with_area;
    EXPECT_EQ(area_of(blob), expected == areas.end() ? 0 : expected->second)
        << written.flavour << " " << written.wkt;
  }
  EXPECT_EQ(with_area, 4 * 5);
}

TEST(Area, RunsEitherWayRoundAndInEitherByteOrder) {
  std::vector<Coordinate> clockwise(kSquare.rbegin(), kSquare.rend());
  for (const bool little : {true, false}) {
    EXPECT_EQ(area_of(polygon(little, {kSquare})), 100);
    EXPECT_EQ(area_of(polygon(little, {clockwise})), 100);
    EXPECT_EQ(area_of(polygon(little, {clockwise, {{1, 1}, {1, 2}, {2, 2}, {1, 1}}})), 99.5);
    EXPECT_EQ(area_of(polygon(little, {})), 0);
    EXPECT_EQ(area_of(polygon(little, {{}})), 0);
  }
}

// Compressed rings hold float differences: the first and the last vertex are exact, sums run from vertex to
// vertex.
TEST(Area, AddsUpTheDifferencesOfACompressedRing) {
  ByteWriter out(true);
  out.u8(0).u8(1).i32(5179).f64(0).f64(0).f64(3).f64(3).u8(0x7C).u32(1'000'003).u32(1).u32(5);
  out.f64(1e6).f64(2e6);
  for (const float delta : {3.0F, 0.0F, 0.0F, 2.0F, -3.0F, 0.0F})
    out.u32(std::bit_cast<std::uint32_t>(delta));
  out.f64(1e6).f64(2e6).u8(0xFE);
  EXPECT_EQ(area_of(out.bytes()), 6);
}

TEST(Area, KeepsItsDigitsFarFromTheOrigin) {
  std::vector<Coordinate> far = kSquare;
  for (Coordinate& c : far) c = {c.x * 0.125 + 953'901.25, c.y * 0.125 + 1'952'032.5};
  EXPECT_EQ(area_of(polygon(true, {far})), 100 * 0.125 * 0.125);
}

TEST(Area, OfHullsIsThatOfGeos) {
  const GeosContext geos;
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> uniform(-1000, 1000);
  for (int round = 0; round < 200; ++round) {
    std::vector<Coordinate> points(3 + random() % 60);
    for (Coordinate& p : points) p = {950'000 + uniform(random), 1'950'000 + uniform(random)};
    const double expected = Shape(geos, concave(geos, points, 0.2).bytes()).area();
    for (const auto flavour :
         {BlobFlavour::spatialite, BlobFlavour::geopackage, BlobFlavour::wkb, BlobFlavour::ewkb}) {
      EXPECT_NEAR(area_of(concave(geos, points, 0.2, flavour, 5179).bytes()), expected, 1e-9 * expected);
    }
  }
}

TEST(Area, SaysWhatIsWrong) {
  EXPECT_EQ(
      error_of({}),
      "a BLOB of 0 bytes that is no geometry this function knows (SpatiaLite, GeoPackage, WKB or EWKB)");
  EXPECT_EQ(
      error_of(from_hex("78797A31323334353637")),
      "a BLOB of 10 bytes that is no geometry this function knows (SpatiaLite, GeoPackage, WKB or EWKB)");
  EXPECT_EQ(
      error_of(from_hex("0163000000")),
      "a BLOB of 5 bytes that is no geometry this function knows (SpatiaLite, GeoPackage, WKB or EWKB)");
  EXPECT_EQ(error_of(from_hex("010A000000")),
            "of a type that may have curved sides; its area can be taken of straight ones only");
  EXPECT_EQ(error_of(from_hex("4750000000")), "a damaged GeoPackage geometry: it is cut off");
  EXPECT_EQ(error_of(polygon(true, {{{0, 0}, {1e200, 0}, {1e200, 1e200}, {0, 0}}})),
            "one whose area is not finite");
  EXPECT_EQ(error_of(polygon(true, {{{5, 5}}})),
            "a POLYGON with a ring of 1 vertices; it needs four, the last one like the first");
  EXPECT_EQ(error_of(polygon(false, {kSquare, {{1, 1}, {1, 2}, {2, 2}, {1, 1.5}}})),
            "a POLYGON with a ring that is not closed: it starts at (1 1) and ends at (1 1.5)");
  ByteVector longer = polygon(true, {kSquare});
  longer.push_back(std::byte{0});
  EXPECT_EQ(error_of(longer), "a damaged WKB geometry: bytes follow its end");
}

TEST(Area, DoesNotFollowANestToItsEnd) {
  ByteWriter out(true);
  for (int i = 0; i < 1'000'000; ++i) out.u8(1).u32(7).u32(1);
  EXPECT_EQ(error_of(out.bytes()), "a nest of more than 32 collections");
}

TEST(Area, RefusesEveryGeometryThatIsCutOff) {
  for (const WrittenGeometry& written : kWrittenBySpatialite) {
    if (written.flavour != "wkb" && written.flavour != "gpkg" && !written.flavour.starts_with("spatialite"))
      continue;
    const ByteVector blob = from_hex(written.hex);
    for (std::size_t size = 0; size < blob.size(); ++size) {
      EXPECT_NE(error_of(ByteVector(blob.begin(), blob.begin() + static_cast<std::ptrdiff_t>(size))),
                "no error")
          << written.flavour << " " << written.wkt << " of " << size << " bytes";
    }
  }
}

TEST(Area, StopsWhenAsked) {
  std::vector<Coordinate> ring(1 << 20, Coordinate{1, 2});
  CancelToken cancel([](void*) { return true; }, nullptr);
  EXPECT_THROW(area(polygon(true, {ring}), cancel), Cancelled);
}

// Any answer will do; what counts is that no byte outside is read (the sanitizers watch).
TEST(Area, SurvivesAnyBytes) {
  std::mt19937_64 random(5);
  int refused = 0;
  for (int round = 0; round < 20'000; ++round) {
    ByteVector blob = from_hex(kWrittenBySpatialite[random() % kWrittenBySpatialite.size()].hex);
    for (auto changes = 1 + random() % 4; changes > 0; --changes) {
      blob[random() % blob.size()] = static_cast<std::byte>(random());
    }
    if (error_of(blob) != "no error") ++refused;
  }
  EXPECT_GT(refused, 5000);
}

}  // namespace
}  // namespace clusterlite
