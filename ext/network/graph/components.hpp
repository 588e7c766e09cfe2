// Weak components: which firms hang together by ties, whatever their direction.
#pragma once

#include <cstdint>
#include <vector>

#include "datasets/links.hpp"
#include "support/memory/laid_out.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// Sets that grow together (union by size, paths halved: Tarjan and van Leeuwen 1984).
class DisjointSets {
 public:
  DisjointSets(std::size_t count, CancelToken& cancel) : parent_(count), size_(filled(count, 1U, cancel)) {
    for (std::uint32_t i = 0; i < count; ++i) {
      cancel.check();
      parent_[i] = i;
    }
  }

  std::uint32_t find(std::uint32_t element) {
    while (parent_[element] != element) {
      parent_[element] = parent_[parent_[element]];
      element = parent_[element];
    }
    return element;
  }

  // False when they were together already.
  bool unite(std::uint32_t a, std::uint32_t b) {
    a = find(a);
    b = find(b);
    if (a == b) return false;
    if (size_[a] < size_[b]) std::swap(a, b);
    parent_[b] = a;
    size_[a] += size_[b];
    return true;
  }

  // Of the set of an element.
  std::uint32_t size_of(std::uint32_t element) { return size_[find(element)]; }

 private:
  RawVector<std::uint32_t> parent_;
  RawVector<std::uint32_t> size_;
};

struct Components {
  RawVector<std::uint32_t> of_node;  // 0 .. sizes.size() - 1, by falling size, ties by the smallest node
  RawVector<std::uint32_t> sizes;
};

Components weak_components(const LinksView& links, CancelToken& cancel);

}  // namespace clusterlite
