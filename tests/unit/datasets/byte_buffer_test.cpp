// ByteBuffer: growing, moving, handing over.
#include "datasets/blobs/byte_buffer.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <utility>

namespace clusterlite {
namespace {

TEST(ByteBuffer, GrowsAndKeepsItsContent) {
  ByteBuffer buffer;
  EXPECT_EQ(buffer.size(), 0U);
  for (std::uint32_t i = 0; i < 100'000; ++i) buffer.append_value(i);
  buffer.append_zeros(3);
  buffer.append("end", 3);
  buffer.append(nullptr, 0);
  ASSERT_EQ(buffer.size(), 400'006U);
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    std::uint32_t back = 0;
    std::memcpy(&back, buffer.data() + std::size_t{4} * i, sizeof back);
    ASSERT_EQ(back, i);
  }
  EXPECT_EQ(buffer.bytes()[400'002], std::byte{0});
  EXPECT_EQ(buffer.bytes()[400'005], std::byte{'d'});
  buffer.shrink();
  EXPECT_EQ(buffer.bytes()[400'005], std::byte{'d'});
  buffer.append_value('x');
  EXPECT_EQ(buffer.size(), 400'007U);
}

TEST(ByteBuffer, MovesWithoutLeavingAnythingBehind) {
  ByteBuffer first;
  first.append("abc", 3);
  ByteBuffer second = std::move(first);
  EXPECT_EQ(second.size(), 3U);
  EXPECT_EQ(first.size(), 0U);  // NOLINT: what is left is said to be empty
  ByteBuffer third;
  third = std::move(second);
  EXPECT_EQ(third.bytes()[2], std::byte{'c'});
}

TEST(ByteBuffer, GivesItsMemoryAway) {
  ByteBuffer buffer;
  buffer.append("abc", 3);
  std::byte* const memory = buffer.release();
  EXPECT_EQ(memory[1], std::byte{'b'});
  EXPECT_EQ(buffer.size(), 0U);
  free_block(memory);
  EXPECT_EQ(ByteBuffer().release(), nullptr);
}

}  // namespace
}  // namespace clusterlite
