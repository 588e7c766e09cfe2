// Centrography by hand, by its properties, and against formulas of other form.
#include "distance/centre/centrography.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "distance/centre/exact_moments.hpp"
#include "unit/distance/support.hpp"

namespace clusterlite {
namespace {

using namespace testing_support;

using Points = std::vector<WeightedPoint>;

Centrography of(const Points& points) {
  CancelToken cancel;
  return centrography(points, cancel);
}

Points at(const std::vector<std::pair<double, double>>& places) {
  Points points;
  for (const auto& [x, y] : places) points.push_back({x, y, 1});
  return points;
}

// pointpats' documentation has these points and their mean centre; the distance is sqrt(16 / 8).
TEST(Centrography, OfTheEightPointsOfPointpats) {
  const Centrography c = of(at({{1, 2}, {2, 3}, {2, 2}, {2, 1}, {3, 4}, {3, 3}, {3, 1}, {4, 4}}));
  EXPECT_EQ(c.weight, 8);
  EXPECT_EQ(c.x, 2.5);
  EXPECT_EQ(c.y, 2.5);
  EXPECT_EQ(c.standard_distance, std::sqrt(2.0));
  EXPECT_NEAR(c.major_axis * c.major_axis + c.minor_axis * c.minor_axis, 4, 1e-14);
  // By hand: sum dx^2 = 6, dy^2 = 10, dx dy = 4; the eigenvalues of [6 4; 4 10] / 8 are (8 +- sqrt(20)) / 8.
  EXPECT_NEAR(c.major_axis, std::sqrt(2 * (8 + std::sqrt(20.0)) / 8), 1e-14);
  EXPECT_NEAR(c.minor_axis, std::sqrt(2 * (8 - std::sqrt(20.0)) / 8), 1e-14);
  // tan of the angle from north = (8 - 10 + sqrt(4 + 16) + ...): Yuill's formula for the y axis
  const double yuill = std::atan2((6 - 10) + std::sqrt(16.0 + 64.0), 8.0) * 180 / std::numbers::pi;
  EXPECT_NEAR(c.rotation, yuill, 1e-12);
}

TEST(Centrography, OfAnAxisParallelCross) {
  const Centrography c = of(at({{-2, 0}, {2, 0}, {0, -1}, {0, 1}}));
  EXPECT_EQ(c.x, 0);
  EXPECT_EQ(c.y, 0);
  EXPECT_EQ(c.standard_distance, std::sqrt(2.5));
  EXPECT_DOUBLE_EQ(c.major_axis, 2);  // sqrt(2 * 8 / 4)
  EXPECT_DOUBLE_EQ(c.minor_axis, 1);
  EXPECT_EQ(c.rotation, 90);
  EXPECT_EQ(of(at({{0, -2}, {0, 2}, {-1, 0}, {1, 0}})).rotation, 0);
  EXPECT_NEAR(of(at({{1, 1}, {-1, -1}})).rotation, 45, 1e-13);  // north-east
  EXPECT_NEAR(of(at({{1, -1}, {-1, 1}})).rotation, 135, 1e-13);
}

// An axis a hair west of north is at 180 less nothing, which is 0; and what is nearly round has a direction.
TEST(Centrography, RotationStaysBelow180AndIsThereWhenNearlyRound) {
  for (const double lean : {1e-20, 1e-17, 1e-300}) {
    for (const Points& points :
         {at({{lean, -2}, {-lean, 2}}), at({{lean, -2}, {-lean, 2}, {1, 0}, {-1, 0}})}) {
      EXPECT_EQ(of(points).rotation, 0) << lean;
    }
  }
  for (const double more : {1e-6, 1e-10, 1e-13}) {
    EXPECT_EQ(of(at({{1 + more, 0}, {-1 - more, 0}, {0, 1}, {0, -1}})).rotation, 90) << more;
    EXPECT_EQ(of(at({{1, 0}, {-1, 0}, {0, 1 + more}, {0, -1 - more}})).rotation, 0) << more;
  }
}

Centrography by_moments(const Points& points, std::size_t first = 0, std::size_t gone = 0) {
  ExactMoments moments;
  for (const WeightedPoint& p : points) moments.add(p);
  for (std::size_t i = first; i < first + gone; ++i) moments.subtract(points[i]);
  return moments.centrography();
}

void expect_same(const Centrography& a, const Centrography& b) {
  EXPECT_EQ(a.weight, b.weight);
  for (const auto member : {&Centrography::x, &Centrography::y, &Centrography::standard_distance,
                            &Centrography::major_axis, &Centrography::minor_axis, &Centrography::rotation}) {
    EXPECT_TRUE(a.*member == b.*member || (std::isnan(a.*member) && std::isnan(b.*member)));
  }
}

// What a moving window keeps gives what its points alone give, bit for bit, and agrees with the sums of
// deviations.
TEST(Centrography, ByMomentsIsThatOfTheDeviations) {
  with_seeds(1, 200, [](std::uint64_t seed) {
    Random random(seed);
    const double spread = std::ldexp(1, integer(random, -8, 12));
    Points points;
    for (int i = 0; i < 60; ++i) {
      points.push_back({953901.37 + spread * uniform(random, -1, 1),
                        1952345.6 + spread * uniform(random, -0.2, 0.2),
                        chance(random, 0.5) ? 1 : uniform(random, 0, 5)});
    }
    const Centrography a = of(points);
    const Centrography b = by_moments(points);
    EXPECT_DOUBLE_EQ(a.weight, b.weight);
    EXPECT_DOUBLE_EQ(a.x, b.x) << seed;
    EXPECT_DOUBLE_EQ(a.y, b.y) << seed;
    const double rounding = 1e-9;  // of coordinates of a million
    EXPECT_NEAR(a.standard_distance, b.standard_distance, 1e-15 * spread + rounding * 1e-6) << seed;
    EXPECT_NEAR(a.major_axis, b.major_axis, 1e-14 * spread + rounding) << seed;
    EXPECT_NEAR(a.minor_axis, b.minor_axis, 1e-14 * spread + rounding) << seed;

    const std::size_t gone = 1 + random() % 58;
    Points rest(points.begin() + static_cast<std::ptrdiff_t>(gone), points.end());
    expect_same(by_moments(points, 0, gone), by_moments(rest));
    std::shuffle(rest.begin(), rest.end(), random);
    expect_same(by_moments(points, 0, gone), by_moments(rest));
  });
  for (const int copies : {1, 3, 1000}) {  // one place
    const Points same(static_cast<std::size_t>(copies), {953898.7 + 0.1, 1952345.6 - 0.3, 0.1});
    const Centrography c = by_moments(same);
    EXPECT_EQ(c.x, same[0].x) << copies;
    EXPECT_EQ(c.y, same[0].y) << copies;
    EXPECT_EQ(c.standard_distance, 0) << copies;
    EXPECT_TRUE(std::isnan(c.rotation)) << copies;
  }
  EXPECT_TRUE(std::isnan(by_moments({{1, 2, 0}}).x));
  EXPECT_EQ(by_moments(at({{-2, 0}, {2, 0}, {0, -1}, {0, 1}})).rotation, 90);
  ExactMoments odd;
  odd.add({1e60, 1, 1});
  EXPECT_FALSE(odd.are_exact());
  odd.subtract({1e60, 1, 1});
  odd.add({1e60, 1, 0});  // weighs nothing
  EXPECT_TRUE(odd.are_exact());
}

TEST(Centrography, AWeightIsAsManyPoints) {
  with_seeds(1, 200, [](std::uint64_t seed) {
    Random random(seed);
    Points weighted;
    Points repeated;
    for (int i = 0; i < 12; ++i) {
      const WeightedPoint p{static_cast<double>(integer(random, -9, 9)),
                            static_cast<double>(integer(random, -9, 9)),
                            static_cast<double>(integer(random, 0, 4))};
      weighted.push_back(p);
      for (int k = 0; k < p.weight; ++k) repeated.push_back({p.x, p.y, 1});
    }
    const Centrography a = of(weighted);
    const Centrography b = of(repeated);
    ASSERT_EQ(a.weight, b.weight);
    if (a.weight == 0) return;
    EXPECT_DOUBLE_EQ(a.x, b.x) << seed;
    EXPECT_DOUBLE_EQ(a.y, b.y) << seed;
    EXPECT_NEAR(a.standard_distance, b.standard_distance, 1e-14 * a.standard_distance) << seed;
    EXPECT_NEAR(a.major_axis, b.major_axis, 1e-13 * a.major_axis) << seed;
  });
}

TEST(Centrography, TheUndefinedAndTheDegenerate) {
  const Centrography nothing = of({});
  EXPECT_EQ(nothing.weight, 0);
  for (const double value : {nothing.x, nothing.y, nothing.standard_distance, nothing.major_axis,
                             nothing.minor_axis, nothing.rotation}) {
    EXPECT_TRUE(std::isnan(value));
  }
  EXPECT_TRUE(std::isnan(of({{1, 2, 0}, {3, 4, 0}}).x));
  // A point that weighs nothing has no say, wherever it is.
  EXPECT_EQ(of({{1, 2, 3}, {1e300, -1e300, 0}}).x, 1);

  for (const int copies : {1, 2, 3, 7, 1000}) {
    Points same(static_cast<std::size_t>(copies), {953898.7 + 0.1, 1952345.6 - 0.3, 0.1});
    const Centrography c = of(same);
    EXPECT_EQ(c.x, same[0].x) << copies;
    EXPECT_EQ(c.y, same[0].y) << copies;
    EXPECT_EQ(c.standard_distance, 0) << copies;
    EXPECT_EQ(c.major_axis, 0) << copies;
    EXPECT_TRUE(std::isnan(c.rotation)) << copies;
    EXPECT_EQ(c.ellipse().size(), 1U);
  }
  // A circle has no direction.
  const Centrography square = of(at({{1, 1}, {1, -1}, {-1, 1}, {-1, -1}}));
  EXPECT_TRUE(std::isnan(square.rotation));
  EXPECT_EQ(square.major_axis, square.minor_axis);
  EXPECT_DOUBLE_EQ(square.major_axis, std::sqrt(2.0));
  // Places on a line, whatever its slope.
  for (const double slope : {0.0, 0.5, 3.0, -0.1, 1e6}) {
    Points line;
    for (int i = 0; i < 11; ++i) line.push_back({1e6 + i * i * 7.0, 4e6 + slope * i * i * 7.0, 1});
    EXPECT_EQ(of(line).minor_axis, 0) << slope;
    EXPECT_EQ(of(line).ellipse().size(), 2U);
  }
}

// In projected coordinates of 4e6 no digit is lost: the same points around the origin say what is right.
TEST(Centrography, FarFromTheOrigin) {
  with_seeds(1, 200, [](std::uint64_t seed) {
    Random random(seed);
    Points near;
    Points far;
    const double spread = std::ldexp(1, integer(random, -12, 12));
    for (int i = 0; i < 50; ++i) {
      // 2^-30 of 2^22 is the last bit of a double: the shift is exact.
      const double x = std::round(uniform(random, -1, 1) * spread * 1048576) / 1048576;
      const double y = std::round(uniform(random, -1, 1) * spread * 524288) / 1048576;
      const double weight = integer(random, 1, 9) / 8.0;
      near.push_back({x, y, weight});
      far.push_back({x + 4194304, y - 4194304, weight});
    }
    const Centrography a = of(near);
    const Centrography b = of(far);
    EXPECT_NEAR(a.x, b.x - 4194304, 1e-9) << seed;
    EXPECT_NEAR(a.standard_distance, b.standard_distance, 1e-13 * a.standard_distance) << seed;
    EXPECT_NEAR(a.major_axis, b.major_axis, 1e-13 * a.major_axis) << seed;
    EXPECT_NEAR(a.minor_axis, b.minor_axis, 1e-12 * a.minor_axis) << seed;
    EXPECT_NEAR(a.rotation, b.rotation, 1e-9) << seed;
  });
}

TEST(Centrography, DoesNotDependOnTheOrder) {
  with_seeds(1, 300, [](std::uint64_t seed) {
    Random random(seed);
    Points points;
    for (int i = 0; i < 60; ++i) {
      points.push_back({uniform(random, 9e5, 1e6), uniform(random, 1.9e6, 2e6), uniform(random, 0, 5)});
    }
    const Centrography a = of(points);
    std::shuffle(points.begin(), points.end(), random);
    const Centrography b = of(points);
    EXPECT_EQ(a.weight, b.weight) << seed;
    EXPECT_EQ(a.x, b.x) << seed;
    EXPECT_EQ(a.y, b.y) << seed;
    EXPECT_EQ(a.standard_distance, b.standard_distance) << seed;
    EXPECT_EQ(a.major_axis, b.major_axis) << seed;
    EXPECT_EQ(a.minor_axis, b.minor_axis) << seed;
    EXPECT_EQ(a.rotation, b.rotation) << seed;
  });
}

TEST(Centrography, OfAnyMagnitude) {
  const Points points = {{3, 1, 2}, {-5, 2, 1}, {4, -7, 3}, {0, 9, 0.5}};
  const Centrography a = of(points);
  for (const int exponent : {-1000, -700, -300, 300, 700, 1000}) {
    for (const int of_weight : {-1000, 0, 1000}) {
      Points scaled = points;
      for (WeightedPoint& p : scaled) {
        p = {std::ldexp(p.x, exponent), std::ldexp(p.y, exponent), std::ldexp(p.weight, of_weight)};
      }
      const Centrography b = of(scaled);
      EXPECT_EQ(std::ldexp(b.x, -exponent), a.x) << exponent;
      EXPECT_EQ(std::ldexp(b.standard_distance, -exponent), a.standard_distance) << exponent;
      EXPECT_EQ(std::ldexp(b.minor_axis, -exponent), a.minor_axis) << exponent;
      EXPECT_EQ(b.rotation, a.rotation);
    }
  }
}

// Turned by an angle, the ellipse turns with the points; its corners lie on the ellipse and its area is
// right.
TEST(Centrography, TheEllipseTurnsWithThePoints) {
  const Points points = {{30, 10, 2}, {-50, 20, 1}, {40, -7, 3}, {0, 9, 0.5}};
  const Centrography a = of(points);
  for (int degrees = 0; degrees < 360; degrees += 7) {
    const double turn = degrees * std::numbers::pi / 180;
    Points turned = points;
    for (WeightedPoint& p : turned) {  // clockwise
      p = {p.x * std::cos(turn) + p.y * std::sin(turn), p.y * std::cos(turn) - p.x * std::sin(turn),
           p.weight};
    }
    const Centrography b = of(turned);
    EXPECT_NEAR(b.major_axis, a.major_axis, 1e-12);
    EXPECT_NEAR(b.minor_axis, a.minor_axis, 1e-12);
    EXPECT_GE(b.rotation, 0);
    EXPECT_LT(b.rotation, 180);
    const double difference = std::remainder(b.rotation - a.rotation - degrees, 180);
    EXPECT_NEAR(difference, 0, 1e-9) << degrees;

    const auto corners = b.ellipse();
    ASSERT_EQ(corners.size(), 72U);
    double area = 0;
    const double north = b.rotation * std::numbers::pi / 180;
    for (std::size_t i = 0; i < corners.size(); ++i) {
      const auto& [x, y] = corners[i];
      const auto& [next_x, next_y] = corners[(i + 1) % corners.size()];
      area += (x * next_y - next_x * y) / 2;
      const double along = (x - b.x) * std::sin(north) + (y - b.y) * std::cos(north);
      const double across = (y - b.y) * std::sin(north) - (x - b.x) * std::cos(north);
      EXPECT_NEAR(std::pow(along / b.major_axis, 2) + std::pow(across / b.minor_axis, 2), 1, 1e-12);
    }
    const double step = std::numbers::pi / 36;
    EXPECT_NEAR(area, 36 * std::sin(step) * b.major_axis * b.minor_axis,
                1e-9);  // counter-clockwise: positive
  }
}

}  // namespace
}  // namespace clusterlite
