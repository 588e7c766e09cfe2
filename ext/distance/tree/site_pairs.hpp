// All pairs of some of the sites of a SiteTree that are not farther apart than a reach, each once.
//
// A simulation draws some thousands of sites out of many more. They are taken over in the tree's order, so a
// tree over them needs no sorting, and sites that follow each other are near each other: a point is compared
// with long runs of them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "distance/tree/site_tree.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite::distance {

template <std::size_t D>
class SitePairs {
 public:
  // `places` rise.
  SitePairs(const SiteTree<D>& tree, std::span<const std::uint32_t> places, CancelToken& cancel) {
    for (std::size_t axis = 0; axis < D; ++axis) {
      const double* const from = tree.axes()[axis];
      coordinates_[axis].reserve(places.size());
      for (const std::uint32_t place : places) coordinates_[axis].push_back(from[place]);
    }
    cancel.check(places.size());
    if (!places.empty()) take_over(tree, 0, places, 0, cancel);
  }

  std::uint32_t size() const { return static_cast<std::uint32_t>(coordinates_[0].size()); }
  Axes<D> axes() const {
    Axes<D> axes{};
    for (std::size_t axis = 0; axis < D; ++axis) axes[axis] = coordinates_[axis].data();
    return axes;
  }
  Point<D> at(std::uint32_t i) const {
    Point<D> point{};
    for (std::size_t axis = 0; axis < D; ++axis) point[axis] = coordinates_[axis][i];
    return point;
  }
  std::uint32_t leaf_count() const { return static_cast<std::uint32_t>(leaves_.size()); }

  // visit(i, first, last) for each point i of a leaf, numbered in the order of the places: pairs of i with
  // first .. last - 1, which all come after i. Pairs that are farther apart than the reach (squared) may be
  // among them.
  template <class Visit>
  void for_each_run(std::uint32_t leaf, double reach, CancelToken& cancel, const Visit& visit) const {
    struct Run {
      std::uint32_t first;
      std::uint32_t last;
    };
    const Node& node = nodes_[leaves_[leaf]];
    std::vector<Run> runs;
    std::vector<std::uint32_t> stack{0};
    while (!stack.empty()) {
      const Node& other = nodes_[stack.back()];
      stack.pop_back();
      cancel.check();
      if (other.last <= node.last || least_squared_distance(node.box, other.box) > reach) continue;
      if (other.child != 0) {
        stack.push_back(other.child + 1);
        stack.push_back(other.child);
      } else if (!runs.empty() && runs.back().last == other.first) {
        runs.back().last = other.last;
      } else {
        runs.push_back({other.first, other.last});
      }
    }
    for (std::uint32_t i = node.first; i < node.last; ++i) {
      cancel.check(node.last - i);
      if (runs.empty() || runs.front().first != node.last) {
        if (i + 1 < node.last) visit(i, i + 1, node.last);
        for (const Run& run : runs) take_run(i, run.first, run.last, cancel, visit);
      } else {
        take_run(i, i + 1, runs.front().last, cancel, visit);
        for (std::size_t at = 1; at < runs.size(); ++at) {
          take_run(i, runs[at].first, runs[at].last, cancel, visit);
        }
      }
    }
  }

 private:
  struct Node {
    Box<D> box;
    std::uint32_t first;
    std::uint32_t last;
    std::uint32_t child;  // as in SiteTree
  };

  template <class Visit>
  static void take_run(std::uint32_t i, std::uint32_t first, std::uint32_t last, CancelToken& cancel,
                       const Visit& visit) {
    cancel.check(last - first);
    visit(i, first, last);
  }

  // The places, number `first` of all and those behind it, lie in a node of the tree. Returns the new node.
  void take_over(const SiteTree<D>& tree, std::uint32_t number, std::span<const std::uint32_t> places,
                 std::uint32_t first, CancelToken& cancel) {
    nodes_.emplace_back();
    fill(0, tree, number, places, first, cancel);
  }

  void fill(std::uint32_t own, const SiteTree<D>& tree, std::uint32_t number,
            std::span<const std::uint32_t> places, std::uint32_t first, CancelToken& cancel) {
    cancel.check();
    const auto count = static_cast<std::uint32_t>(places.size());
    // Down to the node that parts them.
    std::size_t left = 0;
    while (count > kLeafSites) {
      const auto& node = tree.node(number);
      const std::uint32_t border = tree.node(node.child).last;
      left =
          static_cast<std::size_t>(std::lower_bound(places.begin(), places.end(), border) - places.begin());
      if (left != 0 && left != count) break;
      number = left == 0 ? node.child + 1 : node.child;
    }
    nodes_[own].first = first;
    nodes_[own].last = first + count;
    nodes_[own].child = 0;
    if (count <= kLeafSites) {
      Box<D> box = Box<D>::empty();
      for (std::uint32_t i = first; i < first + count; ++i) box.add(at(i));
      nodes_[own].box = box;
      leaves_.push_back(own);
      return;
    }
    const auto child = static_cast<std::uint32_t>(nodes_.size());
    nodes_.resize(nodes_.size() + 2);
    nodes_[own].child = child;
    const std::uint32_t below = tree.node(number).child;
    fill(child, tree, below, places.first(left), first, cancel);
    fill(child + 1, tree, below + 1, places.subspan(left), first + static_cast<std::uint32_t>(left), cancel);
    Box<D> box = nodes_[child].box;
    for (std::size_t axis = 0; axis < D; ++axis) {
      box.low[axis] = std::min(box.low[axis], nodes_[child + 1].box.low[axis]);
      box.high[axis] = std::max(box.high[axis], nodes_[child + 1].box.high[axis]);
    }
    nodes_[own].box = box;
  }

  std::array<std::vector<double>, D> coordinates_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> leaves_;
};

}  // namespace clusterlite::distance
