#include "datasets/keys/stored_keys.hpp"

#include "support/running/error.hpp"

namespace clusterlite {

Dictionary read_rising_keys(std::span<const std::byte> heap, std::size_t count, std::size_t& offset,
                            CancelToken& cancel) {
  Dictionary keys;
  KeyView previous;
  for (std::size_t i = 0; i < count; ++i) {
    cancel.check();
    const KeyView key = read_key(heap, offset, &offset);
    if (i > 0 && compare(previous, key) >= 0)
      throw Error("a damaged data set: its keys are not in rising order");
    keys.append_rising(key);
    previous = key;
  }
  return keys;
}

void append_keys(ByteBuffer& heap, const Dictionary& keys, std::span<const std::uint32_t> order,
                 CancelToken& cancel) {
  for (const std::uint32_t number : order) {
    cancel.check();
    append_key(heap, keys[number]);
  }
}

RawVector<std::uint32_t> ranks_of(std::span<const std::uint32_t> order, CancelToken& cancel) {
  RawVector<std::uint32_t> ranks(order.size());
  for (std::uint32_t rank = 0; rank < order.size(); ++rank) {
    cancel.check();
    ranks[order[rank]] = rank;
  }
  return ranks;
}

}  // namespace clusterlite
