// Reading any geometry out of a BLOB, for the data set "points".
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "datasets/shapes.hpp"
#include "geometry/blobs/geometry_header.hpp"
#include "support/cancel.hpp"

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

}  // namespace clusterlite
