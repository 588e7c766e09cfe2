// Whole SQL statements against the bare scan of the same columns, in one run.
//
//   statements_bench [firms] [repetitions]
//
// Each statement runs in a fresh process and connection per repetition, so that nothing kept from an earlier
// run helps; the file is in the page cache. Ratio: median time over the median of the scan beside it; memory:
// the growth of the process's peak resident set over that of the scan alone.
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/city.hpp"

namespace {

struct Measurement {
  double seconds = 0;
  long peak_kilobytes = 0;
  char result[64] = "";
};

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "statements_bench: %s\n", what);
  std::exit(1);
}

Measurement run_in_this_process(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  if (sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK)
    fail(sqlite3_errmsg(db));
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, nullptr);
  char* message = nullptr;
  if (sqlite3_load_extension(db, CLUSTERLITE_MODULE, nullptr, &message) != SQLITE_OK) fail(message);
  Measurement m;
  const auto start = std::chrono::steady_clock::now();
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) fail(sqlite3_errmsg(db));
  while (sqlite3_step(statement) == SQLITE_ROW) {
    std::snprintf(m.result, sizeof m.result, "%s",
                  reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)));
  }
  if (sqlite3_finalize(statement) != SQLITE_OK) fail(sqlite3_errmsg(db));
  m.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  m.peak_kilobytes = usage.ru_maxrss;
  sqlite3_close(db);
  return m;
}

Measurement run_once(const std::string& path, const std::string& sql) {
  int ends[2];
  if (pipe(ends) != 0) fail("pipe");
  const pid_t child = fork();
  if (child == 0) {
    const Measurement m = run_in_this_process(path, sql);
    if (write(ends[1], &m, sizeof m) != sizeof m) fail("write");
    _exit(0);
  }
  Measurement m;
  if (read(ends[0], &m, sizeof m) != sizeof m) fail("a statement failed");
  close(ends[0]);
  close(ends[1]);
  waitpid(child, nullptr, 0);
  return m;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// Alternates scan and statement, so that both see the same machine.
void compare(const std::string& path, const char* name, const std::string& scan, const std::string& sql,
             int repetitions) {
  std::vector<double> scan_times;
  std::vector<double> times;
  Measurement last_scan;
  Measurement last;
  for (int i = 0; i < repetitions; ++i) {
    last_scan = run_once(path, scan);
    last = run_once(path, sql);
    scan_times.push_back(last_scan.seconds);
    times.push_back(last.seconds);
  }
  std::printf("%-46s %8.3f s %8.3f s %6.2f x %7.0f MB   %s\n", name, median(scan_times), median(times),
              median(times) / median(scan_times),
              static_cast<double>(last.peak_kilobytes - last_scan.peak_kilobytes) / 1024, last.result);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const auto firms = static_cast<std::size_t>(argc > 1 ? std::atof(argv[1]) : 1e6);
  const int repetitions = argc > 2 ? std::atoi(argv[2]) : 5;
  const std::string path =
      (std::filesystem::temp_directory_path() / ("clusterlite-bench-" + std::to_string(firms) + ".db"))
          .string();
  if (!std::filesystem::exists(path))
    clusterlite::bench::write_database(path, clusterlite::bench::make_firms(firms));

  std::printf("%zu firms, SQLite %s, medians of %d\n", firms, sqlite3_libversion(), repetitions);
  std::printf("%-46s %10s %10s %8s %10s   %s\n", "statement", "scan", "time", "ratio", "memory", "result");
  const std::string scan_points = "SELECT sum(id), sum(x), sum(y) FROM firms";
  // Reads the two texts as the collectors must; max() looks at each.
  const std::string scan_table = "SELECT max(district), max(industry), sum(employees) FROM firms";
  compare(path, "cl_points", scan_points, "SELECT length(cl_points(id, x, y)) FROM firms", repetitions);
  for (const auto& [eps, min_points] :
       {std::pair{100, 10}, {250, 10}, {500, 10}, {100, 100}, {250, 100}, {500, 100}}) {
    const std::string call = "cl_dbscan((SELECT cl_points(id, x, y) FROM firms), " + std::to_string(eps) +
                             ", " + std::to_string(min_points) + ")";
    const std::string name =
        "cl_dbscan, eps " + std::to_string(eps) + ", min_points " + std::to_string(min_points);
    compare(path, name.c_str(), scan_points,
            "SELECT count(cluster) || ' in ' || max(cluster) || ' clusters, ' || sum(id) FROM " + call,
            repetitions);
  }
  compare(path, "cl_crosstab", scan_table,
          "SELECT length(cl_crosstab(district, industry, employees)) FROM firms", repetitions);
  compare(
      path, "cl_location_quotient", scan_table,
      "SELECT count(lq) || ' quotients' FROM cl_location_quotient((SELECT cl_crosstab(district, industry, "
      "employees) FROM firms))",
      repetitions);
  compare(
      path, "location quotients by hand-written SQL", scan_table,
      "WITH cell AS (SELECT district, industry, sum(employees) AS e FROM firms GROUP BY 1, 2), r AS (SELECT "
      "district, sum(e) AS e FROM cell GROUP BY 1), i AS (SELECT industry, sum(e) AS e FROM cell GROUP BY "
      "1), t AS "
      "(SELECT sum(e) AS e FROM cell) SELECT count((1.0 * coalesce(cell.e, 0) / r.e) / (1.0 * i.e / t.e)) || "
      "' "
      "quotients' FROM r, i, t LEFT JOIN cell ON cell.district = r.district AND cell.industry = i.industry",
      repetitions);
  return 0;
}
