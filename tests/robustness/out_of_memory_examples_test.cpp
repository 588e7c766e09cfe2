// Every function's example, with every allocation failing in turn: what is registered is tried without a line
// here. out_of_memory_test.cpp has larger statements, and counts what is lost.
#include <gtest/gtest.h>

#include <memory>

#include "robustness/failing_memory.hpp"

#if CLUSTERLITE_UNDER_SANITIZER == 0

namespace clusterlite::testing {
namespace {

class OutOfMemoryInExamples : public ::testing::TestWithParam<int> {};

// A quarter of the functions each.
TEST_P(OutOfMemoryInExamples, IsSqliteNomemOrTheRightAnswer) {
  if (!allocations_can_fail()) GTEST_SKIP() << "this process has another malloc (valgrind's, say)";
  Database db;
  sqlite3_db_config(db.handle(), SQLITE_DBCONFIG_LOOKASIDE, nullptr, 0, 0);
  db.get(kSixtyFirms);
  const auto runner = std::make_unique<Runner>();
  const std::string rows = " FROM cl_functions ORDER BY name LIMIT 1 OFFSET ";
  const int functions = std::stoi(db.get("SELECT count(*) FROM cl_functions"));
  for (int i = GetParam(); i < functions; i += 4) {
    const std::string name = db.get("SELECT name" + rows + std::to_string(i));
    if (name == "cl_threads" || name == "cl_progress") continue;  // they change the connection
    const std::string sql = db.get("SELECT example" + rows + std::to_string(i));
    ASSERT_EQ(runner->run(db.handle(), sql.c_str()), SQLITE_DONE) << sql;
    const std::string answer = runner->text();
    for (const bool and_all_after : {false, true}) {
      long nomem = 0;
      for (long n = 1;; ++n) {
        int code = SQLITE_OK;
        {
          const FailingMemory failing(n, and_all_after);
          code = runner->run(db.handle(), sql.c_str());
        }
        if (t_failures == 0) break;
        if (code == SQLITE_DONE) {
          ASSERT_EQ(runner->text(), answer) << name << ", allocation " << n;
        } else {
          ++nomem;
          ASSERT_EQ(code, SQLITE_NOMEM)
              << name << ", allocation " << n << ": " << sqlite3_errmsg(db.handle()) << "\n"
              << sql;
        }
        ASSERT_EQ(sqlite3_next_stmt(db.handle(), nullptr), nullptr) << name << ", allocation " << n;
      }
      EXPECT_GT(nomem, 3) << name;
    }
    ASSERT_EQ(runner->run(db.handle(), sql.c_str()), SQLITE_DONE) << sql;
    ASSERT_EQ(runner->text(), answer) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Quarter, OutOfMemoryInExamples, ::testing::Range(0, 4));

}  // namespace
}  // namespace clusterlite::testing

#endif  // a sanitizer has a malloc of its own
