// Which rows of a data set are clustered together: the located rows of each group.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "datasets/points.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite::distance {

// Rising row numbers: either a list, or simply all from one to another.
class Rows {
 public:
  explicit Rows(std::size_t count) : count_(count) {}
  explicit Rows(std::span<const std::uint32_t> list) : list_(list.data()), count_(list.size()) {}

  std::size_t size() const { return count_; }
  std::uint32_t operator[](std::size_t i) const {
    return list_ == nullptr ? first_ + static_cast<std::uint32_t>(i) : list_[i];
  }

  // Those at first .. last - 1.
  Rows part(std::size_t first, std::size_t last) const {
    Rows rows(last - first);
    rows.list_ = list_ == nullptr ? nullptr : list_ + first;
    rows.first_ = list_ == nullptr ? first_ + static_cast<std::uint32_t>(first) : 0;
    return rows;
  }

  template <class Visit>
  void for_each(CancelToken& cancel, Visit visit) const {
    for (std::size_t i = 0; i < count_;) {
      const std::size_t end = std::min(count_, i + kBlock);
      cancel.check(end - i);
      for (; i < end; ++i) visit((*this)[i]);
    }
  }

 private:
  static constexpr std::size_t kBlock = 4096;
  const std::uint32_t* list_ = nullptr;
  std::size_t count_ = 0;
  std::uint32_t first_ = 0;
};

// A group with a shape in it is measured as shapes (geometry/shapes/shape_group.hpp), its points included.
enum class GroupsOf : std::uint8_t { points, shapes };

// Groups of the other sort have no rows here.
class RowGroups {
 public:
  RowGroups(const PointsView& view, CancelToken& cancel, GroupsOf wanted = GroupsOf::points);

  std::size_t size() const { return starts_.empty() ? 1 : starts_.size() - 1; }
  Rows operator[](std::size_t group) const {
    if (starts_.empty()) return Rows(all_);
    return Rows(std::span(list_).subspan(starts_[group], starts_[group + 1] - starts_[group]));
  }

 private:
  std::size_t all_ = 0;
  std::vector<std::uint32_t> starts_;  // empty: one group, and every row of the data set is in it
  RawVector<std::uint32_t> list_;
};

}  // namespace clusterlite::distance
