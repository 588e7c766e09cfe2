#include "geometry/blobs/geometry_blob.hpp"

#include <cmath>

#include "support/text/text.hpp"

namespace clusterlite {

PointGeometry point_of(const GeometryHeader& header) {
  const std::size_t vertex = header.layout.full_vertex();
  if (header.body.size() != vertex) {
    throw damaged_geometry(
        header.flavour, concat(header.size, " bytes where a POINT of its kind has ", header.frame + vertex));
  }
  const auto x = number_at<double>(header.body, 0, header.little);
  const auto y = number_at<double>(header.body, sizeof x, header.little);
  const bool empty = std::isnan(x) && std::isnan(y);
  if (!empty) {
    if (!std::isfinite(x) || !std::isfinite(y)) {
      throw Error(concat("a POINT whose coordinates are not finite (x = ", x, ", y = ", y, ")"));
    }
    // Spatial indexes are filled from the rectangle; a point outside it means that one of the two is wrong.
    // The rectangle of POINT EMPTY is inside out.
    const auto& [min_x, min_y, max_x, max_y] = header.rectangle;
    if (header.flavour == BlobFlavour::spatialite &&
        !(min_x <= x && x <= max_x && min_y <= y && y <= max_y)) {
      throw damaged_geometry(header.flavour, "its point lies outside its rectangle");
    }
    if (header.flagged_empty) throw damaged_geometry(header.flavour, kNotEmpty);
  }
  return {header.flavour, header.srid, empty, x, y, header.layout.has_z_or_m()};
}

PointGeometry read_point(std::span<const std::byte> blob) {
  const GeometryHeader header = read_header(blob);
  if (header.layout.type != kPoint) {
    throw Error(concat(
        "a ", name_of_geometry(header.layout.type),
        "; only POINT geometries are read here (take a representative point, such as ST_PointOnSurface)"));
  }
  return point_of(header);
}

std::optional<PointGeometry> read_if_point(std::span<const std::byte> blob) {
  const GeometryHeader header = read_header(blob);
  if (header.layout.type != kPoint) return std::nullopt;
  return point_of(header);
}

}  // namespace clusterlite
