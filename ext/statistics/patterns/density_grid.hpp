// Kernel density on a grid: the heat map of firms.
#pragma once

#include <cstdint>
#include <vector>

#include "datasets/points.hpp"
#include "statistics/patterns/kernel_density.hpp"
#include "statistics/sites/site_marks.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite {

// Cell (column, row) has its middle at ((column + 1/2) cell, (row + 1/2) cell).
struct DensityCell {
  std::int64_t column = 0;
  std::int64_t row = 0;
  double density = 0;  // at the middle: the sum of w k(d / h) / h^2
  std::uint32_t group = 0;
};

// All cells whose middle is within the kernel's reach of a firm of their group, by group, row and column.
// Throws Error unless bandwidth and cell are > 0, and when there are more cells than fit into memory.
std::vector<DensityCell> density_grid(const PointsView& view, const statistics::SiteMarks& marks,
                                      double bandwidth, double cell, DensityKernel kernel,
                                      const Threads& threads, CancelToken& cancel);

}  // namespace clusterlite
