// A queue whose first value is the least: a heap in which the first value may be replaced by another one.
//
// Replacing is one way down the heap, which ends early when the new value is hardly greater, where taking out
// and adding are two, one of them always to the bottom. Four children to a parent: half as many levels, and
// the children lie together in memory.
#pragma once

#include <algorithm>
#include <cstddef>

#include "support/memory/growing_array.hpp"

namespace clusterlite::distance {

// Values are bytes only and have operator<.
template <class Value>
class LeastFirst {
 public:
  bool empty() const { return heap_.empty(); }
  std::size_t size() const { return heap_.size(); }
  const Value& first() const { return heap_[0]; }

  void add(const Value& value) {
    heap_.push_back(value);
    std::size_t at = heap_.size() - 1;
    while (at > 0 && value < heap_[(at - 1) / kChildren]) {
      heap_[at] = heap_[(at - 1) / kChildren];
      at = (at - 1) / kChildren;
    }
    heap_[at] = value;
  }

  void replace_first(Value value) {
    std::size_t at = 0;
    for (;;) {
      const std::size_t begin = at * kChildren + 1;
      if (begin >= heap_.size()) break;
      const std::size_t end = std::min(begin + kChildren, heap_.size());
      std::size_t least = begin;
      for (std::size_t child = begin + 1; child < end; ++child) {
        if (heap_[child] < heap_[least]) least = child;
      }
      if (!(heap_[least] < value)) break;
      heap_[at] = heap_[least];
      at = least;
    }
    heap_[at] = value;
  }

  void drop_first() {
    const Value last = heap_.back();
    heap_.truncate(heap_.size() - 1);
    if (!heap_.empty()) replace_first(last);
  }

 private:
  static constexpr std::size_t kChildren = 4;
  GrowingArray<Value> heap_;
};

}  // namespace clusterlite::distance
