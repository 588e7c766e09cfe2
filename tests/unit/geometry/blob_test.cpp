#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <random>

#include "geometry/blobs/geometry_blob.hpp"
#include "support/running/error.hpp"
#include "unit/geometry/bytes.hpp"
#include "unit/geometry/written_by_spatialite.hpp"

namespace clusterlite {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::string error_of(const ByteVector& blob) {
  try {
    read_point(blob);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

void expect_point(const ByteVector& blob, BlobFlavour flavour, std::int32_t srid, double x, double y) {
  try {
    const PointGeometry point = read_point(blob);
    EXPECT_EQ(point.flavour, flavour) << name_of(point.flavour);
    EXPECT_EQ(point.srid, srid);
    EXPECT_FALSE(point.empty);
    EXPECT_EQ(point.x, x);
    EXPECT_EQ(point.y, y);
  } catch (const Error& error) {
    ADD_FAILURE() << to_hex(blob) << ": " << error.what();
  }
}

constexpr std::string_view kAdvice =
    "; only POINT geometries are read here (take a representative point, such as ST_PointOnSurface)";

// "POINTZM(1 2 3 4)" is a POINT.
std::string type_of(std::string_view wkt) {
  std::string type(wkt.substr(0, wkt.find('(')));
  while (type.ends_with('Z') || type.ends_with('M')) type.pop_back();
  return type;
}

TEST(GeometryBlob, ReadsWhatSpatialiteWrites) {
  int points = 0;
  for (const WrittenGeometry& written : kWrittenBySpatialite) {
    SCOPED_TRACE(std::string(written.flavour) + " " + std::string(written.wkt));
    const ByteVector blob = from_hex(written.hex);
    const std::string type = type_of(written.wkt);
    const bool known = written.flavour.starts_with("spatialite") || written.flavour == "wkb" ||
                       written.flavour == "gpkg" || written.flavour.starts_with("tinypoint");
    if (!known) {
      EXPECT_EQ(error_of(blob),
                "a BLOB of " + std::to_string(blob.size()) +
                    " bytes that is no geometry this function knows (SpatiaLite, GeoPackage, WKB or EWKB)");
    } else if (type != "POINT") {
      EXPECT_EQ(error_of(blob), "a " + type + std::string(kAdvice));
    } else {
      const BlobFlavour flavour = written.flavour == "spatialite" ? BlobFlavour::spatialite
                                  : written.flavour == "wkb"      ? BlobFlavour::wkb
                                  : written.flavour == "gpkg"     ? BlobFlavour::geopackage
                                                                  : BlobFlavour::tinypoint;
      // tinypoint_MakePoint is MakePoint(127.05, 37.5) in every row, whatever the other forms of the row
      // hold.
      const bool plain = written.wkt == "POINT(127.05 37.5)" || written.flavour == "tinypoint_MakePoint";
      expect_point(blob, flavour, flavour == BlobFlavour::wkb ? kNoSrid : 5179, plain ? 127.05 : 1,
                   plain ? 37.5 : 2);
      ++points;
    }
  }
  EXPECT_EQ(points, 20);
}

TEST(GeometryBlob, ReadsTheEwkbThatSpatialiteWritesAsText) {
  int points = 0;
  for (const WrittenGeometry& written : kWrittenBySpatialite) {
    if (written.flavour != "ewkb_hex_text") continue;
    SCOPED_TRACE(written.wkt);
    std::string digits;
    for (const std::byte digit : from_hex(written.hex)) digits += static_cast<char>(digit);
    const ByteVector blob = from_hex(digits);
    if (type_of(written.wkt) == "POINT") {
      const bool plain = written.wkt == "POINT(127.05 37.5)";
      expect_point(blob, BlobFlavour::ewkb, 5179, plain ? 127.05 : 1, plain ? 37.5 : 2);
      ++points;
    } else {
      EXPECT_EQ(error_of(blob), "a " + type_of(written.wkt) + std::string(kAdvice));
    }
  }
  EXPECT_EQ(points, 4);
}

// ST_GeomFromWKB(x'0101000000000000000000F87F000000000000F87F', 4326) in SpatiaLite 5.0.1.
constexpr std::string_view kSpatialiteEmpty =
    "0001E6100000FFFFFFFFFFFFEF7FFFFFFFFFFFFFEF7FFFFFFFFFFFFFEFFFFFFFFFFFFFFFEFFF7C01000000000000000000F87F00"
    "0000000000"
    "F87FFE";

TEST(GeometryBlob, ReadsEmptyPoints) {
  const PointGeometry spatialite = read_point(from_hex(kSpatialiteEmpty));
  EXPECT_TRUE(spatialite.empty);
  EXPECT_EQ(spatialite.srid, 4326);
  EXPECT_EQ(spatialite.flavour, BlobFlavour::spatialite);
  const ByteVector wkb = from_hex("0101000000000000000000F87F000000000000F87F");
  EXPECT_TRUE(read_point(wkb).empty);
  // With the empty flag (GDAL) and without it.
  for (const char* header : {"47500011E6100000", "47500001E6100000"}) {
    const PointGeometry geopackage = read_point(ByteWriter(true).raw(from_hex(header)).raw(wkb).bytes());
    EXPECT_TRUE(geopackage.empty);
    EXPECT_EQ(geopackage.srid, 4326);
    EXPECT_TRUE(std::isnan(geopackage.x) && std::isnan(geopackage.y));
  }
}

ByteVector wkb_point(bool little, std::uint32_t type, std::size_t ordinates, double x = 3, double y = -4) {
  ByteWriter out(little);
  out.u8(little ? 1 : 0).u32(type).f64(x).f64(y);
  for (std::size_t i = 2; i < ordinates; ++i) out.f64(99);
  return out.bytes();
}

TEST(GeometryBlob, ReadsWkbAndEwkbInBothByteOrders) {
  for (const bool little : {true, false}) {
    SCOPED_TRACE(little);
    const std::size_t ordinates[] = {2, 3, 3, 4};
    for (std::uint32_t dimension = 0; dimension < 4; ++dimension) {
      SCOPED_TRACE(dimension);
      expect_point(wkb_point(little, dimension * 1000 + 1, ordinates[dimension]), BlobFlavour::wkb, kNoSrid,
                   3, -4);
      // Bit 0 of the dimension is Z, bit 1 M: the ISO codes count alike.
      const std::uint32_t flags = (dimension & 1U) << 31U | (dimension & 2U) << 29U;
      if (flags != 0) {
        expect_point(wkb_point(little, flags | 1, ordinates[dimension]), BlobFlavour::ewkb, kNoSrid, 3, -4);
      }
      ByteWriter with_srid(little);
      with_srid.u8(little ? 1 : 0).u32(flags | 0x20000001U).i32(5186).f64(3).f64(-4);
      for (std::size_t i = 2; i < ordinates[dimension]; ++i) with_srid.f64(99);
      expect_point(with_srid.bytes(), BlobFlavour::ewkb, 5186, 3, -4);
    }
  }
}

TEST(GeometryBlob, ReadsSpatialiteInBothByteOrders) {
  for (const bool little : {true, false}) {
    // 256 and 1001 make the big-endian SRID look like the type of a WKB.
    for (const std::int32_t srid : {-1, 0, 1, 256, 1001, 5179, 0x7FFFFFFF}) {
      SCOPED_TRACE(srid);
      ByteWriter full(little);
      full.u8(0)
          .u8(little ? 1 : 0)
          .i32(srid)
          .f64(3)
          .f64(-4)
          .f64(3)
          .f64(-4)
          .u8(0x7C)
          .u32(1)
          .f64(3)
          .f64(-4)
          .u8(0xFE);
      expect_point(full.bytes(), BlobFlavour::spatialite, srid, 3, -4);
      const std::size_t ordinates[] = {2, 3, 3, 4};
      for (unsigned dimension = 1; dimension <= 4; ++dimension) {
        ByteWriter tiny(little);
        tiny.u8(0).u8(little ? 0x81 : 0x80).i32(srid).u8(dimension).f64(3).f64(-4);
        for (std::size_t i = 2; i < ordinates[dimension - 1]; ++i) tiny.f64(99);
        expect_point(tiny.u8(0xFE).bytes(), BlobFlavour::tinypoint, srid, 3, -4);
      }
    }
  }
}

TEST(GeometryBlob, ReadsEveryGeopackageEnvelopeInBothByteOrders) {
  const std::size_t numbers[] = {0, 4, 6, 6, 8};
  for (const bool little : {true, false}) {
    for (const bool wkb_little : {true, false}) {
      for (unsigned kind = 0; kind < 5; ++kind) {
        SCOPED_TRACE(kind);
        ByteWriter out(little);
        out.u8('G').u8('P').u8(0).u8((kind << 1U) | (little ? 1U : 0U)).i32(27700);
        for (std::size_t i = 0; i < numbers[kind]; ++i) out.f64(i % 4 < 2 ? 3 : -4);
        expect_point(out.raw(wkb_point(wkb_little, 1, 2)).bytes(), BlobFlavour::geopackage, 27700, 3, -4);
      }
    }
  }
}

TEST(GeometryBlob, SaysWhatIsWrong) {
  const std::string unknown =
      " that is no geometry this function knows (SpatiaLite, GeoPackage, WKB or EWKB)";
  EXPECT_EQ(error_of({}), "a BLOB of 0 bytes" + unknown);
  EXPECT_EQ(error_of(from_hex("00")), "a BLOB of 1 byte" + unknown);
  EXPECT_EQ(error_of(from_hex("01010000")), "a BLOB of 4 bytes" + unknown);
  EXPECT_EQ(error_of(from_hex("0101000000")),
            "a damaged WKB geometry: 5 bytes where a POINT of its kind has 21");
  EXPECT_EQ(error_of(from_hex("01E9030000")),
            "a damaged WKB geometry: 5 bytes where a POINT of its kind has 29");
  EXPECT_EQ(error_of(from_hex("01010000E0")),
            "a damaged EWKB geometry: 5 bytes where a POINT of its kind has 41");
  EXPECT_EQ(error_of(from_hex("0111000000")), "a TRIANGLE" + std::string(kAdvice));
  EXPECT_EQ(error_of(from_hex("0112000000")), "a BLOB of 5 bytes" + unknown);
  EXPECT_EQ(error_of(from_hex("0000000003")), "a POLYGON" + std::string(kAdvice));
  EXPECT_EQ(error_of(from_hex("01E9030080")), "a BLOB of 5 bytes" + unknown);  // ISO Z and the flag Z at once

  EXPECT_EQ(error_of(wkb_point(true, 1, 2, kInfinity, 1)),
            "a POINT whose coordinates are not finite (x = inf, y = 1)");
  EXPECT_EQ(error_of(wkb_point(true, 1, 2, 1, kNaN)),
            "a POINT whose coordinates are not finite (x = 1, y = nan)");

  EXPECT_EQ(error_of(from_hex("4750")), "a damaged GeoPackage geometry: it is cut off");
  const auto geopackage = [](const char* header) {
    return error_of(ByteWriter(true).raw(from_hex(header)).raw(wkb_point(true, 1, 2)).bytes());
  };
  EXPECT_EQ(geopackage("47500101E6100000"), "a damaged GeoPackage geometry: it has the unknown version 1");
  EXPECT_EQ(geopackage("4750000BE6100000"),
            "a damaged GeoPackage geometry: it has an envelope of the unknown kind 5");
  EXPECT_EQ(geopackage("47500041E6100000"), "a damaged GeoPackage geometry: a reserved flag is set");
  EXPECT_EQ(geopackage("47500003E6100000"), "a damaged GeoPackage geometry: it is cut off");
  EXPECT_EQ(geopackage("47500011E6100000"),
            "a damaged GeoPackage geometry: it is flagged as empty, yet has coordinates");
  EXPECT_EQ(geopackage("47500021E6100000"),
            "a GeoPackage geometry of an extended type, known to its maker only");
  EXPECT_EQ(geopackage("47500001E610000001"), "a damaged GeoPackage geometry: no WKB follows its header");

  const ByteVector good = from_hex(kWrittenBySpatialite[0].hex);
  ASSERT_EQ(error_of(good), "no error");
  const auto with = [&](std::size_t offset, unsigned value) {
    ByteVector changed = good;
    changed[offset] = static_cast<std::byte>(value);
    return error_of(changed);
  };
  EXPECT_EQ(with(38, 0x7D), "a damaged SpatiaLite geometry: no 0x7C stands after its rectangle");
  EXPECT_EQ(with(59, 0), "a damaged SpatiaLite geometry: its last byte is not 0xFE");
  EXPECT_EQ(with(39, 8), "a damaged SpatiaLite geometry: it has the unknown class 8");
  EXPECT_EQ(with(13, 0x41), "a damaged SpatiaLite geometry: its point lies outside its rectangle");
  EXPECT_EQ(with(50, 0x41), "a damaged SpatiaLite geometry: its point lies outside its rectangle");
  ByteVector longer = good;
  longer.insert(longer.end() - 1, std::byte{0});
  EXPECT_EQ(error_of(longer), "a damaged SpatiaLite geometry: 61 bytes where a POINT of its kind has 60");
  EXPECT_EQ(error_of({good.begin(), good.begin() + 30}), "a damaged SpatiaLite geometry: it is cut off");
}

// What is read from damaged bytes is an Error or a point that can be used; under the sanitizers nothing else
// shows.
void expect_sane(std::span<const std::byte> bytes) {
  // On the heap and of exactly that size, so that one byte too far is found.
  const auto copy = std::make_unique<std::byte[]>(bytes.size());
  std::copy(bytes.begin(), bytes.end(), copy.get());
  try {
    const PointGeometry point = read_point({copy.get(), bytes.size()});
    const bool sane = point.empty ? std::isnan(point.x) && std::isnan(point.y)
                                  : std::isfinite(point.x) && std::isfinite(point.y);
    EXPECT_TRUE(sane) << to_hex(bytes);
  } catch (const Error& error) {
    EXPECT_GT(std::string_view(error.what()).size(), 10U);
  }
}

// With the SRID 256 to 511 (or 1001 << 8) the first 21 bytes of a big-endian SpatiaLite BLOB are a WKB POINT,
// so the tests of truncation keep to another one.
std::vector<ByteVector> blobs_of_all_kinds(std::int32_t srid = 256) {
  std::vector<ByteVector> blobs;
  for (const WrittenGeometry& written : kWrittenBySpatialite) blobs.push_back(from_hex(written.hex));
  blobs.push_back(from_hex(kSpatialiteEmpty));
  for (const bool little : {true, false}) {
    blobs.push_back(wkb_point(little, 1, 2));
    blobs.push_back(wkb_point(little, 0x80000001U, 3));
    ByteWriter ewkb(little);
    blobs.push_back(ewkb.u8(little ? 1 : 0).u32(0xE0000001U).i32(1).f64(1).f64(2).f64(3).f64(4).bytes());
    ByteWriter tiny(little);
    blobs.push_back(tiny.u8(0).u8(little ? 0x81 : 0x80).i32(srid).u8(1).f64(3).f64(-4).u8(0xFE).bytes());
    ByteWriter full(little);
    full.u8(0)
        .u8(little ? 1 : 0)
        .i32(srid)
        .f64(3)
        .f64(-4)
        .f64(3)
        .f64(-4)
        .u8(0x7C)
        .u32(1)
        .f64(3)
        .f64(-4)
        .u8(0xFE);
    blobs.push_back(full.bytes());
  }
  return blobs;
}

TEST(GeometryBlob, TruncatedOrLengthenedIsNoPoint) {
  for (const ByteVector& blob : blobs_of_all_kinds(5179)) {
    for (std::size_t size = 0; size < blob.size(); ++size) {
      expect_sane({blob.data(), size});
      EXPECT_NE(error_of({blob.begin(), blob.begin() + static_cast<std::ptrdiff_t>(size)}), "no error")
          << to_hex(blob);
    }
    for (const std::size_t more : {1U, 4U, 8U, 16U, 24U}) {
      for (const auto byte : {std::byte{0}, std::byte{0xFE}, std::byte{0xFF}}) {
        ByteVector longer = blob;
        longer.resize(blob.size() + more, byte);
        expect_sane(longer);
        EXPECT_NE(error_of(longer), "no error") << to_hex(longer);
      }
    }
  }
}

TEST(GeometryBlob, EveryFlippedBitGivesAnErrorOrAPoint) {
  for (const ByteVector& blob : blobs_of_all_kinds()) {
    for (std::size_t bit = 0; bit < 8 * blob.size(); ++bit) {
      ByteVector changed = blob;
      changed[bit / 8] ^= std::byte{1} << static_cast<int>(bit % 8);
      expect_sane(changed);
    }
  }
}

TEST(GeometryBlob, SurvivesRandomMutations) {
  const std::vector<ByteVector> blobs = blobs_of_all_kinds();
  std::mt19937_64 random(20240131);
  for (int round = 0; round < 100'000; ++round) {
    ByteVector blob = blobs[random() % blobs.size()];
    for (std::uint64_t change = random() % 4 + 1; change != 0; --change) {
      const std::size_t at = blob.empty() ? 0 : random() % blob.size();
      const auto where = blob.begin() + static_cast<std::ptrdiff_t>(at);
      switch (random() % 4) {
        case 0:
          if (!blob.empty()) blob[at] = static_cast<std::byte>(random());
          break;
        case 1:
          blob.insert(where, static_cast<std::byte>(random()));
          break;
        case 2:
          blob.erase(where, blob.end());
          break;
        default:
          if (!blob.empty()) blob.erase(where);
      }
    }
    expect_sane(blob);
  }
}

}  // namespace
}  // namespace clusterlite
