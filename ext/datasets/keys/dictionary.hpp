// Keys to dense numbers 0, 1, 2 ... in the order of first appearance.
#pragma once

#include <cstddef>
#include <cstdint>

#include "datasets/keys/key.hpp"
#include "support/memory/growing_array.hpp"
#include "support/memory/large_memory.hpp"
#include "support/memory/number_index.hpp"
#include "support/memory/text_store.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

class Dictionary {
 public:
  // The number of the key; a new key gets the next one.
  std::uint32_t intern(const KeyView& key);

  // Adds a key that is greater than all before. Nothing is looked up and no index is made, which takes most
  // of the time of reading a stored dictionary: find() then searches by halves, and the first intern() makes
  // the index. Only for a dictionary all of whose keys came so.
  void append_rising(const KeyView& key);

  // The number of a known key, or size() of an unknown one.
  std::uint32_t find(const KeyView& key) const;

  std::size_t size() const { return keys_.size(); }
  const KeyView& operator[](std::size_t number) const { return keys_[number]; }

  // The numbers in the order of their keys.
  RawVector<std::uint32_t> sorted(CancelToken& cancel) const;

 private:
  static constexpr std::uint32_t kMostKeys = 0xFFFFFFFF;

  bool indexed() const { return hashes_.size() == keys_.size(); }
  void append(const KeyView& key);
  void add_to_index(std::uint64_t hash);

  GrowingArray<KeyView> keys_;          // texts point into texts_
  GrowingArray<std::uint64_t> hashes_;  // of all keys; of none when they were appended in rising order
  TextStore texts_;
  NumberIndex index_;
};

}  // namespace clusterlite
