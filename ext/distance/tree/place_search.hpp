// The nearest places of a point that hold a given number of points together: what distances to the k-th
// nearest point, and kernels over them, need. No ids, so no ties to break.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "distance/tree/place_tree.hpp"

namespace clusterlite::distance {

struct NearPlace {
  double squared;       // distance
  std::uint32_t place;  // number in the tree's order
};

// A squared distance that is enough for the k-th neighbour of `to`, given the distance `kth` (not squared) of
// the k-th neighbour of `from`; a little above, for rounding errors.
template <std::size_t D>
inline double enough_for(const Point<D>& to, const Point<D>& from, double kth) {
  const double enough = (kth + std::sqrt(squared_distance(from, to))) * (1 + 1e-9);
  return enough * enough;
}

// One searcher per thread: it owns its working memory.
template <std::size_t D>
class NearestPlaces {
 public:
  NearestPlaces(const PlaceTree<D>& tree, CancelToken& cancel) : tree_(tree), cancel_(cancel) {}

  // The nearest places of `p` that hold at least `points` points together, or all places if they hold fewer;
  // a place at `p` itself is one of them. The greatest of their distances, which stands in front, is that of
  // the points-th nearest point. Otherwise the result is in no order; it is complete up to ties at its
  // greatest distance. `bound`: a squared distance known to be enough, or infinity.
  std::span<const NearPlace> find(const Point<D>& p, std::uint64_t points,
                                  double bound = std::numeric_limits<double>::infinity()) {
    start(points, bound);
    tree_.for_each_near(p, *this, cancel_);
    if (found_ < points_ && bound < std::numeric_limits<double>::infinity()) {
      // Distances so small that their squares are rounded away: do without the bound.
      start(points, std::numeric_limits<double>::infinity());
      tree_.for_each_near(p, *this, cancel_);
    }
    return heap_;
  }

  // How many points the places of the last result hold.
  std::uint64_t points_found() const { return found_; }

  // ---- The collector

  double reach() const { return reach_; }

  // Keeps the fewest nearest places that hold `points_` points, the farthest of them on top.
  void take(std::uint32_t place, double squared) {
    found_ += tree_.place(place).count;
    heap_.push_back({squared, place});
    std::push_heap(heap_.begin(), heap_.end(), nearer);
    while (found_ - tree_.place(heap_.front().place).count >= points_) {
      found_ -= tree_.place(heap_.front().place).count;
      std::pop_heap(heap_.begin(), heap_.end(), nearer);
      heap_.pop_back();
    }
    if (found_ >= points_) reach_ = std::min(reach_, heap_.front().squared);
  }

 private:
  static bool nearer(const NearPlace& a, const NearPlace& b) { return a.squared < b.squared; }

  void start(std::uint64_t points, double bound) {
    heap_.clear();
    found_ = 0;
    points_ = points;
    reach_ = bound;
  }

  const PlaceTree<D>& tree_;
  CancelToken& cancel_;
  std::vector<NearPlace> heap_;
  std::uint64_t found_ = 0;
  std::uint64_t points_ = 0;
  double reach_ = 0;
};

}  // namespace clusterlite::distance
