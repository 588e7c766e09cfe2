#include "sqlite/connection/statement_runs.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string_view>

namespace clusterlite {

StatementRuns StatementRuns::under_way(sqlite3* db) {
  StatementRuns result;
  for (sqlite3_stmt* s = sqlite3_next_stmt(db, nullptr); s != nullptr; s = sqlite3_next_stmt(db, s)) {
    if (sqlite3_stmt_busy(s) == 0) continue;
    result.runs_.push_back(
        {s, sqlite3_stmt_status(s, SQLITE_STMTSTATUS_RUN, 0), sqlite3_stmt_readonly(s) != 0});
  }
  return result;
}

StatementRuns StatementRuns::executing(sqlite3* db) {
  StatementRuns result = under_way(db);
  std::erase_if(result.runs_, [](const Run& run) { return sqlite3_data_count(run.statement) > 0; });
  return result;
}

bool StatementRuns::all_ended(const StatementRuns& now) const {
  return std::none_of(runs_.begin(), runs_.end(), [&](const Run& run) {
    return std::any_of(now.runs_.begin(), now.runs_.end(), [&](const Run& other) {
      if (other.statement != run.statement) return false;
      return !run.only_reads || !other.only_reads || other.number <= run.number;
    });
  });
}

std::size_t StatementRuns::hash() const {
  std::size_t hash = 0;
  const auto mix = [&hash](std::size_t part) { hash = hash * 0x9E3779B97F4A7C15U + part; };
  for (const Run& run : runs_) {
    mix(reinterpret_cast<std::uintptr_t>(run.statement));
    mix(static_cast<std::size_t>(run.number));
    // A new statement may get the address of one that has been finalised.
    const char* const text = sqlite3_sql(run.statement);
    mix(std::hash<std::string_view>{}(text == nullptr ? "" : text));
  }
  return hash;
}

}  // namespace clusterlite
