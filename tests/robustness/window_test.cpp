// Aggregates over moving windows give what computing each window anew gives, to the last bit: also after
// values of 1e300 have come and gone, which would leave their mark in a running sum.
#include <gtest/gtest.h>

#include "robustness/support.hpp"

namespace clusterlite::testing {
namespace {

constexpr const char* kCalls[] = {
    "cl_herfindahl(value)",
    "cl_herfindahl(value, category)",
    "cl_herfindahl_normalized(value)",
    "cl_herfindahl_normalized(value, category)",
    "cl_effective_number(value)",
    "cl_effective_number(value, category)",
    "cl_concentration_ratio(1, value)",
    "cl_concentration_ratio(3, value)",
    "cl_concentration_ratio(2, value, category)",
};

class Window : public ::testing::TestWithParam<const char*> {
 protected:
  // position: 1, 2, ... inside each part; the rows are inserted in another order.
  void fill(const std::string& value) {
    db_.get(
        "CREATE TABLE numbers AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
        std::to_string(sized(300, 200)) + ") SELECT i, i * 7919 % 1009 AS r, i * 104729 % 997 AS s FROM n;" +
        "CREATE TABLE firms AS SELECT i % 3 AS part, (i + 2) / 3 AS position, " + value +
        " AS value, CASE WHEN r % 11 = 0 THEN NULL ELSE char(65 + s % 5) END AS category FROM numbers ORDER "
        "BY s, r;"
        "CREATE INDEX by_position ON firms(part, position);");
  }

  void expect_same_as_anew(const std::string& call, const std::string& frame,
                           const std::string& rows_of_window) {
    const std::string windows =
        "SELECT a.part, a.position, " + call + " OVER (PARTITION BY part ORDER BY position " + frame +
        ") AS moving, (SELECT " + call + " FROM firms AS b WHERE b.part = a.part AND " + rows_of_window +
        ") AS anew FROM firms AS a";
    EXPECT_EQ(db_.get("SELECT part, position, moving, anew FROM (" + windows +
                      ") WHERE moving IS NOT anew LIMIT 3"),
              "")
        << call << " " << frame;
    // The comparison is of numbers, and not of NULLs only.
    EXPECT_GT(std::stoi(db_.get("SELECT count(DISTINCT moving) FROM (" + windows + ")")), 3)
        << call << " " << frame;
  }

  void expect_exact() {
    for (const char* const call : kCalls) {
      expect_same_as_anew(call, "ROWS BETWEEN 4 PRECEDING AND CURRENT ROW",
                          "b.position BETWEEN a.position - 4 AND a.position");
      expect_same_as_anew(call, "ROWS BETWEEN 9 PRECEDING AND 6 FOLLOWING",
                          "b.position BETWEEN a.position - 9 AND a.position + 6");
      expect_same_as_anew(call, "ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING",
                          "b.position > a.position");
      expect_same_as_anew(call, "ROWS BETWEEN 7 PRECEDING AND 2 PRECEDING",
                          "b.position BETWEEN a.position - 7 AND a.position - 2");
      expect_same_as_anew(call, "RANGE BETWEEN 5.5 PRECEDING AND 2 FOLLOWING",
                          "b.position BETWEEN a.position - 5.5 AND a.position + 2");
      expect_same_as_anew(
          call, "ROWS BETWEEN 3 PRECEDING AND 3 FOLLOWING EXCLUDE CURRENT ROW",
          "b.position BETWEEN a.position - 3 AND a.position + 3 AND b.position <> a.position");
    }
  }

  Database db_;
};

TEST_P(Window, GivesWhatEachWindowByItselfGives) {
  fill(GetParam());
  expect_exact();
}

// The whole part as one window: no order of the rows changes the last bit.
TEST_P(Window, DoesNotDependOnTheOrderOfRows) {
  fill(GetParam());
  for (const char* const call : kCalls) {
    const std::string by = std::string("SELECT part, ") + call + " FROM (SELECT * FROM firms ORDER BY ";
    const std::string expected = db_.get(by + "position) GROUP BY part");
    for (const char* const order :
         {"position DESC", "value", "value DESC", "category, value", "position % 7, value"}) {
      EXPECT_EQ(db_.get(by + order + ") GROUP BY part"), expected) << call << " by " << order;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Values, Window,
    ::testing::Values(
        // integers, some missing, some as text
        "CASE r % 13 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN '' || r ELSE r % 50 END",
        // reals that no binary fraction is equal to
        "r / 10.0 + s / 3.0",
        // fifteen orders of magnitude between neighbours
        "CASE r % 4 WHEN 0 THEN r * 1e15 WHEN 1 THEN r * 1e-15 ELSE r / 7.0 END",
        // the far ends of the doubles: squares beyond them, and numbers that only limbs can hold
        "CASE r % 5 WHEN 0 THEN r * 1e300 WHEN 1 THEN r * 1e-300 WHEN 2 THEN 5e-324 WHEN 3 THEN 1.7e308 "
        "ELSE r END",
        // integers beyond 2^53 and 2^63
        "CASE r % 3 WHEN 0 THEN 9223372036854775807 - r WHEN 1 THEN 9007199254740993 + r ELSE 1e19 END"));

TEST(WindowValues, OfHugeAndTinyNumbersAreTheTrueOnes) {
  Database db;
  // A huge row passes; what is left are shares of 1/2.
  EXPECT_EQ(db.get("SELECT cl_herfindahl(column2) OVER (ORDER BY column1 ROWS BETWEEN 1 PRECEDING AND "
                   "CURRENT ROW) FROM "
                   "(VALUES (1, 1e300), (2, 1e-300), (3, 1e-300), (4, 3), (5, 1))"),
            "1.0\n1.0\n0.5\n1.0\n0.625");
  EXPECT_EQ(
      db.get("SELECT cl_concentration_ratio(1, column2) OVER (ORDER BY column1 ROWS BETWEEN 1 PRECEDING AND "
             "CURRENT "
             "ROW) FROM (VALUES (1, 1.7e308), (2, 1.7e308), (3, 5e-324), (4, 5e-324), (5, NULL), (6, NULL))"),
      "1.0\n0.5\n1.0\n0.5\n1.0\n");
  EXPECT_EQ(db.get("SELECT cl_effective_number(column2, column3) OVER (ORDER BY column1 ROWS BETWEEN 2 "
                   "PRECEDING AND CURRENT "
                   "ROW) FROM (VALUES (1, 1e308, 'a'), (2, 1e308, 'a'), (3, 1e308, 'b'), (4, 1e308, 'b'))"),
            "1.0\n1.0\n1.8\n1.8");
}

}  // namespace
}  // namespace clusterlite::testing
