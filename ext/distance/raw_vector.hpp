// A vector whose new elements have no value until one is given to them.
//
// Filling 160 MB with zeros first takes longer than a cancelled query may go on, and all of it is written
// again.
#pragma once

#include <memory>
#include <utility>
#include <vector>

namespace clusterlite::distance {

template <class Value>
struct RawAllocator : std::allocator<Value> {
  template <class Other>
  struct rebind {
    using other = RawAllocator<Other>;
  };

  RawAllocator() = default;
  template <class Other>
  RawAllocator(const RawAllocator<Other>&) {}  // NOLINT: allocators convert

  template <class Other>
  void construct(Other* place) {
    ::new (static_cast<void*>(place)) Other;
  }
  template <class Other, class... Arguments>
  void construct(Other* place, Arguments&&... arguments) {
    ::new (static_cast<void*>(place)) Other(std::forward<Arguments>(arguments)...);
  }
};

template <class Value>
using RawVector = std::vector<Value, RawAllocator<Value>>;

}  // namespace clusterlite::distance
