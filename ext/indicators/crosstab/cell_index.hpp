// Finding a cell of a crosstab by its region and industry.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "datasets/crosstab.hpp"

namespace clusterlite {

class CellIndex {
 public:
  explicit CellIndex(const Crosstab& table) : table_(table), first_(table.regions.size() + 1, 0) {
    for (const Crosstab::Cell& cell : table.cells) ++first_[cell.region + std::size_t{1}];
    for (std::size_t region = 1; region < first_.size(); ++region) first_[region] += first_[region - 1];
  }

  // The positions of a region's cells.
  std::size_t begin(std::size_t region) const { return first_[region]; }
  std::size_t end(std::size_t region) const { return first_[region + 1]; }

  // Null for an empty cell.
  const Crosstab::Cell* find(std::size_t region, std::size_t industry) const {
    const auto begin = table_.cells.begin() + static_cast<std::ptrdiff_t>(first_[region]);
    const auto end = table_.cells.begin() + static_cast<std::ptrdiff_t>(first_[region + 1]);
    const auto cell = std::lower_bound(begin, end, industry, [](const Crosstab::Cell& c, std::size_t wanted) {
      return c.industry < wanted;
    });
    return cell != end && cell->industry == industry ? &*cell : nullptr;
  }

 private:
  const Crosstab& table_;
  std::vector<std::size_t> first_;  // per region, the position of its first cell
};

}  // namespace clusterlite
