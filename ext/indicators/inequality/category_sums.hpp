// Sums per category that rows can enter and leave, without rounding on the way.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "datasets/keys/dictionary.hpp"
#include "support/memory/growing_array.hpp"
#include "support/memory/large_memory.hpp"
#include "support/memory/segmented_array.hpp"
#include "support/numbers/exact_sum.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// kColumns sums for each category: of a value, or of a value and what it is compared with.
template <std::size_t kColumns>
class CategorySums {
 public:
  using Values = std::array<double, kColumns>;

  CategorySums() = default;
  CategorySums(const CategorySums&) = delete;
  CategorySums& operator=(const CategorySums&) = delete;
  ~CategorySums() {
    if (!sums_own_memory_) entries_.abandon();
  }

  void add(const KeyView& category, const Values& values) {
    const std::size_t number = dictionary_.intern(category);
    Entry& entry = number < entries_.size() ? entries_[number] : entries_.emplace_back();
    if (entry.rows++ == 0) {
      entry.place = present_.size();
      present_.push_back(number);
    }
    for (std::size_t column = 0; column < kColumns; ++column) {
      entry.sums[column].add(values[column]);
      sums_own_memory_ = sums_own_memory_ || entry.sums[column].owns_memory();
    }
  }

  // Takes away a row that was added before.
  void remove(const KeyView& category, const Values& values) {
    Entry& entry = entries_[dictionary_.intern(category)];
    for (std::size_t column = 0; column < kColumns; ++column) {
      entry.sums[column].subtract(values[column]);
      sums_own_memory_ = sums_own_memory_ || entry.sums[column].owns_memory();
    }
    if (--entry.rows > 0) return;
    const std::size_t last = present_.back();
    present_[entry.place] = last;
    entries_[last].place = entry.place;
    present_.truncate(present_.size() - 1);
  }

  // The sums of the categories that have rows, also those whose sum is 0, in no particular order. Should one
  // exceed the range of doubles, its whole column is scaled down by a power of two, which leaves all shares
  // as they are.
  RawVector<Values> values() const {
    CancelToken never;
    return values(never);
  }
  RawVector<Values> values(CancelToken& cancel) const {
    constexpr std::size_t kWorkPerSum = 100;  // of rounding it
    RawVector<Values> all(present_.size());   // all of which are filled in
    for (std::size_t column = 0; column < kColumns; ++column) {
      int largest_exponent = 0;
      for (const std::size_t number : present_) {
        cancel.check(kWorkPerSum);
        largest_exponent = std::max(largest_exponent, entries_[number].sums[column].scaled().exponent);
      }
      constexpr int kLargest = 1024;  // of a finite double, as 0.5 <= mantissa < 1
      const int shift = std::max(0, largest_exponent - kLargest);
      for (std::size_t i = 0; i < present_.size(); ++i) {
        cancel.check(kWorkPerSum);
        const Scaled sum = entries_[present_[i]].sums[column].scaled();
        all[i][column] = std::ldexp(sum.mantissa, sum.exponent - shift);
      }
    }
    return all;
  }

  // The category of values()[i].
  const KeyView& category(std::size_t i) const { return dictionary_[present_[i]]; }

 private:
  struct Entry {
    std::size_t rows = 0;
    std::size_t place = 0;  // in present_, while there are rows
    std::array<ExactSum, kColumns> sums;
  };
  Dictionary dictionary_;
  SegmentedArray<Entry> entries_;
  bool sums_own_memory_ = false;
  GrowingArray<std::size_t>
      present_;  // the categories that have rows: what has left a window costs nothing more
};

}  // namespace clusterlite
