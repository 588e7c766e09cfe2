// Geometries as text: WKT (OGC 06-103r4, 7.2) both ways, and GeoJSON (RFC 7946).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "datasets/blobs/byte_buffer.hpp"
#include "geometry/blobs/plain_wkb.hpp"

namespace clusterlite {

// POLYGON((0 0,4 0,4 3,0 0)), POINT Z (1 2 3), MULTIPOINT EMPTY: as PostGIS 3.3 writes it, with the shortest
// numbers that read back the same.
std::string as_text(const PlainWkb& geometry);

// A geometry object. Outer rings run counter-clockwise and holes clockwise, as RFC 7946 wants them; M is left
// out. decimals: how many are kept, nullopt for the shortest numbers that read back the same.
std::string as_geojson(const PlainWkb& geometry, std::optional<int> decimals);

// Throws Error with a text that goes on after "the geometry is ": what makes it unfit for GeoJSON, whose
// coordinates are longitude and latitude.
void require_lon_lat(const PlainWkb& geometry);

// What WKT or EWKT says. Throws Error with a sentence of its own.
struct ParsedText {
  std::optional<std::int32_t> srid;  // of EWKT: SRID=4326;POINT(127 37)
  ByteBuffer wkb;
};
ParsedText parse_geometry_text(std::string_view text, CancelToken& cancel);

}  // namespace clusterlite
