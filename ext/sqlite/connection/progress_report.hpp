// How far a table-valued function or the collection of a data set has come, on stderr (cl_progress).
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "support/running/cancel.hpp"

namespace clusterlite {

// Of one connection.
struct ProgressSetting {
  bool shown = false;
};

// Says nothing in the first second, then a line a second: the percent of the step under way and the time it
// will still take, or, in a step of unknown length, the seconds so far. On a terminal each line replaces the
// one before.
class ProgressReport final : public ProgressWatcher {
 public:
  ProgressReport(std::string_view function, CancelToken& cancel);
  ProgressReport(const ProgressReport&) = delete;
  ProgressReport& operator=(const ProgressReport&) = delete;
  ~ProgressReport();

  void loop_begun(std::size_t parts) override;
  void loop_came_to(std::size_t done) override { done_ = done; }
  void loop_ended() override { parts_ = 0; }
  void look() override;

  // A row has been collected; nobody knows how many there will be.
  void row() {
    constexpr std::size_t kRowsBetweenLooks = 4096;
    if (++rows_ % kRowsBetweenLooks == 0) look();
  }

 private:
  using Clock = std::chrono::steady_clock;
  std::string line(Clock::time_point now) const;

  std::string function_;
  CancelToken& cancel_;
  Clock::time_point begun_ = Clock::now();
  Clock::time_point loop_begun_{};
  Clock::time_point shown_ = begun_;
  std::size_t parts_ = 0;  // of the loop under way; 0: none
  std::size_t done_ = 0;
  std::size_t rows_ = 0;
  bool terminal_;
  std::size_t width_ = 0;  // of the line that stands on the terminal
};

}  // namespace clusterlite
