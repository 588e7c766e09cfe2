// Core distances: how far the k-th nearest point of every point is, the point itself counted.
//
// The places of a leaf lie together and have nearly the same neighbours, so they search together: one walk
// from the root for all of them, which leaves out a node when its box is farther from theirs than the widest
// of their searches.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "distance/tree/place_search.hpp"
#include "distance/tree/place_tree.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite::distance {

// The distances to the `points` nearest points, in order.
//
// A new distance is put into its place without asking where that is, which no processor could foresee: each
// of them becomes the greater of the new one and its predecessor, unless it is less itself. One that is too
// far changes nothing.
class NearestFew {
 public:
  static constexpr std::uint64_t kMostPoints = 64;

  void start(std::uint64_t points, double bound) {
    points_ = static_cast<std::size_t>(points);
    std::fill_n(kept_.begin(), points_, kFar);
    reach_ = bound;
  }

  // Squared: what is farther is of no use.
  double reach() const { return reach_; }
  bool complete() const { return kept_[points_ - 1] < kFar; }

  // A place with so many points.
  void take(double squared, std::uint32_t count) {
    const std::size_t many = std::min<std::size_t>(count, points_);
    for (std::size_t i = points_; i-- > many;) {
      kept_[i] = lesser(kept_[i], greater(kept_[i - many], squared));
    }
    for (std::size_t i = many; i-- > 0;) kept_[i] = lesser(kept_[i], squared);
    reach_ = lesser(reach_, kept_[points_ - 1]);
  }

 private:
  static constexpr double kFar = std::numeric_limits<double>::infinity();
  static double lesser(double a, double b) { return a < b ? a : b; }
  static double greater(double a, double b) { return a > b ? a : b; }

  std::array<double, kMostPoints> kept_;  // squared, points_ of them
  std::size_t points_ = 0;
  double reach_ = 0;
};

// The searches of one leaf's places after the other's.
template <std::size_t D>
class LeafSearches {
 public:
  LeafSearches(const PlaceTree<D>& tree, std::uint64_t points, RawVector<double>& core, CancelToken& cancel)
      : tree_(tree), points_(points), core_(core), cancel_(cancel) {}

  // All places below a node.
  void search_from(std::uint32_t number) {
    const auto& node = tree_.node(number);
    if (node.is_leaf()) return search_from_leaf(node);
    search_from(node.child);
    search_from(node.child + 1);
  }

 private:
  using Node = typename PlaceTree<D>::Node;
  static constexpr double kFar = std::numeric_limits<double>::infinity();

  void search_from_leaf(const Node& leaf) {
    from_ = &leaf;
    start([&](std::uint32_t p) { return last_ == kNone ? kFar : bound_from_last(p); });
    look_into(0);
    bool complete = true;
    for (std::uint32_t p = leaf.first; p < leaf.last; ++p) complete = complete && search_of(p).complete();
    if (!complete) {
      // Distances so small that their squares are rounded away: do without the bound.
      start([](std::uint32_t) { return kFar; });
      look_into(0);
    }
    for (std::uint32_t p = leaf.first; p < leaf.last; ++p) core_[p] = search_of(p).reach();
    last_ = leaf.last - 1;
  }

  NearestFew& search_of(std::uint32_t p) { return searches_[p - from_->first]; }

  double bound_from_last(std::uint32_t p) const {
    return enough_for(tree_.place(p).at, tree_.place(last_).at, std::sqrt(core_[last_]));
  }

  template <class Bound>
  void start(const Bound& bound) {
    for (std::uint32_t p = from_->first; p < from_->last; ++p) search_of(p).start(points_, bound(p));
    note_widest();
  }

  void note_widest() {
    widest_ = 0;
    for (std::uint32_t p = from_->first; p < from_->last; ++p)
      widest_ = std::max(widest_, search_of(p).reach());
  }

