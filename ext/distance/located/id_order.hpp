// The order of ids, for ties.
#pragma once

#include <cstdint>

#include "datasets/points.hpp"

namespace clusterlite::distance {

class IdOrder {
 public:
  explicit IdOrder(const PointsView& view) : view_(view), by_row_(view.ids_rise()) {}

  // Whether the id of one row of the data set comes before that of another.
  bool operator()(std::uint32_t a, std::uint32_t b) const {
    return by_row_ ? a < b : view_.compare_ids(a, b) < 0;
  }

 private:
  const PointsView& view_;
  bool by_row_;
};

}  // namespace clusterlite::distance
