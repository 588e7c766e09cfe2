// The cells of three classifications taken together: how much lies in each category of a, b and c, in each of
// their pairs and in each triple. Rows come and go; a cell that has been there keeps its number.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "datasets/keys/dictionary.hpp"
#include "support/memory/growing_array.hpp"
#include "support/memory/number_index.hpp"
#include "support/memory/segmented_array.hpp"
#include "support/numbers/exact_sum.hpp"

namespace clusterlite {

// Pairs of numbers to numbers 0, 1, 2 ... in the order of first appearance.
class PairNumbers {
 public:
  std::uint32_t intern(std::uint32_t first, std::uint32_t second) {
    const std::uint64_t pair = std::uint64_t{first} << 32 | second;
    const std::uint64_t hash = hash_of(pair);
    const auto same = [&](std::uint32_t number) { return pairs_[number] == pair; };
    const std::uint32_t found = index_.find(hash, same);
    if (found != NumberIndex::kNone) return found;
    const auto number = static_cast<std::uint32_t>(pairs_.size());
    pairs_.push_back(pair);
    index_.add(hash, [this](std::uint32_t other) { return hash_of(pairs_[other]); });
    return number;
  }

 private:
  // The finalizer of splitmix64.
  static std::uint64_t hash_of(std::uint64_t pair) {
    pair = (pair ^ pair >> 30) * 0xBF58476D1CE4E5B9U;
    pair = (pair ^ pair >> 27) * 0x94D049BB133111EBU;
    return pair ^ pair >> 31;
  }

  GrowingArray<std::uint64_t> pairs_;
  NumberIndex index_;
};

// What lies in a cell: a number of rows, or the sum of their weights.
class RowCount {
 public:
  using Amount = std::uint64_t;
  void add(double) { ++rows_; }
  void remove(double) { --rows_; }
  Amount amount() const { return rows_; }
  static bool everyday(Amount) { return true; }
  // n log2 n
  static double term(Amount n) {
    return n == 0 ? 0 : static_cast<double>(n) * std::log2(static_cast<double>(n));
  }
  static constexpr bool owns_memory() { return false; }

 private:
  std::uint64_t rows_ = 0;
};

class WeightSum {
 public:
  using Amount = Scaled;
  void add(double weight) { sum_.add(weight); }
  void remove(double weight) { sum_.subtract(weight); }
  Amount amount() const { return sum_.scaled(); }
  // Of other amounts the terms would leave the range of doubles; they are scaled first.
  static bool everyday(const Amount& w) { return w.exponent > -kEveryday && w.exponent < kEveryday; }
  static double term(const Amount& w) {
    if (!(w.mantissa > 0) || w.exponent < -2 * kEveryday || w.exponent > 2 * kEveryday) return 0;
    const double value = w.value();
    return value * std::log2(value);
  }
  bool owns_memory() const { return sum_.owns_memory(); }

 private:
  static constexpr int kEveryday = 400;
  ExactSum sum_;
};

// One table of cells and, in `terms`, the sum of sign * x log2 x over them: brought up to date by the cells
// that have changed alone, so that a running window takes the time of its new row.
template <class Mass>
class Cells {
 public:
  explicit Cells(int sign) : sign_(sign) {}
  Cells(const Cells&) = delete;
  Cells& operator=(const Cells&) = delete;
  ~Cells() {
    if (!own_memory_) cells_.abandon();
  }

  void add(std::uint32_t number, double weight) {
    Cell& cell = touched(number);
    cell.mass.add(weight);
    own_memory_ = own_memory_ || cell.mass.owns_memory();
  }
  void remove(std::uint32_t number, double weight) {
    Cell& cell = touched(number);
    cell.mass.remove(weight);
    own_memory_ = own_memory_ || cell.mass.owns_memory();
  }

  void settle(ExactSum& terms, CancelToken& cancel) {
    for (const std::uint32_t number : changed_) {
      cancel.check(kWorkPerTerm);
      Cell& cell = cells_[number];
      cell.is_changed = false;
      const double term = sign_ * Mass::term(cell.mass.amount());
      if (term == cell.term) continue;
      terms.subtract(cell.term);
      terms.add(term);
      cell.term = term;
    }
    changed_.clear();
  }

  std::size_t size() const { return cells_.size(); }
  typename Mass::Amount amount(std::size_t number) const { return cells_[number].mass.amount(); }
  int sign() const { return sign_; }

 private:
  static constexpr std::size_t kWorkPerTerm = 20;
  struct Cell {
    Mass mass;
    double term = 0;  // as it is in the sum of terms
    bool is_changed = false;
  };

  Cell& touched(std::uint32_t number) {
    Cell& cell = number < cells_.size() ? cells_[number] : cells_.emplace_back();
    if (!cell.is_changed) {
      cell.is_changed = true;
      changed_.push_back(number);
    }
    return cell;
  }

  int sign_;
  bool own_memory_ = false;
  SegmentedArray<Cell> cells_;
  GrowingArray<std::uint32_t> changed_;
};

}  // namespace clusterlite
