// Large arrays of one value, made while somebody may want to stop.
#pragma once

#include <algorithm>
#include <cstddef>

#include "support/cancel.hpp"
#include "support/large_memory.hpp"

namespace clusterlite::distance {

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

}  // namespace clusterlite::distance
