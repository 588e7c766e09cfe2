#include "indicators/concentration/region_specialization.hpp"

#include <algorithm>
#include <cmath>

#include "indicators/concentration/crosstab_line_measures.hpp"
#include "indicators/crosstab/margins.hpp"

namespace clusterlite {

std::vector<RegionSpecialization> region_specialization(const Crosstab& table, CancelToken& cancel) {
  const Margins margins = margins_of(table, cancel);
  const Lines lines(table, Lines::Of::regions, cancel);
  const ReferenceShares reference(margins.industries, margins.total, lines.known_across());
  const auto measure = [&](RegionSpecialization& row, std::size_t region, ShareProfile& profile) {
    row.industries = lines[region].size();
    row.top_industry = largest_of(lines[region]).across;
    row.effective_industries = 1 / row.herfindahl;
    row.entropy = entropy(profile);
    if (profile.units() > 1) {
      row.evenness = std::min(1.0, row.entropy / std::log2(static_cast<double>(profile.units())));
    }
    if (row.krugman > 0) row.relative_diversity = 1 / row.krugman;
    row.relative_specialization = largest_lq(profile);
    row.hachman = 1 / mean_lq(profile);
  };
  return measure_lines<RegionSpecialization>(lines, margins.regions, reference, cancel, measure);
}

}  // namespace clusterlite
