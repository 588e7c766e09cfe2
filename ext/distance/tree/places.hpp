// Points that share their coordinates, such as the firms of one building, as one place.
//
// Whatever depends on distances only is the same for all points of a place, and a place with a million firms
// costs no more than one with two.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "datasets/points.hpp"
#include "distance/frame/points_and_boxes.hpp"
#include "distance/located/row_groups.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite::distance {

template <std::size_t D>
struct Place {
  Point<D> at;
  std::uint32_t count = 0;  // points here
  // The place's rows are Places::rows[first_row .. first_row + count - 1], by group and then as given.
  std::uint32_t first_row = 0;
};

template <std::size_t D>
struct Places {
  RawVector<Place<D>> places;     // sorted by their coordinates: the same for any order of rows
  RawVector<std::uint32_t> rows;  // the given rows, place by place
  double scale = 1;  // the power of two by which `at` was multiplied, so that its squares stay in range

  // Lays the rows out in the order of the places, which a tree has changed: a search then finds those of
  // places that lie together in few lines of the cache, and not in one for each place.
  void put_rows_in_order(CancelToken& cancel) {
    RawVector<std::uint32_t> ordered;
    ordered.reserve(rows.size());
    for (Place<D>& place : places) {
      cancel.check(place.count);
      const auto first = rows.begin() + place.first_row;
      place.first_row = static_cast<std::uint32_t>(ordered.size());
      ordered.insert(ordered.end(), first, first + place.count);
    }
    rows = std::move(ordered);
  }
};

// `Frame` is one of frame.hpp. All the given rows take part, whatever their group; they must be located.
// `largest`: the largest coordinate of other points that will be compared with these places.
template <class Frame>
Places<Frame::kDimensions> places_of(const PointsView& view, const Frame& frame, const Rows& rows,
                                     CancelToken& cancel, double largest = 0,
                                     const Threads& threads = Threads(1));

}  // namespace clusterlite::distance
