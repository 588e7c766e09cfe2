// A k-d tree over places (Bentley 1975; Friedman, Bentley and Finkel 1977) that finds, exactly, how far away
// the B-th nearest other point of a place is and which places are nearer.
//
// Leaves follow each other in space, so that a walk over the places in the tree's order asks for one
// neighbourhood after another nearby, and each answer bounds the next search: the B-th neighbour of p is at
// most as far from a place q as it is from p, plus the way from p to q.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "distance/places.hpp"
#include "distance/space.hpp"
#include "support/cancel.hpp"

namespace clusterlite::distance {

struct NearPlace {
  double squared;       // distance
  std::uint32_t place;  // number in the tree's order
};

template <std::size_t D>
class PlaceTree {
 public:
  // Changes the order of `places` and keeps a view of them.
  PlaceTree(std::span<Place<D>> places, CancelToken& cancel) : places_(places), cancel_(cancel) {
    nodes_.reserve(2 * (places.size() / kLeafPlaces + 1));
    nodes_.emplace_back();
    if (!places.empty()) split(0, 0, static_cast<std::uint32_t>(places.size()));
  }

  // The nearest places of place `p`, itself included, that hold at least `points` points together; the
  // greatest of their distances is that of the points-th nearest point. There must be so many points.
  // `bound`: a squared distance known to be enough, or infinity. The result is in no order, and complete up
  // to ties at its greatest distance.
  std::span<const NearPlace> nearest(std::uint32_t p, std::uint64_t points, double bound) {
    heap_.clear();
    found_ = 0;
    points_ = points;
    bound_ = bound;
    search(0, places_[p].at);
    if (found_ < points_) {  // distances so small that their squares are rounded away: do without the bound
      heap_.clear();
      found_ = 0;
      bound_ = std::numeric_limits<double>::infinity();
      search(0, places_[p].at);
    }
    return heap_;
  }

 private:
  static constexpr std::uint32_t kLeafPlaces = 8;

  struct Node {
    Box<D> box{};
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::uint32_t child = 0;  // 0: a leaf; else the first of two children, the second follows
  };

  static bool nearer(const NearPlace& a, const NearPlace& b) { return a.squared < b.squared; }

  void split(std::uint32_t node, std::uint32_t first, std::uint32_t last) {
    Box<D> box = Box<D>::empty();
    for (std::uint32_t i = first; i < last; ++i) {
      cancel_.check();
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
                     [this, axis](const Place<D>& a, const Place<D>& b) {
                       cancel_.check();
                       return a.at[axis] < b.at[axis];
                     });
    const auto child = static_cast<std::uint32_t>(nodes_.size());
    nodes_.resize(nodes_.size() + 2);
    nodes_[node].child = child;
    split(child, first, middle);
    split(child + 1, middle, last);
  }

  void search(std::uint32_t number, const Point<D>& p) {
    const Node& node = nodes_[number];
    if (node.child == 0) {
      cancel_.check(node.last - node.first);
      for (std::uint32_t i = node.first; i < node.last; ++i) take({squared_distance(places_[i].at, p), i});
      return;
    }
    const double first = least_squared_distance(nodes_[node.child].box, p);
    const double second = least_squared_distance(nodes_[node.child + 1].box, p);
    const std::uint32_t near = node.child + (second < first ? 1 : 0);
    if (std::min(first, second) <= bound_) search(near, p);
    if (std::max(first, second) <= bound_) search(near == node.child ? near + 1 : node.child, p);
  }

  // Keeps the fewest nearest places that hold `points_` points, the farthest of them on top.
  void take(const NearPlace& candidate) {
    if (candidate.squared > bound_) return;
    found_ += places_[candidate.place].count;
    heap_.push_back(candidate);
    std::push_heap(heap_.begin(), heap_.end(), nearer);
    while (found_ - places_[heap_.front().place].count >= points_) {
      found_ -= places_[heap_.front().place].count;
      std::pop_heap(heap_.begin(), heap_.end(), nearer);
      heap_.pop_back();
    }
    if (found_ >= points_) bound_ = std::min(bound_, heap_.front().squared);
  }

  std::span<Place<D>> places_;
  CancelToken& cancel_;
  std::vector<Node> nodes_;
  std::vector<NearPlace> heap_;
  std::uint64_t found_ = 0;
  std::uint64_t points_ = 0;
  double bound_ = std::numeric_limits<double>::infinity();
};

}  // namespace clusterlite::distance
