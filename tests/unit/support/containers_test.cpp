// The containers for millions of things: what they hold stays right while they grow.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "datasets/blobs/byte_buffer.hpp"
#include "support/memory/growing_array.hpp"
#include "support/memory/number_index.hpp"
#include "support/memory/segmented_array.hpp"
#include "support/memory/text_store.hpp"

namespace clusterlite {
namespace {

std::uint64_t scattered(std::uint64_t value) { return value * 0x9E3779B97F4A7C15U ^ value >> 7U; }

TEST(GrowingArray, HoldsWhatAVectorHolds) {
  GrowingArray<std::uint64_t> array;
  EXPECT_TRUE(array.empty());
  EXPECT_EQ(array.begin(), array.end());
  for (std::uint64_t i = 0; i < 1'500'000; ++i) array.push_back(scattered(i));  // 12 MB
  array.emplace_back();
  ASSERT_EQ(array.size(), 1'500'001U);
  EXPECT_EQ(array.back(), 0U);
  for (std::uint64_t i = 0; i < 1'500'000; ++i) ASSERT_EQ(array[i], scattered(i));
  GrowingArray<std::uint64_t> other = std::move(array);
  EXPECT_EQ(array.size(), 0U);  // NOLINT: what is left is said to be empty
  array.push_back(7);
  std::swap(array, other);
  EXPECT_EQ(array.size(), 1'500'001U);
  EXPECT_EQ(other[0], 7U);
  array.truncate(2);
  array.push_back(array[1]);
  array.truncate(2);
  array.push_back(9);
  EXPECT_EQ(std::vector<std::uint64_t>(array.begin(), array.end()),
            (std::vector<std::uint64_t>{scattered(0), scattered(1), 9}));
  array.clear();
  EXPECT_TRUE(array.empty());
}

// Against std::unordered_map, at every size on the way, so also while numbers move. Hashes of few bits make
// numbers that are told apart by same() only.
TEST(NumberIndex, FindsEachNumberAtAnyTime) {
  for (const std::uint64_t mask : {~std::uint64_t{0}, std::uint64_t{0xFFF}, std::uint64_t{0xF0000000F}}) {
    const int count = mask == ~std::uint64_t{0} ? 200'000 : 2'000;
    std::vector<std::uint64_t> keys;
    std::unordered_map<std::uint64_t, std::uint32_t> expected;
    NumberIndex index;
    const auto hash = [&](std::uint64_t key) { return scattered(key) & mask; };
    const auto find = [&](std::uint64_t key) {
      return index.find(hash(key), [&](std::uint32_t number) { return keys[number] == key; });
    };
    std::uint64_t key = 1;
    for (int i = 0; i < count; ++i) {
      key = scattered(key + 1) >> 20U;
      ASSERT_EQ(find(key), expected.contains(key) ? expected[key] : NumberIndex::kNone);
      if (!expected.contains(key)) {
        expected[key] = static_cast<std::uint32_t>(keys.size());
        keys.push_back(key);
        index.add(hash(key), [&](std::uint32_t number) { return hash(keys[number]); });
      }
      // Some of those that have been added before, old and new.
      for (const std::size_t other : {keys.size() - 1, keys.size() / 2, keys.size() / 3, std::size_t{0}}) {
        ASSERT_EQ(find(keys[other]), other);
      }
    }
    NumberIndex moved = std::move(index);
    index = std::move(moved);
    for (std::uint32_t number = 0; number < keys.size(); ++number) ASSERT_EQ(find(keys[number]), number);
  }
}

TEST(NumberIndex, OfNothingFindsNothing) {
  const NumberIndex index;
  EXPECT_EQ(index.find(0, [](std::uint32_t) { return true; }), NumberIndex::kNone);
  EXPECT_EQ(index.guess(5), NumberIndex::kNone);
  index.prefetch(5);
}

TEST(SegmentedArray, NeverMovesWhatItHolds) {
  SegmentedArray<std::unique_ptr<std::size_t>> array;
  std::vector<const void*> places;
  for (std::size_t i = 0; i < 5'000; ++i) {
    std::unique_ptr<std::size_t>& value = array.emplace_back();
    EXPECT_EQ(value, nullptr);
    value = std::make_unique<std::size_t>(i);
    places.push_back(&value);
  }
  ASSERT_EQ(array.size(), 5'000U);
  for (std::size_t i = 0; i < 5'000; ++i) {
    EXPECT_EQ(&array[i], places[i]);
    EXPECT_EQ(*array[i], i);
  }
}

TEST(SegmentedArray, GivesBackWhatOwnsNothing) {
  SegmentedArray<double> array;
  for (int i = 0; i < 1'000; ++i) array.emplace_back() = i;
  array.abandon();
  EXPECT_EQ(array.size(), 0U);
  EXPECT_EQ(array.emplace_back(), 0);
}

TEST(TextStore, KeepsTextsWhereTheyAre) {
  TextStore store;
  std::vector<std::string> texts;
  std::vector<std::string_view> kept;
  for (std::size_t i = 0; i < 20'000; ++i) {
    texts.push_back(std::string(i % 97, static_cast<char>('a' + i % 26)) + std::to_string(i));
    kept.push_back(store.keep(texts.back()));
  }
  texts.emplace_back(20'000'000, 'x');
  kept.push_back(store.keep(texts.back()));
  texts.emplace_back();
  kept.push_back(store.keep(""));
  EXPECT_NE(kept.back().data(), nullptr) << "an empty text is no missing one";
  TextStore moved = std::move(store);
  EXPECT_EQ(std::vector<std::string>(kept.begin(), kept.end()), texts);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

// What a buffer reaches, in MB, in a process that may have so many MB more than it has.
int reached_within(int megabytes, int limited) {
  const pid_t child = fork();
  if (child == 0) {
    long pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    const auto bytes = static_cast<rlim_t>(pages * sysconf(_SC_PAGESIZE) + megabytes * 1'000'000L);
    const rlimit limit{bytes, bytes};
    setrlimit(limited, &limit);
    ByteBuffer buffer;
    try {
      while (buffer.size() < 250'000'000U) std::memset(buffer.extend(1'000'000), 1, 1'000'000);
    } catch (const std::bad_alloc&) {
    }
    _exit(static_cast<int>(buffer.size() / 1'000'000));
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Doubling stops where half of the room is left.
TEST(ByteBuffer, TakesNearlyAllThereIs) {
  for (const int megabytes : {60, 100, 150, 200}) {
    EXPECT_GT(reached_within(megabytes, RLIMIT_AS), megabytes * 3 / 4) << megabytes;
    EXPECT_GT(reached_within(megabytes, RLIMIT_DATA), megabytes * 3 / 4) << megabytes;
  }
}

#endif

}  // namespace
}  // namespace clusterlite
