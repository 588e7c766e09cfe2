#include "indicators/concentration.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace clusterlite {

double herfindahl(const ExactSum& sum, const ExactSum& sum_of_squares) {
  const Scaled total = sum.scaled();
  // Never above 1, of which the two roundings could make 1 + 2e-16.
  return total.mantissa == 0 ? std::numeric_limits<double>::quiet_NaN()
                             : std::min(1.0, sum_of_squares.scaled() / (total * total));
}

double herfindahl(const std::vector<double>& values) {
  ExactSum sum;
  ExactSum squares;
  for (const double value : values) {
    sum.add(value);
    squares.add_square(value);
  }
  return herfindahl(sum, squares);
}

double normalized_herfindahl(double herfindahl, std::size_t n) {
  if (n < 2) return std::numeric_limits<double>::quiet_NaN();
  const double equal = 1.0 / static_cast<double>(n);
  return std::max(0.0, (herfindahl - equal) / (1 - equal));
}

double concentration_ratio(std::vector<double> values, std::size_t m) {
  const std::size_t largest = std::min(m, values.size());
  std::partial_sort(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(largest), values.end(),
                    std::greater<>());
  ExactSum part;
  ExactSum whole;
  for (std::size_t i = 0; i < values.size(); ++i) {
    whole.add(values[i]);
    if (i < largest) part.add(values[i]);
  }
  return part.scaled() / whole.scaled();
}

}  // namespace clusterlite
