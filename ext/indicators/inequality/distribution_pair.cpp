#include "indicators/inequality/distribution_pair.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "indicators/inequality/distribution.hpp"
#include "indicators/inequality/share_profile.hpp"

namespace clusterlite {
namespace {

double largest(UnitPairs units, std::size_t column) {
  double found = 0;
  for (const CountedUnit<2>& unit : units) found = std::max(found, unit.values[column]);
  return found;
}

// measure(profile) of the values against the references. Units that are alike are one unit of all their
// values: no measure here can tell the difference.
template <class Measure>
double compared(UnitPairs units, CancelToken& cancel, const Measure& measure) {
  const UnitScale value_scale(largest(units, 0));
  const UnitScale reference_scale(largest(units, 1));
  std::vector<LineCell> cells;
  std::vector<double> references;
  CompensatedSum value;
  CompensatedSum reference;
  for (const CountedUnit<2>& unit : units) {
    cancel.check(8);
    const auto count = static_cast<double>(unit.count);
    const double part = value_scale(unit.values[0]) * count;
    if (part > 0) cells.push_back({static_cast<std::uint32_t>(references.size()), part});
    references.push_back(reference_scale(unit.values[1]) * count);
    value.add(part);
    reference.add(references.back());
  }
  if (value.high() == 0 || reference.high() == 0) return std::numeric_limits<double>::quiet_NaN();
  const ReferenceShares shares(references, reference.value(), references.size());
  ShareProfile profile(shares);
  profile.assign(cells, value.value());
  cancel.poll_now();
  return measure(profile);
}

}  // namespace

double locational_gini(UnitPairs units, CancelToken& cancel) {
  return compared(units, cancel, [](ShareProfile& profile) { return locational_gini(profile); });
}

double hoover(UnitPairs units, CancelToken& cancel) { return krugman(units, cancel) / 2; }

double krugman(UnitPairs units, CancelToken& cancel) {
  return compared(units, cancel, [](const ShareProfile& profile) { return krugman(profile); });
}

double kl_divergence(UnitPairs units, CancelToken& cancel) {
  return compared(units, cancel, [](const ShareProfile& profile) { return kl_divergence(profile); });
}

}  // namespace clusterlite
