#include "statistics/curves/window.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace clusterlite {
namespace {

constexpr double kFullCircle = 2 * std::numbers::pi;

template <class Visit>
void for_each_side(const std::vector<Window::Ring>& rings, const Visit& visit) {
  for (const Window::Ring& ring : rings) {
    for (std::size_t i = 0; i + 1 < ring.corners.size(); ++i) visit(ring.corners[i], ring.corners[i + 1]);
  }
}

double distance_to_side(const Window::Corner& p, const Window::Corner& a, const Window::Corner& b) {
  const double x = b[0] - a[0];
  const double y = b[1] - a[1];
  const double length = x * x + y * y;
  const double along = length > 0 ? ((p[0] - a[0]) * x + (p[1] - a[1]) * y) / length : 0;
  const double at = std::clamp(along, 0.0, 1.0);
  return std::hypot(p[0] - a[0] - at * x, p[1] - a[1] - at * y);
}

// Inside or on the boundary, by the even-odd rule.
bool is_inside(const std::vector<Window::Ring>& rings, const Window::Corner& p) {
  bool inside = false;
  for_each_side(rings, [&](const Window::Corner& a, const Window::Corner& b) {
    if ((a[1] > p[1]) == (b[1] > p[1])) return;
    if (p[0] < (b[0] - a[0]) * (p[1] - a[1]) / (b[1] - a[1]) + a[0]) inside = !inside;
  });
  return inside;
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

Window Window::polygons(std::vector<Ring> rings) {
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
  if (rings.size() == 1 && rings[0].corners.size() == 5) {
    bool along_axes = true;
    for_each_side(rings, [&](const Corner& a, const Corner& b) {
      along_axes = along_axes && (a[0] == b[0] || a[1] == b[1]);
    });
    if (along_axes) return rectangle(window.box_);
  }
  window.rings_ = std::move(rings);
  return window;
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
  if (!in_box || rings_.empty()) return in_box;
  return is_inside(rings_, point) || distance_to_boundary(point) <= 1e-12 * circumradius();
}

double Window::distance_to_boundary(const Corner& p) const {
  double least = std::min({p[0] - box_.low[0], box_.high[0] - p[0], p[1] - box_.low[1], box_.high[1] - p[1]});
  if (rings_.empty()) return least;
  least = std::numeric_limits<double>::infinity();
  for_each_side(
      rings_, [&](const Corner& a, const Corner& b) { least = std::min(least, distance_to_side(p, a, b)); });
  return least;
}

double Window::share_of_circle(const Corner& center, double radius) const {
  if (radius <= 0) return 1;
  return rings_.empty() ? share_in_rectangle(center, radius) : share_in_polygons(center, radius);
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
  for_each_side(rings_, [&](const Corner& a, const Corner& b) {
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
    return is_inside(rings_, {center[0] + radius * std::cos(angle), center[1] + radius * std::sin(angle)});
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
