#include "geometry/geometry_blob.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include "geometry/geometry_walk.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace clusterlite {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::size_t kSpatialiteHeader = 39;  // up to the 7C mark
constexpr std::size_t kTinypointHeader = 7;    // up to the dimension
constexpr std::size_t kShortestSpatialite = kTinypointHeader + 2 * sizeof(double) + 1;
constexpr std::size_t kGeopackageHeader = 8;  // up to the SRID
constexpr std::size_t kWkbHeader = 5;         // byte order and type

Error damaged(std::string_view format, std::string_view what) {
  return Error(concat("a damaged ", format, " geometry: ", what));
}

Error no_geometry(Bytes blob) {
  return Error(concat("a BLOB of ", blob.size(), blob.size() == 1 ? " byte" : " bytes",
                      " that is no geometry this function knows (SpatiaLite, GeoPackage, WKB or EWKB)"));
}

// What a BLOB turns out to be.
struct Found {
  std::uint32_t type = kPoint;
  bool is_extended = false;  // a type that only one program knows
  PointGeometry point{};     // of a POINT
};

std::uint32_t swapped(std::uint32_t value) { return __builtin_bswap32(value); }
std::uint64_t swapped(std::uint64_t value) { return __builtin_bswap64(value); }

// Reads numbers of one byte order. The caller has checked that they lie inside.
class NumberReader {
 public:
  NumberReader(Bytes bytes, bool little)
      : bytes_(bytes), swap_(little != (std::endian::native == std::endian::little)) {}

  std::uint32_t u32(std::size_t offset) const { return unsigned_at<std::uint32_t>(offset); }
  std::int32_t i32(std::size_t offset) const { return std::bit_cast<std::int32_t>(u32(offset)); }
  double f64(std::size_t offset) const { return std::bit_cast<double>(unsigned_at<std::uint64_t>(offset)); }

 private:
  template <class Unsigned>
  Unsigned unsigned_at(std::size_t offset) const {
    Unsigned value;
    std::memcpy(&value, bytes_.data() + offset, sizeof value);
    return swap_ ? swapped(value) : value;
  }

  Bytes bytes_;
  bool swap_;
};

unsigned char_at(Bytes bytes, std::size_t offset) { return std::to_integer<unsigned>(bytes[offset]); }

// A type code without its dimension: 1 .. 17, or 0 when it is none. SpatiaLite and ISO WKB count alike.
struct TypeCode {
  std::uint32_t type = 0;
  std::size_t ordinates = 2;
};

TypeCode iso_type(std::uint32_t code) {
  constexpr std::array<std::size_t, 4> kOrdinates{2, 3, 3, 4};
  if (code / 1000 >= kOrdinates.size() || code % 1000 > kLastGeometryType) return {};
  return {code % 1000, kOrdinates[code / 1000]};
}

void check_length(std::string_view format, std::size_t found, std::size_t expected) {
  if (found != expected) {
    throw damaged(format, concat(found, " bytes where a POINT of its kind has ", expected));
  }
}

PointGeometry point_of(BlobFlavour flavour, std::int32_t srid, double x, double y, std::size_t ordinates) {
  const bool empty = std::isnan(x) && std::isnan(y);
  if (!empty && !(std::isfinite(x) && std::isfinite(y))) {
    throw Error(concat("a POINT whose coordinates are not finite (x = ", x, ", y = ", y, ")"));
  }
  return {flavour, srid, empty, x, y, ordinates > 2};
}

// The code of a compressed LINESTRING or POLYGON is 1,000,000 more than that of the plain one.
std::uint32_t spatialite_type(std::uint32_t code) {
  constexpr std::uint32_t kCompressed = 1'000'000;
  constexpr std::uint32_t kLastType = 7;
  const bool compressed = code >= kCompressed;
  const std::uint32_t type = iso_type(compressed ? code - kCompressed : code).type;
  if (type > kLastType || (compressed && type != 2 && type != 3)) return 0;
  return type;
}

