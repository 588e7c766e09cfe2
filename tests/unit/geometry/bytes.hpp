// Making and changing the bytes of geometry BLOBs in tests.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/blobs/byte_buffer.hpp"

namespace clusterlite {

using ByteVector = std::vector<std::byte>;

inline ByteVector from_hex(std::string_view digits) {
  const auto value = [](char digit) { return digit <= '9' ? digit - '0' : digit - 'A' + 10; };
  ByteVector bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes.push_back(static_cast<std::byte>(value(digits[i]) * 16 + value(digits[i + 1])));
  }
  return bytes;
}

inline std::string to_hex(std::span<const std::byte> bytes) {
  std::string digits;
  for (const std::byte byte : bytes) {
    digits += "0123456789ABCDEF"[std::to_integer<unsigned>(byte) / 16];
    digits += "0123456789ABCDEF"[std::to_integer<unsigned>(byte) % 16];
  }
  return digits;
}

inline std::string to_hex(const ByteBuffer& buffer) { return to_hex(buffer.bytes()); }

// Writes numbers in a chosen byte order.
class ByteWriter {
 public:
  explicit ByteWriter(bool little) : little_(little) {}

  ByteWriter& u8(unsigned value) { return number(static_cast<std::uint8_t>(value)); }
  ByteWriter& u32(std::uint32_t value) { return number(value); }
  ByteWriter& i32(std::int32_t value) { return number(value); }
  ByteWriter& f64(double value) { return number(value); }
  ByteWriter& raw(const ByteVector& more) {
    bytes_.insert(bytes_.end(), more.begin(), more.end());
    return *this;
  }
  ByteVector bytes() const { return bytes_; }

 private:
  template <class Number>
  ByteWriter& number(Number value) {
    auto raw = std::bit_cast<std::array<std::byte, sizeof(Number)>>(value);
    if (little_ != (std::endian::native == std::endian::little)) std::reverse(raw.begin(), raw.end());
    bytes_.insert(bytes_.end(), raw.begin(), raw.end());
    return *this;
  }

  bool little_;
  ByteVector bytes_;
};

}  // namespace clusterlite
