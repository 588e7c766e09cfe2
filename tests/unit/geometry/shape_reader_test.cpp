// Reading shapes out of BLOBs: against GEOS and SpatiaLite, and what is refused.
#include "geometry/shapes/shape_reader.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <memory>
#include <random>

#include "geometry/blobs/geometry_blob.hpp"
#include "geometry/shapes/shape_geometry.hpp"
#include "support/text/text.hpp"
#include "unit/geometry/shapes_support.hpp"
#include "unit/geometry/written_by_spatialite.hpp"

namespace clusterlite::testing_support {
namespace {

struct Read {
  ReadShape head{};
  ShapeDraft draft;
  std::string error;
};

Read read(std::span<const std::byte> blob) {
  Read result;
  CancelToken cancel;
  try {
    result.head = read_shape(blob, result.draft, cancel);
  } catch (const Error& error) {
    result.error = error.what();
  }
  return result;
}

std::string error_of(const ByteVector& blob) { return read(blob).error; }

// "2 0 0,3 4" for a line; sequences are separated by |.
std::string text_of(const ShapeView& shape) {
  std::string text(name_of(shape.type()));
  shape.for_each_sequence([&](const VertexSequence& sequence) {
    text += concat("|", static_cast<int>(sequence.kind));
    for (std::uint32_t i = 0; i < sequence.vertices; ++i)
      text += concat(i == 0 ? " " : ",", sequence.x(i), " ", sequence.y(i));
  });
  return text;
}

bool is_geometry(std::string_view flavour) {
  return flavour != "twkb" && flavour != "fgf" && flavour != "ewkt_text" && flavour != "tinypoint_MakePoint";
}

// 122 geometries written by SpatiaLite 5.0.1: each says the same in every flavour.
TEST(ShapeReader, ReadsAllFlavoursAlike) {
  const std::map<std::string_view, std::string> expected{
      {"LINESTRING(0 0,3 4,6 8)", "LINESTRING|1 0 0,3 4,6 8"},
      {"POLYGON((0 0,10 0,10 10,0 10,0 0),(2 2,2 4,4 4,4 2,2 2))",
       "POLYGON|2 0 0,10 0,10 10,0 10|3 2 2,2 4,4 4,4 2"},
      {"MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))", "MULTIPOLYGON|2 0 0,1 0,1 1|2 5 5,6 5,6 6"},
      {"POLYGONZM((0 0 1 5,10 0 1 5,10 10 1 5,0 0 1 5))", "POLYGON|2 0 0,10 0,10 10"},
  };
  std::map<std::string_view, std::string> first;
  std::size_t known = 0;
  std::size_t compared = 0;
  for (const WrittenGeometry& written : kWrittenBySpatialite) {
    if (!is_geometry(written.flavour)) continue;
    SCOPED_TRACE(std::string(written.flavour) + " " + std::string(written.wkt));
    ByteVector blob = from_hex(written.hex);
    if (written.flavour == "ewkb_hex_text")
      blob = from_hex({reinterpret_cast<const char*>(blob.data()), blob.size()});
    const Read shape = read(blob);
    ASSERT_EQ(shape.error, "");
    const std::string text = text_of(shape.draft.view());
    EXPECT_EQ(first.try_emplace(written.wkt, text).first->second, text);
    if (const auto entry = expected.find(written.wkt); entry != expected.end()) {
      EXPECT_EQ(text, entry->second);
      ++known;
    }
    const std::string_view type = written.wkt.substr(0, written.wkt.find('('));
    EXPECT_EQ(shape.head.has_z_or_m, type.ends_with('Z') || type.ends_with('M'));
    EXPECT_EQ(shape.head.srid, written.flavour == "wkb" ? kNoSrid : 5179);
    ++compared;
  }
  EXPECT_GE(known, 4U * 4U);
  EXPECT_EQ(compared, 73U);
}

ByteVector wkb(bool little, std::uint32_t type, const std::vector<double>& vertices, bool polygon = false,
               std::size_t ordinates = 2) {
  ByteWriter out(little);
  out.u8(little ? 1 : 0).u32(type);
  if (polygon) out.u32(1);
  out.u32(static_cast<std::uint32_t>(vertices.size() / ordinates));
  for (const double vertex : vertices) out.f64(vertex);
  return out.bytes();
}

TEST(ShapeReader, ReadsBothByteOrdersAndEveryEnvelope) {
  const std::size_t numbers[] = {0, 4, 6, 6, 8};
  for (const bool little : {true, false}) {
    const ByteVector line = wkb(little, 2, {1, 2, 3, 4, 5, 6});
    EXPECT_EQ(text_of(read(line).draft.view()), "LINESTRING|1 1 2,3 4,5 6");
    EXPECT_EQ(text_of(read(wkb(little, 0x80000002U, {1, 2, 9, 3, 4, 9}, false, 3)).draft.view()),
              "LINESTRING|1 1 2,3 4");
    EXPECT_TRUE(read(wkb(little, 3002, {1, 2, 9, 8, 3, 4, 9, 8}, false, 4)).head.has_z_or_m);
    ByteWriter ewkb(little);
    ewkb.u8(little ? 1 : 0).u32(0x20000002U).i32(5186).u32(2).f64(1).f64(2).f64(3).f64(4);
    EXPECT_EQ(read(ewkb.bytes()).head.srid, 5186);
    for (const bool header_little : {true, false}) {
      for (unsigned kind = 0; kind < 5; ++kind) {
        ByteWriter out(header_little);
        out.u8('G').u8('P').u8(0).u8((kind << 1U) | (header_little ? 1U : 0U)).i32(27700);
        for (std::size_t i = 0; i < numbers[kind]; ++i) out.f64(7);
        const Read packed = read(out.raw(line).bytes());
        EXPECT_EQ(text_of(packed.draft.view()), "LINESTRING|1 1 2,3 4,5 6");
        EXPECT_EQ(packed.head.srid, 27700);
      }
    }
  }
}

// A coordinate of a big-endian WKB can look like the mark behind SpatiaLite's rectangle.
TEST(ShapeReader, TellsBigEndianWkbFromSpatialite) {
  ByteVector line = wkb(false, 2, {1, 2, 3, 4, 5, 6});
  line[38] = std::byte{0x7C};
  EXPECT_EQ(read(line).error, "");
  EXPECT_FALSE(read_if_point(line));
}

TEST(ShapeReader, LeavesOutWhatDoesNotCount) {
  const GeosContext geos;
  const auto of = [&](const std::string& wkt) {
    return text_of(read(wkb_of(geos, from_wkt(geos, wkt).get())).draft.view());
  };
  EXPECT_EQ(of("LINESTRING(1 1,1 1,2 2,2 2,1 1)"), "LINESTRING|1 1 1,2 2,1 1");
  EXPECT_EQ(of("LINESTRING(1 1,1 1)"), "LINESTRING|0 1 1");
  EXPECT_EQ(of("MULTIPOINT((1 1),EMPTY,(2 2))"), "MULTIPOINT|0 1 1,2 2");
  EXPECT_EQ(of("GEOMETRYCOLLECTION(POINT(1 1),GEOMETRYCOLLECTION(POINT(2 2),LINESTRING(0 0,1 1)),POINT "
               "EMPTY,POINT(3 3))"),
            "GEOMETRYCOLLECTION|0 1 1,2 2|1 0 0,1 1|0 3 3");
  EXPECT_EQ(of("MULTIPOLYGON(EMPTY,((0 0,1 0,1 1,0 0),(0.5 0.1,0.6 0.1,0.6 0.2,0.5 0.1)))"),
            "MULTIPOLYGON|2 0 0,1 0,1 1|3 0.5 0.1,0.6 0.1,0.6 0.2");
  for (const char* empty : {"POINT EMPTY", "LINESTRING EMPTY", "POLYGON EMPTY", "MULTIPOLYGON EMPTY",
                            "GEOMETRYCOLLECTION EMPTY"}) {
    EXPECT_EQ(read(wkb_of(geos, from_wkt(geos, empty).get())).draft.vertices(), 0U) << empty;
  }
}

TEST(ShapeReader, SaysWhatIsWrong) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(error_of(wkb(true, 2, {1, 2, 3, infinity})),
            "one with a LINESTRING whose coordinates are not finite (x = 3, y = inf)");
  EXPECT_EQ(error_of(wkb(true, 3, {1, 2, 3, std::nan(""), 4, 4, 1, 2}, true)),
            "one with a POLYGON whose coordinates are not finite (x = 3, y = nan)");
  EXPECT_EQ(error_of(wkb(true, 2, {1, 2, 1e101, 0})), "one with a coordinate beyond +-1e100 (1e+101)");
  EXPECT_EQ(error_of(wkb(true, 2, {1, 2})), "a LINESTRING of one vertex; it needs two");
  EXPECT_EQ(error_of(wkb(true, 3, {0, 0, 1, 0, 0, 0}, true)),
            "a POLYGON with a ring of 3 vertices; it needs four, the last one like the first");
  EXPECT_EQ(error_of(wkb(true, 3, {0, 0, 1, 0, 1, 1, 0, 1}, true)),
            "a POLYGON with a ring that is not closed: it starts at (0 0) and ends at (0 1)");
  EXPECT_EQ(
      error_of(from_hex("010A00000000000000")),
      "a CURVEPOLYGON; only geometries with straight sides in the plane are read (ST_CurveToLine or ogr2ogr "
      "-nlt CONVERT_TO_LINEAR makes them of curves)");
  // A multipolygon with a line in it.
  EXPECT_EQ(error_of(ByteWriter(true).u8(1).u32(6).u32(1).raw(wkb(true, 2, {0, 0, 1, 1})).bytes()),
            "a damaged WKB geometry: a MULTIPOLYGON has a LINESTRING in it");
  ByteWriter nest(true);
  for (int i = 0; i < 100'000; ++i) nest.u8(1).u32(7).u32(1);
  EXPECT_EQ(error_of(nest.bytes()), "a nest of more than 32 collections");
  // A vertex outside SpatiaLite's rectangle.
  ByteWriter spatialite(true);
  spatialite.u8(0).u8(1).i32(5179).f64(0).f64(0).f64(3).f64(3).u8(0x7C).u32(2).u32(2);
  EXPECT_EQ(error_of(spatialite.f64(0).f64(0).f64(4).f64(3).u8(0xFE).bytes()),
            "a damaged SpatiaLite geometry: a vertex lies outside its rectangle");
}

// The difference of floats may lead a compressed line a little out of the rectangle that the true vertices
// have.
TEST(ShapeReader, ACompressedLineMayLeaveItsRectangle) {
  ByteWriter out(true);
  out.u8(0).u8(1).i32(5179).f64(0).f64(0).f64(1).f64(1).u8(0x7C).u32(1'000'002).u32(3);
  out.f64(0).f64(0).u32(std::bit_cast<std::uint32_t>(1.0000001F)).u32(0).f64(1).f64(1).u8(0xFE);
  EXPECT_EQ(error_of(out.bytes()), "");
}

// What is read from damaged bytes is an Error or a shape that can be stored and that GEOS takes.
TEST(ShapeReader, SurvivesRandomMutations) {
  std::vector<ByteVector> blobs;
  for (const WrittenGeometry& written : kWrittenBySpatialite) {
    ByteVector blob = from_hex(written.hex);
    if (written.flavour == "ewkb_hex_text")
      blob = from_hex({reinterpret_cast<const char*>(blob.data()), blob.size()});
    blobs.push_back(blob);
  }
  const GeosContext geos;
  ShapeGeometries maker(geos);
  CancelToken cancel;
  std::mt19937_64 random(4);
  int shapes = 0;
  int refused = 0;
  for (int round = 0; round < 60'000; ++round) {
    ByteVector blob = blobs[random() % blobs.size()];
    for (auto changes = 1 + random() % 3; changes > 0 && !blob.empty(); --changes) {
      const std::size_t at = random() % blob.size();
      const auto where = blob.begin() + static_cast<std::ptrdiff_t>(at);
      switch (random() % 5) {
        case 0:
          blob.erase(where, blob.end());
          break;
        case 1:
          blob.insert(where, static_cast<std::byte>(random()));
          break;
        case 2:
          blob[at] ^= std::byte{1} << static_cast<int>(random() % 8);
          break;
        default:
          blob[at] = static_cast<std::byte>(random());
      }
    }
    // On the heap and of exactly that size, so that one byte too far is found.
    const auto copy = std::make_unique<std::byte[]>(blob.size());
    std::copy(blob.begin(), blob.end(), copy.get());
    const Read result = read({copy.get(), blob.size()});
    if (!result.error.empty()) {
      EXPECT_GT(result.error.size(), 10U);
      ++refused;
    } else if (result.draft.vertices() > 1) {
      double x = 0;
      double y = 0;
      const ShapeView shape = result.draft.view();
      shape.first_vertex(x, y);
      if (shape.type() == ShapeType::point) continue;
      EXPECT_NO_THROW(shape.check(x, y, cancel)) << to_hex(blob);
      EXPECT_NO_THROW(maker.make(shape)) << to_hex(blob);
      ++shapes;
    }
  }
  EXPECT_GT(shapes, 5000);
  EXPECT_GT(refused, 5000);
}

}  // namespace
}  // namespace clusterlite::testing_support
