#include "indicators/concentration/concentration.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace clusterlite {

double herfindahl(const ExactSum& sum, const ExactSum& sum_of_squares) {
  const Scaled total = sum.scaled();
  // Never above 1, of which the two roundings could make 1 + 2e-16.
  return total.mantissa == 0 ? std::numeric_limits<double>::quiet_NaN()
                             : std::min(1.0, sum_of_squares.scaled() / (total * total));
}

double herfindahl(const Distribution& distribution) {
  if (!distribution.defined()) return std::numeric_limits<double>::quiet_NaN();
  CompensatedSum squares;
  distribution.for_each([&](const Distribution::Unit& unit) {
    const double square = unit.value * unit.value;
    add_product(squares, unit.count, square);
    squares.add(unit.count * std::fma(unit.value, unit.value, -square));
  });
  const double total = distribution.total().value();
  return std::min(1.0, squares.value() / (total * total));
}

double normalized_herfindahl(double herfindahl, std::size_t n) {
  // std::max(0.0, NaN) would be 0.
  if (n < 2 || std::isnan(herfindahl)) return std::numeric_limits<double>::quiet_NaN();
  const double equal = 1.0 / static_cast<double>(n);
  return std::max(0.0, (herfindahl - equal) / (1 - equal));
}

double concentration_ratio(const Distribution& distribution, double m) {
  if (!distribution.defined()) return std::numeric_limits<double>::quiet_NaN();
  CompensatedSum part;
  double smaller = distribution.units() - m;  // how many units, from below, are not among the m largest
  distribution.for_each([&](const Distribution::Unit& unit) {
    const double counted = std::clamp(unit.count - smaller, 0.0, unit.count);
    smaller -= unit.count;
    add_product(part, counted, unit.value);
  });
  return std::min(1.0, part.value() / distribution.total().value());
}

}  // namespace clusterlite
