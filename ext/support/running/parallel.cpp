#include "support/running/parallel.hpp"

#include <chrono>
#include <utility>

namespace clusterlite {

unsigned Threads::default_count() {
  const unsigned cores = std::thread::hardware_concurrency();  // 0 where the system does not say
  return std::clamp(cores, 1U, kMost);
}

Threads::Threads(unsigned count)
    : count_(std::max(count, 1U)), crew_(count_ == 1 ? nullptr : std::make_shared<detail::Crew>()) {}

namespace detail {

void Job::take_parts(CancelToken& cancel) noexcept {
  try {
    WatchedLoop loop(cancel, parts_);
    while (!stopped()) {
      const std::size_t part = next_.fetch_add(1, std::memory_order_relaxed);
      if (part >= parts_) return;
      run_(work_, part, cancel);
      loop.came_to(done_.fetch_add(1, std::memory_order_relaxed) + 1);
    }
  } catch (...) {
    fail(std::current_exception());
  }
}

void Job::take_parts_as_helper() noexcept {
  CancelToken cancel([](void* self) { return static_cast<Job*>(self)->stopped(); }, this);
  take_parts(cancel);
}

void Job::fail(std::exception_ptr failure) noexcept {
  const std::lock_guard lock(failure_mutex_);
  if (!failure_) failure_ = std::move(failure);
  stop_.store(true, std::memory_order_relaxed);
}

Crew::~Crew() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  posted_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Crew::hire(std::size_t helpers) noexcept {
  try {
    threads_.reserve(helpers);
    while (threads_.size() < helpers) threads_.emplace_back([this] { help(); });
  } catch (const std::exception&) {
    // The system gives no more threads or memory: those that run, and the caller, do all of the work.
  }
}

void Crew::help() noexcept {
  std::size_t last = 0;
  std::unique_lock lock(mutex_);
  while (true) {
    posted_.wait(lock, [&] { return closing_ || (job_ != nullptr && wanted_ > 0 && number_ != last); });
    if (closing_) return;
    Job& job = *job_;
    last = number_;
    --wanted_;
    ++at_work_;
    lock.unlock();
    job.take_parts_as_helper();
    lock.lock();
    if (--at_work_ == 0) done_.notify_one();
  }
}

void Crew::run(Job& job, std::size_t helpers, CancelToken& cancel) {
  constexpr std::chrono::milliseconds kBetweenPolls{5};
  std::unique_lock lock(mutex_);
  if (job_ != nullptr || at_work_ > 0) {  // called from inside a part
    lock.unlock();
    return job.take_parts(cancel);
  }
  hire(helpers);
  job_ = &job;
  ++number_;
  wanted_ = helpers;
  lock.unlock();
  posted_.notify_all();
  job.take_parts(cancel);

  // The calling thread keeps asking whether to stop while the others finish.
  lock.lock();
  job_ = nullptr;
  while (!done_.wait_for(lock, kBetweenPolls, [&] { return at_work_ == 0; })) {
    if (job.stopped()) continue;
    lock.unlock();
    try {
      cancel.poll_now();
    } catch (...) {
      job.fail(std::current_exception());
    }
    lock.lock();
  }
}

}  // namespace detail
}  // namespace clusterlite
