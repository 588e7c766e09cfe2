// Points as plain coordinates, and putting a set of them into its one order.
#pragma once

#include <algorithm>
#include <compare>
#include <vector>

#include "support/running/cancel.hpp"

namespace clusterlite {

struct Coordinate {
  double x;
  double y;
  friend bool operator==(const Coordinate&, const Coordinate&) = default;
};

// By x, then y. The coordinates are finite.
inline bool comes_before(const Coordinate& a, const Coordinate& b) {
  return a.x < b.x || (a.x == b.x && a.y < b.y);
}

// Whatever order the points came in, the same set gives the same vector: sorted, each point once.
inline void sort_and_unite(std::vector<Coordinate>& points, CancelToken& cancel) {
  std::sort(points.begin(), points.end(), [&](const Coordinate& a, const Coordinate& b) {
    cancel.check();
    return comes_before(a, b);
  });
  points.erase(std::unique(points.begin(), points.end()), points.end());
}

}  // namespace clusterlite
