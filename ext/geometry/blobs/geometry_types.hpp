// The types of geometries and the codes of them in BLOBs.
//
// Decoding a code is inline: it is done for every point of a query, and to hand a few bools over in memory
// costs more than it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace clusterlite {

// The codes of OGC 06-103r4, without their dimension.
enum GeometryType : std::uint32_t {
  kUnknownType,
  kPoint,
  kLineString,
  kPolygon,
  kMultiPoint,
  kMultiLineString,
  kMultiPolygon,
  kGeometryCollection,
  kLastGeometryType = 17  // TRIANGLE; from 8 on they may have curved sides or a third dimension
};

inline constexpr std::array<std::string_view, kLastGeometryType + 1> kGeometryNames{"geometry",
                                                                                    "POINT",
                                                                                    "LINESTRING",
                                                                                    "POLYGON",
                                                                                    "MULTIPOINT",
                                                                                    "MULTILINESTRING",
                                                                                    "MULTIPOLYGON",
                                                                                    "GEOMETRYCOLLECTION",
                                                                                    "CIRCULARSTRING",
                                                                                    "COMPOUNDCURVE",
                                                                                    "CURVEPOLYGON",
                                                                                    "MULTICURVE",
                                                                                    "MULTISURFACE",
                                                                                    "CURVE",
                                                                                    "SURFACE",
                                                                                    "POLYHEDRALSURFACE",
                                                                                    "TIN",
                                                                                    "TRIANGLE"};

constexpr std::string_view name_of_geometry(std::uint32_t type) { return kGeometryNames[type]; }

// The type of a geometry or of one of its parts, and what follows from it for its vertices.
struct PartLayout {
  std::uint32_t type = kUnknownType;
  bool has_z = false;
  bool has_m = false;
  bool compressed = false;

  bool has_z_or_m() const { return has_z || has_m; }

  // Bytes of a vertex: doubles; inside a compressed ring x, y and z are floats, the differences to the vertex
  // before.
  std::size_t full_vertex() const { return (2U + has_z + has_m) * sizeof(double); }
  std::size_t short_vertex() const { return (2U + has_z) * sizeof(float) + (has_m ? sizeof(double) : 0); }
};

// A code of ISO WKB. Of no known type: kUnknownType.
constexpr PartLayout iso_layout(std::uint32_t code) {
  const std::uint32_t dimension = code / 1000;
  if (dimension > 3 || code % 1000 > kLastGeometryType) return {};
  return {code % 1000, dimension == 1 || dimension == 3, dimension >= 2};
}

// The class of a SpatiaLite geometry or of a part of one: as in ISO WKB, and 1,000,000 more of a compressed
// LINESTRING or POLYGON.
constexpr PartLayout spatialite_layout(std::uint32_t code) {
  constexpr std::uint32_t kCompressed = 1'000'000;
  PartLayout layout = iso_layout(code >= kCompressed ? code - kCompressed : code);
  layout.compressed = code >= kCompressed;
  const bool known = layout.type <= kGeometryCollection &&
                     (!layout.compressed || layout.type == kLineString || layout.type == kPolygon);
  return known ? layout : PartLayout{};
}

// The type code of WKB or EWKB.
struct WkbCode {
  PartLayout layout;
  bool extended = false;  // EWKB
  bool has_srid = false;  // an i32 follows
};

constexpr WkbCode wkb_code(std::uint32_t code) {
  constexpr std::uint32_t kZ = 0x80000000U;
  constexpr std::uint32_t kM = 0x40000000U;
  constexpr std::uint32_t kSrid = 0x20000000U;
  const std::uint32_t flags = code & (kZ | kM | kSrid);
  if (flags == 0) return {iso_layout(code)};
  const std::uint32_t type = code & ~flags;
  if (type > kLastGeometryType) return {};
  return {{type, (flags & kZ) != 0, (flags & kM) != 0}, true, (flags & kSrid) != 0};
}

}  // namespace clusterlite
