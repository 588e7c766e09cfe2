// What a walk over the points has still to visit: for each place and each node of its tree the smallest rank
// of an unvisited point.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "distance/tree/place_tree.hpp"
#include "support/memory/laid_out.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite::distance {

struct Unvisited {
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  double squared = 0;          // the distance asked for, at least a given one
  std::uint32_t rank = kNone;  // of the id; kNone: nothing found
  std::uint32_t place = kNone;

  friend bool operator<(const Unvisited& a, const Unvisited& b) {
    return a.squared != b.squared ? a.squared < b.squared : a.rank < b.rank;
  }
};

template <std::size_t D>
class UnvisitedPoints {
 public:
  static constexpr std::uint32_t kNone = Unvisited::kNone;

  // `ranks`: Places::rows of SearchedPoints. The points of a place are visited by rank.
  UnvisitedPoints(const PlaceTree<D>& tree, std::span<const std::uint32_t> ranks, CancelToken& cancel)
      : tree_(tree),
        ranks_(ranks),
        first_of_place_(filled(tree.size(), kNone, cancel)),
        leaf_of_(filled(tree.size(), 0U, cancel)),
        parent_(filled(tree.node_count(), kNone, cancel)),
        first_(filled(tree.node_count(), kNone, cancel)) {
    for (std::uint32_t place = 0; place < tree.size(); ++place) {
      cancel.check();
      first_of_place_[place] = ranks[tree.place(place).first_row];
    }
    for (std::uint32_t i = tree.node_count(); i-- > 0;) {
      cancel.check();
      const auto& node = tree.node(i);
      first_[i] = smallest_in(node);
      if (node.is_leaf()) {
        std::fill(leaf_of_.begin() + node.first, leaf_of_.begin() + node.last, i);
      } else {
        parent_[node.child] = parent_[node.child + 1] = i;
      }
    }
    cut_cells(cancel);
  }

  // The smallest rank that has not been visited, of a place or of all; kNone when there is none.
  std::uint32_t first_of(std::uint32_t place) const { return first_of_place_[place]; }
  std::uint32_t first() const { return first_[0]; }
  bool untouched(std::uint32_t place) const {
    const Place<D>& own = tree_.place(place);
    return own.count == 1 ? first_of_place_[place] != kNone : first_of_place_[place] == ranks_[own.first_row];
  }

  // Where the first() point is.
  std::uint32_t place_of_first() const {
    std::uint32_t node = 0;
    while (!tree_.node(node).is_leaf()) {
      node = tree_.node(node).child;
      if (first_[node] != first()) ++node;
    }
    std::uint32_t place = tree_.node(node).first;
    while (first_of(place) != first()) ++place;
    return place;
  }

  void visit_first_of(std::uint32_t place) {
    first_of_place_[place] = rank_behind_first_of(place);
    for (std::uint32_t node = leaf_of_[place]; node != kNone; node = parent_[node]) {
      const std::uint32_t smallest = smallest_in(tree_.node(node));
      if (smallest == first_[node]) return;
      first_[node] = smallest;
    }
  }

  // The unvisited point with the least max(least, squared distance to `place`) <= most; ties by rank. Looks
  // into the place's own leaf first, and then, on the way up to the root, into what lies beside it, until
  // everything else is farther than what has been found.
  Unvisited nearest(std::uint32_t place, double least, double most, CancelToken& cancel) const {
    const Point<D>& p = tree_.place(place).at;
    Unvisited best{most, kNone, kNone};
    std::uint32_t node = leaf_of_[place];
    if (first_[node] != kNone) search(node, p, least, best, cancel);
    for (; parent_[node] != kNone; node = parent_[node]) {
      if (best.squared < squared_way_out(cells_[node], p)) break;
      const std::uint32_t child = tree_.node(parent_[node]).child;
      const std::uint32_t beside = node == child ? child + 1 : child;
      if (first_[beside] != kNone && at_best(beside, p, least) < best) search(beside, p, least, best, cancel);
    }
    return best;
  }

 private:
  std::uint32_t rank_behind_first_of(std::uint32_t place) const {
    const Place<D>& own = tree_.place(place);
    if (own.count == 1) return kNone;
    const auto ranks = ranks_.subspan(own.first_row, own.count);
    const auto next = std::upper_bound(ranks.begin(), ranks.end(), first_of_place_[place]);
    return next == ranks.end() ? kNone : *next;
  }

  std::uint32_t smallest_in(const typename PlaceTree<D>::Node& node) const {
    if (!node.is_leaf()) return std::min(first_[node.child], first_[node.child + 1]);
    std::uint32_t smallest = kNone;
    for (std::uint32_t place = node.first; place < node.last; ++place) {
      smallest = std::min(smallest, first_of_place_[place]);
    }
    return smallest;
  }

  void cut_cells(CancelToken& cancel) {
    cells_.resize(tree_.node_count());
    cells_[0] = tree_.cell_of_root();
    for (std::uint32_t i = 0; i < tree_.node_count(); ++i) {
      cancel.check();
      if (tree_.node(i).is_leaf()) continue;
      const auto [first, second] = tree_.cells_of_children(i, cells_[i]);
      cells_[tree_.node(i).child] = first;
      cells_[tree_.node(i).child + 1] = second;
    }
  }

  Unvisited at_best(std::uint32_t node, const Point<D>& p, double least) const {
    return {std::max(least, least_squared_distance(tree_.node(node).box, p)), first_[node], kNone};
  }

  // Of a node that has unvisited points.
  void search(std::uint32_t number, const Point<D>& p, double least, Unvisited& best,
              CancelToken& cancel) const {
    for (;;) {
      const auto& node = tree_.node(number);
      if (node.is_leaf()) return search_leaf(node, p, least, best, cancel);
      std::uint32_t near = node.child;
      std::uint32_t far = near + 1;
      if (first_[near] == kNone || first_[far] == kNone) {
        number = first_[near] == kNone ? far : near;
        if (!(at_best(number, p, least) < best)) return;
        continue;
      }
      Unvisited in_near = at_best(near, p, least);
      Unvisited in_far = at_best(far, p, least);
      if (in_far < in_near) {
        std::swap(near, far);
        std::swap(in_near, in_far);
      }
      if (!(in_near < best)) return;
      search(near, p, least, best, cancel);
      if (!(in_far < best)) return;
      number = far;
    }
  }

  void search_leaf(const typename PlaceTree<D>::Node& leaf, const Point<D>& p, double least, Unvisited& best,
                   CancelToken& cancel) const {
    cancel.check(leaf.last - leaf.first);
    for (std::uint32_t place = leaf.first; place < leaf.last; ++place) {
      if (first_of_place_[place] == kNone) continue;
      const Unvisited candidate{std::max(least, squared_distance(tree_.place(place).at, p)),
                                first_of_place_[place], place};
      if (candidate < best) best = candidate;
    }
  }

  const PlaceTree<D>& tree_;
  std::span<const std::uint32_t> ranks_;
  // Per place, in the tree's order: a search reads those of a leaf at once, while the ranks themselves lie in
  // the order of coordinates, a miss of the cache for each place.
  RawVector<std::uint32_t> first_of_place_;
  RawVector<std::uint32_t> leaf_of_;  // per place
  RawVector<std::uint32_t> parent_;   // per node
  RawVector<std::uint32_t> first_;    // per node
  RawVector<Box<D>> cells_;           // per node
};

}  // namespace clusterlite::distance
