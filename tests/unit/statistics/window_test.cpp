// Windows with many corners: what the search tree over their sides says, against all sides.
#include "statistics/windows/window.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "support/chance/philox.hpp"

namespace clusterlite {
namespace {

// A coast of `count` corners around (x, y): as far away as its bays go in.
Window::Ring coast(double x, double y, double radius, std::size_t count, std::uint32_t seed, bool is_hole) {
  Philox random(seed, Stream::scan, 11);
  Window::Ring ring;
  ring.is_hole = is_hole;
  for (std::size_t i = 0; i < count; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(count);
    const double away = radius * (0.7 + 0.2 * std::sin(7 * angle) + 0.1 * random.uniform());
    ring.corners.push_back({x + away * std::cos(angle), y + away * std::sin(angle)});
  }
  ring.corners.push_back(ring.corners.front());
  return ring;
}

std::vector<Window::Ring> two_islands_and_a_lake(std::size_t corners, double at = 0) {
  return {coast(at, at, 100, corners, 1, false), coast(at + 5, at - 8, 30, corners / 3, 2, true),
          coast(at + 230, at + 40, 90, corners / 2, 3, false)};
}

template <class Visit>
void for_each_side(const std::vector<Window::Ring>& rings, const Visit& visit) {
  for (const Window::Ring& ring : rings) {
    for (std::size_t i = 0; i + 1 < ring.corners.size(); ++i) visit(ring.corners[i], ring.corners[i + 1]);
  }
}

bool inside(const std::vector<Window::Ring>& rings, double x, double y) {
  bool odd = false;
  for_each_side(rings, [&](const Window::Corner& a, const Window::Corner& b) {
    if ((a[1] > y) == (b[1] > y)) return;
    if (x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]) odd = !odd;
  });
  return odd;
}

double distance_to_sides(const std::vector<Window::Ring>& rings, double x, double y) {
  double least = std::numeric_limits<double>::infinity();
  for_each_side(rings, [&](const Window::Corner& a, const Window::Corner& b) {
    const double dx = b[0] - a[0];
    const double dy = b[1] - a[1];
    const double along = ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy);
    const double at = std::min(1.0, std::max(0.0, along));
    least = std::min(least, std::hypot(x - a[0] - at * dx, y - a[1] - at * dy));
  });
  return least;
}

// Arcs between the angles at which any side is crossed.
double share(const std::vector<Window::Ring>& rings, double x, double y, double radius) {
  std::vector<double> angles;
  for_each_side(rings, [&](const Window::Corner& a, const Window::Corner& b) {
    const double dx = b[0] - a[0];
    const double dy = b[1] - a[1];
    const double fx = a[0] - x;
    const double fy = a[1] - y;
    const double p = (fx * dx + fy * dy) / (dx * dx + dy * dy);
    const double q = (fx * fx + fy * fy - radius * radius) / (dx * dx + dy * dy);
    if (p * p <= q) return;
    for (const double t : {-p - std::sqrt(p * p - q), -p + std::sqrt(p * p - q)}) {
      if (t >= 0 && t <= 1) angles.push_back(std::atan2(fy + t * dy, fx + t * dx));
    }
  });
  if (angles.empty()) return inside(rings, x + radius, y) ? 1 : 0;
  std::sort(angles.begin(), angles.end());
  angles.push_back(angles.front() + 2 * std::numbers::pi);
  double sum = 0;
  for (std::size_t i = 0; i + 1 < angles.size(); ++i) {
    const double middle = (angles[i] + angles[i + 1]) / 2;
    if (inside(rings, x + radius * std::cos(middle), y + radius * std::sin(middle)))
      sum += angles[i + 1] - angles[i];
  }
  return sum / (2 * std::numbers::pi);
}

TEST(Window, ManyCornersAsAllSidesSay) {
  for (const std::size_t corners : {5U, 30U, 700U}) {
    for (const double at : {0.0, 4e6}) {  // as far from 0 as projected coordinates are
      const auto rings = two_islands_and_a_lake(corners, at);
      const Window window = Window::polygons(rings);
      Philox random(4, Stream::scan, 5);
      int looked_at = 0;
      for (int i = 0; i < 400; ++i) {
        const double x = at - 110 + 450 * random.uniform();
        const double y = at - 110 + 250 * random.uniform();
        const double radius = 150 * random.uniform();
        ASSERT_EQ(window.contains({x, y}), inside(rings, x, y));
        EXPECT_NEAR(window.distance_to_boundary({x, y}), distance_to_sides(rings, x, y), 1e-8);
        if (!window.contains({x, y})) continue;
        ++looked_at;
        EXPECT_NEAR(window.share_of_circle({x, y}, radius), share(rings, x, y, radius), 1e-7);
      }
      EXPECT_GT(looked_at, 30);
    }
  }
}

