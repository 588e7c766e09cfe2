// Values of pairs of numbers, only those that occur: a table of ties between labels is mostly empty.
#pragma once

#include <cstdint>

#include "datasets/keys/key.hpp"
#include "support/memory/growing_array.hpp"
#include "support/memory/number_index.hpp"

namespace clusterlite {

struct NumberPair {
  std::uint32_t first;
  std::uint32_t second;
  friend bool operator==(const NumberPair&, const NumberPair&) = default;
};

template <class Value>
class PairTable {
 public:
  struct Entry {
    NumberPair pair;
    Value value;
  };

  // A new one at the first time.
  Value& operator[](NumberPair pair) {
    const std::uint64_t hash = hash_of_pair(pair);
    const std::uint32_t found = find(hash, pair);
    if (found != NumberIndex::kNone) return entries_[found].value;
    entries_.push_back({pair, Value{}});
    index_.add(hash, [this](std::uint32_t number) { return hash_of_pair(entries_[number].pair); });
    return entries_.back().value;
  }

  // Null when there is none.
  const Value* find(NumberPair pair) const {
    const std::uint32_t found = find(hash_of_pair(pair), pair);
    return found == NumberIndex::kNone ? nullptr : &entries_[found].value;
  }

  // In the order of their first use.
  std::size_t size() const { return entries_.size(); }
  const Entry* begin() const { return entries_.begin(); }
  const Entry* end() const { return entries_.end(); }

 private:
  static std::uint64_t hash_of_pair(NumberPair pair) {
    const std::uint64_t bits = std::uint64_t{pair.first} << 32U | pair.second;
    return hash_of(KeyView::of(static_cast<std::int64_t>(bits)));
  }
  std::uint32_t find(std::uint64_t hash, NumberPair pair) const {
    return index_.find(hash, [&](std::uint32_t number) { return entries_[number].pair == pair; });
  }

  GrowingArray<Entry> entries_;
  NumberIndex index_;
};

}  // namespace clusterlite
