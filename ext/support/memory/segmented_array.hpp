// An array that grows and never moves what it holds: in segments, each as long as all before it. For values
// that own something, which a GrowingArray cannot hold.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <new>

#include "support/memory/large_memory.hpp"

namespace clusterlite {

template <class Value>
class SegmentedArray {
  static_assert(alignof(Value) <= 16);

 public:
  SegmentedArray() = default;
  SegmentedArray(const SegmentedArray&) = delete;
  SegmentedArray& operator=(const SegmentedArray&) = delete;
  ~SegmentedArray() {
    for (std::size_t i = 0; i < size_; ++i) (*this)[i].~Value();
    free_segments();
  }

  std::size_t size() const { return size_; }
  Value& operator[](std::size_t i) { return *at(i); }
  const Value& operator[](std::size_t i) const { return *at(i); }

  Value& emplace_back() {
    const std::size_t segment = segment_of(size_);
    if (segments_[segment] == nullptr) {
      const std::size_t values = segment == 0 ? kFirst : kFirst << (segment - 1);
      segments_[segment] = static_cast<Value*>(resize_block(nullptr, values * sizeof(Value)));
      if (segments_[segment] == nullptr) throw std::bad_alloc();
    }
    Value* const value = new (at(size_)) Value();
    ++size_;
    return *value;
  }

  // Gives the memory back without asking the values for what they own. Ten million take 0.15 s to ask.
  void abandon() {
    size_ = 0;
    free_segments();
  }

 private:
  static constexpr std::size_t kFirst = 32;
  static constexpr std::size_t kSegments = 48;

  // kFirst values, then as many again, then twice as many ...
  static std::size_t segment_of(std::size_t i) {
    return static_cast<std::size_t>(std::bit_width(i / kFirst));
  }
  Value* at(std::size_t i) const {
    const std::size_t segment = segment_of(i);
    return segments_[segment] + (segment == 0 ? i : i - (kFirst << (segment - 1)));
  }
  void free_segments() {
    for (Value*& segment : segments_) {
      free_block(segment);
      segment = nullptr;
    }
  }

  std::array<Value*, kSegments> segments_{};
  std::size_t size_ = 0;
};

}  // namespace clusterlite
