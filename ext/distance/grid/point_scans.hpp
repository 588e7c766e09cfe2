// The innermost loops: a row of points against one point.
#pragma once

#include <cstddef>
#include <cstdint>

#include "distance/frame/points_and_boxes.hpp"

namespace clusterlite::distance {

// How many of points[0 .. count - 1] lie within squared distance `reach` of `p`.
template <std::size_t D>
std::uint32_t count_near(const Point<D>* points, std::uint32_t count, const Point<D>& p, double reach);

// The least squared distance of points[0 .. count - 1] from `p`; infinity when there is none.
template <std::size_t D>
double least_squared(const Point<D>* points, std::uint32_t count, const Point<D>& p);

}  // namespace clusterlite::distance
