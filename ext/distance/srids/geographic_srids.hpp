// Which coordinate systems measure in degrees.
#pragma once

#include <cstdint>

namespace clusterlite {

// Whether an SRID is an EPSG code of longitudes and latitudes (4326 WGS 84, 4737 Korea 2000, 4258 ETRS89
// ...), as in the table spatial_ref_sys that SpatiaLite 5.0.1 makes.
bool is_geographic_srid(std::int32_t srid);

}  // namespace clusterlite
