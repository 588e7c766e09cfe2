// The Delaunay triangulation of points on an integer grid.
//
// Boost.Polygon's Voronoi sweep does the work; its predicates are exact on 32-bit integers. GEOS has a
// triangulation of doubles, but up to 3.12 it goes wrong on nearly collinear points (firms along one street,
// in degrees) so badly that GEOSConcaveHull_r crashes (libgeos/geos issues 719, 754, 946), and it cannot be
// interrupted.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "support/running/cancel.hpp"

namespace clusterlite {

struct GridPoint {
  std::int32_t x;
  std::int32_t y;
  friend auto operator<=>(const GridPoint&, const GridPoint&) = default;
};

inline constexpr std::uint32_t kNoTriangle = std::numeric_limits<std::uint32_t>::max();

struct Triangle {
  std::array<std::uint32_t, 3> corners;  // indices of points, counter-clockwise
  // neighbours[i] shares the side from corners[i] to corners[(i + 1) % 3]; kNoTriangle at the border.
  std::array<std::uint32_t, 3> neighbours;
};

// The points are sorted by x, then y, and distinct; there are less than 2^30 of them. Collinear points have
// no triangle. Where four or more lie on one circle any of their triangulations may come out, but always the
// same one. O(n log n).
std::vector<Triangle> delaunay(std::span<const GridPoint> points, CancelToken& cancel);

}  // namespace clusterlite
