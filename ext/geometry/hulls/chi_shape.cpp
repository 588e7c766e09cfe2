#include "geometry/hulls/chi_shape.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <queue>
#include <utility>

#include "geometry/hulls/delaunay.hpp"
#include "support/running/error.hpp"

namespace clusterlite {
namespace {

// Lays points on a grid whose step is a power of two: going there and back is exact, but for the rounding to
// the step.
class Grid {
 public:
  explicit Grid(std::span<const Coordinate> points) {
    Coordinate low = points.front();
    Coordinate high = low;
    for (const Coordinate& p : points) {
      low = {std::min(low.x, p.x), std::min(low.y, p.y)};
      high = {std::max(high.x, p.x), std::max(high.y, p.y)};
    }
    int exponent = 0;
    std::frexp(std::max(high.x - low.x, high.y - low.y), &exponent);  // extent < 2^exponent
    // No step is finer than the doubles are: points that near have indices of fewer bits.
    step_ = std::max(std::ldexp(1.0, exponent - kBits), std::numeric_limits<double>::denorm_min());
    origin_ = {std::rint(low.x / step_), std::rint(low.y / step_)};
  }

  GridPoint place(const Coordinate& p) const { return {along(p.x, origin_.x), along(p.y, origin_.y)}; }
  Coordinate coordinate(const GridPoint& p) const {
    return {(origin_.x + (p.x + kHalf)) * step_, (origin_.y + (p.y + kHalf)) * step_};
  }

 private:
  // The indices run from -2^30 to 2^30: their differences, too, are 32-bit integers.
  static constexpr int kBits = 31;
  static constexpr double kHalf = 1 << (kBits - 1);

  std::int32_t along(double value, double origin) const {
    return static_cast<std::int32_t>((std::rint(value / step_) - origin) - kHalf);
  }

  double step_;
  Coordinate origin_;
};

struct GriddedPoints {
  std::vector<GridPoint> places;   // sorted, distinct
  std::vector<Coordinate> points;  // the points there; the first one where several share a place
};

GriddedPoints lay_on_grid(std::span<const Coordinate> points, const Grid& grid, CancelToken& cancel) {
  struct Placed {
    GridPoint place;
    std::uint32_t point;
    auto operator<=>(const Placed&) const = default;
  };
  std::vector<Placed> placed;
  placed.reserve(points.size());
  for (const Coordinate& p : points) {
    cancel.check();
    placed.push_back({grid.place(p), static_cast<std::uint32_t>(placed.size())});
  }
  std::sort(placed.begin(), placed.end(), [&](const Placed& a, const Placed& b) {
    cancel.check();
    return a < b;
  });
  GriddedPoints gridded;
  gridded.places.reserve(placed.size());
  gridded.points.reserve(placed.size());
  for (const Placed& p : placed) {
    cancel.check();
    if (!gridded.places.empty() && gridded.places.back() == p.place) continue;
    gridded.places.push_back(p.place);
    gridded.points.push_back(points[p.point]);
  }
  return gridded;
}

std::uint32_t next_corner(std::uint32_t corner) { return corner == 2 ? 0 : corner + 1; }

// Takes triangles away from the outside.
class Erosion {
 public:
  Erosion(std::span<const Coordinate> points, std::vector<Triangle> triangles, CancelToken& cancel)
      : points_(points), triangles_(std::move(triangles)), on_border_(points.size()), cancel_(cancel) {}

  void run(double ratio) {
    double shortest = std::numeric_limits<double>::infinity();
    double longest = 0;
    for (std::uint32_t t = 0; t < triangles_.size(); ++t) {
      cancel_.check(4);
      for (std::uint32_t side = 0; side < 3; ++side) {
        const double length = length_of(t, side);
        shortest = std::min(shortest, length);
        longest = std::max(longest, length);
        if (triangles_[t].neighbours[side] == kNoTriangle) open(t, side);
      }
    }
    const double threshold = ratio * (longest - shortest) + shortest;
    while (!border_.empty() && border_.top().length >= threshold) {
      cancel_.check(4);
      const BorderSide longest_side = border_.top();
      border_.pop();
      take_away(longest_side.triangle, longest_side.side);
    }
  }

