// How many of some sites stand within each distance of every place of a tree.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "distance/frame/distance_bands.hpp"
#include "distance/tree/pair_scans.hpp"
#include "distance/tree/site_tree.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite::statistics {

// One for each thread.
template <std::size_t D>
class CircleCounts {
 public:
  CircleCounts(const distance::SiteTree<D>& places, const distance::DistanceBands& bands)
      : places_(places), bands_(bands) {}

  // visit(place, counts) for each place of a leaf of `places`: counts[k] of the sites of `counted` that are
  // in band k. Where all distances between the leaf and a node, or between a place and a leaf, fall in one
  // band, no site is compared.
  template <class Visit>
  void of_leaf(std::uint32_t leaf, const distance::SiteTree<D>& counted, CancelToken& cancel,
               const Visit& visit) {
    const auto& own = places_.node(leaf);
    const std::size_t width = bands_.size() + std::size_t{1};
    common_.assign(width, 0);
    near_.clear();
    stack_.assign(1, 0);
    while (!stack_.empty()) {
      const std::uint32_t number = stack_.back();
      stack_.pop_back();
      cancel.check();
      const auto& node = counted.node(number);
      const double least = distance::least_squared_distance(own.box, node.box);
      if (least > bands_.reach()) continue;
      const std::uint32_t band = bands_.of(least);
      if (distance::greatest_squared_distance(own.box, node.box) <= bands_.bounds()[band]) {
        common_[band] += node.size();
      } else if (node.is_leaf()) {
        near_.push_back(number);
      } else {
        stack_.push_back(node.child + 1);
        stack_.push_back(node.child);
      }
    }
    for (std::uint32_t place = own.first; place < own.last; ++place) {
      counts_ = common_;
      const distance::Point<D> point = places_.at(place);
      cancel.check(near_.size());
      for (const std::uint32_t number : near_) {
        const auto& node = counted.node(number);
        const double least = distance::least_squared_distance(node.box, point);
        if (least > bands_.reach()) continue;
        const std::uint32_t band = bands_.of(least);
        if (distance::greatest_squared_distance(node.box, point) <= bands_.bounds()[band]) {
          counts_[band] += node.size();
          continue;
        }
        double squared[distance::kLeafSites];
        std::uint32_t in_band[distance::kLeafSites];
        cancel.check(node.size());
        distance::squared_distances<D>(counted.axes(node.first), node.size(), point, squared);
        distance::bands_of(squared, node.size(), bands_, in_band);
        for (std::uint32_t k = 0; k < node.size(); ++k) ++counts_[in_band[k]];
      }
      visit(place, static_cast<const std::uint32_t*>(counts_.data()));
    }
  }

 private:
  const distance::SiteTree<D>& places_;
  const distance::DistanceBands& bands_;
  std::vector<std::uint32_t> common_;  // of all places of the leaf; the last band lies beyond
  std::vector<std::uint32_t> counts_;
  std::vector<std::uint32_t> near_;
  std::vector<std::uint32_t> stack_;
};

}  // namespace clusterlite::statistics
