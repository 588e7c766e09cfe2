// Two crosstabs of one area, earlier and later, side by side over all regions and industries of either.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "datasets/crosstab.hpp"
#include "indicators/crosstab/margins.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

struct BeforeAfter {
  // A region or industry that only one table has is 0 in the other.
  struct Cell {
    std::uint32_t region = 0;
    std::uint32_t industry = 0;
    double before = 0;  // NaN: none of its firms has a value
    double after = 0;
    std::uint64_t firms = 0;  // the larger of the two numbers of firms
    bool known() const { return before == before && after == after; }
  };

  Dictionary regions;              // numbered in the order of their keys
  Dictionary industries;           // likewise
  std::vector<Cell> cells;         // sorted by region, then industry; those that either table has
  std::vector<std::size_t> first;  // per region, the position of its first cell; one more at the end

  bool knows_firms = true;  // in both tables

  // A cell that is not known in one table is left out of the sums of both: it must not pass for growth or
  // decline.
  Margins before;
  Margins after;

  // All zeros where neither table has the cell.
  Cell at(std::size_t region, std::size_t industry) const;
};

// Throws Error for a region or industry that is a number in one table and the same text in the other.
BeforeAfter side_by_side(const Crosstab& before, const Crosstab& after, CancelToken& cancel);

// value * numerator / denominator; exact where the product is (counts), and without overflow on the way.
double proportion(double value, double numerator, double denominator);

}  // namespace clusterlite
