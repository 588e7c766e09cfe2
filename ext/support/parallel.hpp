// The work of one analysis on several threads.
//
// Work is cut into parts that do not depend on each other; which thread takes which part is left to chance,
// so a part may write only what belongs to it. Threads live for one for_each(): starting them costs some 20
// microseconds, and nothing outlives the call.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "support/cancel.hpp"

namespace clusterlite {

class Threads {
 public:
  static constexpr unsigned kMost = 1024;
  // From so many points on it pays to share them out: starting threads costs as much as a few thousand.
  static constexpr std::size_t kWorthSharing = 50'000;

  // All cores of the machine.
  static unsigned default_count();

  explicit Threads(unsigned count = 1) : count_(count == 0 ? 1 : count) {}
  unsigned count() const { return count_; }

  // Calls work(part, cancel) once for each part 0 .. parts - 1, in any order, on the calling thread and up to
  // count() - 1 others. Returns when all are done. The first exception stops the rest and is thrown from
  // here. `cancel` stays with the calling thread; the others get tokens that stop when it does.
  template <class Work>
  void for_each(std::size_t parts, CancelToken& cancel, const Work& work) const;

 private:
  unsigned count_;
};

namespace detail {

// What the threads of one for_each() share.
class Crew {
 public:
  explicit Crew(std::size_t parts) : parts_(parts) {}

  template <class Work>
  void take_parts(CancelToken& cancel, const Work& work) noexcept {
    try {
      while (!stop_.load(std::memory_order_relaxed)) {
        const std::size_t part = next_.fetch_add(1, std::memory_order_relaxed);
        if (part >= parts_) return;
        work(part, cancel);
      }
    } catch (...) {
      fail(std::current_exception());
    }
  }

  template <class Work>
  void help(const Work& work) noexcept {
    CancelToken cancel(&Crew::stopped, this);
    take_parts(cancel, work);
    const std::lock_guard lock(mutex_);
    ++helpers_done_;
    done_.notify_one();
  }

  // The calling thread keeps asking whether to stop while the others finish.
  void wait_for(std::size_t helpers, CancelToken& cancel) noexcept;
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  static bool stopped(void* self) { return static_cast<Crew*>(self)->stop_.load(std::memory_order_relaxed); }
  void fail(std::exception_ptr failure) noexcept;

  const std::size_t parts_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  std::condition_variable done_;
  std::size_t helpers_done_ = 0;
  std::exception_ptr failure_;
};

// Joins what has been started, also when starting another thread fails.
class Helpers {
 public:
  template <class Start>
  void start(std::size_t wanted, const Start& body) {
    threads_.reserve(wanted);
    try {
      while (threads_.size() < wanted) threads_.emplace_back(body);
    } catch (const std::exception&) {
      // The system gives no more threads or memory: those that run, and the caller, do all of the work.
    }
  }
  std::size_t size() const { return threads_.size(); }
  ~Helpers() {
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  std::vector<std::thread> threads_;
};

}  // namespace detail

template <class Work>
void Threads::for_each(std::size_t parts, CancelToken& cancel, const Work& work) const {
  if (count_ == 1 || parts <= 1) {
    for (std::size_t part = 0; part < parts; ++part) work(part, cancel);
    return;
  }
  detail::Crew crew(parts);
  {
    detail::Helpers helpers;
    helpers.start(std::min<std::size_t>(count_, parts) - 1, [&crew, &work] { crew.help(work); });
    crew.take_parts(cancel, work);
    crew.wait_for(helpers.size(), cancel);
  }
  crew.rethrow();
}

}  // namespace clusterlite
