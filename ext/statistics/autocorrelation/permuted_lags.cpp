#include "statistics/autocorrelation/permuted_lags.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <vector>

#include "support/chance/permutation.hpp"
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

std::uint32_t most_neighbours(const TiesAmong& ties) {
  std::uint32_t most = 0;
  for (const std::uint32_t unit : ties.sample()) most = std::max(most, ties.neighbours(unit));
  return most;
}

// The lists of a batch of permutations: entry q of list p is a unit.
class Lists {
 public:
  Lists(const TiesAmong& ties, const Permutations& permutations)
      : ties_(ties),
        permutations_(permutations),
        length_(std::min<std::size_t>(most_neighbours(ties) + std::size_t{1}, ties.sample().size())) {}
  std::size_t length() const { return length_; }

  // visit(p, list): the units of list p, for first .. last - 1.
  template <class Visit>
  void for_each(std::uint64_t first, std::uint64_t last, const Threads& threads, CancelToken& cancel,
                const Visit& visit) const {
    const std::uint64_t per_part = std::max<std::uint64_t>(1, (last - first + kParts - 1) / kParts);
    const std::uint64_t parts = (last - first + per_part - 1) / per_part;
    threads.for_each(parts, cancel, [&](std::size_t part, CancelToken& token) {
      Sampler sampler(static_cast<std::uint32_t>(ties_.sample().size()), token);
      const std::uint64_t start = first + part * per_part;
      for (std::uint64_t p = start; p < std::min(last, start + per_part); ++p) {
        Philox random(permutations_.seed, permutations_.stream, static_cast<std::uint32_t>(p));
        visit(p, sampler.draw(length_, random, token), token);
      }
    });
  }

 private:
  static constexpr std::uint64_t kParts = 8;

  const TiesAmong& ties_;
  const Permutations& permutations_;
  std::size_t length_;
};

// The different numbers of neighbours, and which of them each unit has.
struct RowLengths {
  std::vector<std::uint32_t> lengths;
  std::vector<std::uint32_t> number_of;                     // by length; 0xFFFFFFFF: nobody has it
  std::vector<std::vector<std::uint32_t>> units_of_number;  // rising

  RowLengths(const TiesAmong& ties, CancelToken& cancel)
      : number_of(most_neighbours(ties) + std::size_t{1}, 0xFFFFFFFF) {
    for (const std::uint32_t unit : ties.sample()) {
      cancel.check();
      if (ties.neighbours(unit) > 0) number_of[ties.neighbours(unit)] = 0;
    }
    for (std::uint32_t length = 1; length < number_of.size(); ++length) {
      if (number_of[length] != 0) continue;
      number_of[length] = static_cast<std::uint32_t>(lengths.size());
      lengths.push_back(length);
    }
    units_of_number.resize(lengths.size());
    for (const std::uint32_t unit : ties.sample()) {
      cancel.check();
      if (ties.neighbours(unit) > 0) units_of_number[number_of[ties.neighbours(unit)]].push_back(unit);
    }
  }
};

