// Threads: every part is done once, failures and cancellation come out of the calling thread.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

#include "support/parallel.hpp"

namespace clusterlite {
namespace {

TEST(Threads, EveryPartIsDoneOnce) {
  for (const unsigned threads : {1U, 2U, 3U, 8U}) {
    for (const std::size_t parts : {0U, 1U, 2U, 7U, 1000U}) {
      std::vector<int> done(parts, 0);
      CancelToken never;
      Threads(threads).for_each(parts, never, [&](std::size_t part, CancelToken&) { ++done[part]; });
      EXPECT_EQ(done, std::vector<int>(parts, 1)) << threads << " threads";
    }
  }
}

TEST(Threads, NoneMeansOne) {
  EXPECT_EQ(Threads(0).count(), 1U);
  EXPECT_GE(Threads::default_count(), 1U);
}

TEST(Threads, AFailureStopsTheRestAndComesOut) {
  for (const unsigned threads : {1U, 2U, 4U}) {
    std::atomic<std::size_t> begun{0};
    CancelToken never;
    const auto work = [&](std::size_t part, CancelToken&) {
      ++begun;
      if (part == 3) throw std::runtime_error("part 3");
      std::this_thread::sleep_for(std::chrono::microseconds(50));
    };
    EXPECT_THROW(Threads(threads).for_each(1'000'000, never, work), std::runtime_error);
    EXPECT_LT(begun, 1'000'000U);
  }
}

// The owner may be asked by the calling thread only: it steps an SQL statement there.
struct Owner {
  std::thread::id thread = std::this_thread::get_id();
  int asked = 0;
  static bool poll(void* self) {
    auto& owner = *static_cast<Owner*>(self);
    EXPECT_EQ(std::this_thread::get_id(), owner.thread);
    return ++owner.asked == 3;
  }
};

TEST(Threads, CancellationReachesEveryThread) {
  for (const unsigned threads : {1U, 2U, 4U}) {
    Owner owner;
    CancelToken cancel(&Owner::poll, &owner);
    const auto endless = [](std::size_t, CancelToken& token) {
      for (;;) token.check(100);
    };
    EXPECT_THROW(Threads(threads).for_each(threads, cancel, endless), Cancelled) << threads << " threads";
  }
}

// With one part for each of two threads, the caller has nothing left to do but to wait.
TEST(Threads, TheCallerIsAskedAlsoWhileItWaits) {
  Owner owner;
  CancelToken cancel(&Owner::poll, &owner);
  std::atomic<bool> helper_has_a_part{false};
  const auto work = [&](std::size_t, CancelToken& token) {
    if (std::this_thread::get_id() == owner.thread) {
      while (!helper_has_a_part) std::this_thread::yield();
      return;
    }
    helper_has_a_part = true;
    for (;;) token.check(100);
  };
  EXPECT_THROW(Threads(2).for_each(2, cancel, work), Cancelled);
}

}  // namespace
}  // namespace clusterlite
