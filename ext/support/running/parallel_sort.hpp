// Sorting by all threads, in place.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite {

// As std::sort. Cut at medians until there is a part for each thread and a few more, level by level, and the
// parts sorted one by one. What `less` calls equal ends in an order that depends on the number of threads:
// where that could be seen, `less` must tell all elements apart.
template <class Value, class Less>
void parallel_sort(std::span<Value> values, const Less& less, const Threads& threads, CancelToken& cancel) {
  constexpr std::size_t kPartsPerThread = 4;  // they take unequal times
  const auto watched = [&less](CancelToken& token) {
    return [&less, &token](const Value& a, const Value& b) {
      token.check();
      return less(a, b);
    };
  };
  std::vector<std::span<Value>> parts{values};
  while (threads.count() > 1 && parts.size() < kPartsPerThread * threads.count() &&
         values.size() / parts.size() >= Threads::kWorthSharing) {
    std::vector<std::span<Value>> halves(2 * parts.size());
    threads.for_each(parts.size(), cancel, [&](std::size_t i, CancelToken& token) {
      const std::size_t middle = parts[i].size() / 2;
      std::nth_element(parts[i].begin(), parts[i].begin() + static_cast<std::ptrdiff_t>(middle),
                       parts[i].end(), watched(token));
      halves[2 * i] = parts[i].first(middle);
      halves[2 * i + 1] = parts[i].subspan(middle);
    });
    parts = std::move(halves);
  }
  threads.for_each(parts.size(), cancel, [&](std::size_t i, CancelToken& token) {
    std::sort(parts[i].begin(), parts[i].end(), watched(token));
  });
}

}  // namespace clusterlite
