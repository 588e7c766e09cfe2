// Cooperative cancellation: every loop whose length depends on the data reports its progress here.
//
// Algorithms know this token and nothing of SQLite. The owner gives a callback that answers "stop?"; it is
// asked at most every few milliseconds, so check() may stand in the innermost loop.
#pragma once

#include <chrono>
#include <cstddef>

#include "support/running/error.hpp"

namespace clusterlite {

class CancelToken {
 public:
  using Poll = bool (*)(void* context);  // true means stop

  CancelToken() = default;  // never cancels
  CancelToken(Poll poll, void* context) : poll_(poll), context_(context) {}

  // Reports `work` units of progress (about one distance computation or one row each).
  // Throws Cancelled when the user has asked to stop.
  void check(std::size_t work = 1) {
    pending_ += work;
    if (pending_ >= kWorkBetweenClockReads) [[unlikely]] {
      read_clock();
    }
  }

  // Asks at once, whatever the clock says: for the borders between the steps of an algorithm.
  void poll_now() {
    pending_ = 0;
    if (poll_ != nullptr && poll_(context_)) throw Cancelled{};
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t kWorkBetweenClockReads = 1 << 14;
  static constexpr std::chrono::milliseconds kBetweenPolls{5};

  void read_clock() {
    pending_ = 0;
    if (poll_ == nullptr) return;
    const auto now = Clock::now();
    if (now - last_poll_ < kBetweenPolls) return;
    last_poll_ = now;
    poll_now();
  }

  Poll poll_ = nullptr;
  void* context_ = nullptr;
  std::size_t pending_ = 0;
  Clock::time_point last_poll_{};
};

}  // namespace clusterlite
