// Inequality of one distribution. Every function gives NaN (SQL's NULL) where it is undefined: when there is
// no unit or the values add up to 0, and where it says so. Equal values give exactly 0.
#pragma once

#include "indicators/inequality/distribution.hpp"

namespace clusterlite {

// G = sum (2 r - n - 1) v_(r) / (n sum v), r the rank from below: 0 .. 1 - 1/n (Gini 1912).
double gini(const Distribution& distribution);

// G n / (n - 1): 0 .. 1; NaN for a single unit.
double corrected_gini(const Distribution& distribution);

// T = 1/n sum (v / mu) ln(v / mu): 0 .. ln n; a unit that has nothing adds nothing (Theil 1967).
double theil(const Distribution& distribution);

// L = 1/n sum ln(mu / v), the mean log deviation: >= 0; NaN when a unit has nothing, for it grows beyond all
// bounds.
double mean_log_deviation(const Distribution& distribution);

// A = 1 - [mean (v / mu)^(1 - epsilon)]^(1 / (1 - epsilon)), for epsilon = 1: 1 - geometric mean / mu. 0 ..
// 1; 1 when epsilon >= 1 and a unit has nothing (Atkinson 1970).
double atkinson(const Distribution& distribution, double epsilon);

// Standard deviation / mu, the deviation with n - 1 (a sample; NaN for a single unit) or with n (all units
// there are).
double sample_variation(const Distribution& distribution);
double population_variation(const Distribution& distribution);

// Units with a value per head and a weight (people): a view of (value, weight) in rising order.
class WeightedDistribution {
 public:
  explicit WeightedDistribution(std::span<const CountedUnit<2>> units, CancelToken& cancel);

  bool defined() const { return mass_.high() > 0; }
  const CompensatedSum& weight() const { return weight_; }  // W
  double mean() const { return mass_.value() / weight_.value(); }

  // use(value, weight): of all units that are alike together.
  template <class Use>
  void for_each(Use&& use) const {
    for (const CountedUnit<2>& unit : units_) {
      cancel_.check(4);
      use(value_scale_(unit.values[0]), weight_scale_(unit.values[1]) * static_cast<double>(unit.count));
    }
  }

 private:
  std::span<const CountedUnit<2>> units_;
  CancelToken& cancel_;
  UnitScale value_scale_;
  UnitScale weight_scale_;
  CompensatedSum weight_;
  CompensatedSum mass_;  // sum w v
};

// The Gini coefficient of a population whose members have the value of their unit: 0 .. 1.
double weighted_gini(const WeightedDistribution& distribution);

// sqrt(sum w (v - mu)^2 / W) / mu with mu the weighted mean (Williamson 1965).
double williamson(const WeightedDistribution& distribution);

}  // namespace clusterlite
