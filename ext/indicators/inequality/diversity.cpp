#include "indicators/inequality/diversity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace clusterlite {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

// Whether the units that have something have all the same.
bool equal_shares(const Distribution& distribution) {
  double smallest = 0;
  double largest = 0;
  distribution.for_each([&](const Distribution::Unit& unit) {
    if (unit.original == 0) return;
    if (smallest == 0) smallest = unit.original;
    largest = unit.original;
  });
  return smallest == largest;
}

// -sum s ln s
double natural_entropy(const Distribution& distribution) {
  CompensatedSum sum;
  distribution.for_each([&](const Distribution::Unit& unit) {
    if (unit.value > 0)
      add_product(sum, unit.count, -distribution.share(unit) * distribution.log_share(unit));
  });
  return sum.value();
}

// ln sum s^q = ln sum s exp((q - 1) ln s), where no power over- or underflows, nor is lost next to 1 for q
// near 1.
double log_sum_of_powers(const Distribution& distribution, double order) {
  double largest = -std::numeric_limits<double>::infinity();  // of q ln s
  bool all_small = true;
  distribution.for_each([&](const Distribution::Unit& unit) {
    if (unit.original == 0) return;
    const double log_share = distribution.log_share(unit);
    largest = std::max(largest, order * log_share);
    all_small = all_small && std::fabs((order - 1) * log_share) < 1;
  });
  CompensatedSum sum;
  distribution.for_each([&](const Distribution::Unit& unit) {
    if (unit.original == 0) return;
    const double log_share = distribution.log_share(unit);
    add_product(sum, unit.count,
                all_small ? distribution.share(unit) * std::expm1((order - 1) * log_share)
                          : std::exp(order * log_share - largest));
  });
  return all_small ? std::log1p(sum.value()) : largest + std::log(sum.value());
}

}  // namespace

double entropy(const Distribution& distribution) {
  if (!distribution.defined()) return kUndefined;
  if (equal_shares(distribution)) return std::log2(distribution.positive());
  CompensatedSum sum;
  distribution.for_each([&](const Distribution::Unit& unit) {
    if (unit.value > 0)
      add_product(sum, unit.count, -distribution.share(unit) * distribution.log2_share(unit));
  });
  return std::max(0.0, sum.value());
}

double evenness(const Distribution& distribution) {
  const double n = distribution.units();
  if (n < 2 || !distribution.defined()) return kUndefined;
  return std::min(1.0, entropy(distribution) / std::log2(n));
}

double hill_number(const Distribution& distribution, double order) {
  if (!distribution.defined()) return kUndefined;
  constexpr double kAsInfinite = 1e18;  // the limit, 1 / largest share
  order = std::min(order, kAsInfinite);
  const double richness = distribution.positive();
  if (order == 0 || equal_shares(distribution)) return richness;
  const double log_number =
      order == 1 ? natural_entropy(distribution) : log_sum_of_powers(distribution, order) / (1 - order);
  return std::clamp(std::exp(log_number), 1.0, richness);
}

}  // namespace clusterlite
