// The innermost loop of a distance band: what lies within reach of the places of one block.
#pragma once

#include <array>
#include <cstdint>

#include "distance/frame/points_and_boxes.hpp"

namespace clusterlite {

// Some points against some others, both runs of the same arrays.
template <std::size_t D>
struct NearTask {
  std::array<const double*, D> at;  // coordinates, axis by axis
  const double* values;
  double reach;  // squared, inclusive
  std::uint32_t first;
  std::uint32_t last;
};

// The sum of values[first .. last - 1] whose points lie within reach of `point`. Four running sums, in the
// same order whatever the processor.
template <std::size_t D>
double sum_near(const NearTask<D>& task, const distance::Point<D>& point);

}  // namespace clusterlite
