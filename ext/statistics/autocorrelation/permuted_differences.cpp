#include <cmath>
#include <limits>

#include "statistics/autocorrelation/permutation_lists.hpp"
#include "support/memory/laid_out.hpp"
#include "support/numbers/sum.hpp"

namespace clusterlite {
namespace {

// Of the differences of simulated from observed values, so that a small variance is not lost.
struct Differences {
  CompensatedSum sum;
  CompensatedSum squares;
};

// Takes in the values of one unit for some permutations; `rounding`: how far each may be off.
void take_in(double observed, std::span<const double> simulated, std::span<const double> rounding,
             ExtremeCounts& counts, Differences& differences) {
  std::uint64_t greater = 0;
  std::uint64_t less = 0;
  double sum = 0;
  double squares = 0;
  for (std::size_t p = 0; p < simulated.size(); ++p) {
    const double room = 1e-12 * std::max(simulated[p], observed) + rounding[p];
    const double difference = simulated[p] - observed;
    greater += difference >= -room ? 1U : 0U;
    less += difference <= room ? 1U : 0U;
    sum += difference;
    squares += difference * difference;
  }
  counts.greater += greater;
  counts.less += less;
  differences.sum.add(sum);
  differences.squares.add(squares);
}

// Sum_j w (z - z_j)^2 and what rounding may have left in it, from Sum_j w z^2, Sum_j w z_j and Sum_j w z_j^2.
struct Expanded {
  double value;
  double rounding;
};
Expanded expand(double own, double z, double lag, double square) {
  constexpr double kRounding = 8 * std::numeric_limits<double>::epsilon();
  return {std::max(0.0, own - 2 * z * lag + square), kRounding * (own + square)};
}

// Rows of unequal weights.
void differences_of_rows(const TiesAmong& ties, std::span<const double> z, std::span<const double> observed,
                         const Permutations& permutations, const Threads& threads, CancelToken& cancel,
                         RawVector<PermutedDifferences>& result, std::vector<Differences>& differences) {
  for_each_permuted_row(ties, z, true, permutations, threads, cancel,
                        [&](std::uint32_t unit, std::span<const double> lags, std::span<const double> squares,
                            CancelToken& token) {
                          token.check(lags.size());
                          std::vector<double> simulated(lags.size());
                          std::vector<double> rounding(lags.size());
                          const double own = ties.given_row_sum(unit) * z[unit] * z[unit];
                          for (std::size_t p = 0; p < lags.size(); ++p) {
                            const Expanded c = expand(own, z[unit], lags[p], squares[p]);
                            simulated[p] = c.value;
                            rounding[p] = c.rounding;
                          }
                          take_in(observed[unit], simulated, rounding, result[unit].counts,
                                  differences[unit]);
                        });
}

// A unit that stands among the first entries of a list, as many as it has neighbours; `next` stands behind
// them.
struct OwnEntry {
  std::uint32_t unit;
  std::uint32_t next;
  std::uint32_t permutation;  // within the batch
};

// Rows of equal weights: the sums over the first k entries of a list serve all units of k neighbours, so a
// unit takes one step for each permutation, however many neighbours it has.
class EqualRows {
 public:
  EqualRows(const TiesAmong& ties, std::span<const double> z, const Permutations& permutations,
            CancelToken& cancel)
      : ties_(ties), z_(z), permutations_(permutations), rows_(ties, cancel), lists_(ties, permutations) {
    const std::uint64_t entries = ties.ties() / std::max<std::size_t>(ties.sample().size(), 1) + 1;
    batch_ = batch_size(2 * (rows_.lengths.size() + entries));
    sums_.resize(rows_.lengths.size() * batch_);
    squares_.resize(rows_.lengths.size() * batch_);
  }

  void run(std::span<const double> observed, const Threads& threads, CancelToken& cancel,
           RawVector<PermutedDifferences>& result, std::vector<Differences>& differences) {
    for (std::uint64_t first = 0; first < permutations_.count; first += batch_) {
      size_ = std::min(permutations_.count - first, batch_);
      draw(first, threads, cancel);
      threads.for_each(rows_.lengths.size(), cancel, [&](std::size_t number, CancelToken& token) {
        std::vector<double> simulated(size_);
        std::vector<double> rounding(size_);
        for (const std::uint32_t unit : rows_.units_of_number[number]) {
          token.check(1 + size_);
          simulate(unit, number, simulated, rounding);
          take_in(observed[unit], simulated, rounding, result[unit].counts, differences[unit]);
        }
      });
    }
  }

