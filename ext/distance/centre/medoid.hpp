// The medoid: the member with the least weighted sum of distances to all members.
//
// Exact, without computing the sums of all members. Newling and Fleuret 2017 (A sub-quadratic exact medoid
// algorithm, AISTATS) bound the sums that were not computed by the triangle inequality. In the plane there is
// more to know: f(p) = sum of w_q |p - q| is convex, so each computed sum also gives a plane below f (Kelley
// 1960, The cutting-plane method for solving convex programs):
//
//   f(p) >= f(c) + g (p - c),   g = sum of w_q (c - q) / |c - q|
//
// Members whose bound exceeds the least sum found are out, and the next sum computed is that of the member
// with the least bound. A few dozen passes over the members settle a million of them.
#pragma once

#include <cstdint>

#include "datasets/points.hpp"
#include "distance/located/row_groups.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

inline constexpr std::uint32_t kNoMedoid = 0xFFFFFFFF;

// The row of the medoid of the given rows, which are located; straight distances. Ties (equal sums, as
// doubles) go to the smallest id. kNoMedoid when there are no rows or nothing weighs anything.
std::uint32_t medoid(const PointsView& view, const distance::Rows& rows, CancelToken& cancel);

}  // namespace clusterlite
