// How dense firms are around each firm, by a kernel.
#pragma once

#include <vector>

#include "datasets/points.hpp"
#include "statistics/sites/site_marks.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite {

enum class DensityKernel : std::uint8_t { gaussian, quartic };

// By row of the data set; not a number without a place. Each group by itself.
struct KernelDensities {
  std::vector<double> density;         // sum over all firms of w k(d / h) / h^2
  std::vector<double> density_others;  // without the firm itself
};

// gaussian: exp(-u^2 / 2) / (2 pi), h the standard deviation, cut at 6 h; quartic: 3 (1 - u^2)^2 / pi
// below 1. Both integrate to 1 over the plane. Throws Error unless h > 0.
KernelDensities kernel_densities(const PointsView& view, double bandwidth, DensityKernel kernel,
                                 const Threads& threads, CancelToken& cancel);

}  // namespace clusterlite
