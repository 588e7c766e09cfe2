// Numbers in pictures: coordinates, labels, round steps of axes.
#pragma once

#include <cmath>
#include <string>
#include <string_view>
#include <vector>

namespace clusterlite {

// A coordinate with at most one decimal, no exponent, never -0: 12, 3.5, -.5 as -0.5.
std::string coordinate(double value);

// How many decimals three digits of the largest number need; 0 when all are whole.
int decimals_for(double largest, bool all_whole);

// 12,345.6: with thousands separated by commas, whatever the locale.
std::string with_commas(double value, int decimals);

// A number that somebody gave, with as many decimals as it has, up to five digits in all: 231, 0.00029,
// 2,003.5.
std::string as_given(double value);

// The numbers of one axis or scale, which share their unit: from ten millions on in M, B and T, in Korean in
// 만, 억 and 조.
class AxisUnit {
 public:
  AxisUnit() = default;
  AxisUnit(double largest, bool korean);
  // step: between two numbers of the axis, which says the decimals.
  std::string shown(double value, double step) const;
  std::string given(double value) const;  // as_given() in the unit

 private:
  double size_ = 1;
  std::string_view name_;
};

// Round numbers from inside low..high, about `count` of them: steps of 1, 2 or 5 times a power of ten.
struct Ticks {
  std::vector<double> at;
  int decimals = 0;
  double step = 0;  // 0 when there is only one
};
Ticks round_ticks(double low, double high, int count);

}  // namespace clusterlite
