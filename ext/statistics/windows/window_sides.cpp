#include "statistics/windows/window_sides.hpp"

#include <array>
#include <limits>
#include <utility>

namespace clusterlite::statistics {
namespace {

double squared_distance_to(const WindowSides::Corner& p, const WindowSides::Side& side) {
  const double x = side.to[0] - side.from[0];
  const double y = side.to[1] - side.from[1];
  const double length = x * x + y * y;
  const double along = length > 0 ? ((p[0] - side.from[0]) * x + (p[1] - side.from[1]) * y) / length : 0;
  const double at = std::clamp(along, 0.0, 1.0);
  const double dx = p[0] - side.from[0] - at * x;
  const double dy = p[1] - side.from[1] - at * y;
  return dx * dx + dy * dy;
}

// Which side of a -> b: > 0 left, < 0 right.
double turn(const WindowSides::Corner& a, const WindowSides::Corner& b, const WindowSides::Corner& c) {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

bool apart(double a, double b) { return (a > 0 && b < 0) || (a < 0 && b > 0); }

bool cross(const WindowSides::Side& a, const WindowSides::Side& b) {
  return apart(turn(a.from, a.to, b.from), turn(a.from, a.to, b.to)) &&
         apart(turn(b.from, b.to, a.from), turn(b.from, b.to, a.to));
}

}  // namespace

void WindowSides::build() {
  levels_.clear();
  std::vector<distance::Box<2>> boxes((sides_.size() + kFanOut - 1) / kFanOut, distance::Box<2>::empty());
  for (std::size_t i = 0; i < sides_.size(); ++i) {
    boxes[i / kFanOut].add(sides_[i].from);
    boxes[i / kFanOut].add(sides_[i].to);
  }
  levels_.push_back(std::move(boxes));
  while (levels_.back().size() > kFanOut) {
    const auto& below = levels_.back();
    std::vector<distance::Box<2>> above((below.size() + kFanOut - 1) / kFanOut, distance::Box<2>::empty());
    for (std::size_t i = 0; i < below.size(); ++i) {
      above[i / kFanOut].add(below[i].low);
      above[i / kFanOut].add(below[i].high);
    }
    levels_.push_back(std::move(above));
  }
}

// A ray to the right.
bool WindowSides::is_inside_others(const Corner& p, std::uint32_t left_out) const {
  bool inside = false;
  visit_boxes(
      [&](const distance::Box<2>& box) {
        return box.low[1] <= p[1] && box.high[1] > p[1] && box.high[0] > p[0];
      },
      [&](const Side& side) {
        const Corner& a = side.from;
        const Corner& b = side.to;
        if ((a[1] > p[1]) == (b[1] > p[1]) || side.ring == left_out) return;
        if (p[0] < (b[0] - a[0]) * (p[1] - a[1]) / (b[1] - a[1]) + a[0]) inside = !inside;
      });
  return inside;
}

bool WindowSides::rings_cross(CancelToken& cancel) const {
  for (const Side& side : sides_) {
    distance::Box<2> own = distance::Box<2>::empty();
    own.add(side.from);
    own.add(side.to);
    bool found = false;
    visit_boxes(
        [&](const distance::Box<2>& box) {
          cancel.check();
          return !found && distance::least_squared_distance(own, box) == 0;
        },
        [&](const Side& other) { found = found || (other.ring > side.ring && cross(side, other)); });
    if (found) return true;
  }
  return false;
}

double WindowSides::distance_to(const Corner& point) const {
  double least = std::numeric_limits<double>::infinity();
  if (!levels_.empty()) nearest(levels_.size() - 1, 0, levels_.back().size(), point, least);
  return std::sqrt(least);
}

// `least`: the squared distance so far. The nearest box first.
void WindowSides::nearest(std::size_t level, std::size_t first, std::size_t last, const Corner& point,
                          double& least) const {
  std::array<std::pair<double, std::size_t>, kFanOut> order;
  const std::size_t count = last - first;
  for (std::size_t i = 0; i < count; ++i)
    order[i] = {distance::least_squared_distance(levels_[level][first + i], point), first + i};
  std::sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count));
  for (std::size_t i = 0; i < count && order[i].first < least; ++i) {
    const std::size_t below = order[i].second * kFanOut;
    if (level > 0) {
      nearest(level - 1, below, std::min(below + kFanOut, levels_[level - 1].size()), point, least);
    } else {
      for (std::size_t side = below; side < std::min(below + kFanOut, sides_.size()); ++side)
        least = std::min(least, squared_distance_to(point, sides_[side]));
    }
  }
}

}  // namespace clusterlite::statistics
