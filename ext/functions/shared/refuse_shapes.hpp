// What to say of rows that are no points where points are needed.
#pragma once

#include <string_view>

#include "datasets/points.hpp"
#include "support/running/cancel.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {

// Throws Error when there is a shape, naming the one with the smallest id: "`why` (id 7 is a POLYGON);
// `remedy` (ST_PointOnSurface or ST_Centroid)".
inline void refuse_shapes(const PointsView& points, std::string_view why, std::string_view remedy,
                          CancelToken& cancel) {
  if (!points.has_shapes()) return;
  std::size_t first = 0;
  for (std::size_t shape = 1; shape < points.summary().shapes; ++shape) {
    cancel.check();
    if (points.compare_ids(points.shape_row(shape), points.shape_row(first)) < 0) first = shape;
  }
  throw Error(concat(why, " (id ", to_text(points.id(points.shape_row(first))), " is a ",
                     name_of(points.shape(first).type()), "); ", remedy,
                     " (ST_PointOnSurface or ST_Centroid)"));
}

}  // namespace clusterlite
