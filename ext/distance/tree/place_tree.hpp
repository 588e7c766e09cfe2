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
#include <cstddef>
#include <cstdint>
#include <span>

#include "distance/frame/points_and_boxes.hpp"
#include "distance/tree/places.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite::distance {

template <std::size_t D>
class PlaceTree {
 public:
  static constexpr std::uint32_t kLeafPlaces = 8;

  struct Node {
    Box<D> box{};
    std::uint32_t first = 0;  // its places are first .. last - 1
    std::uint32_t last = 0;
    std::uint32_t child = 0;  // 0: a leaf; else the first of two children, the second follows

    bool is_leaf() const { return child == 0; }
  };

  // Changes the order of `places`, which must outlive the tree.
  PlaceTree(std::span<Place<D>> places, CancelToken& cancel) : places_(places) {
    // Exactly as many as there will be: moving them would take longer than a cancelled query may go on.
    nodes_.reserve(nodes_for(static_cast<std::uint32_t>(places.size()), cancel));
    nodes_.emplace_back();
    if (!places.empty()) split(0, 0, static_cast<std::uint32_t>(places.size()), cancel);
  }

  std::uint32_t size() const { return static_cast<std::uint32_t>(places_.size()); }
  const Place<D>& place(std::uint32_t i) const { return places_[i]; }
  // A child's number is greater than its parent's.
  const Node& node(std::uint32_t number) const { return nodes_[number]; }
  std::uint32_t node_count() const { return static_cast<std::uint32_t>(nodes_.size()); }

  // Calls collector.take(place number, squared distance) for the places of every leaf that may hold one at
  // most collector.reach() (squared) away from `p`. The reach may shrink from call to call.
  template <class Collector>
  void for_each_near(const Point<D>& p, Collector& collector, CancelToken& cancel) const {
    if (!places_.empty()) search(0, p, collector, cancel);
  }

 private:
  static std::size_t nodes_for(std::uint32_t places, CancelToken& cancel) {
    cancel.check();
    if (places <= kLeafPlaces) return 1;
    return 1 + nodes_for(places / 2, cancel) + nodes_for(places - places / 2, cancel);
  }

  void split(std::uint32_t node, std::uint32_t first, std::uint32_t last, CancelToken& cancel) {
    Box<D> box = Box<D>::empty();
    for (std::uint32_t i = first; i < last; ++i) {
      cancel.check();
      box.add(places_[i].at);
    }
    nodes_[node].box = box;
    nodes_[node].first = first;
    nodes_[node].last = last;
    if (last - first <= kLeafPlaces) return;

    std::size_t axis = 0;
    for (std::size_t other = 1; other < D; ++other) {
      if (box.high[other] - box.low[other] > box.high[axis] - box.low[axis]) axis = other;
    }
    const std::uint32_t middle = first + (last - first) / 2;
    std::nth_element(places_.begin() + first, places_.begin() + middle, places_.begin() + last,
                     [&cancel, axis](const Place<D>& a, const Place<D>& b) {
                       cancel.check();
                       return a.at[axis] < b.at[axis];
                     });
    const auto child = static_cast<std::uint32_t>(nodes_.size());
    nodes_.resize(nodes_.size() + 2);
    nodes_[node].child = child;
    split(child, first, middle, cancel);
    split(child + 1, middle, last, cancel);
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
