#include "statistics/weights/listed_weights.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "support/numbers/sum.hpp"

namespace clusterlite {

ListedWeights::ListedWeights(TieList ties, CancelToken& cancel) : ties_(std::move(ties)) {
  if (ties_.weight.empty()) return;
  for (std::uint32_t i = 0; i < size() && equal_in_rows_; ++i) {
    for (std::uint64_t t = ties_.starts[i] + 1; t < ties_.starts[i + 1]; ++t) {
      cancel.check();
      if (ties_.weight[t] != ties_.weight[t - 1]) equal_in_rows_ = false;
    }
  }
}

// result_i = the sum of term(i, tie) over the ties of row i.
template <class Term>
void ListedWeights::for_each_row(std::span<double> result, const Threads& threads, CancelToken& cancel,
                                 const Term& term) const {
  constexpr std::uint32_t kRowsPerPart = 8192;
  const std::uint32_t parts = (size() + kRowsPerPart - 1) / kRowsPerPart;
  threads.for_each(parts, cancel, [&](std::size_t part, CancelToken& token) {
    const auto first = static_cast<std::uint32_t>(part) * kRowsPerPart;
    for (std::uint32_t i = first; i < std::min(size(), first + kRowsPerPart); ++i) {
      const std::uint64_t end = ties_.starts[i + 1];
      token.check(1 + end - ties_.starts[i]);
      double sum = 0;
      for (std::uint64_t t = ties_.starts[i]; t < end; ++t) sum += term(i, t);
      result[i] = sum;
    }
  });
}

void ListedWeights::multiply(std::span<const double> v, Power power, std::span<double> result,
                             const Threads& threads, CancelToken& cancel) const {
  const auto& to = ties_.to;
  if (power == Power::tie || ties_.weight.empty()) {
    for_each_row(result, threads, cancel, [&](std::uint32_t, std::uint64_t t) { return v[to[t]]; });
  } else if (power == Power::weight) {
    for_each_row(result, threads, cancel,
                 [&](std::uint32_t, std::uint64_t t) { return ties_.weight[t] * v[to[t]]; });
  } else {
    for_each_row(result, threads, cancel, [&](std::uint32_t, std::uint64_t t) {
      return ties_.weight[t] * ties_.weight[t] * v[to[t]];
    });
  }
}

void ListedWeights::multiply_transposed(std::span<const double> v, std::span<double> result, const Threads&,
                                        CancelToken& cancel) const {
  std::fill(result.begin(), result.end(), 0.0);
  for (std::uint32_t i = 0; i < size(); ++i) {
    for (std::uint64_t t = ties_.starts[i]; t < ties_.starts[i + 1]; ++t) {
      cancel.check();
      result[ties_.to[t]] += ties_.weight_of(t) * v[i];
    }
  }
}

double ListedWeights::mutual(std::span<const double> a, const Threads& threads, CancelToken& cancel) const {
  RawVector<double> rows(size());
  for_each_row(rows, threads, cancel, [&](std::uint32_t i, std::uint64_t t) {
    const std::uint32_t j = ties_.to[t];
    const auto first = ties_.to.begin() + static_cast<std::ptrdiff_t>(ties_.starts[j]);
    const auto last = ties_.to.begin() + static_cast<std::ptrdiff_t>(ties_.starts[j + 1]);
    const auto back = std::lower_bound(first, last, i);
    if (back == last || *back != i) return 0.0;
    return a[i] * a[j] * ties_.weight_of(t) *
           ties_.weight_of(static_cast<std::uint64_t>(back - ties_.to.begin()));
  });
  CompensatedSum sum;
  for (const double row : rows) sum.add(row);
  return sum.value();
}

void ListedWeights::squared_differences(std::span<const double> v, std::span<double> result,
                                        const Threads& threads, CancelToken& cancel) const {
  for_each_row(result, threads, cancel, [&](std::uint32_t i, std::uint64_t t) {
    const double difference = v[i] - v[ties_.to[t]];
    return ties_.weight_of(t) * difference * difference;
  });
}

void ListedWeights::ties_of(std::uint32_t unit, std::vector<Tie>& ties, CancelToken& cancel) const {
  ties.clear();
  for (std::uint64_t t = ties_.starts[unit]; t < ties_.starts[unit + 1]; ++t) {
    cancel.check();
    ties.push_back({ties_.to[t], ties_.weight_of(t),
                    ties_.distance.empty() ? std::numeric_limits<double>::quiet_NaN() : ties_.distance[t]});
  }
}

}  // namespace clusterlite
