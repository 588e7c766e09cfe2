#include "sqlite/connection/progress_report.hpp"

#if defined(_WIN32)
#include <io.h>
#else
#include <unistd.h>
#endif

#include <cmath>
#include <cstdio>

#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr std::chrono::seconds kQuiet{1};

bool is_terminal() {
#if defined(_WIN32)
  return _isatty(2) != 0;
#else
  return isatty(STDERR_FILENO) != 0;
#endif
}

std::int64_t seconds(std::chrono::duration<double> duration) {
  return static_cast<std::int64_t>(std::ceil(duration.count()));
}

}  // namespace

ProgressReport::ProgressReport(std::string_view function, CancelToken& cancel)
    : function_(function), cancel_(cancel), terminal_(is_terminal()) {
  cancel_.watch(this);
}

ProgressReport::~ProgressReport() {
  cancel_.watch(nullptr);
  // What follows on the terminal begins a line of its own.
  if (width_ > 0) std::fprintf(stderr, "\r%*s\r", static_cast<int>(width_), "");
}

void ProgressReport::loop_begun(std::size_t parts) {
  parts_ = parts;
  done_ = 0;
  loop_begun_ = Clock::now();
}

std::string ProgressReport::line(Clock::time_point now) const {
  if (rows_ > 0) return concat(function_, ": ", rows_, " rows, ", seconds(now - begun_), " s so far");
  if (parts_ == 0 || done_ == 0) return concat(function_, ": ", seconds(now - begun_), " s so far");
  const double share = static_cast<double>(done_) / static_cast<double>(parts_);
  const std::chrono::duration<double> left = (now - loop_begun_) * ((1 - share) / share);
  return concat(function_, ": ", static_cast<int>(100 * share), " %, ", seconds(left), " s left");
}

void ProgressReport::look() {
  const Clock::time_point now = Clock::now();
  if (now - shown_ < kQuiet) return;
  shown_ = now;
  const std::string text = line(now);
  if (terminal_) {
    std::fprintf(stderr, "\r%-*s", static_cast<int>(width_), text.c_str());
    width_ = text.size();
  } else {
    std::fprintf(stderr, "%s\n", text.c_str());
  }
  std::fflush(stderr);
}

}  // namespace clusterlite
