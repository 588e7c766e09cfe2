#include "indicators/relatedness/fitness.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "support/numbers/sum.hpp"

namespace clusterlite {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
constexpr double kTolerance = 1e-12;
constexpr int kMostSteps = 1000;

// One of the two sides: regions or industries.
struct Side {
  std::vector<double> values;
  std::vector<double> next;

  explicit Side(std::size_t size) : values(size, 1), next(size, 0) {}

  // Divides the new values by their mean over the `members` that count, and takes them over.
  // Returns the largest change as a share of the old value.
  double take_over(double members) {
    CompensatedSum sum;
    for (const double value : next) sum.add(value);
    const double mean = sum.value() / members;
    double change = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      next[i] /= mean;
      if (next[i] != values[i]) change = std::max(change, std::fabs(next[i] - values[i]) / values[i]);
    }
    values.swap(next);
    return change;
  }
};

}  // namespace

Fitness fitness_of(const Presence& presence, std::optional<int> steps, CancelToken& cancel) {
  Side regions(presence.regions());
  Side industries(presence.industries());
  double with_industry = 0;
  double with_region = 0;
  for (std::size_t j = 0; j < presence.regions(); ++j) with_industry += presence.diversity(j) > 0 ? 1 : 0;
  for (std::size_t i = 0; i < presence.industries(); ++i) with_region += presence.ubiquity(i) > 0 ? 1 : 0;

  bool converged = false;
  for (int step = 0; step < steps.value_or(kMostSteps) && !(converged && !steps); ++step) {
    for (std::size_t j = 0; j < presence.regions(); ++j) {
      cancel.check(presence.diversity(j));
      double sum = 0;
      for (const std::uint32_t i : presence.industries_of(j)) sum += industries.values[i];
      regions.next[j] = sum;
    }
    for (std::size_t i = 0; i < presence.industries(); ++i) {
      cancel.check(presence.ubiquity(i));
      double sum = 0;  // infinite when a fitness has sunk to 0: then this is 0, too
      for (const std::uint32_t j : presence.regions_of(i)) sum += 1 / regions.values[j];
      industries.next[i] = presence.ubiquity(i) > 0 ? 1 / sum : 0;
    }
    const double regions_change = regions.take_over(with_industry);
    const double industries_change = industries.take_over(with_region);
    converged = std::max(regions_change, industries_change) <= kTolerance;
  }
  for (std::size_t j = 0; j < presence.regions(); ++j) {
    if (presence.diversity(j) == 0 || !(converged || steps)) regions.values[j] = kUndefined;
  }
  for (std::size_t i = 0; i < presence.industries(); ++i) {
    if (presence.ubiquity(i) == 0 || !(converged || steps)) industries.values[i] = kUndefined;
  }
  return {std::move(regions.values), std::move(industries.values)};
}

}  // namespace clusterlite
