// A k-d tree over places (Bentley 1975; Friedman, Bentley and Finkel 1977), static once it is built: any
// number of threads may search it at once.
//
// How to build on it:
//
//   Places<D> places = places_of(view, frame, rows, cancel);  // the located rows of one group
//   const PlaceTree<D> tree(places.places, cancel);           // puts them in the tree's order
//
//   for_each_near(p, collector, cancel) offers the places around any point p, nearer boxes first, to a
//   collector that says how far it still looks. Ready collectors: NearestPlaces (place_search.hpp:
//   distances to the k-th nearest point, complete neighbourhoods for kernels), NearestPoints
//   (point_search.hpp: the k nearest points with ties by id). A collector with a constant reach() makes a
//   range query. Searches that prune by more than distance walk the nodes themselves: node(0) is the root,
//   Node says the rest.
//
// Leaves follow each other in space, so a walk over the places in the tree's order asks for one neighbourhood
// after another nearby, and each answer bounds the next search: the k-th neighbour of p is at most as far
// from a place q as it is from p, plus the way from p to q.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "distance/frame/points_and_boxes.hpp"
#include "distance/tree/places.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite::distance {

template <std::size_t D>
class PlaceTree {
 public:
  static constexpr std::uint32_t kLeafPlaces = 8;

  struct Node {  // without values at first: each thread writes its own nodes
    Box<D> box;
    std::uint32_t first;  // its places are first .. last - 1
    std::uint32_t last;
    std::uint32_t child;  // 0: a leaf; else the first of two children, the second follows

    bool is_leaf() const { return child == 0; }
  };

  // Changes the order of `places`, which must outlive the tree. The tree is the same for any number of
  // threads.
  PlaceTree(std::span<Place<D>> places, CancelToken& cancel, const Threads& threads = Threads(1))
      : places_(places) {
    const auto count = static_cast<std::uint32_t>(places.size());
    nodes_.resize(nodes_for(count)[0]);
    if (places.empty()) nodes_[0] = {Box<D>::empty(), 0, 0, 0};
    if (!places.empty()) build({0, 0, count, 1}, cancel, threads);
  }

  std::uint32_t size() const { return static_cast<std::uint32_t>(places_.size()); }
  const Place<D>& place(std::uint32_t i) const { return places_[i]; }
  // A child's number is greater than its parent's.
  const Node& node(std::uint32_t number) const { return nodes_[number]; }
  std::uint32_t node_count() const { return static_cast<std::uint32_t>(nodes_.size()); }

  // Cells: whatever is not of a node lies on the border of its cell or outside, so that a search which
  // reaches no farther need not leave the node. That of the root is everything.
  static Box<D> cell_of_root() {
    Box<D> cell;
    cell.low.fill(-std::numeric_limits<double>::infinity());
    cell.high.fill(std::numeric_limits<double>::infinity());
    return cell;
  }
  // Those of an inner node's children, from its own: each reaches to the nearest place of the other.
  std::array<Box<D>, 2> cells_of_children(std::uint32_t number, const Box<D>& cell) const {
    const Node& node = nodes_[number];
    const std::size_t axis = longest_axis(node.box);  // along which it was cut
    std::array<Box<D>, 2> cells{cell, cell};
    cells[0].high[axis] = nodes_[node.child + 1].box.low[axis];
    cells[1].low[axis] = nodes_[node.child].box.high[axis];
    return cells;
  }

  // Nodes of at most so many places each (or leaves) that hold all places together, in their order: parts for
  // threads, each of which lies together in space.
  std::vector<std::uint32_t> nodes_of_at_most(std::uint32_t places) const {
    std::vector<std::uint32_t> result;
    if (!places_.empty()) add_nodes_of_at_most(places, 0, result);
    return result;
  }

  // Calls collector.take(place number, squared distance) for the places of every leaf that may hold one at
  // most collector.reach() (squared) away from `p`. The reach may shrink from call to call.
  template <class Collector>
  void for_each_near(const Point<D>& p, Collector& collector, CancelToken& cancel) const {
    if (!places_.empty()) search(0, p, collector, cancel);
  }

 private:
  void add_nodes_of_at_most(std::uint32_t places, std::uint32_t number,
                            std::vector<std::uint32_t>& result) const {
    const Node& node = nodes_[number];
    if (node.is_leaf() || node.last - node.first <= places) return result.push_back(number);
    add_nodes_of_at_most(places, node.child, result);
    add_nodes_of_at_most(places, node.child + 1, result);
  }

