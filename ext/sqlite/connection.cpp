#include "sqlite/connection.hpp"

#include <functional>
#include <string_view>

namespace clusterlite {

std::size_t Connection::statement_runs() const {
  std::size_t runs = 0;
  const auto mix = [&runs](std::size_t part) { runs = runs * 0x9E3779B97F4A7C15U + part; };
  for (sqlite3_stmt* s = sqlite3_next_stmt(db_, nullptr); s != nullptr; s = sqlite3_next_stmt(db_, s)) {
    // Only statements that are under way: a nested statement of ours is over by the time anybody asks.
    if (sqlite3_stmt_busy(s) == 0) continue;
    mix(reinterpret_cast<std::uintptr_t>(s));
    mix(static_cast<std::size_t>(sqlite3_stmt_status(s, SQLITE_STMTSTATUS_RUN, 0)));
    // A new statement may get the address of one that has been finalised.
    const char* const text = sqlite3_sql(s);
    mix(std::hash<std::string_view>{}(text == nullptr ? "" : text));
  }
  return runs;
}

InterruptToken::~InterruptToken() { sqlite3_finalize(statement_); }

bool InterruptToken::poll(void* self) { return static_cast<InterruptToken*>(self)->stopped(); }

bool InterruptToken::stopped() {
  if (statement_ == nullptr) {
    constexpr char kSome1700Steps[] =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT max(i) FROM n";
    const int code = sqlite3_prepare_v2(db_, kSome1700Steps, -1, &statement_, nullptr);
    // An authorizer may forbid the statement; an interrupt is seen by the next step of the outer statement
    // then.
    if (code != SQLITE_OK) return code == SQLITE_INTERRUPT;
  }
  const int code = sqlite3_step(statement_);
  sqlite3_reset(statement_);
  return code == SQLITE_INTERRUPT;
}

}  // namespace clusterlite
