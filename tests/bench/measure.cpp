#include "bench/measure.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

namespace clusterlite::bench {
namespace {

// Linux forgets the peak so far when 5 is written there.
void forget_peak_memory() { std::ofstream("/proc/self/clear_refs") << "5\n"; }

double peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return 1024 * std::atof(line.c_str() + std::strlen("VmHWM:"));
  }
  return 0;
}

double processor_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

Measurement run_here(const Job& job) {
  sqlite3* const db = open_database(job.path);
  if (!job.before.empty()) execute(db, job.before);
  forget_peak_memory();
  Measurement m;
  const auto keep = [&m](const char* text) {
    std::snprintf(m.text, sizeof m.text, "%s", text == nullptr ? "" : text);
  };
  const double processor_start = processor_seconds();
  const auto start = std::chrono::steady_clock::now();
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(db, job.sql.c_str(), -1, &statement, nullptr);
  while (code == SQLITE_OK || code == SQLITE_ROW) {
    code = sqlite3_step(statement);
    if (code == SQLITE_ROW) keep(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)));
  }
  m.done = code == SQLITE_DONE;
  if (!m.done) keep(sqlite3_errmsg(db));
  sqlite3_finalize(statement);
  m.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  m.processor_seconds = processor_seconds() - processor_start;
  m.peak_bytes = peak_memory();
  sqlite3_close(db);
  return m;
}

}  // namespace

void fail(const char* what) {
  std::fprintf(stderr, "benchmark: %s\n", what);
  std::exit(1);
}

sqlite3* open_database(const std::string& path, int flags) {
  sqlite3* db = nullptr;
  if (sqlite3_open_v2(path.c_str(), &db, flags, nullptr) != SQLITE_OK) fail(sqlite3_errmsg(db));
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, nullptr);
  char* message = nullptr;
  if (sqlite3_load_extension(db, CLUSTERLITE_MODULE, nullptr, &message) != SQLITE_OK) fail(message);
  return db;
}

void execute(sqlite3* db, const std::string& sql) {
  if (sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(sqlite3_errmsg(db));
}

Measurement measure(const Job& job) {
  int ends[2];
  if (pipe(ends) != 0) fail("pipe");
  const pid_t child = fork();
  if (child == 0) {
    const Measurement m = run_here(job);
    _exit(write(ends[1], &m, sizeof m) == sizeof m ? 0 : 1);
  }
  close(ends[1]);
  Measurement m;
  if (read(ends[0], &m, sizeof m) != sizeof m) std::snprintf(m.text, sizeof m.text, "ended by the system");
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return m;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

void print(const Line& line) {
  std::printf("%zu\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", line.firms, line.question.c_str(), line.who.c_str(),
              line.seconds.c_str(), line.scan > 0 ? number(line.scan).c_str() : "", line.limit.c_str(),
              line.bytes_per_firm > 0 ? number(line.bytes_per_firm).c_str() : "", line.answer.c_str());
  std::fflush(stdout);
}

}  // namespace clusterlite::bench
