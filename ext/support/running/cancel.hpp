// Cooperative cancellation: every loop whose length depends on the data reports its progress here.
//
// Algorithms know this token and nothing of SQLite. The owner gives a callback that answers "stop?"; it is
// asked at most every few milliseconds, so check() may stand in the innermost loop.
#pragma once

#include <chrono>
#include <cstddef>

#include "support/running/error.hpp"

namespace clusterlite {

// Is told how far the loops have come (WatchedLoop), and gets the time to say so at each poll.
class ProgressWatcher {
 public:
  virtual void loop_begun(std::size_t parts) = 0;
  virtual void loop_came_to(std::size_t done) = 0;
  virtual void loop_ended() = 0;
  virtual void look() = 0;

 protected:
  ~ProgressWatcher() = default;
};

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
    if (watcher_ != nullptr) watcher_->look();
    if (poll_ != nullptr && poll_(context_)) throw Cancelled{};
  }

  // Null: nobody watches.
  void watch(ProgressWatcher* watcher) { watcher_ = watcher; }

 private:
  friend class WatchedLoop;
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
  ProgressWatcher* watcher_ = nullptr;
  bool in_loop_ = false;
  std::size_t pending_ = 0;
  Clock::time_point last_poll_{};
};

// A loop of so many parts, about equally long. Of loops inside each other the outermost is watched.
class WatchedLoop {
 public:
  WatchedLoop(CancelToken& cancel, std::size_t parts)
      : cancel_(cancel), watcher_(cancel.in_loop_ ? nullptr : cancel.watcher_) {
    if (watcher_ == nullptr) return;
    cancel_.in_loop_ = true;
    watcher_->loop_begun(parts);
  }
  WatchedLoop(const WatchedLoop&) = delete;
  WatchedLoop& operator=(const WatchedLoop&) = delete;
  ~WatchedLoop() {
    if (watcher_ == nullptr) return;
    cancel_.in_loop_ = false;
    watcher_->loop_ended();
  }

  void came_to(std::size_t done) {
    if (watcher_ != nullptr) watcher_->loop_came_to(done);
  }

 private:
  CancelToken& cancel_;
  ProgressWatcher* watcher_;
};

}  // namespace clusterlite
