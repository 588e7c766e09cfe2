// How specialised, or how diverse, the industries of each region of a crosstab are.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "datasets/crosstab.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// Measures are NaN where undefined: all of them for a region whose value is 0 or unknown. They take in all
// industries of the crosstab with a known value, with share 0 where the region has none of it.
struct RegionSpecialization {
  static constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
  double value = kUndefined;  // NaN when none of its firms has a value
  std::uint64_t firms = 0;
  std::uint64_t industries = 0;    // with a value > 0
  std::uint32_t top_industry = 0;  // the first of the largest; meaningless when industries = 0
  double top_share = kUndefined;
  double herfindahl = kUndefined;
  double herfindahl_normalized = kUndefined;
  double effective_industries = kUndefined;
  double gini = kUndefined;
  double krugman = kUndefined;
  double hoover = kUndefined;
  double kl_divergence = kUndefined;
  double entropy = kUndefined;
  double evenness = kUndefined;
  double relative_diversity = kUndefined;
  double relative_specialization = kUndefined;
  double hachman = kUndefined;
};

// One per region, in the crosstab's order.
std::vector<RegionSpecialization> region_specialization(const Crosstab& table, CancelToken& cancel);

}  // namespace clusterlite
