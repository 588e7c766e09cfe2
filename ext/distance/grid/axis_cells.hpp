// Cuts one axis into cells of a given side.
#pragma once

#include <cstdint>
#include <vector>

#include "distance/frame/scaled_reach.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite::distance {

class AxisCells {
 public:
  // Cell numbers start here, so that the two cells before the first one have numbers too.
  static constexpr std::uint32_t kFirst = 2;

  // Cells of one size from `low` to `high`. The numbers stay exact enough only up to kMostDirect of them:
  // fits() tells.
  static AxisCells direct(double low, double side, const Reach& reach);
  static bool fits(double low, double high, double side, const Reach& reach);

  // For extents that are huge against the side, and for a reach of 0: wherever two neighbouring values are
  // farther apart than the reach nothing is lost by cutting out the gap. The values between two gaps form a
  // segment with cells of its own, three numbers away from the next segment, hence never within two cells of
  // it. n values take less than 3 n + 3 numbers.
  static AxisCells segmented(RawVector<double> values, double side, const Reach& reach, CancelToken& cancel);

  std::uint32_t index(double value) const {
    if (segments_.empty()) return kFirst + steps(value, start_);
    return segmented_index(value);
  }
  std::uint32_t end() const { return end_; }
  void set_end(double high) { end_ = index(high) + 1; }

 private:
  struct Segment {
    double start;
    std::uint32_t first_index;
  };

  std::uint32_t steps(double value, double start) const {
    return static_cast<std::uint32_t>(
        static_cast<std::int64_t>((value - start) * scale_ * cells_per_length_));
  }
  std::uint32_t segmented_index(double value) const;

  double start_ = 0;
  double scale_ = 1;
  double cells_per_length_ = 1;
  std::uint32_t end_ = kFirst;
  std::vector<Segment> segments_;
};

}  // namespace clusterlite::distance
