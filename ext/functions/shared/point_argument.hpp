// A POINT geometry as an argument.
#pragma once

#include <optional>

#include "geometry/blobs/geometry_blob.hpp"
#include "sqlite/value.hpp"
#include "support/text.hpp"

namespace clusterlite {

// nullopt when missing. Throws Error when it is no POINT.
inline std::optional<PointGeometry> point_argument(const Value& value) {
  const auto blob = value.blob("a geometry BLOB");
  if (!blob) return std::nullopt;
  try {
    return read_point(*blob);
  } catch (const Error& error) {
    throw Error(concat("a geometry is ", error.what()));
  }
}

}  // namespace clusterlite
