// What stands before the coordinates of a geometry BLOB: read and checked here for all who read geometries,
// so that none of them takes what another one refuses.
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

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>

#include "geometry/blobs/geometry_types.hpp"
#include "support/running/error.hpp"

namespace clusterlite {

enum class BlobFlavour : std::uint8_t { spatialite, tinypoint, geopackage, wkb, ewkb };
std::string_view name_of(BlobFlavour flavour);

// No SRID is stated: plain WKB, and EWKB without the SRID flag.
inline constexpr std::int32_t kNoSrid = -1;

// The caller has checked that the number lies inside.
template <class Number>
Number number_at(std::span<const std::byte> bytes, std::size_t offset, bool little) {
  using Bits = std::conditional_t<sizeof(Number) == sizeof(std::uint64_t), std::uint64_t, std::uint32_t>;
  static_assert(sizeof(Number) == sizeof(Bits));
  Bits bits;
  std::memcpy(&bits, bytes.data() + offset, sizeof bits);
  if (little != (std::endian::native == std::endian::little)) {
    if constexpr (sizeof bits == sizeof(std::uint64_t)) {
      bits = __builtin_bswap64(bits);
    } else {
      bits = __builtin_bswap32(bits);
    }
  }
  return std::bit_cast<Number>(bits);
}

struct GeometryHeader {
  BlobFlavour flavour = BlobFlavour::wkb;
  bool little = true;          // the byte order of the body
  bool flagged_empty = false;  // by GeoPackage
  std::int32_t srid = kNoSrid;
  PartLayout layout;                  // of a known type
  std::array<double, 4> rectangle{};  // min x, min y, max x, max y as stated; of flavour spatialite only
  std::size_t size = 0;               // bytes of the whole BLOB
  std::size_t frame = 0;              // how many of them belong before and behind the body
  std::span<const std::byte> body{};  // what follows the type; the readers of the body check its length
};

// Allocates nothing. Throws Error with a text that goes on after "the geometry of row 7 is ": no geometry at
// all, a damaged header, or a type that only its maker knows.
GeometryHeader read_header(std::span<const std::byte> blob);

// To throw: "a damaged WKB geometry: it is cut off".
Error damaged_geometry(BlobFlavour flavour, std::string_view what);

// What to say of it when a geometry that is flagged_empty has coordinates all the same.
inline constexpr std::string_view kNotEmpty = "it is flagged as empty, yet has coordinates";

}  // namespace clusterlite
