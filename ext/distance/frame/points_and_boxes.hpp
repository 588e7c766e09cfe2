// Points and boxes of the plane (D = 2) and of space (D = 3).
//
// All bounds here are exact against squared_distance(): subtraction, multiplication and addition of doubles
// are rounded monotonically, so the computed bound of a box is never above (below) the computed distance to
// any point in it. Clusters therefore do not depend on which points were compared one by one and which a box
// decided. This needs the same operations everywhere: compile without contraction to fused multiply-adds
// (-ffp-contract=off).
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

namespace clusterlite::distance {

template <std::size_t D>
using Point = std::array<double, D>;

// Inlined everywhere, also where it is compiled for another processor (grid/point_scans.cpp).
template <std::size_t D>
[[gnu::always_inline]] inline double squared_distance(const Point<D>& a, const Point<D>& b) {
  const double dx = a[0] - b[0];
  const double dy = a[1] - b[1];
  if constexpr (D == 2) {
    return dx * dx + dy * dy;
  } else {
    const double dz = a[2] - b[2];
    return dx * dx + dy * dy + dz * dz;
  }
}

template <std::size_t D>
struct Box {
  Point<D> low;
  Point<D> high;

  static Box empty() {
    Box box;
    box.low.fill(std::numeric_limits<double>::infinity());
    box.high.fill(-std::numeric_limits<double>::infinity());
    return box;
  }

  void add(const Point<D>& point) {
    for (std::size_t axis = 0; axis < D; ++axis) {
      low[axis] = std::min(low[axis], point[axis]);
      high[axis] = std::max(high[axis], point[axis]);
    }
  }

  bool is_one_place() const { return low == high; }
};

namespace detail {
template <std::size_t D, class Length>
[[gnu::always_inline]] inline double sum_of_squares(Length length) {
  const double x = length(0);
  const double y = length(1);
  if constexpr (D == 2) {
    return x * x + y * y;
  } else {
    const double z = length(2);
    return x * x + y * y + z * z;
  }
}
}  // namespace detail

template <std::size_t D>
[[gnu::always_inline]] inline double least_squared_distance(const Box<D>& box, const Point<D>& p) {
  return detail::sum_of_squares<D>(
      [&](std::size_t i) { return std::max(std::max(box.low[i] - p[i], p[i] - box.high[i]), 0.0); });
}

template <std::size_t D>
inline double greatest_squared_distance(const Box<D>& box, const Point<D>& p) {
  return detail::sum_of_squares<D>(
      [&](std::size_t i) { return std::max(p[i] - box.low[i], box.high[i] - p[i]); });
}

template <std::size_t D>
[[gnu::always_inline]] inline double least_squared_distance(const Box<D>& a, const Box<D>& b) {
  return detail::sum_of_squares<D>(
      [&](std::size_t i) { return std::max(std::max(a.low[i] - b.high[i], b.low[i] - a.high[i]), 0.0); });
}

template <std::size_t D>
inline double greatest_squared_distance(const Box<D>& a, const Box<D>& b) {
  return detail::sum_of_squares<D>(
      [&](std::size_t i) { return std::max(a.high[i] - b.low[i], b.high[i] - a.low[i]); });
}

// At most the squared distance from a point of a box to any that lies outside or on its border.
template <std::size_t D>
inline double squared_way_out(const Box<D>& box, const Point<D>& p) {
  double way = std::numeric_limits<double>::infinity();
  for (std::size_t axis = 0; axis < D; ++axis) {
    way = std::min(way, std::min(p[axis] - box.low[axis], box.high[axis] - p[axis]));
  }
  return way * way;
}

}  // namespace clusterlite::distance
