#include "support/parallel.hpp"

#include <chrono>

namespace clusterlite {

unsigned Threads::default_count() {
  const unsigned cores = std::thread::hardware_concurrency();  // 0 where the system does not say
  return std::clamp(cores, 1U, kMost);
}

namespace detail {

void Crew::wait_for(std::size_t helpers, CancelToken& cancel) noexcept {
  constexpr std::chrono::milliseconds kBetweenPolls{5};
  std::unique_lock lock(mutex_);
  while (!done_.wait_for(lock, kBetweenPolls, [&] { return helpers_done_ == helpers; })) {
    if (stop_.load(std::memory_order_relaxed)) continue;
    lock.unlock();
    try {
      cancel.poll_now();
    } catch (...) {
      fail(std::current_exception());
    }
    lock.lock();
  }
}

// A helper that stops because another has failed throws Cancelled too: the first failure is the reason.
void Crew::fail(std::exception_ptr failure) noexcept {
  const std::lock_guard lock(mutex_);
  if (!failure_) failure_ = std::move(failure);
  stop_.store(true, std::memory_order_relaxed);
}

}  // namespace detail
}  // namespace clusterlite
