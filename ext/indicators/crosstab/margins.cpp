#include "indicators/crosstab/margins.hpp"

#include <cmath>

#include "support/running/error.hpp"

namespace clusterlite {

Margins margins_of(const Crosstab& table, CancelToken& cancel) {
  std::vector<CompensatedSum> regions(table.regions.size());
  std::vector<CompensatedSum> industries(table.industries.size());
  CompensatedSum total;
  for (const Crosstab::Cell& cell : table.cells) {
    cancel.check();
    regions[cell.region].add(cell.value);
    industries[cell.industry].add(cell.value);
    total.add(cell.value);
  }
  Margins margins;
  margins.regions.reserve(regions.size());
  margins.industries.reserve(industries.size());
  for (const CompensatedSum& sum : regions) margins.regions.push_back(sum.value());
  for (const CompensatedSum& sum : industries) margins.industries.push_back(sum.value());
  margins.total = total.value();
  // No share of such a whole is a number any more.
  if (!std::isfinite(margins.total)) {
    throw Error("all values together add up to more than 1.8e308; collect them in a larger unit");
  }
  return margins;
}

}  // namespace clusterlite
