// Keys to dense numbers 0, 1, 2 ... in the order of first appearance.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "datasets/key.hpp"
#include "support/cancel.hpp"

namespace clusterlite {

class Dictionary {
 public:
  // The number of the key; a new key gets the next one.
  std::uint32_t intern(const KeyView& key);

  // The number of a known key, or size() of an unknown one.
  std::uint32_t find(const KeyView& key) const;

  std::size_t size() const { return keys_.size(); }
  const KeyView& operator[](std::size_t number) const { return keys_[number]; }

  // The numbers in the order of their keys.
  std::vector<std::uint32_t> sorted(CancelToken& cancel) const;

 private:
  static constexpr std::uint32_t kEmpty = 0xFFFFFFFF;
  std::size_t slot_of(const KeyView& key, std::uint64_t hash) const;
  void grow();

  std::vector<KeyView> keys_;  // texts point into texts_
  std::vector<std::uint64_t> hashes_;
  std::deque<std::string> texts_;  // a deque never moves its elements
  std::vector<std::uint32_t> slots_;
};

}  // namespace clusterlite
