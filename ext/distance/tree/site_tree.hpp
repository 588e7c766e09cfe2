// A k-d tree over sites, for sums by distance: leaves of 32 sites next to each other in memory, whose
// coordinates lie axis by axis, ready to be compared 4 at a time.
//
// Unlike PlaceTree it keeps sites with equal coordinates apart, since each may have values of its own, and
// its shape depends on the coordinates and the numbers of the sites only.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "distance/frame/points_and_boxes.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite::distance {

inline constexpr std::uint32_t kLeafSites = 32;

template <std::size_t D>
using Axes = std::array<const double*, D>;  // the coordinates of sites, one array an axis

template <std::size_t D>
class SiteTree {
 public:
  struct Node {
    Box<D> box{};
    std::uint32_t first = 0;  // its places in the tree's order are first .. last - 1
    std::uint32_t last = 0;
    std::uint32_t child = 0;  // 0: a leaf; else the first of two children, the second follows

    bool is_leaf() const { return child == 0; }
    std::uint32_t size() const { return last - first; }
  };

  SiteTree(std::span<const Point<D>> sites, CancelToken& cancel) {
    const auto count = static_cast<std::uint32_t>(sites.size());
    sites_.reserve(count);
    for (std::uint32_t site = 0; site < count; ++site) {
      cancel.check();
      sites_.push_back(site);
    }
    nodes_.reserve(2 * (count / kLeafSites + 1));
    nodes_.emplace_back();
    split(sites, 0, 0, count, cancel);
    for (std::size_t axis = 0; axis < D; ++axis) {
      // So far out that nothing behind the last site is near anything.
      coordinates_[axis].assign(count + kLeafSites, std::numeric_limits<double>::infinity());
      for (std::uint32_t i = 0; i < count; ++i) {
        cancel.check();
        coordinates_[axis][i] = sites[sites_[i]][axis];
      }
    }
    place_of_.resize(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      cancel.check();
      place_of_[sites_[i]] = i;
    }
  }

  std::uint32_t size() const { return static_cast<std::uint32_t>(sites_.size()); }
  std::uint32_t node_count() const { return static_cast<std::uint32_t>(nodes_.size()); }
  const Node& node(std::uint32_t number) const { return nodes_[number]; }  // 0: the root; children behind
  std::span<const std::uint32_t> leaves() const { return leaves_; }        // nodes, in the tree's order

  // Sites have the numbers they were given; places are where the tree has put them.
  std::uint32_t site(std::uint32_t place) const { return sites_[place]; }
  std::uint32_t place(std::uint32_t site) const { return place_of_[site]; }
  // Behind the last one stand kLeafSites at infinity.
  Axes<D> axes(std::uint32_t place = 0) const {
    Axes<D> axes{};
    for (std::size_t axis = 0; axis < D; ++axis) axes[axis] = coordinates_[axis].data() + place;
    return axes;
  }
  Point<D> at(std::uint32_t place) const {
    Point<D> point{};
    for (std::size_t axis = 0; axis < D; ++axis) point[axis] = coordinates_[axis][place];
    return point;
  }

 private:
  // All leaves but the last are full.
  void split(std::span<const Point<D>> sites, std::uint32_t node, std::uint32_t first, std::uint32_t last,
             CancelToken& cancel) {
    Box<D> box = Box<D>::empty();
    for (std::uint32_t i = first; i < last; ++i) {
      cancel.check();
      box.add(sites[sites_[i]]);
    }
    nodes_[node].box = box;
    nodes_[node].first = first;
    nodes_[node].last = last;
    if (last - first <= kLeafSites) {
      leaves_.push_back(node);
      return;
    }
    std::size_t axis = 0;
    for (std::size_t other = 1; other < D; ++other) {
      if (box.high[other] - box.low[other] > box.high[axis] - box.low[axis]) axis = other;
    }
    const std::uint32_t leaves = (last - first + kLeafSites - 1) / kLeafSites;
    const std::uint32_t middle = first + kLeafSites * (leaves / 2);
    std::nth_element(sites_.begin() + first, sites_.begin() + middle, sites_.begin() + last,
                     [&](std::uint32_t a, std::uint32_t b) {
                       cancel.check();
                       return sites[a][axis] != sites[b][axis] ? sites[a][axis] < sites[b][axis] : a < b;
                     });
    const auto child = static_cast<std::uint32_t>(nodes_.size());
    nodes_.resize(nodes_.size() + 2);
    nodes_[node].child = child;
    split(sites, child, first, middle, cancel);
    split(sites, child + 1, middle, last, cancel);
  }

  RawVector<std::uint32_t> sites_;
  RawVector<std::uint32_t> place_of_;
  std::array<RawVector<double>, D> coordinates_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> leaves_;
};

}  // namespace clusterlite::distance
