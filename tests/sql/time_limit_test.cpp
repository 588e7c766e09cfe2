// A time limit by a progress handler holds in a connection that is locked down, and for a handler that is
// called seldom.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <functional>
#include <string>

#include "robustness/support.hpp"

namespace clusterlite::testing {
namespace {

using Clock = std::chrono::steady_clock;

// Some seconds in one call of the algorithm, which takes no step of SQLite's virtual machine.
constexpr const char* kLong =
    "SELECT max(neighbours) FROM cl_neighbour_count((SELECT points FROM sets), 150000)";

// Stops at the first call after a moment.
struct TimeLimit {
  Clock::time_point end;
  Clock::time_point stopped{};
  static int call(void* self) {
    auto& limit = *static_cast<TimeLimit*>(self);
    if (Clock::now() < limit.end) return 0;
    if (limit.stopped == Clock::time_point{}) limit.stopped = Clock::now();
    return 1;
  }
};

int deny_recursion(void*, int action, const char*, const char*, const char*, const char*) {
  return action == SQLITE_RECURSIVE ? SQLITE_DENY : SQLITE_OK;
}

class TimeLimits : public ::testing::Test {
 protected:
  TimeLimits() {
    const std::string rows = std::to_string(sized(300'000, 40'000));
    db_.get("CREATE TABLE sets AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
            rows +
            ") SELECT cl_points(i, i * 7919 % 1000003, i * 104729 % 999983) AS points FROM n;"
            "SELECT cl_threads(1)");
  }

  // The statement ends with SQLITE_INTERRUPT and not of itself; the handler has been asked soon after the
  // limit.
  void expect_stopped(int steps, std::chrono::milliseconds within) {
    TimeLimit limit{Clock::now() + std::chrono::milliseconds(50)};
    sqlite3_progress_handler(db_.handle(), steps, &TimeLimit::call, &limit);
    const Outcome outcome = db_.run(kLong);
    const auto end = Clock::now();
    sqlite3_progress_handler(db_.handle(), 0, nullptr, nullptr);
    EXPECT_EQ(outcome.code, SQLITE_INTERRUPT) << outcome.text();
    // Under a sanitizer, or on a machine with much else to do, the promise is not for this test to keep.
    EXPECT_LT(end - limit.end, within * sized(8, 40));
    EXPECT_EQ(sqlite3_next_stmt(db_.handle(), nullptr), nullptr) << "a statement has been left behind";
  }

  Database db_;
};

TEST_F(TimeLimits, HoldForAnyHandler) {
  expect_stopped(1, std::chrono::milliseconds(200));
  expect_stopped(1000, std::chrono::milliseconds(200));
  expect_stopped(100'000, std::chrono::milliseconds(200));
  expect_stopped(1'000'000, std::chrono::milliseconds(500));
}

TEST_F(TimeLimits, HoldWhereRecursionIsDenied) {
  sqlite3_set_authorizer(db_.handle(), &deny_recursion, nullptr);
  ASSERT_EQ(
      db_.run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3) SELECT i FROM n").code,
      SQLITE_AUTH);
  expect_stopped(1000, std::chrono::milliseconds(200));
}

TEST_F(TimeLimits, HoldUnderTheTightestLimitsForStatements) {
  sqlite3_limit(db_.handle(), SQLITE_LIMIT_COMPOUND_SELECT, 1);
  sqlite3_limit(db_.handle(), SQLITE_LIMIT_EXPR_DEPTH, 10);
  sqlite3_limit(db_.handle(), SQLITE_LIMIT_COLUMN, 100);
  sqlite3_limit(db_.handle(), SQLITE_LIMIT_SQL_LENGTH, 1000);
  sqlite3_limit(db_.handle(), SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit(db_.handle(), SQLITE_LIMIT_TRIGGER_DEPTH, 1);
  expect_stopped(1000, std::chrono::milliseconds(200));
}

}  // namespace
}  // namespace clusterlite::testing
