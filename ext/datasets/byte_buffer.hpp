// A growing byte array that can be handed to a C caller without a copy.
//
// std::vector cannot give its memory away, and a data set of 10 million firms is 240 MB: this memory is a
// block (large_memory.hpp), which grows without being copied and leaves through release().
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <utility>

#include "support/large_memory.hpp"

namespace clusterlite {

class ByteBuffer {
 public:
  ByteBuffer() = default;
  ByteBuffer(ByteBuffer&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  ByteBuffer& operator=(ByteBuffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }
  ByteBuffer(const ByteBuffer&) = delete;
  ByteBuffer& operator=(const ByteBuffer&) = delete;
  ~ByteBuffer() { free_block(data_); }

  std::byte* data() { return data_; }
  const std::byte* data() const { return data_; }
  std::size_t size() const { return size_; }
  std::span<const std::byte> bytes() const { return {data_, size_}; }

  // Appends `count` bytes whose content the caller fills in.
  std::byte* extend(std::size_t count) {
    if (count > capacity_ - size_) grow(size_ + count);
    std::byte* const start = data_ + size_;
    size_ += count;
    return start;
  }

  void append(const void* source, std::size_t count) {
    if (count != 0) std::memcpy(extend(count), source, count);
  }

  template <class Value>
  void append_value(const Value& value) {
    append(&value, sizeof value);
  }

  void append_zeros(std::size_t count) {
    if (count != 0) std::memset(extend(count), 0, count);
  }

  void clear() { size_ = 0; }
  void truncate(std::size_t size) { size_ = size; }

  // Gives back what growing took too much.
  void shrink() {
    if (size_ == capacity_ || size_ == 0) return;
    if (void* const smaller = resize_block(data_, size_)) {
      data_ = static_cast<std::byte*>(smaller);
      capacity_ = size_;
    }
  }

  // The memory becomes the caller's, to be freed with free_block().
  std::byte* release() {
    size_ = capacity_ = 0;
    return std::exchange(data_, nullptr);
  }

 private:
  // A large buffer is doubled: what is not used of it is address space, not memory.
  void grow(std::size_t needed) {
    const bool large = capacity_ >= kLargeMemory;
    const std::size_t roomier = capacity_ + (large ? capacity_ : capacity_ / 2);
    std::size_t wanted = needed > roomier ? (needed < 256 ? 256 : needed) : roomier;
    void* const larger = grow_block(data_, wanted, needed);
    if (larger == nullptr) throw std::bad_alloc();
    data_ = static_cast<std::byte*>(larger);
    capacity_ = wanted;
  }

  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace clusterlite
