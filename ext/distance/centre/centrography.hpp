// Centrography: where the middle of a point set lies, how far it spreads, and in which direction.
//
// With weights w (W their sum) and the deviations (dx, dy) from the mean centre:
//
//   mean centre        sum of w (x, y) / W
//   standard distance  sqrt(sum of w (dx^2 + dy^2) / W)                  (Bachi 1963; Furfey 1927)
//   standard ellipse   its axes are the principal axes of the matrix of sum of w dx dx / W, w dx dy / W and
//                      w dy dy / W (Lefever 1926 as Yuill 1971 corrected him); a semi-axis is
//                      sqrt(2 * eigenvalue), so that major^2 + minor^2 = 2 * standard distance^2 and the
//                      ellipse of a normal pattern holds 63 % of it (1 - 1/e)
//
// The sums run over deviations, first from the middle of the bounding box and then from the mean centre, so
// that coordinates of 4e6 cost no digits.
#pragma once

#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "support/running/cancel.hpp"

namespace clusterlite {

struct WeightedPoint {
  double x;
  double y;
  double weight;  // >= 0
};

// NaN is undefined: everything but the weight when that is 0, the rotation of a circle and of one place.
struct Centrography {
  double weight = 0;
  double x;
  double y;
  double standard_distance;
  double major_axis;  // semi-axes
  double minor_axis;  // 0 when it is below what the coordinates can tell
  double rotation;    // of the major axis, degrees clockwise from north (the y axis), 0 <= rotation < 180

  // Corners of the standard ellipse, counter-clockwise: 72, one every 5 degrees of its parameter; 2 when it
  // is a line, 1 when it is a place. The weight is not 0.
  std::vector<std::array<double, 2>> ellipse() const;

  // Of nothing.
  static Centrography undefined();
};

// The covariance matrix about the mean centre, and what follows from it.
struct Spread {
  double var_x;
  double var_y;
  double cov;

  double standard_distance() const;

  // Everything but weight and mean centre. The variances are of coordinates multiplied by `scale`, of which
  // `largest` is the largest. across(cosine, sine): the variance across an axis at that angle from the x
  // axis, which as a difference of the others would lose its digits when the ellipse is narrow.
  template <class Across>
  void write(Centrography& result, double scale, double largest, const Across& across) const {
    result.standard_distance = standard_distance() / scale;
    if (is_round()) {
      result.major_axis = result.minor_axis = result.standard_distance;
      return;
    }
    const double angle = this->angle();
    write_axes(result, scale, largest, across(std::cos(angle), std::sin(angle)));
  }

 private:
  bool is_round() const;
  double angle() const;  // of the major axis, from the x axis, counter-clockwise
  void write_axes(Centrography& result, double scale, double largest, double var_across) const;
};

Centrography centrography(std::span<const WeightedPoint> points, CancelToken& cancel);

}  // namespace clusterlite
