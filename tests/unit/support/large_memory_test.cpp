// Blocks: memory that grows from a few bytes to many megabytes and back, with its content.
#include "support/memory/large_memory.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <vector>

namespace clusterlite {
namespace {

constexpr std::size_t kMegabyte = std::size_t{1} << 20;

unsigned char byte_at(std::size_t i) { return static_cast<unsigned char>(i * 2654435761U >> 13U); }

void fill(void* block, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to; ++i) static_cast<unsigned char*>(block)[i] = byte_at(i);
}

bool is_filled(const void* block, std::size_t to) {
  for (std::size_t i = 0; i < to; ++i) {
    if (static_cast<const unsigned char*>(block)[i] != byte_at(i)) return false;
  }
  return true;
}

TEST(Block, KeepsItsContentAtEachSize) {
  // Up over the size from which large pages are taken, by little and by much; down below it and up again.
  const std::size_t sizes[] = {1,
                               100,
                               kMegabyte,
                               kLargeMemory - 1,
                               kLargeMemory,
                               kLargeMemory + 1,
                               5 * kMegabyte,
                               5 * kMegabyte,
                               48 * kMegabyte + 7,
                               9 * kMegabyte,
                               kMegabyte,
                               17,
                               20 * kMegabyte};
  void* block = nullptr;
  std::size_t filled = 0;
  for (const std::size_t size : sizes) {
    block = resize_block(block, size);
    ASSERT_NE(block, nullptr) << size;
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block) % 16, 0U);
    ASSERT_TRUE(is_filled(block, std::min(filled, size))) << size;
    fill(block, 0, size);
    filled = size;
  }
  free_block(block);
}

// Neighbours in the address space stand in the way of growing, so blocks move.
TEST(Block, GrowsBesideOthers) {
  std::vector<void*> blocks(8, nullptr);
  for (const std::size_t megabytes : {4, 6, 12, 24, 30}) {
    const std::size_t before = megabytes == 4 ? 0 : 4 * kMegabyte;
    for (void*& block : blocks) {
      block = resize_block(block, megabytes * kMegabyte);
      ASSERT_NE(block, nullptr);
      ASSERT_TRUE(is_filled(block, before));
      std::memset(static_cast<char*>(block) + megabytes * kMegabyte - 8, 1,
                  8);  // the last bytes are there, too
      fill(block, 0, 4 * kMegabyte);
    }
  }
  for (void* const block : blocks) free_block(block);
}

TEST(Block, StaysAsItIsWhenThereIsNoMemory) {
  for (const std::size_t size : {std::size_t{1000}, 8 * kMegabyte}) {
    void* const block = resize_block(nullptr, size);
    ASSERT_NE(block, nullptr);
    fill(block, 0, size);
    EXPECT_EQ(resize_block(block, SIZE_MAX), nullptr);
    EXPECT_EQ(resize_block(block, SIZE_MAX - kLargePage), nullptr);
    EXPECT_EQ(resize_block(block, SIZE_MAX / 2 - 4 * kLargePage), nullptr);
    EXPECT_TRUE(is_filled(block, size));
    free_block(block);
  }
  free_block(nullptr);
}

}  // namespace
}  // namespace clusterlite
