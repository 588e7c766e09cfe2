// Lengths that are computed in the plane: in which coordinate systems they say nothing.
#pragma once

#include <cstdint>

#include "distance/srids/geographic_srids.hpp"
#include "distance/srids/stretched_srids.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {

// Throws Error for an SRID of degrees and for Web Mercator and its like. Coordinates without an SRID are
// taken at their word.
inline void require_true_lengths(std::int32_t srid) {
  if (is_geographic_srid(srid)) {
    throw Error(
        concat("the coordinates are longitude and latitude in degrees (SRID ", srid,
               "), shorter from west to east than from south to north; bring them to a projected SRID "
               "first (ST_Transform)"));
  }
  if (is_world_mercator_srid(srid)) {
    throw Error(
        concat("SRID ", srid,
               " is a Mercator projection of the world, in which a metre is 1 / cos(latitude) times too "
               "long; bring the geometries to the projected SRID of your country (ST_Transform)"));
  }
}

}  // namespace clusterlite
