#include "sqlite/connection.hpp"

namespace clusterlite {

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