 private:
  void draw(std::uint64_t first, const Threads& threads, CancelToken& cancel) {
    const std::vector<std::uint32_t>& sample = ties_.sample();
    std::vector<std::vector<OwnEntry>> own(size_);
    lists_.for_each(first, first + size_, threads, cancel,
                    [&](std::uint64_t p, std::span<const std::uint32_t> list, CancelToken& token) {
                      const std::uint64_t column = p - first;
                      CompensatedSum sum;
                      CompensatedSum square;
                      for (std::size_t q = 0; q < list.size(); ++q) {
                        token.check();
                        const std::uint32_t unit = sample[list[q]];
                        const std::uint32_t k = ties_.neighbours(unit);
                        if (q < k) {
                          own[column].push_back({unit, sample[list[k]], static_cast<std::uint32_t>(column)});
                        }
                        sum.add(z_[unit]);
                        square.add(z_[unit] * z_[unit]);
                        if (q + 1 >= rows_.number_of.size()) continue;
                        const std::uint32_t number = rows_.number_of[q + 1];
                        if (number == kNobody) continue;
                        sums_[number * size_ + column] = sum.value();
                        squares_[number * size_ + column] = square.value();
                      }
                    });
    starts_.assign(ties_.size() + std::size_t{1}, 0);
    for (const auto& entries : own) {
      cancel.check(entries.size());
      for (const OwnEntry& entry : entries) ++starts_[entry.unit + std::size_t{1}];
    }
    for (std::size_t unit = 1; unit < starts_.size(); ++unit) starts_[unit] += starts_[unit - 1];
    own_.resize(starts_.back());
    std::vector<std::uint32_t> next(starts_.begin(), starts_.end() - 1);
    for (auto& entries : own) {
      cancel.check(entries.size());
      for (const OwnEntry& entry : entries) own_[next[entry.unit]++] = entry;
      entries = {};
    }
  }

  void simulate(std::uint32_t unit, std::size_t number, std::span<double> simulated,
                std::span<double> rounding) const {
    const double z = z_[unit];
    const auto k = static_cast<double>(rows_.lengths[number]);
    const double weight = ties_.given_row_sum(unit) / k;
    const double* const sums = sums_.data() + number * size_;
    const double* const squares = squares_.data() + number * size_;
    const auto set = [&](std::size_t p, double sum, double square) {
      const Expanded c = expand(k * z * z, z, sum, square);
      simulated[p] = weight * c.value;
      rounding[p] = weight * c.rounding;
    };
    for (std::size_t p = 0; p < size_; ++p) set(p, sums[p], squares[p]);
    for (std::uint32_t i = starts_[unit]; i < starts_[unit + std::size_t{1}]; ++i) {
      const std::uint32_t p = own_[i].permutation;
      const double other = z_[own_[i].next];
      set(p, sums[p] - z + other, squares[p] - z * z + other * other);
    }
  }

  const TiesAmong& ties_;
  std::span<const double> z_;
  const Permutations& permutations_;
  RowLengths rows_;
  Lists lists_;
  std::uint64_t batch_ = 0;
  std::uint64_t size_ = 0;  // of this batch
  RawVector<double> sums_;  // [number of the length][permutation]
  RawVector<double> squares_;
  std::vector<std::uint32_t> starts_;  // of own_, by unit
  std::vector<OwnEntry> own_;
};

}  // namespace

RawVector<PermutedDifferences> permuted_differences(const TiesAmong& ties, std::span<const double> z,
                                                    std::span<const double> observed,
                                                    const Permutations& permutations, const Threads& threads,
                                                    CancelToken& cancel) {
  RawVector<PermutedDifferences> result = filled(ties.size(), PermutedDifferences{}, cancel);
  if (permutations.count == 0) return result;
  const bool equal = ties.weights().equal_in_rows();
  refuse_too_many_steps(permutations.count, equal ? ties.sample().size() : ties.ties());
  std::vector<Differences> differences(ties.size());
  if (equal) {
    EqualRows(ties, z, permutations, cancel).run(observed, threads, cancel, result, differences);
  } else {
    differences_of_rows(ties, z, observed, permutations, threads, cancel, result, differences);
  }
  const auto count = static_cast<double>(permutations.count);
  for (const std::uint32_t unit : ties.sample()) {
    cancel.check();
    const double mean = differences[unit].sum.value() / count;
    result[unit].mean = observed[unit] + mean;
    const double variance = (differences[unit].squares.value() - count * mean * mean) / (count - 1);
    result[unit].sd = std::sqrt(std::max(0.0, variance));
  }
  return result;
}

}  // namespace clusterlite
