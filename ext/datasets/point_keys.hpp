// What a result over points keeps of its data set: the ids and group keys, owned.
#pragma once

#include <optional>

#include "datasets/points.hpp"
#include "support/memory/large_memory.hpp"

namespace clusterlite {

class PointKeys {
 public:
  PointKeys(const PointsView& points, CancelToken& cancel)
      : size_(points.size()), integer_ids_(points.has_integer_ids()) {
    if (!take_sequence(points)) copy_ids(points, cancel);
    if (!points.has_groups()) return;
    groups_.reserve(points.size());
    for (std::size_t row = 0; row < points.size(); ++row) {
      cancel.check();
      groups_.push_back(points.group(row));
    }
    for (std::size_t group = 0; group < points.group_count(); ++group) {
      cancel.check();
      group_keys_.intern(points.group_key(group));
    }
  }

  std::size_t size() const { return size_; }
  KeyView id(std::size_t row) const {
    return integer_ids_ ? KeyView::of(integer_id(row))
                        : read_key(heap_.bytes(), static_cast<std::size_t>(ids_[row]));
  }
  bool has_integer_ids() const { return integer_ids_; }
  std::int64_t integer_id(std::size_t row) const {
    return ids_.empty() ? first_id_ + static_cast<std::int64_t>(row) : ids_[row];
  }
  std::optional<KeyView> group_key(std::size_t row) const {
    return groups_.empty() ? std::nullopt : std::optional(group_keys_[groups_[row]]);
  }

 private:
  // Rising integers of which none is left out, such as the rowids of a whole table, need no list.
  bool take_sequence(const PointsView& points) {
    if (!integer_ids_ || !points.ids_rise() || size_ == 0) return false;
    first_id_ = points.integer_id(0);
    // As unsigned numbers: the difference of two ids may not fit into 63 bits.
    const auto span =
        static_cast<std::uint64_t>(points.integer_id(size_ - 1)) - static_cast<std::uint64_t>(first_id_);
    return span == size_ - 1;
  }

  void copy_ids(const PointsView& points, CancelToken& cancel) {
    ids_.reserve(size_);
    for (std::size_t row = 0; row < size_; ++row) {
      cancel.check();
      if (integer_ids_) {
        ids_.push_back(points.integer_id(row));
      } else {
        ids_.push_back(static_cast<std::int64_t>(heap_.size()));
        append_key(heap_, points.id(row));
      }
    }
    heap_.shrink();
  }

  std::size_t size_;
  bool integer_ids_;
  std::int64_t first_id_ = 0;
  RawVector<std::int64_t> ids_;  // empty: first_id_, first_id_ + 1, ...
  ByteBuffer heap_;
  RawVector<std::uint32_t> groups_;
  Dictionary group_keys_;
};

}  // namespace clusterlite
