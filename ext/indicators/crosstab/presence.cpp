#include "indicators/crosstab/presence.hpp"

#include <algorithm>

#include "indicators/crosstab/location_quotient.hpp"

namespace clusterlite {

Presence::Presence(const Crosstab& table, const Margins& margins, PresenceRule rule, CancelToken& cancel) {
  const auto present = [&](const Crosstab::Cell& cell) {
    const double value = cell.value.value();
    if (rule == PresenceRule::positive || value == 0) return value > 0;
    return is_specialized(location_quotient(value, margins.regions[cell.region],
                                            margins.industries[cell.industry], margins.total));
  };
  of_regions_.first.assign(table.regions.size() + 1, 0);
  of_industries_.first.assign(table.industries.size() + 1, 0);
  for (const Crosstab::Cell& cell : table.cells) {
    cancel.check();
    if (!present(cell)) continue;
    of_regions_.members.push_back(cell.industry);  // the cells are sorted by region and industry
    ++of_regions_.first[cell.region + std::size_t{1}];
    ++of_industries_.first[cell.industry + std::size_t{1}];
  }
  for (Lists* lists : {&of_regions_, &of_industries_}) {
    for (std::size_t i = 1; i < lists->first.size(); ++i) lists->first[i] += lists->first[i - 1];
  }
  std::vector<std::size_t> next = of_industries_.first;
  of_industries_.members.resize(of_regions_.members.size());
  for (std::uint32_t region = 0; region < regions(); ++region) {
    cancel.check(diversity(region));
    for (const std::uint32_t industry : industries_of(region))
      of_industries_.members[next[industry]++] = region;
  }
}

bool Presence::at(std::size_t region, std::size_t industry) const {
  const auto industries = industries_of(region);
  return std::binary_search(industries.begin(), industries.end(), industry);
}

}  // namespace clusterlite
