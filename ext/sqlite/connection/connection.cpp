#include "sqlite/connection/connection.hpp"

namespace clusterlite {
namespace {

// Some 16,000 steps of the virtual machine, 0.05 to 0.1 ms: polled every 5 ms, a million steps in about a
// third of a second. Neither recursion, which an authorizer may deny, nor a compound select, whose length may
// be limited to 1 (rows of VALUES do not count); no table and no function.
#define THIRTEEN "(VALUES (1),(2),(3),(4),(5),(6),(7),(8),(9),(10),(11),(12),(13))"
constexpr char kManySteps[] = "SELECT 1 FROM " THIRTEEN " AS a, " THIRTEEN " AS b, " THIRTEEN
                              " AS c WHERE a.column1 + b.column1 + c.column1 = 0";
#undef THIRTEEN

// For a connection that lets us prepare nothing at all; progress handlers cannot be reached then.
bool is_interrupted([[maybe_unused]] sqlite3* db) {
#if SQLITE_VERSION_NUMBER >= 3041000
  if (sqlite3_libversion_number() >= 3041000) return sqlite3_is_interrupted(db) != 0;
#endif
  return false;  // the next step of the outer statement sees it
}

}  // namespace

InterruptToken::~InterruptToken() { sqlite3_finalize(statement_); }

bool InterruptToken::poll(void* self) { return static_cast<InterruptToken*>(self)->stopped(); }

bool InterruptToken::stopped() {
  if (statement_ == nullptr) {
    const int code = sqlite3_prepare_v2(db_, kManySteps, -1, &statement_, nullptr);
    if (code != SQLITE_OK) return code == SQLITE_INTERRUPT || is_interrupted(db_);
  }
  const int code = sqlite3_step(statement_);
  sqlite3_reset(statement_);
  return code == SQLITE_INTERRUPT;
}

}  // namespace clusterlite
