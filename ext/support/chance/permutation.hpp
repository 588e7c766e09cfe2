// Random permutations (Fisher and Yates; Durstenfeld 1964), and their first steps: a sample without
// replacement, in random order.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "support/chance/philox.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// Brings `count` of the values, drawn without replacement, to the front. With count = the number of values
// all are permuted. How many are drawn does not change which come first.
template <class Value>
void draw_to_front(std::span<Value> values, std::size_t count, Philox& random, CancelToken& cancel) {
  const std::size_t last = std::min(count, values.empty() ? 0 : values.size() - 1);
  for (std::size_t i = 0; i < last; ++i) {
    cancel.check();
    const std::size_t other = i + random.below(static_cast<std::uint32_t>(values.size() - i));
    std::swap(values[i], values[other]);
  }
}

template <class Value>
void permute(std::span<Value> values, Philox& random, CancelToken& cancel) {
  draw_to_front(values, values.size(), random, cancel);
}

// Samples from 0 .. size - 1 for one simulation after another: each starts from the numbers in their order,
// and what one has changed is undone, so that a sample costs what it draws. One sampler per thread.
class Sampler {
 public:
  Sampler(std::uint32_t size, CancelToken& cancel) {
    numbers_.reserve(size);
    for (std::uint32_t i = 0; i < size; ++i) {
      cancel.check();
      numbers_.push_back(i);
    }
  }

  // The first `count` numbers of the permutation; valid until the next call.
  std::span<const std::uint32_t> draw(std::size_t count, Philox& random, CancelToken& cancel) {
    undo(cancel);
    count = std::min(count, numbers_.size());
    for (std::size_t i = 0; i < count; ++i) {
      cancel.check();
      const auto other =
          static_cast<std::uint32_t>(i + random.below(static_cast<std::uint32_t>(numbers_.size() - i)));
      std::swap(numbers_[i], numbers_[other]);
      swapped_.push_back(other);
    }
    return std::span(numbers_).first(count);
  }

 private:
  void undo(CancelToken& cancel) {
    while (!swapped_.empty()) {
      cancel.check();
      std::swap(numbers_[swapped_.size() - 1], numbers_[swapped_.back()]);
      swapped_.pop_back();
    }
  }

  RawVector<std::uint32_t> numbers_;
  RawVector<std::uint32_t> swapped_;
};

}  // namespace clusterlite
