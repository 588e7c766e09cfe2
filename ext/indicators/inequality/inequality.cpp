#include "indicators/inequality/inequality.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "indicators/inequality/entropy_term.hpp"
#include "indicators/inequality/lorenz.hpp"

namespace clusterlite {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

// r - 1 - ln r >= 0 of the ratio r = v / mu: its mean is that of -ln r.
double log_deviation_term(const Distribution& distribution, const Distribution::Unit& unit) {
  const double d = distribution.excess(unit);
  return std::fabs(d) < kSmallDeviation ? -log1p_minus(d) : d - distribution.log_ratio(unit);
}

// ln of [mean r^p]^(1/p), the logarithm of the power mean of the ratios r = v / mu; p != 0.
double log_power_mean(const Distribution& distribution, double p) {
  double largest = -std::numeric_limits<double>::infinity();  // of the powers' logarithms p ln r
  bool all_small = true;
  distribution.for_each([&](const Distribution::Unit& unit) {
    const double power = p * distribution.log_ratio(unit);
    largest = std::max(largest, power);
    all_small = all_small && std::fabs(power) < 1;
  });
  CompensatedSum sum;
  distribution.for_each([&](const Distribution::Unit& unit) {
    const double power = p * distribution.log_ratio(unit);
    add_product(sum, unit.count, all_small ? std::expm1(power) : std::exp(power - largest));
  });
  const double mean = sum.value() / distribution.units();
  return (all_small ? std::log1p(mean) : largest + std::log(mean)) / p;
}

double variation(const Distribution& distribution, double degrees_of_freedom) {
  if (!distribution.defined()) return kUndefined;
  if (distribution.all_equal()) return 0;
  CompensatedSum squares;
  distribution.for_each([&](const Distribution::Unit& unit) {
    const double d = distribution.excess(unit);
    add_product(squares, unit.count, d * d);
  });
  return std::sqrt(squares.value() / degrees_of_freedom);
}

}  // namespace

double gini(const Distribution& distribution) {
  if (!distribution.defined()) return kUndefined;
  LorenzCurve curve(CompensatedSum(distribution.units(), 0));
  distribution.for_each([&](const Distribution::Unit& unit) { curve.add(unit.count, unit.value); });
  return curve.gini();
}

double corrected_gini(const Distribution& distribution) {
  const double n = distribution.units();
  if (n < 2 || !distribution.defined()) return kUndefined;
  return std::min(1.0, gini(distribution) * (n / (n - 1)));
}

double theil(const Distribution& distribution) {
  if (!distribution.defined()) return kUndefined;
  if (distribution.all_equal()) return 0;
  CompensatedSum sum;
  distribution.for_each([&](const Distribution::Unit& unit) {
    add_product(sum, unit.count, entropy_term(distribution.ratio(unit), distribution.excess(unit)));
  });
  return sum.value() / distribution.units();
}

double mean_log_deviation(const Distribution& distribution) {
  if (!distribution.defined() || distribution.positive() < distribution.units()) return kUndefined;
  if (distribution.all_equal()) return 0;
  CompensatedSum sum;
  distribution.for_each([&](const Distribution::Unit& unit) {
    add_product(sum, unit.count, log_deviation_term(distribution, unit));
  });
  return sum.value() / distribution.units();
}

double atkinson(const Distribution& distribution, double epsilon) {
  if (!distribution.defined()) return kUndefined;
  if (distribution.all_equal() || epsilon == 0) return 0;
  if (epsilon >= 1 && distribution.positive() < distribution.units()) return 1;
  constexpr double kAsInfinite =
      1e18;  // no number of units is seen to differ from the limit, 1 - smallest / mu
  const double log_of_mean = epsilon == 1 ? -mean_log_deviation(distribution)
                                          : log_power_mean(distribution, 1 - std::min(epsilon, kAsInfinite));
  return std::clamp(-std::expm1(log_of_mean), 0.0, 1.0);
}

double sample_variation(const Distribution& distribution) {
  const double n = distribution.units();
  return n < 2 ? kUndefined : variation(distribution, n - 1);
}

double population_variation(const Distribution& distribution) {
  return variation(distribution, distribution.units());
}

WeightedDistribution::WeightedDistribution(std::span<const CountedUnit<2>> units, CancelToken& cancel)
    : units_(units),
      cancel_(cancel),
      value_scale_(units.empty() ? 0 : units.back().values[0]),
      weight_scale_(units.empty() ? 0
                                  : std::max_element(units.begin(), units.end(),
                                                     [](const CountedUnit<2>& a, const CountedUnit<2>& b) {
                                                       return a.values[1] < b.values[1];
                                                     })
                                        ->values[1]) {
  for_each([&](double value, double weight) {
    weight_.add(weight);
    add_product(mass_, value, weight);
  });
}

double weighted_gini(const WeightedDistribution& distribution) {
  if (!distribution.defined()) return kUndefined;
  LorenzCurve curve(distribution.weight());
  distribution.for_each([&](double value, double weight) { curve.add(weight, value); });
  return curve.gini();
}

double williamson(const WeightedDistribution& distribution) {
  if (!distribution.defined()) return kUndefined;
  const double mean = distribution.mean();
  double lowest = std::numeric_limits<double>::infinity();
  double highest = 0;
  CompensatedSum squares;
  distribution.for_each([&](double value, double weight) {
    if (weight == 0) return;
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
    const double excess = (value - mean) / mean;
    add_product(squares, weight * excess, excess);
  });
  return lowest == highest ? 0 : std::sqrt(squares.value() / distribution.weight().value());
}

}  // namespace clusterlite