  // The corners along the border, counter-clockwise.
  std::vector<std::uint32_t> border() const {
    constexpr std::uint32_t kNowhere = std::numeric_limits<std::uint32_t>::max();
    std::vector<std::uint32_t> following(points_.size(), kNowhere);
    std::size_t sides = 0;
    std::uint32_t start = 0;
    for (const Triangle& triangle : triangles_) {
      cancel_.check();
      if (is_gone(triangle)) continue;
      for (std::uint32_t side = 0; side < 3; ++side) {
        if (triangle.neighbours[side] != kNoTriangle) continue;
        start = triangle.corners[side];
        following[start] = triangle.corners[next_corner(side)];
        ++sides;
      }
    }
    std::vector<std::uint32_t> corners;
    corners.reserve(sides);
    std::uint32_t corner = start;
    do {
      cancel_.check();
      corners.push_back(corner);
      corner = following[corner];
    } while (corner != start && corner != kNowhere && corners.size() < sides);
    if (corner != start || corners.size() != sides)
      throw Error("the border of the points is not one simple polygon");
    return corners;
  }

 private:
  struct BorderSide {
    double length;
    std::uint32_t triangle;
    std::uint32_t side;
    // The longest first; among equals the triangles have one order, whatever the order of the points was.
    bool operator<(const BorderSide& other) const {
      if (length != other.length) return length < other.length;
      if (triangle != other.triangle) return triangle > other.triangle;
      return side > other.side;
    }
  };

  static bool is_gone(const Triangle& triangle) { return triangle.corners[0] == triangle.corners[1]; }

  double length_of(std::uint32_t triangle, std::uint32_t side) const {
    const auto& corners = triangles_[triangle].corners;
    const Coordinate& a = points_[corners[side]];
    const Coordinate& b = points_[corners[next_corner(side)]];
    return std::hypot(a.x - b.x, a.y - b.y);
  }

  void open(std::uint32_t triangle, std::uint32_t side) {
    on_border_[triangles_[triangle].corners[side]] = true;
    on_border_[triangles_[triangle].corners[next_corner(side)]] = true;
    border_.push({length_of(triangle, side), triangle, side});
  }

  // A side whose opposite corner is on the border stays for good: corners never leave the border. That holds
  // for the second border side of a triangle, too, so no side of a triangle that is gone comes up here.
  void take_away(std::uint32_t triangle, std::uint32_t side) {
    Triangle& taken = triangles_[triangle];
    const std::uint32_t opposite = next_corner(next_corner(side));
    if (on_border_[taken.corners[opposite]]) return;
    for (const std::uint32_t inner : {next_corner(side), opposite}) {
      const std::uint32_t neighbour = taken.neighbours[inner];
      auto& back = triangles_[neighbour].neighbours;
      const auto shared =
          static_cast<std::uint32_t>(std::find(back.begin(), back.end(), triangle) - back.begin());
      back[shared] = kNoTriangle;
      open(neighbour, shared);
    }
    taken.corners[1] = taken.corners[0];
  }

  std::span<const Coordinate> points_;
  std::vector<Triangle> triangles_;
  std::vector<bool> on_border_;
  std::priority_queue<BorderSide> border_;
  CancelToken& cancel_;
};

}  // namespace

Ring chi_shape(std::span<const Coordinate> points, double ratio, CancelToken& cancel) {
  if (points.size() < 3) return {};
  if (points.size() >= std::size_t{1} << 30) {
    throw Error("more than 1,073,741,823 points; a concave hull takes less (cluster or group them first)");
  }
  const Grid grid(points);
  const GriddedPoints gridded = lay_on_grid(points, grid, cancel);
  if (gridded.places.size() < 3) return {};
  std::vector<Triangle> triangles = delaunay(gridded.places, cancel);
  if (triangles.empty()) return {};
  Erosion erosion(gridded.points, std::move(triangles), cancel);
  erosion.run(ratio);
  Ring ring;
  for (const std::uint32_t corner : erosion.border()) {
    ring.corners.push_back(gridded.points[corner]);
    ring.on_grid.push_back(grid.coordinate(gridded.places[corner]));
  }
  return ring;
}

}  // namespace clusterlite
