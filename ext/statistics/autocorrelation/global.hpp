// One number for a whole map: Moran's I, Geary's C, Getis and Ord's G (Moran 1950; Geary 1954; Getis and Ord
// 1992).
#pragma once

#include "statistics/autocorrelation/permuted_lags.hpp"
#include "statistics/autocorrelation/sample.hpp"

namespace clusterlite {

struct GlobalStatistic {
  double n = 0;
  double value = 0;
  double expected = 0;
  double variance = 0;            // under randomisation
  double variance_normality = 0;  // Moran only
  double z = 0;                   // > 0: alike values are near each other
  ExtremeCounts counts;           // of simulated z

  static GlobalStatistic undefined(double n);
};

// `values` by unit; those of islands do not matter.
GlobalStatistic moran(const TiesAmong& ties, std::span<const double> values, const Permutations& permutations,
                      const Threads& threads, CancelToken& cancel);
GlobalStatistic geary(const TiesAmong& ties, std::span<const double> values, const Permutations& permutations,
                      const Threads& threads, CancelToken& cancel);
// Values >= 0: the caller has checked.
GlobalStatistic getis_ord_g(const TiesAmong& ties, std::span<const double> values,
                            const Permutations& permutations, const Threads& threads, CancelToken& cancel);

}  // namespace clusterlite
