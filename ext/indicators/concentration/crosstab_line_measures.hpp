// What is measured of every line of a crosstab, whichever way it is read: of an industry over the regions, or
// of a region over the industries.
#pragma once

#include <cstddef>
#include <vector>

#include "indicators/concentration/concentration.hpp"
#include "indicators/crosstab/crosstab_lines.hpp"
#include "indicators/inequality/share_profile.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// One row per line. `totals` are the values of the lines. A line without a value keeps its undefined
// measures; for the others measure(row, line, profile) adds what only this direction has.
template <class Row, class Measure>
std::vector<Row> measure_lines(const Lines& lines, const std::vector<double>& totals,
                               const ReferenceShares& reference, CancelToken& cancel,
                               const Measure& measure) {
  ShareProfile profile(reference);
  std::vector<Row> rows(lines.size());
  for (std::size_t line = 0; line < lines.size(); ++line) {
    Row& row = rows[line];
    row.firms = lines.facts(line).firms;
    if (lines.facts(line).known) row.value = totals[line];
    const auto cells = lines[line];
    cancel.check(1 + 16 * cells.size());
    if (cells.empty()) continue;
    row.top_share = largest_of(cells).value / totals[line];
    profile.assign(cells, totals[line]);
    row.herfindahl = herfindahl(profile);
    row.herfindahl_normalized = normalized_herfindahl(row.herfindahl, profile.units());
    row.gini = gini(profile);
    row.krugman = krugman(profile);
    row.hoover = row.krugman / 2;
    row.kl_divergence = kl_divergence(profile);
    measure(row, line, profile);
  }
  return rows;
}

}  // namespace clusterlite
