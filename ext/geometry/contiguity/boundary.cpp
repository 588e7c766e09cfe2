#include "geometry/contiguity/boundary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "support/numbers/exact_sum.hpp"

namespace clusterlite {
namespace {

using Point = distance::Point<2>;

// Whether c lies on the line through a and b. Rounding decides nothing: where the determinant might be 0 it
// is summed without any.
bool is_collinear(const Point& a, const Point& b, const Point& c) {
  if (c == a || c == b) return true;
  const double left = (b[0] - a[0]) * (c[1] - a[1]);
  const double right = (b[1] - a[1]) * (c[0] - a[0]);
  constexpr double kRounding = 4 * std::numeric_limits<double>::epsilon();
  if (std::fabs(left - right) > kRounding * (std::fabs(left) + std::fabs(right))) return false;
  ExactSum determinant;
  const auto add_product = [&determinant](double x, double y) {
    const double product = x * y;
    determinant.add(product);
    determinant.add(std::fma(x, y, -product));
  };
  add_product(a[0], b[1]);
  add_product(-a[1], b[0]);
  add_product(b[0], c[1]);
  add_product(-b[1], c[0]);
  add_product(c[0], a[1]);
  add_product(-c[1], a[0]);
  return determinant.value() == 0;
}

bool share_a_piece(const Side& a, const Side& b) {
  if (!is_collinear(a.from, a.to, b.from) || !is_collinear(a.from, a.to, b.to)) return false;
  const bool along_x = std::fabs(a.to[0] - a.from[0]) >= std::fabs(a.to[1] - a.from[1]);
  return along_x ? std::max(a.low_x(), b.low_x()) < std::min(a.high_x(), b.high_x())
                 : std::max(a.low_y(), b.low_y()) < std::min(a.high_y(), b.high_y());
}

// A part of a side, 0 <= low <= high <= 1; empty when low > high.
struct Part {
  double low = 1;
  double high = 0;

