// The area of a geometry BLOB.
#pragma once

#include <cstddef>
#include <span>

#include "support/running/cancel.hpp"

namespace clusterlite {

// Reads any geometry with straight sides in the layouts of geometry_header.hpp, SpatiaLite's compressed one
// included: the area inside the polygons, holes taken off, in the squared unit of the coordinates. Points and
// lines have 0. It is the planar area of ST_Area; of degrees it gives square degrees.
// Throws Error with a text that goes on after "the geometry is ".
double area(std::span<const std::byte> blob, CancelToken& cancel);

}  // namespace clusterlite
