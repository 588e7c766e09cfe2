// Simple rings against GEOSisValid.
#include "geometry/hulls/simple_ring.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "geometry/hulls/drawn_geometry.hpp"

namespace clusterlite {
namespace {

using Ring = std::vector<Coordinate>;

bool is_simple(const Ring& ring) {
  const GeosContext geos;
  CancelToken cancel;
  return is_simple_ring(geos, ring, cancel);
}

void expect_as_geos(const Ring& ring, const std::string& what) {
  const GeosContext geos;
  CancelToken cancel;
  const GeosGeometry polygon = geometry_of(geos, ring);
  EXPECT_EQ(is_simple_ring(geos, ring, cancel), GEOSisValid_r(geos.handle(), polygon.get()) == 1) << what;
}

TEST(SimpleRing, ByHand) {
  EXPECT_TRUE(is_simple({{0, 0}, {1, 0}, {0, 1}}));
  EXPECT_TRUE(is_simple({{0, 0}, {4, 0}, {4, 4}, {0, 4}}));
  EXPECT_TRUE(is_simple({{0, 0}, {2, 0}, {4, 0}, {4, 4}, {0, 4}}));   // a corner on a straight side
  EXPECT_FALSE(is_simple({{0, 0}, {4, 4}, {4, 0}, {0, 4}}));          // a bow tie
  EXPECT_FALSE(is_simple({{0, 0}, {4, 0}, {2, 0}, {2, 4}}));          // turns back
  EXPECT_FALSE(is_simple({{0, 0}, {4, 0}, {4, 4}, {2, 0}, {0, 4}}));  // a corner on another side
  EXPECT_FALSE(is_simple({{0, 0}, {1, 0}, {2, 0}}));                  // no area
  EXPECT_FALSE(is_simple({{2, 4}, {0, 0}, {4, 0}, {2, 0}}));          // turns back over the start
}

// Stars have any number of corners in simple order; then some corners change places, or move onto another
// side.
TEST(SimpleRing, IsWhatGeosCallsValid) {
  int simple = 0;
  for (unsigned seed = 1; seed <= 3000; ++seed) {
    std::mt19937_64 random(seed);
    const auto integer = [&](int low, int high) {
      return std::uniform_int_distribution<int>(low, high)(random);
    };
    const int corners = integer(3, seed % 10 == 0 ? 400 : 40);
    const bool on_lattice = integer(0, 1) == 0;
    Ring ring;
    for (int i = 0; i < corners; ++i) {
      const double angle = 2 * std::numbers::pi * i / corners;
      const double radius = integer(20, 100);
      Coordinate p{radius * std::cos(angle), radius * std::sin(angle)};
      if (on_lattice) p = {std::round(p.x / 5), std::round(p.y / 5)};
      if (std::find(ring.begin(), ring.end(), p) == ring.end()) ring.push_back(p);
    }
    const auto any = [&] { return static_cast<std::size_t>(integer(0, static_cast<int>(ring.size()) - 1)); };
    for (int changes = integer(0, 2); changes > 0; --changes) {
      if (integer(0, 1) == 0) {
        std::swap(ring[any()], ring[any()]);
      } else {
        const std::size_t side = any();
        const Coordinate& a = ring[side];
        const Coordinate& b = ring[(side + 1) % ring.size()];
        const Coordinate middle{(a.x + b.x) / 2, (a.y + b.y) / 2};
        if (std::find(ring.begin(), ring.end(), middle) == ring.end()) ring[any()] = middle;
      }
    }
    std::rotate(ring.begin(), ring.begin() + static_cast<std::ptrdiff_t>(any()), ring.end());
    if (ring.size() < 3) continue;
    expect_as_geos(ring, "seed " + std::to_string(seed));
    simple += is_simple(ring) ? 1 : 0;
    if (HasFailure()) return;
  }
  EXPECT_GT(simple, 500);
  EXPECT_LT(simple, 2500);
}

TEST(SimpleRing, StopsWhenAsked) {
  Ring comb;
  for (int i = 0; i < 200'000; ++i) comb.push_back({i * 1.0, i % 2 * 1000.0});
  comb.push_back({100'000, -5});
  const GeosContext geos;
  CancelToken stop([](void*) { return true; }, nullptr);
  EXPECT_THROW(is_simple_ring(geos, comb, stop), Cancelled);
}

}  // namespace
}  // namespace clusterlite
