#include "indicators/industry_concentration.hpp"

#include "indicators/concentration.hpp"
#include "indicators/margins.hpp"
#include "indicators/plant_size.hpp"
#include "indicators/share_profile.hpp"

namespace clusterlite {
namespace {

void measure_distribution(ShareProfile& profile, IndustryConcentration& row) {
  row.concentration_ratio_4 = concentration_ratio(profile, 4);
  row.herfindahl = herfindahl(profile);
  row.herfindahl_normalized = normalized_herfindahl(row.herfindahl, profile.units());
  row.effective_regions = 1 / row.herfindahl;
  row.gini = gini(profile);
  row.locational_gini = locational_gini(profile);
  row.krugman = krugman(profile);
  row.hoover = row.krugman / 2;
  row.kl_divergence = kl_divergence(profile);
}

void measure_plants(const ShareProfile& profile, const ReferenceShares& reference, const PlantShares& plants,
                    IndustryConcentration& row) {
  const double g = squared_difference(profile);
  const double x2 = reference.squares().value();
  row.plant_herfindahl = plants.squares;
  row.ellison_glaeser = ellison_glaeser(g, x2, plants.squares);
  row.ellison_glaeser_z = ellison_glaeser_z(g, x2, reference.cubes().value(), plants);
  row.maurel_sedillot = maurel_sedillot(row.herfindahl, x2, plants.squares);
}

}  // namespace

std::vector<IndustryConcentration> industry_concentration(const Crosstab& table, CancelToken& cancel) {
  const Margins margins = margins_of(table, cancel);
  const Lines lines(table, Lines::Of::industries, cancel);
  const ReferenceShares reference(margins.regions, margins.total, lines.known_across());
  ShareProfile profile(reference);

  std::vector<IndustryConcentration> rows;
  rows.reserve(lines.size());
  for (std::uint32_t industry = 0; industry < lines.size(); ++industry) {
    const LineFacts& facts = lines.facts(industry);
    const double value = margins.industries[industry];
    IndustryConcentration& row = rows.emplace_back();
    row.firms = facts.firms;
    if (facts.known) row.value = value;
    const auto line = lines[industry];
    cancel.check(1 + 16 * line.size());
    if (line.empty()) continue;
    const LineCell& top = largest_of(line);
    row.regions = line.size();
    row.top_region = top.across;
    row.top_share = top.value / value;
    profile.assign(line, value);
    measure_distribution(profile, row);
    measure_plants(profile, reference,
                   plant_shares(table, industry, value, table.knows_firms ? facts.with_value : 0), row);
  }
  return rows;
}

}  // namespace clusterlite
