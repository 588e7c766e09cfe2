// Threads: every part is done once, failures and cancellation come out of the calling thread.
#include "support/running/parallel.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

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

TEST(Threads, PartsMayHavePartsOfTheirOwn) {
  const Threads threads(3);
  for (int repetition = 0; repetition < 200; ++repetition) {
    std::vector<int> done(40 * 5, 0);
    CancelToken never;
    threads.for_each(40, never, [&](std::size_t part, CancelToken& token) {
      threads.for_each(5, token, [&](std::size_t inner, CancelToken&) { ++done[part * 5 + inner]; });
    });
    EXPECT_EQ(done, std::vector<int>(done.size(), 1));
  }
}

// One crew serves call after call, also after a failure.
TEST(Threads, AreUsedAgain) {
  const Threads threads(4);
  const Threads same = threads;
  CancelToken never;
  std::size_t sum = 0;
  for (std::size_t call = 0; call < 2000; ++call) {
    std::atomic<std::size_t> parts{0};
    (call % 2 == 0 ? threads : same).for_each(call % 7, never, [&](std::size_t, CancelToken&) { ++parts; });
    EXPECT_EQ(parts, call % 7);
    sum += parts;
    if (call % 100 == 0) {
      EXPECT_THROW(
          threads.for_each(5, never, [](std::size_t, CancelToken&) { throw std::runtime_error("part"); }),
          std::runtime_error);
    }
  }
  EXPECT_GT(sum, 0U);
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
