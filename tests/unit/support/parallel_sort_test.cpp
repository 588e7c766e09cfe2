// Sorting by several threads gives what std::sort gives, and can be stopped.
#include "support/running/parallel_sort.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

namespace clusterlite {
namespace {

std::vector<std::uint64_t> random_numbers(std::size_t size, std::uint64_t below) {
  std::mt19937_64 random(size);
  std::vector<std::uint64_t> numbers(size);
  for (std::uint64_t& number : numbers) number = random() % below;
  return numbers;
}

TEST(ParallelSort, AsTheStandardSort) {
  for (const std::size_t size : {0U, 1U, 2U, 1000U, 200'001U}) {
    for (const std::uint64_t below : {1ULL, 3ULL, 1'000'000'000ULL}) {
      auto expected = random_numbers(size, below);
      const auto given = expected;
      std::sort(expected.begin(), expected.end());
      for (const unsigned threads : {1U, 2U, 3U, 8U}) {
        auto sorted = given;
        CancelToken never;
        parallel_sort(
            std::span(sorted), [](std::uint64_t a, std::uint64_t b) { return a < b; }, Threads(threads),
            never);
        EXPECT_EQ(sorted, expected) << size << " below " << below << ", " << threads << " threads";
      }
    }
  }
}

TEST(ParallelSort, StopsWhenAsked) {
  auto numbers = random_numbers(1'000'000, 1ULL << 60);
  for (const unsigned threads : {1U, 4U}) {
    CancelToken stops([](void*) { return true; }, nullptr);
    EXPECT_THROW(parallel_sort(
                     std::span(numbers), [](std::uint64_t a, std::uint64_t b) { return a < b; },
                     Threads(threads), stops),
                 Cancelled);
  }
}

}  // namespace
}  // namespace clusterlite
