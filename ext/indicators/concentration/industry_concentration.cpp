#include "indicators/concentration/industry_concentration.hpp"

#include "indicators/concentration/crosstab_line_measures.hpp"
#include "indicators/concentration/plant_size.hpp"
#include "indicators/crosstab/margins.hpp"

namespace clusterlite {
namespace {

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
  const auto measure = [&](IndustryConcentration& row, std::size_t industry, ShareProfile& profile) {
    row.regions = lines[industry].size();
    row.top_region = largest_of(lines[industry]).across;
    row.concentration_ratio_4 = concentration_ratio(profile, 4);
    row.effective_regions = 1 / row.herfindahl;
    row.locational_gini = locational_gini(profile);
    const std::uint64_t plants = table.knows_firms ? lines.facts(industry).with_value : 0;
    measure_plants(
        profile, reference,
        plant_shares(table, static_cast<std::uint32_t>(industry), margins.industries[industry], plants), row);
  };
  return measure_lines<IndustryConcentration>(lines, margins.industries, reference, cancel, measure);
}

}  // namespace clusterlite
