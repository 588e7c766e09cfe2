// Every example of cl_functions gives what it says: as a statement, again on the same connection, and inside
// a view that trusts nothing (trusted_schema = OFF), which only innocuous functions survive.
#include <gtest/gtest.h>

#include <string>

#include "support/database.hpp"

namespace clusterlite::testing {
namespace {

class Examples : public ::testing::Test {
 protected:
  // The text in one column of the n-th row of cl_functions.
  std::string text(const std::string& column, int n) {
    return db_.get("SELECT " + column + " FROM cl_functions LIMIT 1 OFFSET " + std::to_string(n));
  }
  int count() { return std::stoi(db_.get("SELECT count(*) FROM cl_functions")); }

  Database db_;
};

TEST_F(Examples, GiveTheirResults) {
  for (int n = 0; n < count(); ++n) {
    const std::string example = text("example", n);
    const std::string result = text("example_result", n);
    EXPECT_EQ(db_.get(example), result) << example;
    EXPECT_EQ(db_.get(example + ";"), db_.get(example)) << "not the same twice: " << example;
  }
}

TEST_F(Examples, GiveTheirResultsInAViewThatTrustsNothing) {
  db_.get("PRAGMA trusted_schema = OFF");
  for (int n = 0; n < count(); ++n) {
    const std::string example = text("example", n);
    db_.get("CREATE VIEW example AS " + example);
    // A setting is for the user to make, not for a view.
    const std::string setter = example.find("cl_threads") != std::string::npos    ? "cl_threads"
                               : example.find("cl_progress") != std::string::npos ? "cl_progress"
                                                                                  : "";
    EXPECT_EQ(db_.run("SELECT * FROM example").text(),
              !setter.empty() ? "error: unsafe use of " + setter + "()" : text("example_result", n))
        << example;
    db_.get("DROP VIEW example");
  }
}

TEST_F(Examples, ShowTheFunctionThatTheyBelongTo) {
  EXPECT_EQ(db_.get(R"(SELECT name, example FROM cl_functions
                       WHERE example NOT LIKE '%' || name || '(%' AND example NOT LIKE '%FROM ' || name || '%')"),
            "");
}

TEST_F(Examples, AreOneStatementWithoutAnEnd) {
  EXPECT_EQ(db_.get("SELECT name FROM cl_functions WHERE example LIKE '%;%' OR example NOT GLOB '[SW]*' OR "
                    "example GLOB '*[ \n]'"),
            "");
}

}  // namespace
}  // namespace clusterlite::testing
