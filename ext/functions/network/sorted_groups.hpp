// The groups of a points data set in the order of their keys, for results that have rows per group.
#pragma once

#include <optional>

#include "datasets/points.hpp"

namespace clusterlite {

class SortedGroups {
 public:
  SortedGroups(const PointsView& points, CancelToken& cancel) : keyed_(points.has_groups()) {
    if (!keyed_) return;
    for (std::size_t group = 0; group < points.group_count(); ++group) {
      cancel.check();
      keys_.intern(points.group_key(group));
    }
    order_ = keys_.sorted(cancel);
  }

  bool keyed() const { return keyed_; }
  std::size_t size() const { return keyed_ ? order_.size() : 1; }

  // The number in the data set of the i-th group.
  std::uint32_t group(std::size_t i) const { return keyed_ ? order_[i] : 0; }
  std::optional<KeyView> key(std::size_t i) const {
    return keyed_ ? std::optional(keys_[order_[i]]) : std::nullopt;
  }

 private:
  bool keyed_;
  Dictionary keys_;
  RawVector<std::uint32_t> order_;
};

}  // namespace clusterlite
