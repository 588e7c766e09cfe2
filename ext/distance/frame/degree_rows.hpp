// Which rows of a data set look like longitudes and latitudes, and where they lie.
#pragma once

#include <cstddef>

#include "datasets/points.hpp"
#include "distance/frame/points_and_boxes.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// Of the located rows those within +-180 in x and +-90 in y; or, where these are more, the other way round:
// somebody has swapped the columns. Rows at exactly (0, 0), the commonest dirt, are left out of the judgement
// where others remain; unless all others are whole numbers, as those of a plane with an origin are.
struct DegreeRows {
  std::size_t located = 0;
  std::size_t left_out = 0;  // at (0, 0)
  std::size_t within = 0;
  distance::Box<2> all = distance::Box<2>::empty();
  // The middle half of the rows along each axis, made twice as long: where rows lie evenly, that is their
  // extent, and some stray rows (0 for unknown, swapped columns) do not change it.
  distance::Box<2> typical = distance::Box<2>::empty();
  // The rows within a twentieth of the distance from 0 around the median, along both axes: a city's. A plane
  // site of that size starts near 0.
  std::size_t city_rows = 0;
  distance::Box<2> city = distance::Box<2>::empty();
  std::size_t fractional_city_rows = 0;

  static DegreeRows of(const PointsView& view, CancelToken& cancel);

  std::size_t judged() const { return located - left_out; }
  bool are_all() const { return within == located; }
  bool are_most() const { return 2 * within > judged(); }
  // All rows but a quarter, and of few rows all but one, lie in one city. Of two rows and a third among the
  // degrees, nobody can tell the stray one; and where there are strays, whole numbers are of a plane.
  bool are_a_city() const;
};

}  // namespace clusterlite
