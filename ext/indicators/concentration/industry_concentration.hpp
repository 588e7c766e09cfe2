// How concentrated each industry of a crosstab is over the regions.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "datasets/crosstab.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// Measures are NaN where undefined: all of them for an industry whose value is 0 or unknown. They take in all
// regions of the crosstab with a known value, with share 0 where the industry is absent.
struct IndustryConcentration {
  static constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
  double value = kUndefined;  // NaN when none of its firms has a value
  std::uint64_t firms = 0;
  std::uint64_t regions = 0;     // with a value > 0
  std::uint32_t top_region = 0;  // the first of the largest; meaningless when regions = 0
  double top_share = kUndefined;
  double concentration_ratio_4 = kUndefined;
  double herfindahl = kUndefined;
  double herfindahl_normalized = kUndefined;
  double effective_regions = kUndefined;
  double gini = kUndefined;
  double locational_gini = kUndefined;
  double hoover = kUndefined;
  double krugman = kUndefined;
  double kl_divergence = kUndefined;
  double plant_herfindahl = kUndefined;
  double ellison_glaeser = kUndefined;
  double ellison_glaeser_z = kUndefined;
  double maurel_sedillot = kUndefined;
};

// One per industry, in the crosstab's order.
std::vector<IndustryConcentration> industry_concentration(const Crosstab& table, CancelToken& cancel);

}  // namespace clusterlite
