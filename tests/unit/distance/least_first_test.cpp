// The queue against a sorted list.
#include "distance/clusters/least_first.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <set>

namespace clusterlite::distance {
namespace {

TEST(LeastFirst, HoldsTheLeastInFront) {
  std::mt19937_64 random(7);
  for (const std::uint64_t values : {3U, 1000U, 1'000'000'000U}) {  // many equal ones, few, none
    LeastFirst<std::uint64_t> queue;
    std::multiset<std::uint64_t> expected;
    for (int step = 0; step < 30'000; ++step) {
      // Grows, then shrinks to nothing.
      const std::uint64_t action = random() % 10;
      const std::uint64_t value = random() % values;
      if (expected.empty() || action < (step < 15'000 ? 5U : 1U)) {
        queue.add(value);
        expected.insert(value);
      } else if (action < 7) {
        queue.replace_first(value);
        expected.erase(expected.begin());
        expected.insert(value);
      } else {
        queue.drop_first();
        expected.erase(expected.begin());
      }
      ASSERT_EQ(queue.size(), expected.size());
      ASSERT_EQ(queue.empty(), expected.empty());
      if (expected.empty()) continue;
      ASSERT_EQ(queue.first(), *expected.begin());
    }
    while (!expected.empty()) {
      ASSERT_EQ(queue.first(), *expected.begin());
      queue.drop_first();
      expected.erase(expected.begin());
    }
    EXPECT_TRUE(queue.empty());
  }
}

}  // namespace
}  // namespace clusterlite::distance
