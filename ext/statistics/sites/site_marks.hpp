// The located firms as sites with marks: what simulations permute.
//
// Sites are numbered by (id, group key), groups by their keys, before anything is sorted by place: random
// numbers meet the same firms whatever the order of rows.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "datasets/points.hpp"
#include "distance/frame/coordinate_frames.hpp"
#include "distance/frame/distance_bands.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite::statistics {

class SiteMarks {
 public:
  SiteMarks(const PointsView& view, CancelToken& cancel);

  std::uint32_t size() const { return static_cast<std::uint32_t>(rows_.size()); }
  std::uint32_t row(std::uint32_t site) const { return rows_[site]; }  // of the data set
  std::span<const std::uint32_t> rows() const { return rows_; }
  std::uint32_t group(std::uint32_t site) const { return groups_[site]; }

  // Those without located rows included; without group keys one group holds all.
  std::uint32_t group_count() const { return static_cast<std::uint32_t>(numbers_.size()); }
  // The number that the data set gives a group.
  std::uint32_t group_number(std::uint32_t group) const { return numbers_[group]; }
  // The sites of a group, rising.
  std::span<const std::uint32_t> sites_of(std::uint32_t group) const {
    return std::span(by_group_).subspan(starts_[group], starts_[group + 1] - starts_[group]);
  }

 private:
  RawVector<std::uint32_t> rows_;
  RawVector<std::uint32_t> groups_;
  std::vector<std::uint32_t> numbers_;
  std::vector<std::uint32_t> starts_;
  RawVector<std::uint32_t> by_group_;
};

// Where the sites lie, in the scale of the bands. Throws Error when, with the geodesic metric, a coordinate
// is out of range.
template <class Frame>
RawVector<distance::Point<Frame::kDimensions>> site_points(const PointsView& view, const SiteMarks& marks,
                                                           const distance::Reach& scale,
                                                           CancelToken& cancel) {
  const distance::Rows rows(marks.rows());
  const Frame frame(view, rows, 0, cancel);
  RawVector<distance::Point<Frame::kDimensions>> points;
  points.reserve(rows.size());
  rows.for_each(cancel, [&](std::uint32_t row) {
    auto point = frame.at(row);
    for (double& coordinate : point) coordinate = scale.coordinate(coordinate);
    points.push_back(point);
  });
  return points;
}

}  // namespace clusterlite::statistics
