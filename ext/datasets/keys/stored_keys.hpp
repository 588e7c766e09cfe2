// Dictionaries as data sets store them: their keys in rising order, and the numbers that go with that order.
#pragma once

#include <span>

#include "datasets/keys/dictionary.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// Reads `count` keys in strictly rising order from heap[offset ..]; moves offset behind them. Throws Error.
Dictionary read_rising_keys(std::span<const std::byte> heap, std::size_t count, std::size_t& offset,
                            CancelToken& cancel);

// Writes the keys in the given order.
void append_keys(ByteBuffer& heap, const Dictionary& keys, std::span<const std::uint32_t> order,
                 CancelToken& cancel);

// The number that each key gets in that order.
RawVector<std::uint32_t> ranks_of(std::span<const std::uint32_t> order, CancelToken& cancel);

}  // namespace clusterlite
