// Fitness of regions and complexity of industries by the non-linear map of Tacchella et al. (2012).
//
//   F_j = sum of Q_i over the region's industries        then divided by the mean of F
//   Q_i = 1 / sum of 1/F_j over the industry's regions   then divided by the mean of Q
//
// both from the values of the step before, starting with 1. An industry is complex when no unfit region has
// it.
#pragma once

#include <optional>
#include <vector>

#include "indicators/crosstab/presence.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

struct Fitness {
  std::vector<double> of_regions;     // mean 1 over the regions with an industry; NaN for the others
  std::vector<double> of_industries;  // mean 1 over the industries with a region; NaN for the others
};

// Runs until no value changes by more than 1e-12 of itself from one step to the next, 1,000 steps at most.
// Without convergence all are NaN: where M is nested to a high degree, some values fall towards 0 for ever,
// as a power of the number of steps (Pugliese, Zaccaria and Pietronero 2016), and what one reads depends on
// where one stops. With `steps` it stops after exactly so many, converged or not.
Fitness fitness_of(const Presence& presence, std::optional<int> steps, CancelToken& cancel);

}  // namespace clusterlite
