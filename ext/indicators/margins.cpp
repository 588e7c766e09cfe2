#include "indicators/margins.hpp"

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
  return margins;
}

}  // namespace clusterlite
