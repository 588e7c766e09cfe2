// An array that grows without being copied, of values that are only bytes. std::vector copies all it holds
// each time it doubles: of 10 million cells 0.2 s, in which nobody asks whether to stop.
#pragma once

#include <algorithm>
#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

#include "support/memory/large_memory.hpp"

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
  void truncate(std::size_t size) { size_ = size; }
  // By value: what is added may be one of those that move.
  void push_back(Value value) { *extend(1) = value; }
  Value& emplace_back() { return *new (extend(1)) Value(); }

  // Adds `count` values, which the caller fills in.
  Value* extend(std::size_t count) {
    if (count > capacity_ - size_) grow(std::max({kFirst, size_ + count, 2 * capacity_}), size_ + count);
    Value* const start = values_ + size_;
    size_ += count;
    return start;
  }

  void reserve(std::size_t size) {
    if (size > capacity_) grow(size, size);
  }

  // Gives back what growing took too much.
  void shrink() {
    if (size_ == capacity_ || size_ == 0) return;
    if (void* const smaller = resize_block(values_, size_ * sizeof(Value))) {
      values_ = static_cast<Value*>(smaller);
      capacity_ = size_;
    }
  }

  // The memory becomes the caller's, to be freed with free_block().
  Value* release() {
    size_ = capacity_ = 0;
    return std::exchange(values_, nullptr);
  }

 private:
  static constexpr std::size_t kFirst = std::max<std::size_t>(8, 256 / sizeof(Value));

  // To the double: of a large array what is not used is address space, not memory.
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