  static std::size_t longest_axis(const Box<D>& box) {
    std::size_t axis = 0;
    for (std::size_t other = 1; other < D; ++other) {
      if (box.high[other] - box.low[other] > box.high[axis] - box.low[axis]) axis = other;
    }
    return axis;
  }

  // A node that is to be made, and the first number that is free for its descendants.
  struct Plan {
    std::uint32_t node;
    std::uint32_t first;
    std::uint32_t last;
    std::uint32_t free;
  };

  // How many nodes hold so many places, and how many hold one place more.
  static std::array<std::uint32_t, 2> nodes_for(std::uint32_t places) {
    if (places < kLeafPlaces) return {1, 1};
    const auto [of_half, of_next] = nodes_for(places / 2);
    const std::uint32_t unequal = 1 + of_half + of_next;
    if (places % 2 == 1) return {unequal, 1 + 2 * of_next};
    return {places == kLeafPlaces ? 1 : 1 + 2 * of_half, unequal};
  }

  // The upper nodes level by level, then what is below them, a part for each thread and a few more.
  void build(const Plan& root, CancelToken& cancel, const Threads& threads) {
    constexpr std::size_t kPartsPerThread = 8;
    std::vector<Plan> plans{root};
    while (threads.count() > 1 && plans.size() < kPartsPerThread * threads.count() &&
           places_.size() / plans.size() >= Threads::kWorthSharing) {
      std::vector<Plan> next(2 * plans.size());
      threads.for_each(plans.size(), cancel, [&](std::size_t i, CancelToken& token) {
        const auto [left, right] = split(plans[i], token);
        next[2 * i] = left;
        next[2 * i + 1] = right;
      });
      plans = std::move(next);
    }
    threads.for_each(plans.size(), cancel,
                     [&](std::size_t i, CancelToken& token) { build(plans[i], token); });
  }

  void build(const Plan& plan, CancelToken& cancel) {
    if (plan.last - plan.first <= kLeafPlaces) {
      nodes_[plan.node] = {box_of(plan, cancel), plan.first, plan.last, 0};
      return;
    }
    const auto [left, right] = split(plan, cancel);
    build(left, cancel);
    build(right, cancel);
  }

  Box<D> box_of(const Plan& plan, CancelToken& cancel) const {
    Box<D> box = Box<D>::empty();
    for (std::uint32_t i = plan.first; i < plan.last; ++i) {
      cancel.check();
      box.add(places_[i].at);
    }
    return box;
  }

  // Makes an inner node. Its two children come first, then all below the first of them.
  std::array<Plan, 2> split(const Plan& plan, CancelToken& cancel) {
    const Box<D> box = box_of(plan, cancel);
    nodes_[plan.node] = {box, plan.first, plan.last, plan.free};
    const std::size_t axis = longest_axis(box);
    const std::uint32_t middle = plan.first + (plan.last - plan.first) / 2;
    std::nth_element(places_.begin() + plan.first, places_.begin() + middle, places_.begin() + plan.last,
                     [&cancel, axis](const Place<D>& a, const Place<D>& b) {
                       cancel.check();
                       return a.at[axis] < b.at[axis];
                     });
    const std::uint32_t free = plan.free + 2;
    const std::uint32_t below = nodes_for(middle - plan.first)[0] - 1;
    return {Plan{plan.free, plan.first, middle, free}, Plan{plan.free + 1, middle, plan.last, free + below}};
  }

  template <class Collector>
  void search(std::uint32_t number, const Point<D>& p, Collector& collector, CancelToken& cancel) const {
    const Node& node = nodes_[number];
    if (node.is_leaf()) {
      cancel.check(node.last - node.first);
      for (std::uint32_t i = node.first; i < node.last; ++i) {
        const double squared = squared_distance(places_[i].at, p);
        if (squared <= collector.reach()) collector.take(i, squared);
      }
      return;
    }
    const double first = least_squared_distance(nodes_[node.child].box, p);
    const double second = least_squared_distance(nodes_[node.child + 1].box, p);
    const std::uint32_t near = node.child + (second < first ? 1 : 0);
    if (std::min(first, second) <= collector.reach()) search(near, p, collector, cancel);
    if (std::max(first, second) <= collector.reach()) {
      search(near == node.child ? near + 1 : node.child, p, collector, cancel);
    }
  }

  std::span<Place<D>> places_;
  RawVector<Node> nodes_;
};

}  // namespace clusterlite::distance
