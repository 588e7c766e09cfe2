// How soon a statement ends after sqlite3_interrupt(): wall time from the call, in another thread, to the
// end.
//
//   stop_bench [firms] [stops]
//
// Each statement runs once to its end, then once for each stop, in a fresh connection, and is stopped at
// times spread evenly over that of the whole run. The longest wait counts. Prints lines for
// tests/bench/table.awk.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>

#include "bench/city.hpp"
#include "bench/measure.hpp"

namespace {

using namespace clusterlite::bench;
using Clock = std::chrono::steady_clock;

struct Work {
  const char* name;
  const char* sql;
};

constexpr Work kWork[] = {
    {"DBSCAN 100, 10",
     "SELECT max(cluster) FROM cl_dbscan((SELECT cl_points(id, x, y) FROM firms), 100, 10)"},
    {"DBSCAN 100, 10, industries apart",
     "SELECT max(cluster) FROM cl_dbscan((SELECT cl_points(id, x, y, employees, industry) FROM firms), 100, "
     "10)"},
    {"DBSCAN 100, 10, ids are text",
     "SELECT max(cluster) FROM cl_dbscan((SELECT cl_points('f' || id, x, y) FROM firms), 100, 10)"},
    {"neighbours within 100",
     "SELECT max(neighbours) FROM cl_neighbour_count((SELECT cl_points(id, x, y) FROM firms), 100)"},
    {"centrography",
     "SELECT max(major_axis) FROM cl_centrography((SELECT cl_points(id, x, y, employees) FROM firms))"},
    {"concave hull", "SELECT length(cl_concave_hull(x, y, 0.3)) FROM firms"},
    {"location quotients",
     "SELECT max(lq) FROM cl_location_quotient((SELECT cl_crosstab(district, industry, employees) FROM "
     "firms))"},
};

struct Run {
  double seconds = 0;  // from the beginning
  double wait = 0;     // from the stop; 0 when it came too late
};

// Stops after so many seconds; never, when they are negative.
Run run(const std::string& path, const char* sql, double stop_after) {
  sqlite3* const db = open_database(path);
  const auto start = Clock::now();
  std::atomic<bool> over{false};
  Clock::time_point stopped;
  std::thread stopper;
  if (stop_after >= 0) {
    stopper = std::thread([&] {
      std::this_thread::sleep_until(
          start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(stop_after)));
      stopped = Clock::now();
      if (!over) sqlite3_interrupt(db);
    });
  }
  const int code = sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
  const auto end = Clock::now();
  over = true;
  if (stopper.joinable()) stopper.join();
  if (code != SQLITE_OK && code != SQLITE_INTERRUPT) fail(sqlite3_errmsg(db));
  sqlite3_close(db);
  const auto seconds = [](Clock::duration time) { return std::chrono::duration<double>(time).count(); };
  return {seconds(end - start), code == SQLITE_INTERRUPT ? seconds(end - stopped) : 0};
}

}  // namespace

int main(int argc, char** argv) {
  const auto firms = static_cast<std::size_t>(argc > 1 ? std::atof(argv[1]) : 1e6);
  const int stops = argc > 2 ? std::atoi(argv[2]) : 20;
  const std::string path = city_database(firms);
  for (const Work& work : kWork) {
    const double whole = run(path, work.sql, -1).seconds;
    int stopped = 0;
    double longest = 0;
    for (int i = 0; i < stops; ++i) {
      const double wait = run(path, work.sql, whole * (i + 0.5) / stops).wait;
      stopped += wait > 0 ? 1 : 0;
      longest = std::max(longest, wait);
    }
    print({.firms = firms,
           .question = std::string("stop: ") + work.name,
           .who = "ClusterLite",
           .seconds = number(longest),
           .limit = "0.05 s",
           .answer = "longest of " + std::to_string(stopped) + " waits"});
  }
  return 0;
}
