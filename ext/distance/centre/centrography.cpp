#include "distance/centre/centrography.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "distance/frame/points_and_boxes.hpp"
#include "support/numbers/sum.hpp"

namespace clusterlite {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

// The power of two that brings a number near 1.
double scale_for(double largest) {
  return largest > 0 ? std::ldexp(1.0, -std::clamp(std::ilogb(largest), -1000, 1000)) : 1;
}

// The points that weigh something, their coordinates and weights scaled so that squares and products stay in
// the range of doubles.
class ScaledPoints {
 public:
  ScaledPoints(std::span<const WeightedPoint> points, CancelToken& cancel)
      : points_(points), cancel_(cancel) {
    double heaviest = 0;
    for (const WeightedPoint& p : points_) {
      cancel_.check();
      if (p.weight == 0) continue;
      heaviest = std::max(heaviest, p.weight);
      box_.add({p.x, p.y});
      largest_ = std::max({largest_, std::fabs(p.x), std::fabs(p.y)});
    }
    // Coordinates of everyday size stay as they are.
    constexpr int kEveryday = 128;
    if (largest_ > 0 && std::abs(std::ilogb(largest_)) > kEveryday) scale_ = scale_for(largest_);
    weight_scale_ = scale_for(heaviest);
  }

  double scale() const { return scale_; }
  double largest() const { return largest_ * scale_; }
  std::array<double, 2> middle() const {
    return {(box_.low[0] * scale_ + box_.high[0] * scale_) / 2,
            (box_.low[1] * scale_ + box_.high[1] * scale_) / 2};
  }

  // visit(x, y, weight)
  template <class Visit>
  void for_each(Visit visit) const {
    for (const WeightedPoint& p : points_) {
      cancel_.check(2);
      if (p.weight != 0) visit(p.x * scale_, p.y * scale_, p.weight * weight_scale_);
    }
  }

 private:
  std::span<const WeightedPoint> points_;
  CancelToken& cancel_;
  distance::Box<2> box_ = distance::Box<2>::empty();
  double largest_ = 0;
  double scale_ = 1;
  double weight_scale_ = 1;
};

}  // namespace

Centrography centrography(std::span<const WeightedPoint> points, CancelToken& cancel) {
  Centrography result = Centrography::undefined();
  CompensatedSum weight;
  for (const WeightedPoint& p : points) {
    cancel.check();
    weight.add(p.weight);
  }
  result.weight = weight.value();
  if (result.weight == 0) return result;

  const ScaledPoints scaled(points, cancel);
  const std::array<double, 2> middle = scaled.middle();
  CompensatedSum total;
  CompensatedSum sum_x;
  CompensatedSum sum_y;
  scaled.for_each([&](double x, double y, double w) {
    total.add(w);
    sum_x.add(w * (x - middle[0]));
    sum_y.add(w * (y - middle[1]));
  });
  const double all = total.value();
  const double centre_x = middle[0] + sum_x.value() / all;
  const double centre_y = middle[1] + sum_y.value() / all;

  // Second moments about the rounded centre, and what is left of the first ones to correct them.
  CompensatedSum xx;
  CompensatedSum xy;
  CompensatedSum yy;
  CompensatedSum rest_x;
  CompensatedSum rest_y;
  scaled.for_each([&](double x, double y, double w) {
    const double dx = x - centre_x;
    const double dy = y - centre_y;
    xx.add(w * dx * dx);
    xy.add(w * dx * dy);
    yy.add(w * dy * dy);
    rest_x.add(w * dx);
    rest_y.add(w * dy);
  });
  const double off_x = rest_x.value() / all;
  const double off_y = rest_y.value() / all;
  result.x = centre_x / scaled.scale();
  result.y = centre_y / scaled.scale();
  const Spread spread{xx.value() / all - off_x * off_x, yy.value() / all - off_y * off_y,
                      xy.value() / all - off_x * off_y};
  spread.write(result, scaled.scale(), scaled.largest(), [&](double cosine, double sine) {
    CompensatedSum across;
    scaled.for_each([&](double x, double y, double w) {
      const double d = (y - centre_y - off_y) * cosine - (x - centre_x - off_x) * sine;
      across.add(w * d * d);
    });
    return across.value() / all;
  });
  return result;
}

Centrography Centrography::undefined() { return {0, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN}; }

double Spread::standard_distance() const { return std::sqrt(std::max(0.0, var_x) + std::max(0.0, var_y)); }

bool Spread::is_round() const {
  return std::hypot((var_x - var_y) / 2, cov) <= 16 * kEpsilon * (var_x + var_y);
}

double Spread::angle() const { return std::atan2(2 * cov, var_x - var_y) / 2; }

void Spread::write_axes(Centrography& result, double scale, double largest, double var_across) const {
  const double half = std::hypot((var_x - var_y) / 2, cov);
  const double major = std::sqrt(var_x + var_y + 2 * half);
  const double minor = std::min(major, std::sqrt(std::max(0.0, 2 * var_across)));
  result.major_axis = major / scale;
  result.minor_axis = minor <= 4 * kEpsilon * (largest + major) ? 0 : minor / scale;
  const double compass = 90 - angle() * 180 / std::numbers::pi;
  result.rotation = compass >= 180 ? compass - 180 : compass;
}

std::vector<std::array<double, 2>> Centrography::ellipse() const {
  if (major_axis == 0) return {{x, y}};
  const double north = std::isnan(rotation) ? 0 : rotation * std::numbers::pi / 180;
  const std::array<double, 2> along = {major_axis * std::sin(north), major_axis * std::cos(north)};
  const std::array<double, 2> across = {-minor_axis * std::cos(north), minor_axis * std::sin(north)};
  if (minor_axis == 0) return {{x - along[0], y - along[1]}, {x + along[0], y + along[1]}};
  constexpr int kCorners = 72;
  std::vector<std::array<double, 2>> corners;
  corners.reserve(kCorners);
  for (int i = 0; i < kCorners; ++i) {
    const double t = 2 * std::numbers::pi * i / kCorners;
    corners.push_back({x + std::cos(t) * along[0] + std::sin(t) * across[0],
                       y + std::cos(t) * along[1] + std::sin(t) * across[1]});
  }
  return corners;
}

}  // namespace clusterlite
