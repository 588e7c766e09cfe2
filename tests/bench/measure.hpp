// Measuring whole SQL statements: each in a fresh process and connection, so that nothing kept from an
// earlier run helps; the file is in the page cache.
#pragma once

#include <sqlite3.h>

#include <string>
#include <vector>

namespace clusterlite::bench {

struct Job {
  std::string path;      // of the database
  std::string before{};  // run first, not measured
  std::string sql;
};

struct Measurement {
  bool done = false;
  double seconds = 0;
  double processor_seconds = 0;  // of all threads
  double peak_bytes = 0;         // of the process while the statement ran, what it held before included
  char text[256] = "";           // the last row's first column, or the error
};

Measurement measure(const Job& job);

// The extension loaded, read-only unless wanted otherwise. Ends the program when that fails.
sqlite3* open_database(const std::string& path, int flags = SQLITE_OPEN_READONLY);

// Runs a script that gives no rows. Ends the program when it fails.
void execute(sqlite3* db, const std::string& sql);

double median(std::vector<double> values);

[[noreturn]] void fail(const char* what);

// One line of a result file, which tests/bench/table.awk shows as a table: fields divided by tabs.
struct Line {
  std::size_t firms = 0;
  std::string question{};
  std::string who{};
  std::string seconds{};      // a number, or why there is none
  double scan = 0;            // seconds of the bare scan beside it; 0: none
  std::string limit{};        // what it has to keep, as table.awk reads it: "4 x, 100 B", "30 s"
  double bytes_per_firm = 0;  // peak memory above the scan's; 0: not measured
  std::string answer{};
};
void print(const Line& line);
std::string number(double value);

}  // namespace clusterlite::bench
