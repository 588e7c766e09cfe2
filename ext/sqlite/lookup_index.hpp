// Rows of a result by the key in its lookup column: open addressing, 8 bytes a row at most, built at the
// first need.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "sqlite/table_function.hpp"

namespace clusterlite {

class LookupIndex {
 public:
  LookupIndex(const TableResult& result, CancelToken& cancel) : result_(&result) {
    slots_.assign(std::bit_ceil(result.size() + result.size() / 2 + 2), kEmpty);
    const std::size_t mask = slots_.size() - 1;
    for (std::uint32_t row = 0; row < result.size(); ++row) {
      cancel.check();
      const KeyView key = result.lookup_key(row);
      types_ |= bit(key.type);
      std::size_t slot = hash_of(key) & mask;
      while (slots_[slot] != kEmpty) slot = (slot + 1) & mask;
      slots_[slot] = row;
    }
  }

  // Whether equality in SQL, with its conversions between numbers and texts, is equality of keys here. If
  // not, all rows must be offered and SQLite picks.
  bool can_find(const KeyView& key) const {
    return key.type != KeyType::real && (types_ & ~bit(key.type)) == 0;
  }

  std::vector<std::uint32_t> find(const KeyView& key) const {
    std::vector<std::uint32_t> rows;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t slot = hash_of(key) & mask; slots_[slot] != kEmpty; slot = (slot + 1) & mask) {
      if (result_->lookup_key(slots_[slot]) == key) rows.push_back(slots_[slot]);
    }
    return rows;
  }

 private:
  static constexpr std::uint32_t kEmpty = 0xFFFFFFFF;
  static unsigned bit(KeyType type) { return 1U << static_cast<unsigned>(type); }

  const TableResult* result_;
  unsigned types_ = 0;
  std::vector<std::uint32_t> slots_;
};

}  // namespace clusterlite
