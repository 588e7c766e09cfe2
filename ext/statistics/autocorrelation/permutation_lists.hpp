// How conditional permutation draws: the lists of units (permuted_lags.hpp), and the sums over them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "statistics/autocorrelation/permuted_lags.hpp"
#include "support/chance/permutation.hpp"

namespace clusterlite {

inline std::uint32_t most_neighbours(const TiesAmong& ties) {
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

inline constexpr std::uint32_t kNobody = 0xFFFFFFFF;

// The different numbers of neighbours, and which of them each unit has.
struct RowLengths {
  std::vector<std::uint32_t> lengths;
  std::vector<std::uint32_t> number_of;                     // by length, kNobody where nobody has it
  std::vector<std::vector<std::uint32_t>> units_of_number;  // rising

  RowLengths(const TiesAmong& ties, CancelToken& cancel)
      : number_of(most_neighbours(ties) + std::size_t{1}, kNobody) {
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

// As many permutations at once as fit into some 4 MB of sums.
inline std::uint64_t batch_size(std::size_t sums_each) {
  return std::clamp<std::uint64_t>((4U << 20) / (sizeof(double) * std::max<std::size_t>(sums_each, 1)), 8,
                                   1024);
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

}  // namespace clusterlite
