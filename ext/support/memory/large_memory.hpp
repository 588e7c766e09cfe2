// Memory of many megabytes, at the least cost.
//
// The system hands out memory in pages of 4 KB, and each first touch of one is a fault: 100 MB take 0.1 to
// 0.3 s on a virtual machine, several times what the work in them takes. In pages of 2 MB it is a tenth of
// that, and random access needs fewer address translations. Systems without such pages lose nothing.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace clusterlite {

// From this size on large pages are asked for.
inline constexpr std::size_t kLargeMemory = std::size_t{4} << 20;
inline constexpr std::size_t kLargePage = std::size_t{2} << 20;

// Asks for large pages inside start .. start + size - 1. Advice only: whatever comes of it, the memory works.
void advise_large(void* start, std::size_t size);

// Memory that grows without being copied. A large block begins 64 bytes behind the start of a large page and
// moves, if it must, to another such place: so the system moves its pages as they are, while realloc() would
// copy a block that has been advised (it is no longer one mapping) or cut its large pages into small ones.
//
// Makes a block of `bytes` bytes, or changes the size of one; its content up to the smaller size stays. Null
// when there is no memory; `block` is as before then.
void* resize_block(void* block, std::size_t bytes);
void free_block(void* block);
// As resize_block(), to `bytes` bytes, or to fewer when there is no room for so many, but not below `least`.
// `bytes` becomes what it is.
void* grow_block(void* block, std::size_t& bytes, std::size_t least);
// A new block of zeros. A large one costs nothing until it is used.
void* zeroed_block(std::size_t bytes);

// Large arrays begin at a large page; new elements have no value until one is given to them: filling 160 MB
// with zeros first takes longer than a cancelled query may go on, and all of it is written again.
template <class Value>
struct RawAllocator {
  using value_type = Value;

  RawAllocator() = default;
  template <class Other>
  RawAllocator(const RawAllocator<Other>&) {}  // NOLINT: allocators convert

  Value* allocate(std::size_t count) {
    if (count * sizeof(Value) < kLargeMemory) return std::allocator<Value>().allocate(count);
    void* const start = ::operator new (count * sizeof(Value), std::align_val_t{kLargePage});
    advise_large(start, count * sizeof(Value));
    return static_cast<Value*>(start);
  }
  void deallocate(Value* start, std::size_t count) {
    if (count * sizeof(Value) < kLargeMemory) return std::allocator<Value>().deallocate(start, count);
    ::operator delete (start, std::align_val_t{kLargePage});
  }

  template <class Other>
  void construct(Other* place) {
    ::new (static_cast<void*>(place)) Other;
  }
  template <class Other, class... Arguments>
  void construct(Other* place, Arguments&&... arguments) {
    ::new (static_cast<void*>(place)) Other(std::forward<Arguments>(arguments)...);
  }
  friend bool operator==(const RawAllocator&, const RawAllocator&) { return true; }
};

template <class Value>
using RawVector = std::vector<Value, RawAllocator<Value>>;

}  // namespace clusterlite
