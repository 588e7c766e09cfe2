// Allocations that fail on demand. What replaces malloc() stands in out_of_memory_test.cpp.
#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <string>

#include "robustness/support.hpp"

namespace clusterlite::testing {

inline constinit thread_local long t_allocations_until_failure = 0;  // 0: none fails
inline constinit thread_local bool t_and_all_after = false;
inline constinit thread_local long t_failures = 0;

// Lets the n-th allocation fail, or all from the n-th on, as long as it lives.
class FailingMemory {
 public:
  FailingMemory(long n, bool and_all_after) {
    t_failures = 0;
    t_and_all_after = and_all_after;
    t_allocations_until_failure = n;
  }
  FailingMemory(const FailingMemory&) = delete;
  FailingMemory& operator=(const FailingMemory&) = delete;
  ~FailingMemory() { t_allocations_until_failure = 0; }
};

// Runs one statement without an allocation of its own.
class Runner {
 public:
  int run(sqlite3* db, const char* sql) {
    used_ = 0;
    sqlite3_stmt* statement = nullptr;
    int code = sqlite3_prepare_v2(db, sql, -1, &statement, nullptr);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
      code = sqlite3_step(statement);
      if (code == SQLITE_ROW && !take_row(statement)) code = SQLITE_NOMEM;
    }
    sqlite3_finalize(statement);
    return code & 0xFF;
  }
  std::string text() const { return {text_, used_}; }

 private:
  bool take_row(sqlite3_stmt* statement) {
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      const bool is_null = sqlite3_column_type(statement, i) == SQLITE_NULL;
      const void* const bytes = sqlite3_column_blob(statement, i);
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, i));
      if (bytes == nullptr && !is_null) return false;
      for (std::size_t k = 0; k < size && used_ < sizeof text_; ++k)
        text_[used_++] = static_cast<const char*>(bytes)[k];
      if (used_ < sizeof text_) text_[used_++] = '|';
    }
    return true;
  }

  char text_[1 << 16];
  std::size_t used_ = 0;
};

// Called between the runs: nothing that has been kept may answer the next statement.
inline void forget_results(Database& db) {
  db.get(
      "UPDATE firms SET x = x WHERE firm_id = 1;"
      "SELECT count(*) FROM cl_dbscan((SELECT cl_points(1, 500, 500)), 1, 1), cl_neighbour_count((SELECT "
      "cl_points(1, 500, "
      "500)), 1), cl_location_quotient((SELECT cl_crosstab(1, 1))), cl_describe((SELECT cl_crosstab(1, 1)))");
}

// Not where this process has another malloc (valgrind's, say).
inline bool allocations_can_fail() {
  const FailingMemory failing(1, false);
  sqlite3_free(sqlite3_malloc(100));  // a plain malloc() that nobody uses is left out by the compiler
  return t_failures != 0;
}

}  // namespace clusterlite::testing
