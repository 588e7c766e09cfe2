// The k nearest points of a point, nearest first, ties by id.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "distance/tree/place_tree.hpp"

namespace clusterlite::distance {

struct NearPoint {
  double squared;      // distance
  std::uint32_t rank;  // of its id (located/id_ranks.hpp)
};

inline bool operator<(const NearPoint& a, const NearPoint& b) {
  return a.squared != b.squared ? a.squared < b.squared : a.rank < b.rank;
}

// One searcher per thread: it owns its working memory. `rank_of` are the ranks of the points' ids in the
// order of Places::rows, rising inside each place.
template <std::size_t D>
class NearestPoints {
 public:
  NearestPoints(const PlaceTree<D>& tree, std::span<const std::uint32_t> rank_of, CancelToken& cancel)
      : tree_(tree), rank_of_(rank_of), cancel_(cancel) {}

  // The `points` nearest points of `p` (fewer if there are fewer), a point at `p` itself included. `bound`: a
  // squared distance known to be enough, or infinity.
  std::span<const NearPoint> find(const Point<D>& p, std::size_t points,
                                  double bound = std::numeric_limits<double>::infinity()) {
    start(points, bound);
    if (points > 0) tree_.for_each_near(p, *this, cancel_);
    if (found_.size() < points && bound < std::numeric_limits<double>::infinity()) {
      // Distances so small that their squares are rounded away: do without the bound.
      start(points, std::numeric_limits<double>::infinity());
      tree_.for_each_near(p, *this, cancel_);
    }
    cancel_.check(found_.size());
    if (points > kFew) std::sort_heap(found_.begin(), found_.end());
    return found_;
  }

  // ---- The collector

  double reach() const { return reach_; }

  void take(std::uint32_t number, double squared) {
    const Place<D>& place = tree_.place(number);
    for (std::uint32_t i = place.first_row; i < place.first_row + place.count; ++i) {
      cancel_.check();
      add({squared, rank_of_[i]});
      if (found_.size() == points_) reach_ = std::min(reach_, farthest().squared);
    }
  }

 private:
  // So many are kept in order, which is quicker than a heap; more are a heap with the farthest in front.
  static constexpr std::size_t kFew = 64;

  const NearPoint& farthest() const { return points_ <= kFew ? found_.back() : found_.front(); }

  void add(const NearPoint& candidate) {
    if (found_.size() == points_) {
      if (!(candidate < farthest())) return;
      if (points_ > kFew) std::pop_heap(found_.begin(), found_.end());
      found_.pop_back();
    }
    found_.push_back(candidate);
    if (points_ > kFew) return std::push_heap(found_.begin(), found_.end());
    auto place = found_.end() - 1;
    for (; place != found_.begin() && candidate < place[-1]; --place) *place = place[-1];
    *place = candidate;
  }

  void start(std::size_t points, double bound) {
    found_.clear();
    points_ = points;
    reach_ = bound;
  }

  const PlaceTree<D>& tree_;
  std::span<const std::uint32_t> rank_of_;
  CancelToken& cancel_;
  std::vector<NearPoint> found_;
  std::size_t points_ = 0;
  double reach_ = 0;
};

}  // namespace clusterlite::distance
