// The innermost loops over pairs: one point against a run of others.
#pragma once

#include <cstdint>

#include "distance/frame/distance_bands.hpp"
#include "distance/tree/site_tree.hpp"

namespace clusterlite::distance {

// Runs are cut into pieces of this size, for which there is room on the stack.
inline constexpr std::uint32_t kScanned = 256;

// The squared distances of points[0 .. count - 1], count <= kScanned, from `p`.
template <std::size_t D>
void squared_distances(const Axes<D>& points, std::uint32_t count, const Point<D>& p, double* squared);

// The band of each, bands.size() where it is beyond the last one.
void bands_of(const double* squared, std::uint32_t count, const DistanceBands& bands, std::uint32_t* band);

// at = distance * per_distance, of plane distances; bin = at without its fraction. What is beyond the limit
// is spread over the bins limit .. limit + kBinsBeyond - 1: adding to one of them again and again would wait.
// True when a distance is 0.
inline constexpr std::uint32_t kBinsBeyond = 8;
bool bins_of(const double* squared, std::uint32_t count, double per_distance, std::uint32_t limit, double* at,
             std::uint32_t* bin);

}  // namespace clusterlite::distance
