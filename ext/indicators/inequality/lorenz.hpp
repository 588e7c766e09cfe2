// The Gini coefficient of a Lorenz curve that is drawn step by step.
#pragma once

#include <algorithm>

#include "indicators/inequality/distribution.hpp"

namespace clusterlite {

// Steps come in rising order of height: width w (how many units, or how many people) with the value h each.
// With W the sum of the widths and W_b that of the widths before a step,
//
//   G = sum w h (2 W_b + w - W) / (W sum w h)
//
// the same as 1 - sum (Y_r + Y_(r-1)) w_r / W for the cumulated shares Y of w h (Gini 1912; Lorenz 1905), but
// without the subtraction from 1 that loses the digits of a nearly even distribution.
class LorenzCurve {
 public:
  explicit LorenzCurve(const CompensatedSum& total_width) : total_(total_width) {}

  void add(double width, double height) {
    if (width == 0) return;
    if (before_.high() == 0) lowest_ = height;
    highest_ = height;
    CompensatedSum centre = before_;  // 2 W_b + w - W
    centre.add(before_);
    centre.add(width);
    centre.add(-total_.high());
    centre.add(-total_.low());
    const double turn = width * centre.value();
    add_product(area_, turn, height);
    area_.add(std::fma(width, centre.value(), -turn) * height);
    add_product(mass_, width, height);
    before_.add(width);
  }

  // 0 .. 1; NaN when nothing has any height or width.
  double gini() const {
    if (lowest_ == highest_ && mass_.high() > 0) return 0;
    return std::max(0.0, area_.value() / (total_.value() * mass_.value()));
  }

 private:
  CompensatedSum total_;
  CompensatedSum before_;
  CompensatedSum area_;
  CompensatedSum mass_;
  double lowest_ = 0;
  double highest_ = 0;
};

}  // namespace clusterlite
