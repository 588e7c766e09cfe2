#include "distance/grid/axis_cells.hpp"

#include <algorithm>
#include <cstddef>

namespace clusterlite::distance {
namespace {

// Each number is off by at most 3 roundings of 2^-53, relative: by less than 1e-6 cells. The side is 1e-5
// shorter than it could be (cell_grid.cpp), so points of one cell are neighbours in spite of it.
constexpr double kMostDirect = 2147483648.0;  // 2^31

}  // namespace

bool AxisCells::fits(double low, double high, double side, const Reach& reach) {
  return reach.unscaled > 0 &&
         (high - low) * reach.scale / side < kMostDirect;  // false for an infinite extent
}

AxisCells AxisCells::direct(double low, double side, const Reach& reach) {
  AxisCells cells;
  cells.start_ = low;
  cells.scale_ = reach.scale;
  cells.cells_per_length_ = 1 / side;
  return cells;
}

AxisCells AxisCells::segmented(RawVector<double> values, double side, const Reach& reach,
                               CancelToken& cancel) {
  std::sort(values.begin(), values.end(), [&](double a, double b) {
    cancel.check();
    return a < b;
  });
  AxisCells cells;
  cells.scale_ = reach.scale;
  cells.cells_per_length_ = 1 / side;
  std::uint32_t next = kFirst;
  for (std::size_t i = 0; i < values.size();) {
    cancel.check();
    const double start = values[i];
    cells.segments_.push_back({start, next});
    while (++i < values.size() && values[i] - values[i - 1] <= reach.unscaled) cancel.check();
    next += cells.steps(values[i - 1], start) + 3;
  }
  return cells;
}

std::uint32_t AxisCells::segmented_index(double value) const {
  const auto after = std::upper_bound(segments_.begin(), segments_.end(), value,
                                      [](double v, const Segment& segment) { return v < segment.start; });
  const Segment& segment = *(after - 1);
  return segment.first_index + steps(value, segment.start);
}

}  // namespace clusterlite::distance
