// CancelToken: asks now and then, and soon.
#include "support/running/cancel.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace clusterlite {
namespace {

struct Owner {
  int asked = 0;
  int stop_at = 0;  // the question to which the answer is yes; 0: none
  static bool poll(void* self) {
    auto& owner = *static_cast<Owner*>(self);
    return ++owner.asked == owner.stop_at;
  }
};

TEST(CancelToken, WithoutAnOwnerNeverCancels) {
  CancelToken token;
  for (int i = 0; i < 100'000; ++i) token.check(1000);
  token.poll_now();
}

TEST(CancelToken, ThrowsWhenTheAnswerIsYes) {
  Owner owner{.stop_at = 1};
  CancelToken token(&Owner::poll, &owner);
  EXPECT_THROW(token.poll_now(), Cancelled);
  EXPECT_EQ(owner.asked, 1);
}

TEST(CancelToken, AsksAfterALittleWork) {
  Owner owner{.stop_at = 1};
  CancelToken token(&Owner::poll, &owner);
  int checks = 0;
  EXPECT_THROW(for (; checks < 1'000'000; ++checks) token.check(), Cancelled);
  EXPECT_LT(checks, 20'000);

  Owner impatient{.stop_at = 1};
  CancelToken heavy(&Owner::poll, &impatient);
  EXPECT_THROW(heavy.check(1'000'000), Cancelled) << "one large piece of work";
}

TEST(CancelToken, AsksWithinFiftyMillisecondsButNotAllTheTime) {
  using Clock = std::chrono::steady_clock;
  Owner owner;
  CancelToken token(&Owner::poll, &owner);
  const auto start = Clock::now();
  while (Clock::now() - start < std::chrono::milliseconds(100)) token.check(100);
  EXPECT_GE(owner.asked, 2);
  EXPECT_LE(owner.asked, 22) << "every 5 ms in 100 ms, and at both ends";
}

}  // namespace
}  // namespace clusterlite
