// Rows of a result by the key in its lookup column: open addressing, 8 bytes an entry at most, built at the
// first need.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "sqlite/tables/table_function.hpp"

namespace clusterlite {

class LookupIndex {
 public:
  LookupIndex(const TableResult& result, CancelToken& cancel) : result_(&result) {
    const std::size_t entries = result.lookup_size();
    slots_.assign(std::bit_ceil(entries + entries / 2 + 2), kEmpty);
    const std::size_t mask = slots_.size() - 1;
    for (std::uint32_t entry = 0; entry < entries; ++entry) {
      cancel.check();
      const KeyView key = result.lookup_key(entry);
      types_ |= bit(key.type);
      std::size_t slot = hash_of(key) & mask;
      while (slots_[slot] != kEmpty) slot = (slot + 1) & mask;
      slots_[slot] = entry;
    }
  }

  // Whether equality in SQL, with its conversions between numbers and texts, is equality of keys here. If
  // not, all rows must be offered and SQLite picks.
  bool can_find(const KeyView& key) const {
    return key.type != KeyType::real && (types_ & ~bit(key.type)) == 0;
  }

  std::vector<std::size_t> find(const KeyView& key) const {
    std::vector<std::size_t> rows;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t slot = hash_of(key) & mask; slots_[slot] != kEmpty; slot = (slot + 1) & mask) {
      if (!(result_->lookup_key(slots_[slot]) == key)) continue;
      const TableResult::RowRange range = result_->lookup_rows(slots_[slot]);
      for (std::size_t row = range.first; row < range.last; ++row) rows.push_back(row);
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
