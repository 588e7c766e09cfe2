// Draws layers as a map.
#pragma once

#include <string>
#include <vector>

#include "pictures/map/layer.hpp"
#include "pictures/options/options.hpp"

namespace clusterlite {

// In the order of z, then of their kinds, then of their content: never of their rows. Coordinates are metres
// with y to the north, or degrees: an option or the SRID says so, else that all of them could be degrees.
//
// Throws Error: too many categories or bytes, areas without a number under a scale of numbers.
std::string draw_map(std::vector<Layer> layers, const PictureOptions& options, CancelToken& cancel);

}  // namespace clusterlite
