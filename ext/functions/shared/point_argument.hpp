// A point geometry as an argument.
#pragma once

#include <optional>

#include "geometry/shapes/shape_reader.hpp"
#include "sqlite/values/value.hpp"
#include "support/text/text.hpp"

namespace clusterlite {

// nullopt when missing. As in cl_geometries, a multipoint or collection of one point is that point, and any
// empty geometry an empty point. Throws Error of what has more vertices.
inline std::optional<PointGeometry> point_argument(const Value& value, ShapeDraft& draft,
                                                   CancelToken& cancel) {
  const auto blob = value.blob("a geometry BLOB");
  if (!blob) return std::nullopt;
  try {
    const PointGeometry point = read_geometry(*blob, draft, cancel);
    if (!is_shape(draft)) return point;
  } catch (const Error& error) {
    throw Error(concat("a geometry is ", error.what()));
  }
  throw Error(concat("a geometry is a ", name_of(draft.view().type()),
                     " of several vertices; only points are read here (take one of each geometry, such as "
                     "ST_PointOnSurface)"));
}

}  // namespace clusterlite
