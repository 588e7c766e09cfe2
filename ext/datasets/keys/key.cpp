#include "datasets/keys/key.hpp"

#include <xxhash.h>

#include <bit>
#include <cmath>

#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

// Exact: neither side is rounded, though 2^63 and 2^63 - 1 are one double.
std::strong_ordering compare_mixed(std::int64_t integer, double real) {
  constexpr double kTwo63 = 9223372036854775808.0;
  if (real >= kTwo63) return std::strong_ordering::less;
  if (real < -kTwo63) return std::strong_ordering::greater;
  const double whole = std::floor(real);
  const auto truncated = static_cast<std::int64_t>(whole);
  if (integer != truncated) return integer <=> truncated;
  return std::strong_ordering::less;  // integer == floor(real): smaller, or of equal value and then first
}

std::strong_ordering compare_reals(double a, double b) {
  if (a < b) return std::strong_ordering::less;
  if (a > b) return std::strong_ordering::greater;
  return std::strong_ordering::equal;
}

}  // namespace

std::strong_ordering compare(const KeyView& a, const KeyView& b) {
  if (a.type == b.type) {
    switch (a.type) {
      case KeyType::integer:
        return a.integer <=> b.integer;
      case KeyType::real:
        return compare_reals(a.real, b.real);
      case KeyType::text:
        return a.text <=> b.text;
    }
  }
  if (a.type == KeyType::text) return std::strong_ordering::greater;
  if (b.type == KeyType::text) return std::strong_ordering::less;
  if (a.type == KeyType::integer) return compare_mixed(a.integer, b.real);
  return 0 <=> compare_mixed(b.integer, a.real);
}

std::uint64_t hash_of(const KeyView& key) {
  switch (key.type) {
    case KeyType::integer: {
      auto bits = static_cast<std::uint64_t>(key.integer);  // the finaliser of MurmurHash3: a bijection
      bits = (bits ^ (bits >> 33)) * 0xff51afd7ed558ccdULL;
      bits = (bits ^ (bits >> 33)) * 0xc4ceb9fe1a85ec53ULL;
      return bits ^ (bits >> 33);
    }
    case KeyType::real: {
      const double normal = key.real == 0 ? 0.0 : key.real;  // -0.0 equals 0.0
      return XXH3_64bits_withSeed(&normal, sizeof normal, 2);
    }
    case KeyType::text:
      return XXH3_64bits(key.text.data(), key.text.size());
  }
  return 0;
}

std::string to_text(const KeyView& key) {
  switch (key.type) {
    case KeyType::integer:
      return std::to_string(key.integer);
    case KeyType::real:
      return to_text(key.real);
    case KeyType::text:
      return quoted(key.text);
  }
  return {};
}

void append_key(ByteBuffer& heap, const KeyView& key) {
  heap.append_value(static_cast<std::uint8_t>(key.type));
  switch (key.type) {
    case KeyType::integer:
      heap.append_value(key.integer);
      break;
    case KeyType::real:
      heap.append_value(key.real);
      break;
    case KeyType::text:
      heap.append_value(static_cast<std::uint32_t>(key.text.size()));
      heap.append(key.text.data(), key.text.size());
      break;
  }
}

KeyView read_key(std::span<const std::byte> heap, std::size_t offset, std::size_t* next_offset) {
  const auto torn = [] { return Error("the data set is damaged: a key reaches beyond its end"); };
  const auto take = [&](auto& value) {
    if (heap.size() - offset < sizeof value) throw torn();
    std::memcpy(&value, heap.data() + offset, sizeof value);
    offset += sizeof value;
  };
  if (offset > heap.size()) throw torn();
  std::uint8_t type = 0;
  take(type);
  KeyView key;
  if (type == static_cast<std::uint8_t>(KeyType::integer)) {
    key.type = KeyType::integer;
    take(key.integer);
  } else if (type == static_cast<std::uint8_t>(KeyType::real)) {
    key.type = KeyType::real;
    take(key.real);
    if (std::isnan(key.real)) throw Error("the data set is damaged: a key is not a number");
  } else if (type == static_cast<std::uint8_t>(KeyType::text)) {
    key.type = KeyType::text;
    std::uint32_t length = 0;
    take(length);
    if (heap.size() - offset < length) throw torn();
    key.text = {reinterpret_cast<const char*>(heap.data() + offset), length};
    offset += length;
  } else {
    throw Error(concat("the data set is damaged: ", int{type}, " is not the type of a key"));
  }
  if (next_offset != nullptr) *next_offset = offset;
  return key;
}

}  // namespace clusterlite
