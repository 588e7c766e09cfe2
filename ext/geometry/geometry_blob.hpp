// Reading points out of geometry BLOBs.
//
// The bytes come from databases that anybody may have written, once per row of a query: the reader checks
// every byte it uses, allocates nothing and never goes past the end.
//
// Layouts (u32, i32 and f64 in the byte order that the BLOB states, where it states one):
//   SpatiaLite  00, byte order (01 little, 00 big), i32 SRID, f64 min x, min y, max x, max y, 7C, u32 class,
//               body, FE
//   TinyPoint   00, byte order (81 little, 80 big), i32 SRID, u8 dimension (1 XY, 2 XYZ, 3 XYM, 4 XYZM),
//               body, FE
//   GeoPackage  'G' 'P', version 0, flags, i32 SRID, envelope, WKB (OGC 12-128r18, 2.1.3)
//   WKB         byte order, u32 type (+1000 Z, +2000 M, +3000 ZM), body (OGC 06-103r4, 8.2)
//   EWKB        the same, with the flags 80000000 Z, 40000000 M, 20000000 SRID in the type and then i32 SRID
//               (PostGIS)
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace clusterlite {

enum class BlobFlavour : std::uint8_t { spatialite, tinypoint, geopackage, wkb, ewkb };

std::string_view name_of(BlobFlavour flavour);

// No SRID is stated: plain WKB, and EWKB without the SRID flag.
inline constexpr std::int32_t kNoSrid = -1;

struct PointGeometry {
  BlobFlavour flavour;
  std::int32_t srid;
  bool empty;  // POINT EMPTY; x and y are NaN then and finite otherwise
  double x;
  double y;
  bool has_z_or_m = false;  // which are not read
};

// Reads a POINT, POINT Z, POINT M or POINT ZM of any flavour. POINT EMPTY is what all writers make of it: two
// NaN. Throws Error with a text that goes on after "the geometry of row 7 is ": another type of geometry, a
// damaged one, a point at infinity or with one coordinate missing, or no geometry at all.
PointGeometry read_point(std::span<const std::byte> blob);

// The same, but nothing when it is another type of geometry.
std::optional<PointGeometry> read_if_point(std::span<const std::byte> blob);

}  // namespace clusterlite
