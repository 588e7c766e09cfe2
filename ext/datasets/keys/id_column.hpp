// The ids of a data set as integers in as few bytes as they need: none where they count up one by one, like
// the rowids of a whole table; four where they lie within 2^32 of the first, like those a WHERE leaves over;
// else eight.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "datasets/blobs/blob_format.hpp"
#include "datasets/blobs/byte_buffer.hpp"

namespace clusterlite {

// Borrowed: `data` has width bytes a row.
struct IdColumnView {
  const std::byte* data = nullptr;
  std::uint32_t width = 8;
  std::int64_t first = 0;

  static bool is_width(std::uint32_t width) { return width == 0 || width == 4 || width == 8; }

  std::int64_t operator[](std::size_t row) const {
    if (width == 8) return load<std::int64_t>(data + 8 * row);
    const std::uint64_t offset = width == 4 ? load<std::uint32_t>(data + 4 * row) : row;
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(first) + offset);
  }
};

class IdColumn {
 public:
  void push(std::int64_t id) {
    if (size_ == 0) first_ = id;
    if (width_ == 0 && offset_of(id) != size_) widen(offset_of(id) <= kMostOffset ? 4 : 8);
    if (width_ == 4 && offset_of(id) > kMostOffset) widen(8);
    ++size_;
    if (width_ == 4) bytes_.append_value(static_cast<std::uint32_t>(offset_of(id)));
    if (width_ == 8) bytes_.append_value(id);
  }

  std::size_t size() const { return size_; }
  IdColumnView view() const { return {bytes_.data(), width_, first_}; }
  std::span<const std::byte> bytes() const { return bytes_.bytes(); }

 private:
  static constexpr std::uint64_t kMostOffset = 0xFFFFFFFF;

  // Modulo 2^64: an id below the first is far away.
  std::uint64_t offset_of(std::int64_t id) const {
    return static_cast<std::uint64_t>(id) - static_cast<std::uint64_t>(first_);
  }

  void widen(std::uint32_t width) {
    ByteBuffer wider;
    std::byte* next = wider.extend(size_ * width);
    for (std::size_t row = 0; row < size_; ++row, next += width) {
      const std::int64_t id = view()[row];
      width == 4 ? store(next, static_cast<std::uint32_t>(offset_of(id))) : store(next, id);
    }
    bytes_ = std::move(wider);
    width_ = width;
  }

  std::uint32_t width_ = 0;
  std::int64_t first_ = 0;
  std::size_t size_ = 0;
  ByteBuffer bytes_;
};

}  // namespace clusterlite
