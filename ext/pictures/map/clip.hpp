// Cutting lines and rings at a rectangle by numbers, and thinning them out, since not every renderer knows
// clipPath.
#pragma once

#include <span>
#include <vector>

#include "pictures/drawing/labels.hpp"
#include "pictures/map/layer.hpp"

namespace clusterlite {

// Sutherland and Hodgman 1974: what lies outside runs along the edge of the rectangle. Empty when nothing is
// inside. The ring may repeat its first place or not.
std::vector<MapPlace> clip_ring(std::span<const MapPlace> ring, const LabelBox& box);

// Liang and Barsky 1984, piece by piece.
std::vector<std::vector<MapPlace>> clip_line(std::span<const MapPlace> line, const LabelBox& box);

// Douglas and Peucker 1973: a ring with the vertices left out that lie within half a pixel of what is drawn
// without them.
std::vector<MapPlace> simplified(std::span<const MapPlace> ring);

}  // namespace clusterlite
