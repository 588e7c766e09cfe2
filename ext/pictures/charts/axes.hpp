// Two axes with round numbers around a plot.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "pictures/drawing/labels.hpp"
#include "pictures/drawing/numbers.hpp"
#include "pictures/drawing/svg.hpp"

namespace clusterlite {

// A range of numbers on an axis, a little wider than the data.
struct AxisRange {
  double low = 0;
  double high = 1;
  // Of data from low to high; with_zero: 0 belongs to it.
  static AxisRange around(double low, double high, bool with_zero);
};

class Axes {
 public:
  // right: the room for what stands right of the plot.
  Axes(Svg& svg, const AxisRange& x, const AxisRange& y, double width, double height, double top,
       double right);

  double x(double value) const {
    return plot_.left + (value - x_.low) / (x_.high - x_.low) * (plot_.right - plot_.left);
  }
  double y(double value) const {
    return plot_.bottom - (value - y_.low) / (y_.high - y_.low) * (plot_.bottom - plot_.top);
  }
  const LabelBox& plot() const { return plot_; }
  const AxisRange& x_range() const { return x_; }
  const AxisRange& y_range() const { return y_; }
  void draw();  // grid, numbers, names
  // The dashed lines of the options, with their numbers where nothing of the room is covered.
  void marks(LabelRoom& room, CancelToken& cancel);

 private:
  std::string x_number(double value) const;
  std::string y_number(double value) const { return y_unit_.shown(value, y_ticks_.step); }

  Svg& svg_;
  double width_;
  std::vector<std::string> x_label_;  // in lines
  std::vector<std::string> y_label_;
  bool years_ = false;
  AxisUnit x_unit_;
  AxisUnit y_unit_;
  AxisRange x_;
  AxisRange y_;
  Ticks x_ticks_;
  Ticks y_ticks_;
  LabelBox plot_{};
};

}  // namespace clusterlite
