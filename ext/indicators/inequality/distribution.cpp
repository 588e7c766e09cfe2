#include "indicators/inequality/distribution.hpp"

#include <limits>

namespace clusterlite {
namespace {

constexpr double kLn2 = 0.693147180559945309417;

// Below this a quotient may have lost digits, or everything, to underflow.
constexpr double kTiny = 1e-290;

}  // namespace

UnitScale::UnitScale(double largest) {
  std::frexp(largest, &exponent_);
  first_ = std::ldexp(1.0, -exponent_ / 2);
  second_ = std::ldexp(1.0, -exponent_ + exponent_ / 2);
}

Distribution::Distribution(std::span<const CountedUnit<1>> units, CancelToken& cancel)
    : units_(units), cancel_(cancel), scale_(units.empty() ? 0 : units.back().values[0]) {
  for_each([&](const Unit& unit) {
    count_ += unit.count;
    if (unit.original > 0) positive_ += unit.count;
    add_product(total_, unit.count, unit.value);
  });
  if (!defined()) return;
  mean_ = total_.value() / count_;
  mean_rest_ = (std::fma(-mean_, count_, total_.high()) + total_.low()) / count_;
}

double Distribution::log_quotient(const Unit& unit, double divisor) const {
  const double quotient = unit.value / divisor;
  if (quotient > kTiny) return std::log(quotient);
  return std::log(unit.original) - scale_.exponent() * kLn2 - std::log(divisor);
}

double Distribution::log_ratio(const Unit& unit) const {
  const double above = excess(unit);
  return std::fabs(above) < 0.5 ? std::log1p(above) : log_quotient(unit, mean_);
}

double Distribution::log_share(const Unit& unit) const {
  const double total = total_.value();
  if (unit.value > total / 2) return std::log1p(-((total_.high() - unit.value) + total_.low()) / total);
  return log_quotient(unit, total);
}

double Distribution::log2_share(const Unit& unit) const {
  const double share = unit.value / total_.value();
  return share > kTiny && share <= 0.5 ? std::log2(share) : log_share(unit) / kLn2;
}

}  // namespace clusterlite
