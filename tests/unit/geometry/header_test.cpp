// Headers of geometry BLOBs: what one reader of geometries refuses, all refuse, with the same sentence.
#include <gtest/gtest.h>

#include <functional>
#include <utility>

#include "geometry/blobs/geometry_blob.hpp"
#include "geometry/blobs/geometry_header.hpp"
#include "geometry/hulls/area.hpp"
#include "geometry/shapes/shape_reader.hpp"
#include "support/running/error.hpp"
#include "unit/geometry/bytes.hpp"

namespace clusterlite {
namespace {

std::string error_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

std::string point_error(const ByteVector& blob) {
  return error_of([&] { read_point(blob); });
}

std::string area_error(const ByteVector& blob) {
  CancelToken cancel;
  return error_of([&] { area(blob, cancel); });
}

std::string shape_error(const ByteVector& blob) {
  CancelToken cancel;
  ShapeDraft draft;
  return error_of([&] { read_shape(blob, draft, cancel); });
}

void expect_all_refuse(const ByteVector& blob, const std::string& sentence) {
  SCOPED_TRACE(to_hex(blob));
  EXPECT_EQ(point_error(blob), sentence);
  EXPECT_EQ(error_of([&] { read_if_point(blob); }), sentence);
  EXPECT_EQ(area_error(blob), sentence);
  EXPECT_EQ(shape_error(blob), sentence);
}

// Of a geometry that only the readers of any geometry look into.
void expect_both_walks_refuse(const ByteVector& blob, const std::string& sentence) {
  SCOPED_TRACE(to_hex(blob));
  EXPECT_EQ(area_error(blob), sentence);
  EXPECT_EQ(shape_error(blob), sentence);
}

ByteWriter line_body(ByteWriter out) { return out.u32(2).f64(0).f64(0).f64(3).f64(4); }
ByteWriter polygon_body(ByteWriter out) {
  return out.u32(1).u32(4).f64(0).f64(0).f64(4).f64(0).f64(4).f64(3).f64(0).f64(0);
}

// One of each kind: POINT, LINESTRING, POLYGON, and a MULTI of each.
std::vector<std::pair<std::uint32_t, ByteVector>> types_and_bodies(bool little) {
  const unsigned order = little ? 1 : 0;
  const auto multi = [&](std::uint32_t type, const ByteVector& body) {
    return ByteWriter(little).u32(1).u8(order).u32(type).raw(body).bytes();
  };
  const ByteVector point = ByteWriter(little).f64(3).f64(4).bytes();
  const ByteVector line = line_body(ByteWriter(little)).bytes();
  const ByteVector polygon = polygon_body(ByteWriter(little)).bytes();
  return {{1, point},           {2, line},           {3, polygon},
          {4, multi(1, point)}, {5, multi(2, line)}, {6, multi(3, polygon)}};
}

TEST(GeometryHeader, OfADamagedGeopackageIsRefusedByAll) {
  for (const bool little : {true, false}) {
    for (const auto& [type, body] : types_and_bodies(little)) {
      const unsigned order = little ? 1 : 0;
      const ByteVector wkb = ByteWriter(little).u8(order).u32(type).raw(body).bytes();
      const auto with = [&](unsigned version, unsigned flags) {
        return ByteWriter(little).u8('G').u8('P').u8(version).u8(flags | order).i32(4326).raw(wkb).bytes();
      };
      ASSERT_EQ(area_error(with(0, 0)), "no error");
      ASSERT_EQ(shape_error(with(0, 0)), "no error");
      expect_all_refuse(with(1, 0), "a damaged GeoPackage geometry: it has the unknown version 1");
      expect_all_refuse(with(255, 0), "a damaged GeoPackage geometry: it has the unknown version 255");
      expect_all_refuse(with(0, 0x40), "a damaged GeoPackage geometry: a reserved flag is set");
      expect_all_refuse(with(0, 0x80), "a damaged GeoPackage geometry: a reserved flag is set");
      expect_all_refuse(with(0, 0x20), "a GeoPackage geometry of an extended type, known to its maker only");
      for (unsigned kind = 5; kind <= 7; ++kind) {
        expect_all_refuse(
            with(0, kind << 1U),
            "a damaged GeoPackage geometry: it has an envelope of the unknown kind " + std::to_string(kind));
      }
      ByteWriter with_srid(little);
      with_srid.u8('G').u8('P').u8(0).u8(order).i32(4326).u8(order).u32(type | 0x20000000U).i32(4326);
      expect_all_refuse(with_srid.raw(body).bytes(),
                        "a damaged GeoPackage geometry: it states an SRID outside its header");
      expect_both_walks_refuse(with(0, 0x10),
                               "a damaged GeoPackage geometry: it is flagged as empty, yet has coordinates");
      ByteVector no_wkb = with(0, 0);
      no_wkb[8] = std::byte{2};
      expect_all_refuse(no_wkb, "a damaged GeoPackage geometry: no WKB follows its header");
      ByteVector cut = with(0, 0);
      cut.resize(12);
      expect_all_refuse(cut, "a damaged GeoPackage geometry: it is cut off");
    }
  }
}

TEST(GeometryHeader, MayFlagWhatIsEmpty) {
  const ByteVector header = from_hex("47500011E6100000");
  for (const char* empty :
       {"0101000000000000000000F87F000000000000F87F",                    // POINT EMPTY
        "010200000000000000",                                            // LINESTRING EMPTY
        "010300000000000000",                                            // POLYGON EMPTY
        "01030000000100000000000000",                                    // of one ring without vertices
        "0104000000010000000101000000000000000000F87F000000000000F87F",  // MULTIPOINT(EMPTY)
        "010700000001000000010700000000000000"}) {                       // nested collections
    const ByteVector blob = ByteWriter(true).raw(header).raw(from_hex(empty)).bytes();
    EXPECT_EQ(area_error(blob), "no error") << empty;
    EXPECT_EQ(shape_error(blob), "no error") << empty;
  }
}

ByteVector spatialite(bool little, std::int32_t srid, std::uint32_t code, const ByteVector& body) {
  ByteWriter out(little);
  out.u8(0).u8(little ? 1 : 0).i32(srid).f64(0).f64(0).f64(4).f64(4).u8(0x7C).u32(code);
  return out.raw(body).u8(0xFE).bytes();
}

TEST(GeometryHeader, OfADamagedSpatialiteIsRefusedByAll) {
  for (const bool little : {true, false}) {
    for (const auto& [type, body] : types_and_bodies(little)) {
      if (type > kPolygon) continue;  // the members of SpatiaLite begin otherwise
      // 4326 reads like the type of a TIN, 256 like that of a POINT, from the other end.
      for (const std::int32_t srid : {-1, 0, 256, 4326, 5179}) {
        const ByteVector good = spatialite(little, srid, type, body);
        ASSERT_EQ(area_error(good), "no error");
        ASSERT_EQ(shape_error(good), "no error");
        ByteVector changed = good;
        changed.back() = std::byte{0xFF};
        expect_all_refuse(changed, "a damaged SpatiaLite geometry: its last byte is not 0xFE");
      }
      if (!little) continue;
      ByteVector changed = spatialite(little, 5179, type, body);
      changed[38] = std::byte{0x7D};
      expect_all_refuse(changed, "a damaged SpatiaLite geometry: no 0x7C stands after its rectangle");
      for (const std::uint32_t code : {0U, 8U, 4001U, 1'000'001U, 1'000'004U}) {
        expect_all_refuse(spatialite(little, 5179, code, body),
                          "a damaged SpatiaLite geometry: it has the unknown class " + std::to_string(code));
      }
      changed.resize(30);
      expect_all_refuse(changed, "a damaged SpatiaLite geometry: it is cut off");
    }
  }
}

TEST(GeometryHeader, OfADamagedTinypointIsRefusedByAll) {
  for (const bool little : {true, false}) {
    const auto tiny = [&](unsigned dimension, unsigned end) {
      ByteWriter out(little);
      return out.u8(0).u8(little ? 0x81 : 0x80).i32(5179).u8(dimension).f64(3).f64(4).u8(end).bytes();
    };
    ASSERT_EQ(point_error(tiny(1, 0xFE)), "no error");
    expect_all_refuse(tiny(1, 0), "a damaged SpatiaLite TinyPoint geometry: its last byte is not 0xFE");
    for (const unsigned dimension : {0U, 5U}) {
      expect_all_refuse(tiny(dimension, 0xFE),
                        "a damaged SpatiaLite TinyPoint geometry: it has the unknown dimension " +
                            std::to_string(dimension));
    }
    expect_all_refuse(tiny(2, 0xFE),
                      "a damaged SpatiaLite TinyPoint geometry: 24 bytes where a POINT of its kind has 32");
  }
}

TEST(GeometryHeader, OfAnUnknownTypeIsNoGeometry) {
  for (const char* hex : {"0112000000", "0100000000", "0163000000", "01E9030080", "0000000012", "02"}) {
    const ByteVector blob = from_hex(hex);
    expect_all_refuse(blob,
                      "a BLOB of " + std::to_string(blob.size()) + (blob.size() == 1 ? " byte" : " bytes") +
                          " that is no geometry this function knows (SpatiaLite, GeoPackage, WKB or EWKB)");
  }
}

TEST(GeometryHeader, OfEwkbMayBeCutOffInsideItsSrid) {
  for (const char* hex : {"0101000020", "0101000020E61000"}) {
    const ByteVector blob = from_hex(hex);
    expect_all_refuse(blob, "a damaged EWKB geometry: " + std::to_string(blob.size()) +
                                " bytes where a POINT of its kind has 25");
  }
  for (const char* hex : {"0102000020", "0103000020E61000", "0107000020E6"}) {
    expect_both_walks_refuse(from_hex(hex), "a damaged EWKB geometry: it is cut off");
  }
}

// Its coordinates may look like SpatiaLite's mark and a class behind it; they rarely end in SpatiaLite's last
// byte too.
TEST(GeometryHeader, OfBigEndianWkbIsNotTakenForSpatialite) {
  ByteWriter out(false);
  out.u8(0).u32(3).u32(1).u32(4).f64(0).f64(0).f64(1);
  const ByteVector before = out.bytes();
  ByteVector blob = out.f64(448).f64(2).f64(448).f64(0).f64(0).bytes();
  ASSERT_EQ(before.size(), 37U);
  ASSERT_EQ(blob[38], std::byte{0x7C});
  blob[42] = std::byte{2};
  EXPECT_EQ(read_header(blob).flavour, BlobFlavour::wkb);
  EXPECT_FALSE(read_if_point(blob));
  EXPECT_EQ(area_error(blob), "no error");
  EXPECT_EQ(shape_error(blob), "no error");

  // GEOMETRYCOLLECTION Z (LINESTRING Z EMPTY, LINESTRING Z EMPTY, a POLYGON Z of one empty ring).
  ByteWriter empty(false);
  empty.u8(0).u32(0x80000007U).u32(3);
  for (int i = 0; i < 2; ++i) empty.u8(0).u32(0x80000002U).u32(0);
  const ByteVector collection = empty.u8(0).u32(0x80000003U).u32(1).u32(0).bytes();
  ASSERT_EQ(collection.size(), 40U);  // of a TinyPoint XYZM
  EXPECT_EQ(read_header(collection).flavour, BlobFlavour::ewkb);
  EXPECT_EQ(area_error(collection), "no error");
  EXPECT_EQ(shape_error(collection), "no error");
}

TEST(GeometryHeader, CountsThatCannotBeAreCutOff) {
  for (const bool little : {true, false}) {
    // 2^28 vertices of 16 bytes and 2^27 of 32 are 2^32 bytes: 0 when counted in 32 bits.
    for (const std::uint32_t count : {0x10000000U, 0x08000000U, 0xFFFFFFFFU}) {
      for (const std::uint32_t dimension : {0U, 1U, 2U, 3U}) {
        const std::uint32_t type = dimension * 1000 + kLineString;
        ByteWriter wkb(little);
        wkb.u8(little ? 1 : 0).u32(type).u32(count).f64(0).f64(0).f64(3).f64(4);
        expect_both_walks_refuse(wkb.bytes(), "a damaged WKB geometry: it is cut off");
        const ByteVector body = ByteWriter(little).u32(count).f64(0).f64(0).f64(3).f64(4).bytes();
        for (const std::uint32_t compressed : {0U, 1'000'000U}) {
          expect_both_walks_refuse(spatialite(little, 5179, compressed + type, body),
                                   "a damaged SpatiaLite geometry: it is cut off");
        }
      }
    }
  }
}

TEST(GeometryHeader, NamesTheFormatOfADamagedMember) {
  ByteWriter unknown(true);
  unknown.u8(1).u32(7).u32(1).u8(1).u32(99);
  expect_both_walks_refuse(unknown.bytes(), "a damaged WKB geometry: a member is of an unknown type");
  ByteWriter order(true);
  order.u8(1).u32(0x20000007U).i32(5179).u32(1).u8(2);
  expect_both_walks_refuse(order.bytes(), "a damaged EWKB geometry: it has the unknown byte order 2");
  const ByteVector member = ByteWriter(true).u32(1).u8(0x68).u32(1).f64(0).f64(0).bytes();
  expect_both_walks_refuse(spatialite(true, 5179, 7, member),
                           "a damaged SpatiaLite geometry: no 0x69 stands before a member");
  const ByteVector nested = ByteWriter(true).u32(1).u8(0x69).u32(8).f64(0).f64(0).bytes();
  expect_both_walks_refuse(spatialite(true, 5179, 7, nested),
                           "a damaged SpatiaLite geometry: a member is of an unknown type");
}

TEST(GeometryHeader, KnowsTheTypeCodes) {
  for (std::uint32_t type = 1; type <= kLastGeometryType; ++type) {
    for (std::uint32_t dimension = 0; dimension < 4; ++dimension) {
      const bool has_z = (dimension & 1U) != 0;
      const bool has_m = (dimension & 2U) != 0;
      const std::uint32_t iso = dimension * 1000 + type;
      const std::uint32_t flags = (has_z ? 0x80000000U : 0) | (has_m ? 0x40000000U : 0);
      for (const std::uint32_t code : {iso, flags | type, 0x20000000U | flags | type}) {
        const WkbCode found = wkb_code(code);
        EXPECT_EQ(found.layout.type, type) << code;
        EXPECT_EQ(found.layout.has_z, has_z) << code;
        EXPECT_EQ(found.layout.has_m, has_m) << code;
        EXPECT_EQ(found.layout.full_vertex(), 8U * (2 + (has_z ? 1 : 0) + (has_m ? 1 : 0))) << code;
        EXPECT_FALSE(found.layout.compressed) << code;
        EXPECT_EQ(found.extended, code != iso && code != type) << code;
        EXPECT_EQ(found.has_srid, (code & 0x20000000U) != 0) << code;
      }
      const PartLayout plain = spatialite_layout(iso);
      EXPECT_EQ(plain.type, type <= 7 ? type : kUnknownType) << iso;
      const PartLayout compressed = spatialite_layout(1'000'000 + iso);
      EXPECT_EQ(compressed.type, type == 2 || type == 3 ? type : kUnknownType) << iso;
      EXPECT_EQ(compressed.compressed, type == 2 || type == 3) << iso;
    }
  }
  for (const std::uint32_t code :
       {0U, 18U, 999U, 1000U, 4001U, 0x80000000U, 0x800003E9U, 0xE0000012U, 0x10000001U}) {
    EXPECT_EQ(wkb_code(code).layout.type, kUnknownType) << code;
    EXPECT_EQ(spatialite_layout(code).type, kUnknownType) << code;
  }
}

}  // namespace
}  // namespace clusterlite
