// Conditional permutation (Anselin 1995): each unit keeps its value, and others are drawn for its neighbours.
//
// Permutation p is one list of units, the first steps of Fisher and Yates, shared by all units: unit i takes
// its first k_i entries that are not i, in the order of its neighbours' ids. So each unit's p is exact, and p
// values of different units share their noise. Where the weights of a row are equal, only the sum of the
// first k entries counts, which is the same for all units with k neighbours: those sums are sorted once, and
// a unit finds its place among them; the few lists in which it stands itself are corrected one by one.
// Nothing is stored of a simulation.
#pragma once

#include <cstdint>
#include <span>

#include "statistics/autocorrelation/sample.hpp"
#include "support/chance/p_values.hpp"
#include "support/chance/philox.hpp"

namespace clusterlite {

struct Permutations {
  std::uint64_t count = 0;
  std::uint64_t seed = 0;
  Stream stream = Stream::local_autocorrelation;
};

// How many simulated lags of each unit are at least as large as `lags`, and at least as small; `lags` are
// sums with the given weights. Values of islands must be 0. Throws Error when it would take over 10^10 steps.
RawVector<ExtremeCounts> count_permuted_lags(const TiesAmong& ties, std::span<const double> values,
                                             std::span<const double> lags, const Permutations& permutations,
                                             const Threads& threads, CancelToken& cancel);

// The local statistic c_i = Sum_j w_ij (z_i - z_j)^2 with the given weights.
struct PermutedDifferences {
  ExtremeCounts counts;
  double mean = 0;
  double sd = 0;  // with count - 1
};
RawVector<PermutedDifferences> permuted_differences(const TiesAmong& ties, std::span<const double> z,
                                                    std::span<const double> observed,
                                                    const Permutations& permutations, const Threads& threads,
                                                    CancelToken& cancel);

// Throws Error naming how many permutations would fit.
void refuse_too_many_steps(std::uint64_t permutations, std::uint64_t steps_each);

}  // namespace clusterlite
