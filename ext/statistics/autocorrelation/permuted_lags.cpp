#include "statistics/autocorrelation/permuted_lags.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

#include "statistics/autocorrelation/permutation_lists.hpp"
#include "support/memory/laid_out.hpp"
#include "support/numbers/sum.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

// Differences that rounding makes of equal sums: 1e-12 of the larger, and what adding k terms leaves.
struct Tolerance {
  double per_neighbour;
  double of(double observed, std::uint32_t neighbours) const {
    return 1e-12 * std::fabs(observed) + per_neighbour * neighbours;
  }
};

Tolerance tolerance_of(const TiesAmong& ties, std::span<const double> values, CancelToken& cancel) {
  double sum = 0;
  for (const std::uint32_t unit : ties.sample()) {
    cancel.check();
    sum += std::fabs(values[unit]);
  }
  constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
  return {4 * kEpsilon * sum / static_cast<double>(std::max<std::size_t>(ties.sample().size(), 1))};
}

void add_atomically(std::uint64_t& counter, std::int64_t change) {
  std::atomic_ref<std::uint64_t>(counter).fetch_add(static_cast<std::uint64_t>(change),
                                                    std::memory_order_relaxed);
}

// Rows of equal weights.
void count_equal_rows(const TiesAmong& ties, std::span<const double> values, std::span<const double> sums,
                      const Permutations& permutations, const Threads& threads, CancelToken& cancel,
                      RawVector<ExtremeCounts>& counts) {
  const Tolerance tolerance = tolerance_of(ties, values, cancel);
  const RowLengths rows(ties, cancel);
  const Lists lists(ties, permutations);
  const std::vector<std::uint32_t>& sample = ties.sample();
  const std::uint64_t batch = batch_size(rows.lengths.size());
  RawVector<double> table(rows.lengths.size() * batch);
  for (std::uint64_t first = 0; first < permutations.count; first += batch) {
    const std::uint64_t last = std::min(permutations.count, first + batch);
    const std::uint64_t size = last - first;
    lists.for_each(
        first, last, threads, cancel,
        [&](std::uint64_t p, std::span<const std::uint32_t> list, CancelToken& token) {
          std::vector<double> prefix(list.size() + 1);
          CompensatedSum sum;
          for (std::size_t q = 0; q < list.size(); ++q) {
            token.check();
            sum.add(values[sample[list[q]]]);
            prefix[q + 1] = sum.value();
          }
          for (std::size_t number = 0; number < rows.lengths.size(); ++number) {
            table[number * size + (p - first)] = prefix[rows.lengths[number]];
          }
          for (std::size_t q = 0; q < list.size(); ++q) {
            token.check();
            const std::uint32_t unit = sample[list[q]];
            const std::uint32_t k = ties.neighbours(unit);
            if (k <= q) continue;
            const double with_itself = prefix[k];
            const double without = prefix[k + std::size_t{1}] - values[unit];
            const double room = tolerance.of(sums[unit], k);
            const auto change = [](bool now, bool before) {
              return static_cast<int>(now) - static_cast<int>(before);
            };
            const int greater = change(without >= sums[unit] - room, with_itself >= sums[unit] - room);
            const int less = change(without <= sums[unit] + room, with_itself <= sums[unit] + room);
            if (greater != 0) add_atomically(counts[unit].greater, greater);
            if (less != 0) add_atomically(counts[unit].less, less);
          }
        });
    threads.for_each(rows.lengths.size(), cancel, [&](std::size_t number, CancelToken& token) {
      double* const begin = table.data() + number * size;
      double* const end = begin + size;
      std::sort(begin, end);
      token.check(16 * size);
      for (const std::uint32_t unit : rows.units_of_number[number]) {
        token.check(16);
        const double room = tolerance.of(sums[unit], rows.lengths[number]);
        counts[unit].greater +=
            static_cast<std::uint64_t>(end - std::lower_bound(begin, end, sums[unit] - room));
        counts[unit].less +=
            static_cast<std::uint64_t>(std::upper_bound(begin, end, sums[unit] + room) - begin);
      }
    });
  }
}

}  // namespace

void refuse_too_many_steps(std::uint64_t permutations, std::uint64_t steps_each) {
  constexpr std::uint64_t kMostSteps = 10'000'000'000;
  constexpr std::uint64_t kMostPermutations = 0xFFFFFFFF;  // their random numbers are told apart by 32 bits
  const std::uint64_t fit = std::min(kMostPermutations, kMostSteps / std::max<std::uint64_t>(steps_each, 1));
  if (permutations <= fit) return;
  throw Error(concat("permutations = ", permutations, " would take ", steps_each, " steps each, more than ",
                     kMostSteps, " in all; ", fit, " permutations fit"));
}

RawVector<ExtremeCounts> count_permuted_lags(const TiesAmong& ties, std::span<const double> values,
                                             std::span<const double> lags, const Permutations& permutations,
                                             const Threads& threads, CancelToken& cancel) {
  RawVector<ExtremeCounts> counts = filled(ties.size(), ExtremeCounts{}, cancel);
  if (permutations.count == 0) return counts;
  if (ties.weights().equal_in_rows()) {
    refuse_too_many_steps(permutations.count, ties.sample().size());
    RawVector<double> sums(lags.begin(),
                           lags.end());  // without weights, which are the same for all neighbours
    if (!ties.weights().all_one()) ties.weights().multiply(values, Power::tie, sums, threads, cancel);
    count_equal_rows(ties, values, sums, permutations, threads, cancel, counts);
    return counts;
  }
  refuse_too_many_steps(permutations.count, ties.ties());
  const Tolerance tolerance = tolerance_of(ties, values, cancel);
  for_each_permuted_row(ties, values, false, permutations, threads, cancel,
                        [&](std::uint32_t unit, std::span<const double> simulated, std::span<const double>,
                            CancelToken& token) {
                          token.check(simulated.size() / 4);
                          const double observed = lags[unit];
                          const double room = 1e-12 * std::fabs(observed) +
                                              tolerance.per_neighbour * ties.given_row_sum(unit);
                          std::uint64_t greater = 0;
                          std::uint64_t less = 0;
                          for (const double lag : simulated) {
                            greater += lag >= observed - room ? 1 : 0;
                            less += lag <= observed + room ? 1 : 0;
                          }
                          counts[unit].greater += greater;
                          counts[unit].less += less;
                        });
  return counts;
}

}  // namespace clusterlite