// As many permutations at once as fit into some 12 MB of sums.
std::uint64_t batch_size(std::size_t sums_each) {
  return std::clamp<std::uint64_t>((12U << 20) / (sizeof(double) * std::max<std::size_t>(sums_each, 1)), 8,
                                   1024);
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

// visit(unit, lags, squares, token): for the permutations of one batch the sums Sum w v and, when they are
// wanted, Sum w v^2 of each unit. Batches come one after another, units in any order.
template <class Visit>
void for_each_permuted_row(const TiesAmong& ties, std::span<const double> values, bool with_squares,
                           const Permutations& permutations, const Threads& threads, CancelToken& cancel,
                           const Visit& visit) {
  const Lists lists(ties, permutations);
  const std::vector<std::uint32_t>& sample = ties.sample();
  const std::size_t length = lists.length();
  const std::uint64_t batch =
      std::min(batch_size(length * (with_squares ? 2 : 1)), std::max<std::uint64_t>(permutations.count, 1));
  struct OwnEntry {
    std::uint32_t unit;
    std::uint32_t permutation;
    std::uint32_t place;
  };
  RawVector<double> entries(length * batch);  // [place][permutation]
  RawVector<std::uint32_t> listed(length * batch);
  for (std::uint64_t first = 0; first < permutations.count; first += batch) {
    const std::uint64_t last = std::min(permutations.count, first + batch);
    const std::uint64_t size = last - first;
    lists.for_each(first, last, threads, cancel,
                   [&](std::uint64_t p, std::span<const std::uint32_t> list, CancelToken& token) {
                     for (std::size_t q = 0; q < length; ++q) {
                       token.check();
                       listed[q * size + (p - first)] = sample[list[q]];
                       entries[q * size + (p - first)] = values[sample[list[q]]];
                     }
                   });
    std::vector<OwnEntry> own;
    for (std::size_t q = 0; q < length; ++q) {
      for (std::uint64_t p = 0; p < size; ++p) {
        cancel.check();
        const std::uint32_t unit = listed[q * size + p];
        if (q < ties.neighbours(unit))
          own.push_back({unit, static_cast<std::uint32_t>(p), static_cast<std::uint32_t>(q)});
      }
    }
    std::sort(own.begin(), own.end(), [&cancel](const OwnEntry& a, const OwnEntry& b) {
      cancel.check();
      return a.unit != b.unit ? a.unit < b.unit : a.permutation < b.permutation;
    });
    constexpr std::size_t kUnitsPerPart = 256;
    threads.for_each(
        (sample.size() + kUnitsPerPart - 1) / kUnitsPerPart, cancel,
        [&](std::size_t part, CancelToken& token) {
          std::vector<double> lags(size);
          std::vector<double> squares(with_squares ? size : 0);
          std::vector<SpatialWeights::Tie> row;
          const std::size_t end = std::min(sample.size(), (part + 1) * kUnitsPerPart);
          for (std::size_t i = part * kUnitsPerPart; i < end; ++i) {
            const std::uint32_t unit = sample[i];
            if (ties.neighbours(unit) == 0) continue;
            ties.weights().ties_of(unit, row, token);
            std::fill(lags.begin(), lags.end(), 0.0);
            std::fill(squares.begin(), squares.end(), 0.0);
            for (std::size_t q = 0; q < row.size(); ++q) {
              const double w = row[q].weight;
              const double* const v = entries.data() + q * size;
              token.check(1 + size / 4);
              for (std::uint64_t p = 0; p < size; ++p) lags[p] += w * v[p];
              if (!with_squares) continue;
              for (std::uint64_t p = 0; p < size; ++p) squares[p] += w * v[p] * v[p];
            }
            const auto before = [](const OwnEntry& entry, std::uint32_t u) { return entry.unit < u; };
            for (auto entry = std::lower_bound(own.begin(), own.end(), unit, before);
                 entry != own.end() && entry->unit == unit; ++entry) {
              double lag = 0;
              double square = 0;
              for (std::size_t q = 0; q < row.size(); ++q) {
                token.check();
                const double v = entries[(q + (q >= entry->place ? 1 : 0)) * size + entry->permutation];
                lag += row[q].weight * v;
                square += row[q].weight * v * v;
              }
              lags[entry->permutation] = lag;
              if (with_squares) squares[entry->permutation] = square;
            }
            visit(unit, std::span<const double>(lags), std::span<const double>(squares), token);
          }
        });
  }
}

}  // namespace

void refuse_too_many_steps(std::uint64_t permutations, std::uint64_t steps_each) {
  constexpr std::uint64_t kMostSteps = 10'000'000'000;
  const std::uint64_t fit = kMostSteps / std::max<std::uint64_t>(steps_each, 1);
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

RawVector<PermutedDifferences> permuted_differences(const TiesAmong& ties, std::span<const double> z,
                                                    std::span<const double> observed,
                                                    const Permutations& permutations, const Threads& threads,
                                                    CancelToken& cancel) {
  RawVector<PermutedDifferences> result = filled(ties.size(), PermutedDifferences{}, cancel);
  if (permutations.count == 0) return result;
  refuse_too_many_steps(permutations.count, ties.ties());
  struct Sums {
    CompensatedSum sum;
    CompensatedSum squares;
  };
  // Of differences from the observed one, so that a small variance is not lost.
  std::vector<Sums> sums(ties.size());
  for_each_permuted_row(ties, z, true, permutations, threads, cancel,
                        [&](std::uint32_t unit, std::span<const double> lags, std::span<const double> squares,
                            CancelToken& token) {
                          token.check(lags.size());
                          const double own = ties.given_row_sum(unit) * z[unit] * z[unit];
                          constexpr double kRounding = 8 * std::numeric_limits<double>::epsilon();
                          for (std::size_t p = 0; p < lags.size(); ++p) {
                            const double c = std::max(0.0, own - 2 * z[unit] * lags[p] + squares[p]);
                            const double room =
                                1e-12 * std::max(c, observed[unit]) + kRounding * (own + squares[p]);
                            result[unit].counts.greater += c >= observed[unit] - room ? 1 : 0;
                            result[unit].counts.less += c <= observed[unit] + room ? 1 : 0;
                            const double difference = c - observed[unit];
                            sums[unit].sum.add(difference);
                            sums[unit].squares.add(difference * difference);
                          }
                        });
  const auto count = static_cast<double>(permutations.count);
  for (const std::uint32_t unit : ties.sample()) {
    cancel.check();
    const double mean = sums[unit].sum.value() / count;
    result[unit].mean = observed[unit] + mean;
    const double variance = (sums[unit].squares.value() - count * mean * mean) / (count - 1);
    result[unit].sd = std::sqrt(std::max(0.0, variance));
  }
  return result;
}

}  // namespace clusterlite
