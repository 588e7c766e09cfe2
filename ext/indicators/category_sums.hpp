// Sums per category that rows can enter and leave, without rounding on the way.
#pragma once

#include <cstddef>
#include <vector>

#include "datasets/dictionary.hpp"
#include "support/exact_sum.hpp"

namespace clusterlite {

class CategorySums {
 public:
  void add(const KeyView& category, double value) {
    const std::size_t number = dictionary_.intern(category);
    if (number >= entries_.size()) entries_.resize(number + 1);
    ++entries_[number].rows;
    entries_[number].sum.add(value);
  }

  // Takes away a row that was added before.
  void remove(const KeyView& category, double value) {
    Entry& entry = entries_[dictionary_.intern(category)];
    --entry.rows;
    entry.sum.subtract(value);
  }

  // The sums of the categories that have rows, also those whose sum is 0.
  std::vector<double> values() const {
    std::vector<double> sums;
    sums.reserve(entries_.size());
    for (const Entry& entry : entries_) {
      if (entry.rows > 0) sums.push_back(entry.sum.value());
    }
    return sums;
  }

 private:
  struct Entry {
    std::size_t rows = 0;
    ExactSum sum;
  };
  Dictionary dictionary_;
  std::vector<Entry> entries_;
};

}  // namespace clusterlite
