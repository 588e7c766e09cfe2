// The work of one analysis on several threads.
//
// Work is cut into parts that do not depend on each other; which thread takes which part is left to chance,
// so a part may write only what belongs to it. The threads of a Threads object start at its first need and
// end with it (and its copies): make one for each analysis, so that none is left behind when a statement
// ends. A helper that gets a processor late finds its part taken, and nobody waits for it.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "support/running/cancel.hpp"

namespace clusterlite {

namespace detail {
class Crew;
}

class Threads {
 public:
  static constexpr unsigned kMost = 1024;
  // From so many points on it pays to share them out: starting threads costs as much as a few thousand.
  static constexpr std::size_t kWorthSharing = 50'000;

  // All cores of the machine.
  static unsigned default_count();

  explicit Threads(unsigned count = 1);
  unsigned count() const { return count_; }

  // Calls work(part, cancel) once for each part 0 .. parts - 1, in any order, on the calling thread and up to
  // count() - 1 others. Returns when all are done. The first exception stops the rest and is thrown from
  // here. `cancel` stays with the calling thread; the others get tokens that stop when it does. Called from
  // inside a part, it does all of its work itself.
  template <class Work>
  void for_each(std::size_t parts, CancelToken& cancel, const Work& work) const;

 private:
  unsigned count_;
  std::shared_ptr<detail::Crew> crew_;  // null for one thread
};

namespace detail {

// One call of for_each().
class Job {
 public:
  using Run = void (*)(const void* work, std::size_t part, CancelToken& cancel);

  Job(std::size_t parts, Run run, const void* work) : parts_(parts), run_(run), work_(work) {}

  std::size_t parts() const { return parts_; }
  void take_parts(CancelToken& cancel) noexcept;
  void take_parts_as_helper() noexcept;

  // The first failure counts: a helper that stops because another has failed throws Cancelled too.
  void fail(std::exception_ptr failure) noexcept;
  bool stopped() const { return stop_.load(std::memory_order_relaxed); }
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  const std::size_t parts_;
  const Run run_;
  const void* const work_;
  std::atomic<std::size_t> next_{0};
  std::atomic<std::size_t> done_{0};
  std::atomic<bool> stop_{false};
  std::mutex failure_mutex_;
  std::exception_ptr failure_;
};

// The threads, which wait for jobs.
class Crew {
 public:
  Crew() = default;
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;
  ~Crew();

  // Does the job with up to `helpers` more threads.
  void run(Job& job, std::size_t helpers, CancelToken& cancel);

 private:
  void hire(std::size_t helpers) noexcept;
  void help() noexcept;

  std::mutex mutex_;
  std::condition_variable posted_;
  std::condition_variable done_;
  Job* job_ = nullptr;       // whose parts may be taken
  std::size_t number_ = 0;   // of the job, so that nobody comes twice to one
  std::size_t wanted_ = 0;   // helpers that may still come to it
  std::size_t at_work_ = 0;  // helpers that have come and not left
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace detail

template <class Work>
void Threads::for_each(std::size_t parts, CancelToken& cancel, const Work& work) const {
  if (crew_ == nullptr || parts <= 1) {
    WatchedLoop loop(cancel, parts);
    for (std::size_t part = 0; part < parts; ++part) {
      work(part, cancel);
      loop.came_to(part + 1);
    }
    return;
  }
  detail::Job job(
      parts,
      [](const void* self, std::size_t part, CancelToken& token) {
        (*static_cast<const Work*>(self))(part, token);
      },
      &work);
  crew_->run(job, std::min<std::size_t>(count_, parts) - 1, cancel);
  job.rethrow();
}

}  // namespace clusterlite
