// Disjoint sets of cells, united by several threads at once without locks.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <numeric>

#include "support/memory/large_memory.hpp"

namespace clusterlite::distance {

// A cell points to a smaller one of its set, the smallest to itself: that is the root, whatever the order in
// which the sets were united (Anderson and Woll 1991, linked by number).
class CellSets {
 public:
  explicit CellSets(std::uint32_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), 0U); }

  std::uint32_t find(std::uint32_t cell) {
    while (true) {
      std::uint32_t parent = load(cell);
      if (parent == cell) return cell;
      const std::uint32_t grandparent = load(parent);
      // Halves the path; should somebody else have done so meanwhile, theirs is as good.
      if (parent != grandparent) slot(cell).compare_exchange_weak(parent, grandparent, kOrder, kOrder);
      cell = grandparent;
    }
  }

  void unite(std::uint32_t a, std::uint32_t b) {
    while (true) {
      a = find(a);
      b = find(b);
      if (a == b) return;
      std::uint32_t larger = std::max(a, b);
      // Fails when the larger root has got a parent meanwhile.
      if (slot(larger).compare_exchange_strong(larger, std::min(a, b), kOrder, kOrder)) return;
    }
  }

 private:
  // Only the partition itself is shared, and it is read after the threads have been joined.
  static constexpr std::memory_order kOrder = std::memory_order_relaxed;

  std::atomic_ref<std::uint32_t> slot(std::uint32_t cell) {
    return std::atomic_ref<std::uint32_t>(parent_[cell]);
  }
  std::uint32_t load(std::uint32_t cell) { return slot(cell).load(kOrder); }

  RawVector<std::uint32_t> parent_;
};

}  // namespace clusterlite::distance
