#include "indicators/crosstab/crosstab_lines.hpp"

#include <algorithm>

namespace clusterlite {

Lines::Lines(const Crosstab& table, Of of, CancelToken& cancel) {
  const bool of_regions = of == Of::regions;
  const std::size_t lines = of_regions ? table.regions.size() : table.industries.size();
  const std::size_t across = of_regions ? table.industries.size() : table.regions.size();
  const auto line_of = [=](const Crosstab::Cell& cell) { return of_regions ? cell.region : cell.industry; };
  const auto across_of = [=](const Crosstab::Cell& cell) { return of_regions ? cell.industry : cell.region; };

  facts_.resize(lines);
  first_.resize(lines + 1, 0);
  std::vector<bool> known_across(across, false);
  for (const Crosstab::Cell& cell : table.cells) {
    cancel.check();
    LineFacts& facts = facts_[line_of(cell)];
    facts.firms += cell.firms;
    facts.with_value += cell.firms - std::min(cell.firms, cell.missing);
    if (!cell.has_value()) continue;
    facts.known = true;
    known_across[across_of(cell)] = true;
    if (cell.value.value() > 0) ++first_[line_of(cell) + std::size_t{1}];
  }
  known_across_ = static_cast<std::size_t>(std::count(known_across.begin(), known_across.end(), true));

  // The cells are sorted by region and industry: a stable distribution leaves each line in order.
  for (std::size_t line = 0; line < lines; ++line) first_[line + 1] += first_[line];
  std::vector<std::size_t> next(first_.begin(), first_.end() - 1);
  cells_.resize(first_.back());
  for (const Crosstab::Cell& cell : table.cells) {
    cancel.check();
    if (const double value = cell.value.value(); value > 0)
      cells_[next[line_of(cell)]++] = {across_of(cell), value};
  }
}

const LineCell& largest_of(std::span<const LineCell> line) {
  return *std::max_element(line.begin(), line.end(),
                           [](const LineCell& a, const LineCell& b) { return a.value < b.value; });
}

}  // namespace clusterlite
