// One distribution: n units (firms, regions, categories) and what each of them has.
//
// n the number of units, those that have nothing included; T the sum of their values; mu = T / n the mean; s
// = v / T a unit's share. Only the proportions matter, so values are read in a unit in which the largest lies
// between 1/2 and 1: 1e300 and 1e-300 do not overflow.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>

#include "indicators/inequality/counted_values.hpp"
#include "support/numbers/sum.hpp"

namespace clusterlite {

// Multiplies by the power of two that brings `largest` into [1/2, 1): exact, except that what is less than
// 1e-300 of the largest becomes 0.
class UnitScale {
 public:
  explicit UnitScale(double largest);
  double operator()(double value) const { return value * first_ * second_; }
  int exponent() const { return exponent_; }  // value == scaled value * 2^exponent

 private:
  int exponent_ = 0;
  double first_ = 1;  // the power may lie outside the range of doubles: two factors
  double second_ = 1;
};

// Adds a * b with an error of 2^-106 of it.
inline void add_product(CompensatedSum& sum, double a, double b) {
  const double product = a * b;
  sum.add(product);
  sum.add(std::fma(a, b, -product));
}

class Distribution {
 public:
  struct Unit {
    double value;     // in the distribution's own unit of measurement
    double original;  // as it was given: where `value` has become 0, its logarithm still exists
    double count;     // how many units are like this
  };

  // A view: the units, in rising order, must outlive it.
  explicit Distribution(std::span<const CountedUnit<1>> units, CancelToken& cancel);

  // False when there is no unit or all have nothing.
  bool defined() const { return total_.high() > 0; }
  bool all_equal() const { return units_.size() == 1; }

  double units() const { return count_; }        // n
  double positive() const { return positive_; }  // how many of them have something
  const CompensatedSum& total() const { return total_; }

  double ratio(const Unit& unit) const { return unit.value / mean_; }  // v / mu
  double excess(const Unit& unit) const {  // (v - mu) / mu, exact also for values that hardly differ
    return ((unit.value - mean_) - mean_rest_) / mean_;
  }
  double log_ratio(const Unit& unit) const;  // ln(v / mu); minus infinity for 0
  double share(const Unit& unit) const { return unit.value / total_.value(); }
  double log_share(const Unit& unit) const;   // ln s
  double log2_share(const Unit& unit) const;  // log2 s, exact for a power of two

  // In rising order.
  template <class Use>
  void for_each(Use&& use) const {
    for (const CountedUnit<1>& unit : units_) {
      cancel_.check(4);
      use(Unit{scale_(unit.values[0]), unit.values[0], static_cast<double>(unit.count)});
    }
  }

 private:
  double log_quotient(const Unit& unit, double divisor) const;

  std::span<const CountedUnit<1>> units_;
  CancelToken& cancel_;
  UnitScale scale_;
  CompensatedSum total_;
  double count_ = 0;
  double positive_ = 0;
  double mean_ = 0;
  double mean_rest_ = 0;  // what rounding mu to a double has left
};

}  // namespace clusterlite