  void unite(const Part& other) {
    if (other.low > other.high) return;
    const bool was_empty = low > high;
    low = was_empty ? other.low : std::min(low, other.low);
    high = was_empty ? other.high : std::max(high, other.high);
  }
};

// Where low <= at + t * slope <= high.
Part between(double at, double slope, double low, double high) {
  if (slope == 0) return at >= low && at <= high ? Part{0, 1} : Part{};
  const double first = (low - at) / slope;
  const double last = (high - at) / slope;
  return {std::max(0.0, std::min(first, last)), std::min(1.0, std::max(first, last))};
}

Part within_disc(const Side& side, const Point& centre, double reach) {
  const Point d{side.to[0] - side.from[0], side.to[1] - side.from[1]};
  const Point e{side.from[0] - centre[0], side.from[1] - centre[1]};
  const double a = d[0] * d[0] + d[1] * d[1];
  const double b = d[0] * e[0] + d[1] * e[1];
  const double c = e[0] * e[0] + e[1] * e[1] - reach * reach;
  const double discriminant = b * b - a * c;
  if (discriminant < 0 || a == 0) return {};
  const double root = std::sqrt(discriminant);
  return {std::max(0.0, (-b - root) / a), std::min(1.0, (-b + root) / a)};
}

// What of `side` lies within reach of `other`. The places within reach of a segment are convex, so it is one
// part.
Part within_reach(const Side& side, const Side& other, double reach) {
  Part part = within_disc(side, other.from, reach);
  part.unite(within_disc(side, other.to, reach));
  const Point along{other.to[0] - other.from[0], other.to[1] - other.from[1]};
  const double length = std::hypot(along[0], along[1]);
  const Point d{side.to[0] - side.from[0], side.to[1] - side.from[1]};
  const Point e{side.from[0] - other.from[0], side.from[1] - other.from[1]};
  const Part lengthwise = between((e[0] * along[0] + e[1] * along[1]) / length,
                                  (d[0] * along[0] + d[1] * along[1]) / length, 0, length);
  const Part sideways = between((e[1] * along[0] - e[0] * along[1]) / length,
                                (d[1] * along[0] - d[0] * along[1]) / length, -reach, reach);
  part.unite({std::max(lengthwise.low, sideways.low), std::min(lengthwise.high, sideways.high)});
  return part;
}

}  // namespace

Boundary::Boundary(const ShapeView& area, CancelToken& cancel) {
  area.for_each_sequence([&](const VertexSequence& ring) {
    cancel.check(ring.vertices);
    Point last{ring.x(ring.vertices - 1), ring.y(ring.vertices - 1)};
    for (std::uint32_t i = 0; i < ring.vertices; ++i) {
      const Point vertex{ring.x(i), ring.y(i)};
      box_.add(vertex);
      if (vertex != last) sides_.push_back({last, vertex});
      last = vertex;
    }
  });
  std::sort(sides_.begin(), sides_.end(), [&cancel](const Side& a, const Side& b) {
    cancel.check();
    return a.low_x() < b.low_x();
  });
  double highest = -std::numeric_limits<double>::infinity();
  highest_x_.reserve(sides_.size());
  for (const Side& side : sides_) {
    cancel.check();
    highest = std::max(highest, side.high_x());
    highest_x_.push_back(highest);
  }
}

template <class Visit>
void Boundary::for_each_near(const Side& near, double reach, const Visit& visit) const {
  const auto start = std::lower_bound(highest_x_.begin(), highest_x_.end(), near.low_x() - reach);
  for (auto i = static_cast<std::size_t>(start - highest_x_.begin()); i < sides_.size(); ++i) {
    const Side& side = sides_[i];
    if (side.low_x() > near.high_x() + reach) return;
    if (side.high_x() < near.low_x() - reach || side.low_y() > near.high_y() + reach ||
        side.high_y() < near.low_y() - reach) {
      continue;
    }
    if (!visit(side)) return;
  }
}

bool Boundary::may_touch(const Side& side, double reach) const {
  return side.low_x() <= box_.high[0] + reach && side.high_x() >= box_.low[0] - reach &&
         side.low_y() <= box_.high[1] + reach && side.high_y() >= box_.low[1] - reach;
}

bool Boundary::shares_a_piece(const Boundary& other, CancelToken& cancel) const {
  bool found = false;
  for (const Side& side : sides_) {
    cancel.check();
    if (!other.may_touch(side, 0)) continue;
    other.for_each_near(side, 0, [&](const Side& candidate) {
      cancel.check();
      found = share_a_piece(side, candidate);
      return !found;
    });
    if (found) return true;
  }
  return false;
}

// By the number of sides a ray to the right crosses.
bool Boundary::contains(const Point& point, CancelToken& cancel) const {
  bool inside = false;
  for (const Side& side : sides_) {
    cancel.check();
    if ((side.from[1] > point[1]) == (side.to[1] > point[1])) continue;
    const double x =
        side.from[0] + (point[1] - side.from[1]) / (side.to[1] - side.from[1]) * (side.to[0] - side.from[0]);
    if (point[0] < x) inside = !inside;
  }
  return inside;
}

bool Boundary::runs_along(const Boundary& other, double reach, double length, CancelToken& cancel) const {
  double found = 0;
  std::vector<Part> parts;
  for (const Side& side : sides_) {
    cancel.check();
    if (!other.may_touch(side, reach)) continue;
    parts.clear();
    other.for_each_near(side, reach, [&](const Side& candidate) {
      cancel.check();
      const Part part = within_reach(side, candidate, reach);
      if (part.low <= part.high) parts.push_back(part);
      return true;
    });
    std::sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.low < b.low; });
    parts.push_back({1, 1});
    // What lies between two parts crosses no side of the other area: it is inside or outside as a whole.
    double covered = 0;
    double end = 0;
    for (const Part& part : parts) {
      if (part.low > end) {
        const double middle = (end + part.low) / 2;
        const Point at{side.from[0] + middle * (side.to[0] - side.from[0]),
                       side.from[1] + middle * (side.to[1] - side.from[1])};
        if (other.contains(at, cancel)) covered += part.low - end;
      }
      covered += std::max(0.0, part.high - std::max(end, part.low));
      end = std::max(end, part.high);
    }
    found += covered * std::hypot(side.to[0] - side.from[0], side.to[1] - side.from[1]);
    if (found > length) return true;
  }
  return false;
}

}  // namespace clusterlite
