// A growing byte array that can be handed to a C caller without a copy: std::vector cannot give its memory
// away, and a data set of 10 million firms is 240 MB.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>

#include "support/memory/growing_array.hpp"

namespace clusterlite {

class ByteBuffer {
 public:
  std::byte* data() { return bytes_.begin(); }
  const std::byte* data() const { return bytes_.begin(); }
  std::size_t size() const { return bytes_.size(); }
  std::span<const std::byte> bytes() const { return {data(), size()}; }

  // Appends `count` bytes whose content the caller fills in.
  std::byte* extend(std::size_t count) { return bytes_.extend(count); }

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

  void clear() { bytes_.clear(); }
  void truncate(std::size_t size) { bytes_.truncate(size); }

  // Gives back what growing took too much.
  void shrink() { bytes_.shrink(); }

  // The memory becomes the caller's, to be freed with free_block().
  std::byte* release() { return bytes_.release(); }

 private:
  GrowingArray<std::byte> bytes_;
};

}  // namespace clusterlite
