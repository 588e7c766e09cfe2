// Firms of a window, and points that fall anywhere in it.
#pragma once

#include <cstdint>

#include "statistics/sites/site_marks.hpp"
#include "statistics/windows/window.hpp"
#include "support/chance/philox.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite::statistics {

// Throws Error, with their number, when firms lie outside.
inline void require_inside(const PointsView& view, const SiteMarks& marks, const Window& window,
                           CancelToken& cancel) {
  std::uint64_t outside = 0;
  for (const std::uint32_t row : marks.rows()) {
    cancel.check();
    outside += window.contains({view.x(row), view.y(row)}) ? 0 : 1;
  }
  if (outside > 0) {
    throw Error(concat(outside, " of ", marks.size(),
                       " firms lie outside the window; leave them out, or take a larger window"));
  }
}

// n uniform points, multiplied by `scale`.
inline RawVector<distance::Point<2>> uniform_points(const Window& window, std::size_t n, std::uint64_t seed,
                                                    std::uint32_t simulation, double scale,
                                                    CancelToken& cancel) {
  Philox random(seed, Stream::uniform_points, simulation);
  RawVector<distance::Point<2>> points;
  points.reserve(n);
  const distance::Box<2>& box = window.box();
  while (points.size() < n) {
    cancel.check();
    const double x = box.low[0] + random.uniform() * (box.high[0] - box.low[0]);
    const double y = box.low[1] + random.uniform() * (box.high[1] - box.low[1]);
    if (window.is_rectangle() || window.contains({x, y})) points.push_back({x * scale, y * scale});
  }
  return points;
}

}  // namespace clusterlite::statistics
