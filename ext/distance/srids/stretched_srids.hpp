// Which coordinate systems stretch lengths so much that a distance in their metres is not one on the ground.
#pragma once

#include <cstdint>

namespace clusterlite {

// Whether an SRID is Web Mercator (3857 and its older codes) or another Mercator projection of the whole
// world, true to scale at the equator: at latitude b everything is 1 / cos(b) times as long, 1.25 times in
// Seoul, twice in Oslo. Mercator projections of a region, true to scale there, are not meant.
bool is_world_mercator_srid(std::int32_t srid);

}  // namespace clusterlite
