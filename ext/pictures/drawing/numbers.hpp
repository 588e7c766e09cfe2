// Numbers in pictures: coordinates, labels, round steps of axes.
#pragma once

#include <cmath>
#include <string>
#include <vector>

namespace clusterlite {

// A coordinate with at most one decimal, no exponent, never -0: 12, 3.5, -.5 as -0.5.
std::string coordinate(double value);

// How many decimals three digits of the largest number need; 0 when all are whole.
int decimals_for(double largest, bool all_whole);

// 12,345.6: with thousands separated by commas, whatever the locale.
std::string with_commas(double value, int decimals);

// Round numbers from inside low..high, about `count` of them: steps of 1, 2 or 5 times a power of ten.
struct Ticks {
  std::vector<double> at;
  int decimals = 0;
};
Ticks round_ticks(double low, double high, int count);

}  // namespace clusterlite
