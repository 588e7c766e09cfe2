// Reading points out of geometry BLOBs, in all layouts of geometry_header.hpp.
//
// The bytes come from databases that anybody may have written, once per row of a query: the reader checks
// every byte it uses, allocates nothing and never goes past the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "geometry/blobs/geometry_header.hpp"

namespace clusterlite {

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

// The same of a header whose type is kPoint.
PointGeometry point_of(const GeometryHeader& header);

}  // namespace clusterlite
