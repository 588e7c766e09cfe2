#include "indicators/region_specialization.hpp"

#include <algorithm>
#include <cmath>

#include "indicators/concentration.hpp"
#include "indicators/margins.hpp"
#include "indicators/share_profile.hpp"

namespace clusterlite {
namespace {

void measure(ShareProfile& profile, RegionSpecialization& row) {
  row.herfindahl = herfindahl(profile);
  row.herfindahl_normalized = normalized_herfindahl(row.herfindahl, profile.units());
  row.effective_industries = 1 / row.herfindahl;
  row.gini = gini(profile);
  row.krugman = krugman(profile);
  row.hoover = row.krugman / 2;
  row.kl_divergence = kl_divergence(profile);
  row.entropy = entropy(profile);
  if (profile.units() > 1) {
    row.evenness = std::min(1.0, row.entropy / std::log2(static_cast<double>(profile.units())));
  }
  if (row.krugman > 0) row.relative_diversity = 1 / row.krugman;
  row.relative_specialization = largest_lq(profile);
  row.hachman = 1 / mean_lq(profile);
}

}  // namespace

std::vector<RegionSpecialization> region_specialization(const Crosstab& table, CancelToken& cancel) {
  const Margins margins = margins_of(table, cancel);
  const Lines lines(table, Lines::Of::regions, cancel);
  const ReferenceShares reference(margins.industries, margins.total, lines.known_across());
  ShareProfile profile(reference);

  std::vector<RegionSpecialization> rows;
  rows.reserve(lines.size());
  for (std::size_t region = 0; region < lines.size(); ++region) {
    const LineFacts& facts = lines.facts(region);
    const double value = margins.regions[region];
    RegionSpecialization& row = rows.emplace_back();
    row.firms = facts.firms;
    if (facts.known) row.value = value;
    const auto line = lines[region];
    cancel.check(1 + 16 * line.size());
    if (line.empty()) continue;
    const LineCell& top = largest_of(line);
    row.industries = line.size();
    row.top_industry = top.across;
    row.top_share = top.value / value;
    profile.assign(line, value);
    measure(profile, row);
  }
  return rows;
}

}  // namespace clusterlite