Found read_spatialite(Bytes blob) {
  constexpr std::string_view kFormat = "SpatiaLite";
  if (blob.size() < kSpatialiteHeader + sizeof(std::uint32_t) + 1) throw damaged(kFormat, "it is cut off");
  if (char_at(blob, kSpatialiteHeader - 1) != 0x7C)
    throw damaged(kFormat, "no 0x7C stands after its rectangle");
  if (char_at(blob, blob.size() - 1) != 0xFE) throw damaged(kFormat, "its last byte is not 0xFE");
  const NumberReader read(blob, char_at(blob, 1) == 0x01);
  const std::uint32_t code = read.u32(kSpatialiteHeader);
  const std::uint32_t type = spatialite_type(code);
  if (type == 0) throw damaged(kFormat, concat("it has the unknown class ", code));
  if (type != kPoint) return {type};
  constexpr std::size_t kBody = kSpatialiteHeader + sizeof(std::uint32_t);
  const std::size_t ordinates = iso_type(code).ordinates;
  check_length(kFormat, blob.size(), kBody + ordinates * sizeof(double) + 1);
  const PointGeometry point =
      point_of(BlobFlavour::spatialite, read.i32(2), read.f64(kBody), read.f64(kBody + 8), ordinates);
  // Spatial indexes are filled from the rectangle; a point outside it means that one of the two is wrong. The
  // rectangle of POINT EMPTY is inside out.
  if (!point.empty && !(read.f64(6) <= point.x && point.x <= read.f64(22) &&  //
                        read.f64(14) <= point.y && point.y <= read.f64(30))) {
    throw damaged(kFormat, "its point lies outside its rectangle");
  }
  return {.point = point};
}

Found read_tinypoint(Bytes blob) {
  constexpr std::string_view kFormat = "SpatiaLite TinyPoint";
  if (char_at(blob, blob.size() - 1) != 0xFE) throw damaged(kFormat, "its last byte is not 0xFE");
  constexpr std::array<std::size_t, 5> kOrdinates{0, 2, 3, 3, 4};
  const unsigned dimension = char_at(blob, kTinypointHeader - 1);
  if (dimension == 0 || dimension >= kOrdinates.size()) {
    throw damaged(kFormat, concat("it has the unknown dimension ", dimension));
  }
  check_length(kFormat, blob.size(), kTinypointHeader + kOrdinates[dimension] * sizeof(double) + 1);
  const NumberReader read(blob, char_at(blob, 1) == 0x81);
  return {.point = point_of(BlobFlavour::tinypoint, read.i32(2), read.f64(kTinypointHeader),
                            read.f64(kTinypointHeader + 8), kOrdinates[dimension])};
}

// WKB or EWKB; nothing when the type code is none.
struct WkbType {
  TypeCode code;
  bool extended = false;
  bool has_srid = false;
};

WkbType wkb_type(std::uint32_t code) {
  constexpr std::uint32_t kZ = 0x80000000U;
  constexpr std::uint32_t kM = 0x40000000U;
  constexpr std::uint32_t kSrid = 0x20000000U;
  const std::uint32_t flags = code & (kZ | kM | kSrid);
  if (flags == 0) return {iso_type(code)};
  const std::uint32_t type = code & ~flags;
  if (type > kLastGeometryType) return {};
  const std::size_t ordinates = 2U + ((flags & kZ) != 0 ? 1U : 0U) + ((flags & kM) != 0 ? 1U : 0U);
  return {{type, ordinates}, true, (flags & kSrid) != 0};
}

Found read_wkb(Bytes blob) {
  if (blob.size() < kWkbHeader) throw no_geometry(blob);
  const NumberReader read(blob, char_at(blob, 0) == 1);
  const WkbType type = wkb_type(read.u32(1));
  if (type.code.type == 0) throw no_geometry(blob);
  if (type.code.type != kPoint) return {type.code.type};
  const std::size_t body = kWkbHeader + (type.has_srid ? sizeof(std::int32_t) : 0);
  check_length(type.extended ? "EWKB" : "WKB", blob.size(), body + type.code.ordinates * sizeof(double));
  return {.point = point_of(type.extended ? BlobFlavour::ewkb : BlobFlavour::wkb,
                            type.has_srid ? read.i32(kWkbHeader) : kNoSrid, read.f64(body),
                            read.f64(body + 8), type.code.ordinates)};
}

