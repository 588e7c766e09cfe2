// Which rows of a data set look like longitudes and latitudes, and where they lie.
#pragma once

#include <cstddef>

#include "datasets/points.hpp"
#include "distance/frame/points_and_boxes.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// Of the located rows those within +-180 in x and +-90 in y; or, where these are more, the other way round:
// somebody has swapped the columns.
struct DegreeRows {
  std::size_t located = 0;
  std::size_t within = 0;
  distance::Box<2> all = distance::Box<2>::empty();
  // The middle half of the rows along each axis, made twice as long: where rows lie evenly, that is their
  // extent, and some stray rows (0, 0 for unknown, swapped columns) do not change it.
  distance::Box<2> typical = distance::Box<2>::empty();

  static DegreeRows of(const PointsView& view, CancelToken& cancel);

  bool are_most() const { return 2 * within > located; }
  bool are_nearly_all() const { return 4 * within >= 3 * located; }
};

}  // namespace clusterlite
