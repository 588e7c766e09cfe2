// Two variables over the same units: bivariate Moran (Wartenberg 1985; Anselin, Syabri and Smirnov 2002) and
// Lee's L (Lee 2001).
#pragma once

#include <span>
#include <string_view>

#include "statistics/autocorrelation/permuted_lags.hpp"
#include "statistics/autocorrelation/sample.hpp"

namespace clusterlite {

// NaN where a variable is constant, or with fewer than four units.
struct Bivariate {
  double n = 0;
  double correlation = 0;
  double moran = 0;  // x in place, y lagged
  double lee = 0;
  ExtremeCounts moran_counts;  // y permuted
  ExtremeCounts lee_counts;    // pairs permuted
};
Bivariate bivariate(const TiesAmong& ties, std::span<const double> x, std::span<const double> y,
                    const Permutations& permutations, const Threads& threads, CancelToken& cancel);

struct LocalBivariate {
  double lag_y = 0;
  double moran = 0;
  double lee = 0;
  ExtremeCounts counts;  // the unit keeps its x, its neighbours get other y
  std::string_view quadrant;
};
RawVector<LocalBivariate> local_bivariate(const TiesAmong& ties, std::span<const double> x,
                                          std::span<const double> y, const Permutations& permutations,
                                          const Threads& threads, CancelToken& cancel);

}  // namespace clusterlite
