// The sums at the edges of a crosstab: e_j per region, e_i per industry, e of everything.
#pragma once

#include <vector>

#include "datasets/crosstab.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

struct Margins {
  std::vector<double> regions;     // e_j
  std::vector<double> industries;  // e_i
  double total = 0;                // e
};

// Throws Error when the values add up to more than a double holds.
Margins margins_of(const Crosstab& table, CancelToken& cancel);

}  // namespace clusterlite
