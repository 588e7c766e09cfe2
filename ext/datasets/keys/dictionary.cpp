#include "datasets/keys/dictionary.hpp"

#include <algorithm>
#include <utility>

#include "support/running/error.hpp"

namespace clusterlite {

void Dictionary::append(const KeyView& key) {
  if (size() >= kMostKeys) throw Error("more than 4 billion different keys");
  KeyView owned = key;
  if (key.type == KeyType::text) owned.text = texts_.keep(key.text);
  keys_.push_back(owned);
}

void Dictionary::add_to_index(std::uint64_t hash) {
  hashes_.push_back(hash);
  index_.add(hash, [this](std::uint32_t other) { return hashes_[other]; });
}

void Dictionary::append_rising(const KeyView& key) { append(key); }

std::uint32_t Dictionary::find(const KeyView& key) const {
  if (indexed()) {
    const std::uint32_t found =
        index_.find(hash_of(key), [&](std::uint32_t number) { return keys_[number] == key; });
    return found == NumberIndex::kNone ? static_cast<std::uint32_t>(size()) : found;
  }
  std::size_t first = 0;
  for (std::size_t end = size(); first < end;) {
    const std::size_t middle = first + (end - first) / 2;
    if (compare(keys_[middle], key) < 0) {
      first = middle + 1;
    } else {
      end = middle;
    }
  }
  return static_cast<std::uint32_t>(first < size() && keys_[first] == key ? first : size());
}

std::uint32_t Dictionary::intern(const KeyView& key) {
  while (!indexed()) add_to_index(hash_of(keys_[hashes_.size()]));
  const std::uint64_t hash = hash_of(key);
  const std::uint32_t found = index_.find(hash, [&](std::uint32_t number) { return keys_[number] == key; });
  if (found != NumberIndex::kNone) return found;

  const auto number = static_cast<std::uint32_t>(size());
  append(key);
  add_to_index(hash);
  return number;
}

// Ids are mostly integers, and often come in their order: both are worth a look before a sort that compares
// keys of all types through their numbers.
RawVector<std::uint32_t> Dictionary::sorted(CancelToken& cancel) const {
  RawVector<std::uint32_t> order;
  order.reserve(size());
  bool rising = true;
  bool integers = true;
  for (std::uint32_t number = 0; number < size(); ++number) {
    cancel.check();
    order.push_back(number);
    integers = integers && keys_[number].type == KeyType::integer;
    rising = rising && (number == 0 || compare(keys_[number - 1], keys_[number]) < 0);
  }
  if (rising) return order;
  if (integers) {
    RawVector<std::pair<std::int64_t, std::uint32_t>> by_key;
    by_key.reserve(size());
    for (const std::uint32_t number : order) {
      cancel.check();
      by_key.emplace_back(keys_[number].integer, number);
    }
    std::sort(by_key.begin(), by_key.end(), [&](const auto& a, const auto& b) {
      cancel.check();
      return a.first < b.first;
    });
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
      cancel.check();
      order[rank] = by_key[rank].second;
    }
    return order;
  }
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    cancel.check();
    return compare(keys_[a], keys_[b]) < 0;
  });
  return order;
}

}  // namespace clusterlite
