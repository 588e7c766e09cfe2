// What a result over points keeps of its data set: the ids and group keys, owned.
#pragma once

#include <optional>
#include <vector>

#include "datasets/points.hpp"

namespace clusterlite {

class PointKeys {
 public:
  PointKeys(const PointsView& points, CancelToken& cancel) : integer_ids_(points.has_integer_ids()) {
    ids_.reserve(points.size());
    if (points.has_groups()) groups_.reserve(points.size());
    for (std::size_t row = 0; row < points.size(); ++row) {
      cancel.check();
      if (integer_ids_) {
        ids_.push_back(points.integer_id(row));
      } else {
        ids_.push_back(static_cast<std::int64_t>(heap_.size()));
        append_key(heap_, points.id(row));
      }
      if (points.has_groups()) groups_.push_back(points.group(row));
    }
    heap_.shrink();
    for (std::size_t group = 0; points.has_groups() && group < points.group_count(); ++group) {
      cancel.check();
      group_keys_.intern(points.group_key(group));
    }
  }

  std::size_t size() const { return ids_.size(); }
  KeyView id(std::size_t row) const {
    return integer_ids_ ? KeyView::of(ids_[row])
                        : read_key(heap_.bytes(), static_cast<std::size_t>(ids_[row]));
  }
  std::optional<KeyView> group_key(std::size_t row) const {
    return groups_.empty() ? std::nullopt : std::optional(group_keys_[groups_[row]]);
  }

 private:
  bool integer_ids_;
  std::vector<std::int64_t> ids_;
  ByteBuffer heap_;
  std::vector<std::uint32_t> groups_;
  Dictionary group_keys_;
};

}  // namespace clusterlite
