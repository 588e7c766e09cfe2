// The area of a geometry in longitudes and latitudes, on the WGS 84 ellipsoid.
#pragma once

#include <cstddef>
#include <span>

#include "support/running/cancel.hpp"

namespace clusterlite {

// In square metres: of each polygon its outer ring less its holes; 0 of points and lines.
//
// Latitudes are moved to the sphere that has the same area as the ellipsoid (authalic latitudes), where the
// area under each side is that of a spherical trapezoid, by Boost.Geometry. Only the sides differ from
// geodesics of the ellipsoid: by less than 1e-8 of the area for a hull of a city, 1e-5 for one of 10 degrees.
//
// Throws Error with a text that goes on after "the geometry is ": what walk_geometry() throws, and
// coordinates that are no longitudes and latitudes.
double geodesic_area(std::span<const std::byte> blob, CancelToken& cancel);

}  // namespace clusterlite
