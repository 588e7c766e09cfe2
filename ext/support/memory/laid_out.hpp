// Large arrays made while somebody may want to stop.
#pragma once

#include <algorithm>
#include <cstddef>

#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite {

template <class Value>
RawVector<Value> filled(std::size_t size, const Value& value, CancelToken& cancel) {
  constexpr std::size_t kBlock = 1 << 16;
  RawVector<Value> result;
  result.reserve(size);
  while (result.size() < size) {
    cancel.check(kBlock);
    result.resize(std::min(size, result.size() + kBlock), value);
  }
  return result;
}

// Makes the system lay out the memory of an array that is going to be written in no order. The first write to
// a large page clears all of it, some 0.5 ms; writes here and there reach every page at once, and among the
// first few thousand of them, 0.1 s for 10 million points, nobody would ask whether to stop.
template <class Value>
void lay_out(RawVector<Value>& array, const Threads& threads, CancelToken& cancel) {
  constexpr std::size_t kWorkOfAPage = 1 << 14;
  const std::size_t bytes = array.size() * sizeof(Value);
  if (bytes < kLargeMemory) return;
  auto* const start = reinterpret_cast<std::byte*>(array.data());
  threads.for_each((bytes + kLargePage - 1) / kLargePage, cancel, [&](std::size_t page, CancelToken& token) {
    token.check(kWorkOfAPage);
    start[page * kLargePage] = std::byte{0};
  });
}

}  // namespace clusterlite