// The envelope is skipped, not compared with the point: some writers mix up the order of its four numbers,
// and no other reader minds.
Found read_geopackage(Bytes blob) {
  constexpr std::string_view kFormat = "GeoPackage";
  if (blob.size() < kGeopackageHeader) throw damaged(kFormat, "it is cut off");
  if (const unsigned version = char_at(blob, 2); version != 0) {
    throw damaged(kFormat, concat("it has the unknown version ", version));
  }
  const unsigned flags = char_at(blob, 3);
  if ((flags & 0x20U) != 0) return {.is_extended = true};
  if ((flags & 0xC0U) != 0) throw damaged(kFormat, "a reserved flag is set");
  constexpr std::array<std::size_t, 5> kEnvelopeNumbers{0, 4, 6, 6, 8};
  const unsigned envelope = (flags >> 1U) & 7U;
  if (envelope >= kEnvelopeNumbers.size()) {
    throw damaged(kFormat, concat("it has an envelope of the unknown kind ", envelope));
  }
  const std::size_t start = kGeopackageHeader + kEnvelopeNumbers[envelope] * sizeof(double);
  if (blob.size() < start + kWkbHeader) throw damaged(kFormat, "it is cut off");
  const Bytes wkb = blob.subspan(start);
  const unsigned order = char_at(wkb, 0);
  const NumberReader read(wkb, order == 1);
  const WkbType type = wkb_type(read.u32(1));
  if (order > 1 || type.code.type == 0) throw damaged(kFormat, "no WKB follows its header");
  if (type.code.type != kPoint) return {type.code.type};
  if (type.has_srid) throw damaged(kFormat, "it states an SRID outside its header");
  check_length(kFormat, blob.size(), start + kWkbHeader + type.code.ordinates * sizeof(double));
  const std::int32_t srid = NumberReader(blob, (flags & 1U) != 0).i32(4);
  const PointGeometry point = point_of(BlobFlavour::geopackage, srid, read.f64(kWkbHeader),
                                       read.f64(kWkbHeader + 8), type.code.ordinates);
  if ((flags & 0x10U) != 0 && !point.empty)
    throw damaged(kFormat, "it is flagged as empty, yet has coordinates");
  return {.point = point};
}

// SpatiaLite and big-endian WKB both start with 0. No type code of WKB has 01 or 81 in its first byte. 80 is
// the Z flag of EWKB, but none of that is as long as a TinyPoint. 00 is any plain WKB type: the mark after
// SpatiaLite's rectangle tells, and a class behind it, since a coordinate can look like the mark.
bool is_spatialite(Bytes blob) {
  if (blob.size() < kShortestSpatialite) return false;
  switch (char_at(blob, 1)) {
    case 0x00:
      return blob.size() >= kSpatialiteHeader + sizeof(std::uint32_t) &&
             char_at(blob, kSpatialiteHeader - 1) == 0x7C &&
             spatialite_type(NumberReader(blob, false).u32(kSpatialiteHeader)) != 0;
    case 0x80:
      return blob.size() == 24 || blob.size() == 32 || blob.size() == 40;
    case 0x01:
    case 0x81:
      return true;
    default:
      return false;
  }
}

Found read(Bytes blob) {
  if (blob.size() < 2) throw no_geometry(blob);
  const unsigned first = char_at(blob, 0);
  const unsigned second = char_at(blob, 1);
  if (first == 'G' && second == 'P') return read_geopackage(blob);
  if (first == 0 && is_spatialite(blob)) return second < 0x80 ? read_spatialite(blob) : read_tinypoint(blob);
  if (first <= 1) return read_wkb(blob);
  throw no_geometry(blob);
}

}  // namespace

std::string_view name_of(BlobFlavour flavour) {
  switch (flavour) {
    case BlobFlavour::spatialite:
      return "SpatiaLite";
    case BlobFlavour::tinypoint:
      return "SpatiaLite TinyPoint";
    case BlobFlavour::geopackage:
      return "GeoPackage";
    case BlobFlavour::wkb:
      return "WKB";
    case BlobFlavour::ewkb:
      return "EWKB";
  }
  return "unknown";
}

PointGeometry read_point(Bytes blob) {
  const Found found = read(blob);
  if (found.is_extended) {
    throw Error("a GeoPackage geometry of an extended type; only POINT geometries are read here");
  }
  if (found.type != kPoint) {
    throw Error(concat(
        "a ", name_of_geometry(found.type),
        "; only POINT geometries are read here (take a representative point, such as ST_PointOnSurface)"));
  }
  return found.point;
}

std::optional<PointGeometry> read_if_point(Bytes blob) {
  const Found found = read(blob);
  if (found.is_extended) throw Error("a GeoPackage geometry of an extended type, known to its maker only");
  return found.type == kPoint ? std::optional(found.point) : std::nullopt;
}

}  // namespace clusterlite
