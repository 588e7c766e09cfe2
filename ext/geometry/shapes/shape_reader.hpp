// Reading any geometry out of a BLOB, for the data set "points".
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "datasets/shapes.hpp"
#include "geometry/blobs/geometry_blob.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

struct ReadShape {
  BlobFlavour flavour;
  std::int32_t srid;
  bool has_z_or_m;  // which are not read
};

// Any geometry with straight sides becomes a draft of its vertices, none of an empty one. Throws Error with a
// text that goes on after "the geometry of row 7 is ": a damaged one, curves, coordinates that are not finite
// or beyond +-1e100, lines of one vertex, rings of less than four or that are not closed.
ReadShape read_shape(std::span<const std::byte> blob, ShapeDraft& draft, CancelToken& cancel);

// A geometry that may come down to a point: POINT, MULTIPOINT((1 2)), GEOMETRYCOLLECTION(POINT(1 2)). Of any
// other that has vertices, and of an empty one, the answer is an empty point; is_shape(draft) tells them
// apart. Throws as read_shape() does.
PointGeometry read_geometry(std::span<const std::byte> blob, ShapeDraft& draft, CancelToken& cancel);
inline bool is_shape(const ShapeDraft& draft) { return draft.vertices() > 1; }

}  // namespace clusterlite
