// A function where another kind belongs: the error says what it is and where it stands, for every function
// there is.
#include <gtest/gtest.h>

#include <string>

#include "support/database.hpp"

namespace clusterlite::testing {
namespace {

class Misplaced : public ::testing::Test {
 protected:
  Database db_;
};

TEST_F(Misplaced, EveryTableValuedFunctionInAnExpression) {
  const Outcome names = db_.run(
      "SELECT DISTINCT name FROM cl_functions WHERE kind = 'table-valued function' AND "
      "name NOT IN (SELECT name FROM cl_functions WHERE kind <> 'table-valued function')");
  ASSERT_FALSE(names.rows.empty());
  for (const std::string& name : names.rows) {
    for (const char* arguments : {"()", "(1)", "(NULL, 500, 10)"}) {
      const std::string error = db_.run("SELECT " + name + arguments).text();
      EXPECT_TRUE(error.starts_with("error: " + name +
                                    ": it is a table-valued function and stands after FROM: "
                                    "SELECT * FROM " +
                                    name))
          << error;
    }
  }
}

TEST_F(Misplaced, EveryOtherFunctionAfterFrom) {
  const Outcome names = db_.run(
      "SELECT DISTINCT name FROM cl_functions WHERE kind <> 'table-valued function' AND "
      "name NOT IN (SELECT name FROM cl_functions WHERE kind = 'table-valued function')");
  ASSERT_FALSE(names.rows.empty());
  // An older SQLite plans the table before it can be refused.
  const bool sees_columns_first = sqlite3_libversion_number() < 3'040'000;
  for (const std::string& name : names.rows) {
    for (const char* arguments : {"", "()", sees_columns_first ? "(1, 2, 3)" : "(no_such_column, 2, 3)"}) {
      const std::string error = db_.run("SELECT * FROM " + name + arguments).text();
      EXPECT_TRUE(error.starts_with("error: " + name + ": it is a")) << error;
    }
  }
}

TEST_F(Misplaced, TheRightPlaceIsShown) {
  EXPECT_EQ(
      db_.run("SELECT cl_functions()").text(),
      "error: cl_functions: it is a table-valued function and stands after FROM: SELECT * FROM cl_functions");
  EXPECT_EQ(db_.run("SELECT * FROM cl_labels(1, 2)").text(),
            "error: cl_labels: it is an aggregate and collects the rows of a SELECT; what it returns is the "
            "argument of "
            "a table-valued function: SELECT * FROM cl_describe((SELECT cl_labels(id, label) FROM ...))");
  EXPECT_EQ(db_.run("SELECT * FROM cl_version").text(),
            "error: cl_version: it is a scalar function, not a table: SELECT cl_version()");
  EXPECT_EQ(db_.run("CREATE VIRTUAL TABLE t USING cl_version(1)").text(),
            "error: cl_version: it is a scalar function, not a table: SELECT cl_version()");
}

TEST_F(Misplaced, NamesOfTheUsersOwnAreLeftAlone) {
  EXPECT_EQ(db_.get("WITH cl_points AS (SELECT 7 AS a) SELECT a FROM cl_points"), "7");
  db_.run("CREATE TABLE cl_points(a); INSERT INTO cl_points VALUES (8)");
  EXPECT_EQ(db_.get("SELECT a FROM cl_points"), "8");
  db_.run("ALTER TABLE cl_points RENAME TO cl_labels");
  EXPECT_EQ(db_.get("SELECT a FROM cl_labels"), "8");
  EXPECT_EQ(db_.run("DROP TABLE cl_labels; DROP TABLE IF EXISTS cl_labels").text(), "");
  // A statement that has failed leaves nothing behind that the next one meets.
  EXPECT_EQ(db_.get("SELECT count(*) FROM cl_dbscan((SELECT cl_points(1, 2, 3)), 1, 1)"), "1");
}

}  // namespace
}  // namespace clusterlite::testing
