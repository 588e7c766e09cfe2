#include "datasets/dictionary.hpp"

#include <algorithm>
#include <numeric>

#include "support/error.hpp"

namespace clusterlite {

std::size_t Dictionary::slot_of(const KeyView& key, std::uint64_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash & mask;
  while (slots_[slot] != kEmpty && (hashes_[slots_[slot]] != hash || !(keys_[slots_[slot]] == key))) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

std::uint32_t Dictionary::find(const KeyView& key) const {
  const std::uint32_t found = slots_.empty() ? kEmpty : slots_[slot_of(key, hash_of(key))];
  return found == kEmpty ? static_cast<std::uint32_t>(size()) : found;
}

std::uint32_t Dictionary::intern(const KeyView& key) {
  if (size() >= slots_.size() / 2) grow();
  const std::uint64_t hash = hash_of(key);
  const std::size_t slot = slot_of(key, hash);
  if (slots_[slot] != kEmpty) return slots_[slot];

  if (size() >= kEmpty) throw Error("more than 4 billion different keys");
  KeyView owned = key;
  if (key.type == KeyType::text) owned.text = texts_.emplace_back(key.text);
  hashes_.push_back(hash);
  keys_.push_back(owned);
  return slots_[slot] = static_cast<std::uint32_t>(size() - 1);
}

void Dictionary::grow() {
  slots_.assign(std::max<std::size_t>(16, slots_.size() * 2), kEmpty);
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t number = 0; number < size(); ++number) {
    std::size_t slot = hashes_[number] & mask;
    while (slots_[slot] != kEmpty) slot = (slot + 1) & mask;
    slots_[slot] = number;
  }
}

std::vector<std::uint32_t> Dictionary::sorted(CancelToken& cancel) const {
  std::vector<std::uint32_t> order(size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    cancel.check();
    return compare(keys_[a], keys_[b]) < 0;
  });
  return order;
}

}  // namespace clusterlite
