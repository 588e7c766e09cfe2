// Core distances: how far the k-th nearest point of every point is, the point itself counted.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "distance/tree/place_search.hpp"
#include "distance/tree/place_tree.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite::distance {

// One squared distance per place, in the tree's order: all points of a place have the same. `points` must not
// be more than there are.
template <std::size_t D>
RawVector<double> core_distances(const PlaceTree<D>& tree, std::uint64_t points, const Threads& threads,
                                 CancelToken& cancel) {
  constexpr std::uint32_t kPart = 2048;  // places
  RawVector<double> core;
  core.resize(tree.size());
  threads.for_each((tree.size() + kPart - 1) / kPart, cancel, [&](std::size_t part, CancelToken& own) {
    const auto first = static_cast<std::uint32_t>(part * kPart);
    const std::uint32_t last = std::min(tree.size(), first + kPart);
    NearestPlaces<D> nearest(tree, own);
    double bound = std::numeric_limits<double>::infinity();
    for (std::uint32_t p = first; p < last; ++p) {
      own.check();
      if (p > first) bound = enough_for(tree.place(p).at, tree.place(p - 1).at, std::sqrt(core[p - 1]));
      core[p] =
          tree.place(p).count >= points ? 0 : nearest.find(tree.place(p).at, points, bound).front().squared;
    }
  });
  return core;
}

}  // namespace clusterlite::distance
