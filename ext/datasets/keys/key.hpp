// A key as SQL gave it: an integer, a real or a text. Ids, regions, industries and group keys are keys; they
// come back with the type they had.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "datasets/blobs/byte_buffer.hpp"

namespace clusterlite {

enum class KeyType : std::uint8_t { integer = 1, real = 2, text = 3 };

// Borrowed: a text points into memory of somebody else.
struct KeyView {
  KeyType type = KeyType::integer;
  std::int64_t integer = 0;
  double real = 0;
  std::string_view text;

  static KeyView of(std::int64_t value) { return {KeyType::integer, value, 0, {}}; }
  static KeyView of(double value) { return {KeyType::real, 0, value, {}}; }
  static KeyView of(std::string_view value) { return {KeyType::text, 0, 0, value}; }
};

// The order of SQLite's BINARY collation: numbers by value (integers and reals together), then texts
// bytewise. An integer and a real of one value differ as keys; the integer comes first.
std::strong_ordering compare(const KeyView& a, const KeyView& b);
inline bool operator==(const KeyView& a, const KeyView& b) {
  if (a.type != b.type) return false;
  switch (a.type) {
    case KeyType::integer:
      return a.integer == b.integer;
    case KeyType::real:
      return a.real == b.real;
    case KeyType::text:
      return a.text == b.text;
  }
  return false;
}

std::uint64_t hash_of(const KeyView& key);

// For messages: 42, 1.5 or 'text'.
std::string to_text(const KeyView& key);

// One key in a data set's heap: a type byte, then 8 bytes of number, or 4 bytes of length and the text.
void append_key(ByteBuffer& heap, const KeyView& key);

// Reads the key that starts at `offset`; throws Error when it does not lie inside the heap as a whole.
KeyView read_key(std::span<const std::byte> heap, std::size_t offset, std::size_t* next_offset = nullptr);

}  // namespace clusterlite
