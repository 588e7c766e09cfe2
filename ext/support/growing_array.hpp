// An array that grows without being copied, of values that are only bytes. std::vector copies all it holds
// each time it doubles: of 10 million cells 0.2 s, in which nobody asks whether to stop.
#pragma once

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

#include "support/large_memory.hpp"

namespace clusterlite {

template <class Value>
class GrowingArray {
  static_assert(std::is_trivially_copyable_v<Value> && alignof(Value) <= 16);

 public:
  GrowingArray() = default;
  GrowingArray(GrowingArray&& other) noexcept
      : values_(std::exchange(other.values_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  GrowingArray& operator=(GrowingArray&& other) noexcept {
    std::swap(values_, other.values_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }
  GrowingArray(const GrowingArray&) = delete;
  GrowingArray& operator=(const GrowingArray&) = delete;
  ~GrowingArray() { free_block(values_); }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  Value* begin() { return values_; }
  Value* end() { return values_ + size_; }
  const Value* begin() const { return values_; }
  const Value* end() const { return values_ + size_; }
  Value& operator[](std::size_t i) { return values_[i]; }
  const Value& operator[](std::size_t i) const { return values_[i]; }
  Value& back() { return values_[size_ - 1]; }
  const Value& back() const { return values_[size_ - 1]; }

  void clear() { size_ = 0; }
  void shrink(std::size_t size) { size_ = size; }  // to the first of them
  void push_back(const Value& value) { *make_room() = value; }
  Value& emplace_back() { return *new (make_room()) Value(); }

  void reserve(std::size_t size) {
    if (size > capacity_) grow(size, size);
  }

 private:
  Value* make_room() {
    if (size_ == capacity_) grow(capacity_ == 0 ? 8 : 2 * capacity_, size_ + 1);
    return values_ + size_++;
  }

  void grow(std::size_t wanted, std::size_t least) {
    constexpr std::size_t kMost = PTRDIFF_MAX / sizeof(Value);
    if (wanted > kMost) throw std::bad_alloc();
    std::size_t bytes = wanted * sizeof(Value);
    void* const larger = grow_block(values_, bytes, least * sizeof(Value));
    if (larger == nullptr) throw std::bad_alloc();
    values_ = static_cast<Value*>(larger);
    capacity_ = bytes / sizeof(Value);
  }

  Value* values_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace clusterlite
