// A number for each place: local Moran (Anselin 1995), Getis and Ord's G_i and G_i* (Ord and Getis 1995),
// local Geary (Anselin 1995, 2019).
#pragma once

#include <string_view>

#include "statistics/autocorrelation/permuted_lags.hpp"
#include "statistics/autocorrelation/sample.hpp"

namespace clusterlite {

// NaN where a statistic is not defined.
struct LocalMoran {
  double lag = 0;  // Sum_j w_ij y_j
  double moran = 0;
  double expected = 0;
  double variance = 0;
  double z = 0;
  ExtremeCounts counts;
  std::string_view quadrant;  // empty where there is none
};
RawVector<LocalMoran> local_moran(const TiesAmong& ties, std::span<const double> values,
                                  const Permutations& permutations, const Threads& threads,
                                  CancelToken& cancel);

struct LocalGetisOrd {
  double g = 0;
  double g_z = 0;
  double g_star = 0;
  double g_star_z = 0;
  ExtremeCounts counts;
};
// `self`: the weight of each unit's own tie, 0 where it has none: then the largest of its row.
RawVector<LocalGetisOrd> getis_ord(const TiesAmong& ties, std::span<const double> self,
                                   std::span<const double> values, const Permutations& permutations,
                                   const Threads& threads, CancelToken& cancel);

struct LocalGeary {
  double geary = 0;
  double expected = 0;
  double z = 0;
  ExtremeCounts counts;  // of simulated z
  std::string_view association;
};
RawVector<LocalGeary> local_geary(const TiesAmong& ties, std::span<const double> values,
                                  const Permutations& permutations, const Threads& threads,
                                  CancelToken& cancel);

// 'HH', 'LH', ...: the first letter for the unit, the second for its neighbours, each against 0, which counts
// as L.
std::string_view quadrant_of(double own, double lag, double rounding);

// The counts of a statistic that is the lag times `own`.
ExtremeCounts counts_of_product(const ExtremeCounts& of_lag, double own, std::uint64_t permutations);

}  // namespace clusterlite
