#include "datasets/keys/dictionary.hpp"

#include <algorithm>

#include "support/running/error.hpp"

namespace clusterlite {

std::uint32_t Dictionary::find(const KeyView& key) const {
  const std::uint32_t found =
      index_.find(hash_of(key), [&](std::uint32_t number) { return keys_[number] == key; });
  return found == NumberIndex::kNone ? static_cast<std::uint32_t>(size()) : found;
}

std::uint32_t Dictionary::intern(const KeyView& key) {
  const std::uint64_t hash = hash_of(key);
  const std::uint32_t found = index_.find(hash, [&](std::uint32_t number) { return keys_[number] == key; });
  if (found != NumberIndex::kNone) return found;

  if (size() >= kMostKeys) throw Error("more than 4 billion different keys");
  KeyView owned = key;
  if (key.type == KeyType::text) owned.text = texts_.keep(key.text);
  const auto number = static_cast<std::uint32_t>(size());
  hashes_.push_back(hash);
  keys_.push_back(owned);
  index_.add(hash, [this](std::uint32_t other) { return hashes_[other]; });
  return number;
}

RawVector<std::uint32_t> Dictionary::sorted(CancelToken& cancel) const {
  RawVector<std::uint32_t> order;
  order.reserve(size());
  for (std::uint32_t number = 0; number < size(); ++number) {
    cancel.check();
    order.push_back(number);
  }
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    cancel.check();
    return compare(keys_[a], keys_[b]) < 0;
  });
  return order;
}

}  // namespace clusterlite