// Corners on straight sides change nothing.
TEST(Window, CornersOnStraightSides) {
  Window::Ring few{{{0, 0}, {100, 0}, {100, 60}, {40, 60}, {40, 100}, {0, 100}, {0, 0}}, false};
  Window::Ring many;
  for (std::size_t i = 0; i + 1 < few.corners.size(); ++i) {
    for (int k = 0; k < 64; ++k) {
      const double t = k / 64.0;
      many.corners.push_back({few.corners[i][0] + t * (few.corners[i + 1][0] - few.corners[i][0]),
                              few.corners[i][1] + t * (few.corners[i + 1][1] - few.corners[i][1])});
    }
  }
  many.corners.push_back(many.corners.front());
  const Window a = Window::polygons({few});
  const Window b = Window::polygons({many});
  EXPECT_EQ(a.area(), b.area());
  Philox random(2, Stream::scan, 5);
  for (int i = 0; i < 300; ++i) {
    const Window::Corner p{100 * random.uniform(), 100 * random.uniform()};
    ASSERT_EQ(a.contains(p), b.contains(p));
    EXPECT_NEAR(a.distance_to_boundary(p), b.distance_to_boundary(p), 1e-11);
    if (!a.contains(p)) continue;
    EXPECT_NEAR(a.share_of_circle(p, 70 * p[0] / 100), b.share_of_circle(p, 70 * p[0] / 100), 1e-9);
  }
}

TEST(Window, RingsFit) {
  CancelToken never;
  const auto square = [](double x, double y, double side, bool is_hole) {
    return Window::Ring{{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}}, is_hole};
  };
  const auto fit = [&](const std::vector<Window::Ring>& rings) { return Window::rings_fit(rings, never); };
  EXPECT_TRUE(fit({square(0, 0, 10, false)}));
  EXPECT_TRUE(fit({square(0, 0, 10, false), square(2, 2, 3, true), square(6, 6, 2, true)}));
  EXPECT_TRUE(
      fit({square(0, 0, 10, false), square(2, 2, 6, true), square(4, 4, 2, false)}));  // an island in a lake
  EXPECT_TRUE(fit({square(0, 0, 10, false), square(10, 0, 10, false)}));               // next to each other
  EXPECT_TRUE(fit({square(0, 0, 10, false), square(10, 10, 10, false)}));              // they touch
  EXPECT_TRUE(fit({square(0, 0, 10, false), square(0, 4, 2, true)}));                  // a bay
  EXPECT_TRUE(fit({square(0, 0, 10, false), square(8, 4, 2, true)}));                  // on the other side
  EXPECT_FALSE(fit({square(0, 0, 10, false), square(5, 5, 10, false)}));
  EXPECT_FALSE(fit({square(0, 0, 10, false), square(2, 2, 3, false)}));
  EXPECT_FALSE(fit({square(0, 0, 10, false), square(20, 2, 3, true)}));
  EXPECT_FALSE(fit({square(0, 0, 10, false), square(8, 2, 4, true)}));
  EXPECT_FALSE(fit({square(0, 0, 10, false), square(2, 2, 5, true), square(3, 3, 2, true)}));
  EXPECT_TRUE(fit(two_islands_and_a_lake(900)));
  auto shifted = two_islands_and_a_lake(900);
  for (Window::Corner& corner : shifted[1].corners) corner[0] += 70;
  EXPECT_FALSE(fit(shifted));
}

TEST(Window, TheBoundaryIsInside) {
  const auto rings = two_islands_and_a_lake(300);
  const Window window = Window::polygons(rings);
  for_each_side(rings, [&](const Window::Corner& a, const Window::Corner& b) {
    EXPECT_TRUE(window.contains(a));
    EXPECT_TRUE(window.contains({(a[0] + b[0]) / 2, (a[1] + b[1]) / 2}));
  });
}

}  // namespace
}  // namespace clusterlite
