// Centrography of a set of points from which points are taken away again, as a moving window needs it.
//
// The sums of w, w x, w y, w x^2, w x y and w y^2 are kept without any rounding
// (support/numbers/exact_sum.hpp). The moments about the mean centre c, such as
//
//   sum of w (x - c)^2 = sum of w x^2 - 2 c sum of w x + c^2 sum of w
//
// are computed from them without rounding, too, so that the digits which the subtraction would cost are not
// lost. The result depends on the set of points alone, and costs the same for any number of them.
#pragma once

#include <cstddef>

#include "distance/centre/centrography.hpp"
#include "support/numbers/exact_sum.hpp"

namespace clusterlite {

class ExactMoments {
 public:
  void add(const WeightedPoint& point) { change(point, point.weight, 1); }
  void subtract(const WeightedPoint& point) { change(point, -point.weight, -1); }

  // Whether all points that weigh something are of a size whose products stay exact: coordinates 0 or of
  // 2^-150 to 2^150, weights of 2^-300 to 2^300. Else compute anew (centrography.hpp).
  bool are_exact() const { return odd_ == 0; }
  Centrography centrography() const;

 private:
  void change(const WeightedPoint& point, double weight, int count);

  std::ptrdiff_t odd_ = 0;
  // Read by taking them apart and putting them together again.
  mutable ExactSum w_;
  mutable ExactSum x_;
  mutable ExactSum y_;
  mutable ExactSum xx_;
  mutable ExactSum xy_;
  mutable ExactSum yy_;
};

}  // namespace clusterlite