  void look_into(std::uint32_t number) {
    const Node& node = tree_.node(number);
    if (node.is_leaf()) return look_into_leaf(node);
    std::uint32_t near = node.child;
    std::uint32_t far = near + 1;
    double near_squared = least_squared_distance(tree_.node(near).box, from_->box);
    double far_squared = least_squared_distance(tree_.node(far).box, from_->box);
    if (far_squared < near_squared) {
      std::swap(near, far);
      std::swap(near_squared, far_squared);
    }
    if (near_squared <= widest_) look_into(near);
    if (far_squared <= widest_) look_into(far);
  }

  // The distances from a place to all of the leaf at once: the compiler makes vectors of them, and which of
  // them are of use is one question instead of one for each.
  void look_into_leaf(const Node& leaf) {
    constexpr std::uint32_t kMost = PlaceTree<D>::kLeafPlaces;
    const std::uint32_t count = leaf.last - leaf.first;
    std::array<std::array<double, kMost>, D> at{};
    for (std::uint32_t i = 0; i < count; ++i) {
      for (std::size_t axis = 0; axis < D; ++axis) at[axis][i] = tree_.place(leaf.first + i).at[axis];
    }
    const std::uint32_t all = (1U << count) - 1;
    for (std::uint32_t p = from_->first; p < from_->last; ++p) {
      NearestFew& search = search_of(p);
      const Point<D> from = tree_.place(p).at;
      if (least_squared_distance(leaf.box, from) > search.reach()) continue;
      cancel_.check(count);
      std::array<double, kMost> squared;
      for (std::uint32_t i = 0; i < kMost; ++i) {
        Point<D> to;
        for (std::size_t axis = 0; axis < D; ++axis) to[axis] = at[axis][i];
        squared[i] = squared_distance<D>(to, from);
      }
      const double reach = search.reach();
      std::uint32_t near = 0;
      for (std::uint32_t i = 0; i < kMost; ++i) near |= (squared[i] <= reach ? 1U : 0U) << i;
      for (near &= all; near != 0; near &= near - 1) {
        const auto i = static_cast<std::uint32_t>(std::countr_zero(near));
        search.take(squared[i], tree_.place(leaf.first + i).count);
      }
    }
    note_widest();
  }

  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  const PlaceTree<D>& tree_;
  const std::uint64_t points_;
  RawVector<double>& core_;
  CancelToken& cancel_;
  const Node* from_ = nullptr;  // the leaf that searches
  std::uint32_t last_ = kNone;  // a place nearby whose core distance is known
  double widest_ = 0;           // the greatest reach of its places
  std::array<NearestFew, PlaceTree<D>::kLeafPlaces> searches_;
};

// One squared distance per place, in the tree's order: all points of a place have the same. `points` must not
// be more than there are.
template <std::size_t D>
RawVector<double> core_distances(const PlaceTree<D>& tree, std::uint64_t points, const Threads& threads,
                                 CancelToken& cancel) {
  RawVector<double> core;
  core.resize(tree.size());
  const std::vector<std::uint32_t> parts = tree.nodes_of_at_most(2048);
  threads.for_each(parts.size(), cancel, [&](std::size_t part, CancelToken& own) {
    if (points <= NearestFew::kMostPoints) {
      LeafSearches<D>(tree, points, core, own).search_from(parts[part]);
      return;
    }
    const auto& node = tree.node(parts[part]);
    NearestPlaces<D> nearest(tree, own);
    double bound = std::numeric_limits<double>::infinity();
    for (std::uint32_t p = node.first; p < node.last; ++p) {
      own.check();
      if (p > node.first) bound = enough_for(tree.place(p).at, tree.place(p - 1).at, std::sqrt(core[p - 1]));
      core[p] =
          tree.place(p).count >= points ? 0 : nearest.find(tree.place(p).at, points, bound).front().squared;
    }
  });
  return core;
}

}  // namespace clusterlite::distance
