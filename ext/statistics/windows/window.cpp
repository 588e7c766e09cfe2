#include "statistics/windows/window.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace clusterlite {
namespace {

constexpr double kFullCircle = 2 * std::numbers::pi;

statistics::WindowSides sides_of(const std::vector<Window::Ring>& rings) {
  statistics::WindowSides sides;
  for (std::uint32_t ring = 0; ring < rings.size(); ++ring) {
    const auto& corners = rings[ring].corners;
    for (std::size_t i = 0; i + 1 < corners.size(); ++i) sides.add(corners[i], corners[i + 1], ring);
  }
  sides.build();
  return sides;
}

}  // namespace

Window Window::rectangle(const distance::Box<2>& box) {
  Window window;
  window.box_ = box;
  const double width = box.high[0] - box.low[0];
  const double height = box.high[1] - box.low[1];
  window.area_ = width * height;
  window.perimeter_ = 2 * (width + height);
  return window;
}

Window Window::polygons(const std::vector<Ring>& rings) {
  Window window;
  window.box_ = distance::Box<2>::empty();
  for (const Ring& ring : rings) {
    double twice = 0;
    const Corner& origin = ring.corners.front();
    for (std::size_t i = 0; i + 1 < ring.corners.size(); ++i) {
      const Corner& a = ring.corners[i];
      const Corner& b = ring.corners[i + 1];
      window.box_.add(a);
      twice += (a[0] - origin[0]) * (b[1] - origin[1]) - (b[0] - origin[0]) * (a[1] - origin[1]);
      window.perimeter_ += std::hypot(b[0] - a[0], b[1] - a[1]);
    }
    window.area_ += (ring.is_hole ? -0.5 : 0.5) * std::fabs(twice);
  }
  window.sides_ = sides_of(rings);
  if (rings.size() == 1 && window.sides_.size() == 4) {
    bool along_axes = true;
    for (std::size_t i = 0; i < 4; ++i) {
      const auto& [a, b, ring] = window.sides_[i];
      along_axes = along_axes && (a[0] == b[0] || a[1] == b[1]);
    }
    if (along_axes) return rectangle(window.box_);
  }
  return window;
}

bool Window::rings_fit(const std::vector<Ring>& rings, CancelToken& cancel) {
  const statistics::WindowSides sides = sides_of(rings);
  if (sides.rings_cross(cancel)) return false;
  // Around a shell there is an even number of others, around a hole an odd one. A corner on another ring does
  // not tell, so the others decide.
  for (std::uint32_t number = 0; number < rings.size(); ++number) {
    const Ring& ring = rings[number];
    const std::size_t corners = ring.corners.size() - 1;
    std::size_t odd = 0;
    for (std::size_t i = 0; i < corners; ++i) {
      cancel.check(16);
      odd += sides.is_inside_others(ring.corners[i], number) ? 1 : 0;
    }
    if (ring.is_hole ? 2 * odd < corners : 2 * odd > corners) return false;
  }
  return true;
}

double Window::shorter_side() const {
  return std::min(box_.high[0] - box_.low[0], box_.high[1] - box_.low[1]);
}

double Window::circumradius() const {
  return std::hypot(box_.high[0] - box_.low[0], box_.high[1] - box_.low[1]) / 2;
}

bool Window::contains(const Corner& point) const {
  const bool in_box = point[0] >= box_.low[0] && point[0] <= box_.high[0] && point[1] >= box_.low[1] &&
                      point[1] <= box_.high[1];
  if (!in_box || is_rectangle()) return in_box;
  return sides_.is_inside(point) || distance_to_boundary(point) <= 1e-12 * circumradius();
}

double Window::distance_to_boundary(const Corner& p) const {
  if (!is_rectangle()) return sides_.distance_to(p);
  return std::min({p[0] - box_.low[0], box_.high[0] - p[0], p[1] - box_.low[1], box_.high[1] - p[1]});
}

double Window::share_of_circle(const Corner& center, double radius) const {
  if (radius <= 0) return 1;
  return is_rectangle() ? share_in_rectangle(center, radius) : share_in_polygons(center, radius);
}

// Each side cuts off an arc; arcs of neighbouring sides overlap where their corner is inside the circle.
double Window::share_in_rectangle(const Corner& center, double radius) const {
  const auto half_arc = [&](double distance) {
    return distance < radius ? std::acos(distance / radius) : 0.0;
  };
  const double left = half_arc(center[0] - box_.low[0]);
  const double right = half_arc(box_.high[0] - center[0]);
  const double below = half_arc(center[1] - box_.low[1]);
  const double above = half_arc(box_.high[1] - center[1]);
  const auto overlap = [](double a, double b) { return std::max(0.0, a + b - std::numbers::pi / 2); };
  const double outside = 2 * (left + right + below + above) - overlap(left, below) - overlap(left, above) -
                         overlap(right, below) - overlap(right, above);
  return std::max(0.0, 1 - outside / kFullCircle);
}

// Between the angles at which it crosses a side, an arc is wholly inside or outside.
double Window::share_in_polygons(const Corner& center, double radius) const {
  // Through a corner the circle must not slip between its two sides; an angle too many does no harm.
  constexpr double kSlack = 1e-9;
  std::vector<double> angles;
  sides_.for_each_near_circle(center, radius, [&](const statistics::WindowSides::Side& side) {
    const Corner& a = side.from;
    const Corner& b = side.to;
    const double x = b[0] - a[0];
    const double y = b[1] - a[1];
    const double from_x = a[0] - center[0];
    const double from_y = a[1] - center[1];
    const double length = x * x + y * y;
    if (length == 0) return;
    const double half = from_x * x + from_y * y;
    const double discriminant = half * half - length * (from_x * from_x + from_y * from_y - radius * radius);
    if (discriminant <= 0) return;
    for (const double root : {-std::sqrt(discriminant), std::sqrt(discriminant)}) {
      const double at = (-half + root) / length;
      if (at >= -kSlack && at <= 1 + kSlack) angles.push_back(std::atan2(from_y + at * y, from_x + at * x));
    }
  });
  const auto inside_at = [&](double angle) {
    return sides_.is_inside({center[0] + radius * std::cos(angle), center[1] + radius * std::sin(angle)});
  };
  if (angles.empty()) return inside_at(0) ? 1 : 0;
  std::sort(angles.begin(), angles.end());
  double inside = 0;
  for (std::size_t i = 0; i < angles.size(); ++i) {
    const double from = angles[i];
    const double to = i + 1 < angles.size() ? angles[i + 1] : angles.front() + kFullCircle;
    if (to > from && inside_at((from + to) / 2)) inside += to - from;
  }
  return inside / kFullCircle;
}

}  // namespace clusterlite
