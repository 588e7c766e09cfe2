// A table-valued function inside a join, where SQLite calls it once per outer row.
#include <gtest/gtest.h>

#include "robustness/support.hpp"

namespace clusterlite::testing {
namespace {

constexpr const char* kCall =
    "cl_dbscan((SELECT cl_points(firm_id, x, y) FROM firms WHERE firm_id <> 55), 15, 3)";

class LeftJoin : public ::testing::Test {
 protected:
  LeftJoin() { db_.get(std::string(kSixtyFirms) + "CREATE TABLE labels AS SELECT * FROM " + kCall); }

  // The same statement over the function and over an ordinary table with its rows.
  void expect_same(const std::string& before, const std::string& after) {
    const std::string expected = db_.get(before + "labels" + after);
    EXPECT_FALSE(expected.empty());
    EXPECT_EQ(db_.get(before + kCall + after), expected) << before << "..." << after;
    EXPECT_EQ(db_.get(before + "(SELECT * FROM " + kCall + ")" + after), expected)
        << before << "(...)" << after;
  }

  Database db_;
};

TEST_F(LeftJoin, GivesTheRowsThatATableGives) {
  const std::string from = "SELECT firm_id, m.id, m.cluster, m.kind FROM firms LEFT JOIN ";
  expect_same(from, " AS m ON m.id = firm_id ORDER BY firm_id");
  expect_same(from, " AS m ON m.id = firm_id AND m.kind = 'core' ORDER BY firm_id");
  expect_same(from, " AS m ON m.id = firm_id AND m.cluster = 2 ORDER BY firm_id");
  expect_same(from, " AS m ON +m.id = firm_id ORDER BY firm_id");
  expect_same(from, " AS m ON m.id = firm_id WHERE m.id IS NULL");
  expect_same(from, " AS m ON m.id = firm_id WHERE m.cluster IS NULL ORDER BY firm_id");
  expect_same(from, " AS m ON m.id = firm_id OR m.id = firm_id + 1 ORDER BY firm_id, m.id");
  expect_same(from, " AS m ON m.id IN (firm_id, 31) ORDER BY firm_id, m.id");
  expect_same(from, " AS m ON m.id = 99 ORDER BY firm_id");
  expect_same(from, " AS m ON firm_id > 58 ORDER BY firm_id, m.id");
  expect_same("SELECT count(*) FROM firms LEFT JOIN ", " AS m ON 1");
  expect_same("SELECT a.id, b.id FROM labels AS a LEFT JOIN ", " AS b ON b.id = a.id + 1 ORDER BY a.id");
  expect_same("SELECT cluster, count(*) FROM ", " AS m GROUP BY cluster ORDER BY cluster");
  expect_same("SELECT m.cluster, sum(employees) FROM firms JOIN ",
              " AS m ON m.id = firm_id GROUP BY 1 ORDER BY 1");
}

// On the right of a RIGHT JOIN, SQLite has no arguments for a function; in a subquery it has.
TEST_F(LeftJoin, WorksInOtherOuterJoinsThroughASubquery) {
  for (const char* const join : {"RIGHT", "FULL"}) {
    const std::string select =
        std::string("SELECT count(*), sum(m.id), sum(firm_id) FROM firms ") + join + " JOIN ";
    const std::string on = " AS m ON m.id = firm_id AND firm_id < 20";
    EXPECT_EQ(db_.get(select + "(SELECT * FROM " + kCall + ")" + on), db_.get(select + "labels" + on))
        << join;
  }
}

TEST_F(LeftJoin, GivesTheSameMaterialized) {
  const std::string rows =
      " SELECT firm_id, m.cluster FROM firms LEFT JOIN m ON m.id = firm_id ORDER BY firm_id";
  EXPECT_EQ(db_.get(std::string("WITH m AS MATERIALIZED (SELECT * FROM ") + kCall + ")" + rows),
            db_.get("WITH m AS (SELECT * FROM labels)" + rows));
}

TEST_F(LeftJoin, WorksInCorrelatedSubqueries) {
  const std::string select = "SELECT firm_id, (SELECT cluster FROM ";
  const std::string where = " AS m WHERE m.id = firm_id), EXISTS (SELECT 1 FROM ";
  const std::string end = " AS m WHERE m.id = firm_id AND kind = 'noise') FROM firms ORDER BY firm_id";
  EXPECT_EQ(db_.get(select + kCall + where + kCall + end),
            db_.get(select + "labels" + where + "labels" + end));
}

// The data set itself depends on the outer row: each district by itself.
TEST_F(LeftJoin, TakesADataSetOfTheOuterRow) {
  EXPECT_EQ(
      db_.get("WITH d AS (SELECT district, cl_points(firm_id, x, y) AS points FROM firms GROUP BY district) "
              "SELECT district, count(*), max(cluster) FROM d LEFT JOIN cl_dbscan(d.points, 45, 3) GROUP BY "
              "district"),
      db_.get("SELECT group_key, count(*), max(cluster) FROM cl_dbscan((SELECT cl_points(firm_id, x, y, 1, "
              "district) "
              "FROM firms), 45, 3) GROUP BY group_key"));
}

TEST_F(LeftJoin, TakesSeveralParametersInOneStatement) {
  const auto clusters = [&](const std::string& eps) {
    return db_.get(
        "SELECT count(DISTINCT cluster), count(cluster) FROM cl_dbscan((SELECT cl_points(firm_id, x, y) FROM "
        "firms), " +
        eps + ", 3)");
  };
  const std::string points = "(SELECT cl_points(firm_id, x, y) FROM firms)";
  const std::string each = clusters("5") + "\n" + clusters("15") + "\n" + clusters("2500");
  EXPECT_EQ(each, "0|0\n2|50\n2|60");
  EXPECT_EQ(db_.get("SELECT count(DISTINCT cluster), count(cluster) FROM cl_dbscan WHERE points = " + points +
                    " AND eps IN (5, 15, 2500) AND min_points = 3 GROUP BY eps ORDER BY eps"),
            each);
  EXPECT_EQ(db_.get("SELECT count(DISTINCT cluster), count(cluster) FROM cl_dbscan WHERE points = " + points +
                    " AND (eps = 2500 OR eps = 15 OR eps = 5) AND min_points = 3 GROUP BY eps ORDER BY eps"),
            each);
  EXPECT_EQ(db_.get("WITH p(eps) AS (VALUES (5), (15), (2500)) SELECT count(DISTINCT cluster), "
                    "count(cluster) FROM p LEFT JOIN cl_dbscan(" +
                    points + ", p.eps, 3) AS m GROUP BY p.eps"),
            each);
  EXPECT_EQ(db_.get("WITH p(eps) AS (VALUES (5), (15), (2500)) SELECT count(DISTINCT cluster), "
                    "count(cluster) FROM p, cl_dbscan(" +
                    points + ", p.eps, 3) AS m GROUP BY p.eps"),
            each);
  EXPECT_EQ(
      db_.get("SELECT a.cluster, b.cluster, count(*) FROM cl_dbscan(" + points +
              ", 15, 3) AS a JOIN cl_dbscan(" + points + ", 2500, 3) AS b ON a.id = b.id GROUP BY 1, 2"),
      "|2|10\n1|1|30\n2|1|20");
}

TEST_F(LeftJoin, WorksThroughViews) {
  db_.get(std::string("CREATE VIEW m AS SELECT * FROM ") + kCall);
  const std::string rows = " ON id = firm_id ORDER BY firm_id";
  EXPECT_EQ(db_.get("SELECT firm_id, m.cluster FROM firms LEFT JOIN m" + rows),
            db_.get("SELECT firm_id, labels.cluster FROM firms LEFT JOIN labels" + rows));
  EXPECT_EQ(db_.get("SELECT count(*) FROM firms LEFT JOIN m AS a ON a.id = firm_id LEFT JOIN m AS b ON b.id "
                    "= a.id + 1"),
            "60");
}

TEST_F(LeftJoin, ShowsTheArgumentsInHiddenColumns) {
  const std::string call = "cl_dbscan((SELECT cl_points(firm_id, x, y) FROM firms), '15', 3.0, 'planar')";
  EXPECT_EQ(db_.get("SELECT DISTINCT eps, typeof(eps), min_points, metric, length(points) FROM " + call),
            "15|text|3.0|planar|1104");
  EXPECT_EQ(db_.get("SELECT DISTINCT quote(metric) FROM cl_dbscan((SELECT cl_points(firm_id, x, y) FROM "
                    "firms), 15, 3)"),
            "NULL");
  EXPECT_EQ(
      db_.get("SELECT DISTINCT m.eps, m.min_points FROM firms LEFT JOIN " + call + " AS m ON m.id = firm_id"),
      "15|3.0");
  EXPECT_EQ(db_.get("SELECT kind, rows FROM cl_describe((SELECT points FROM " + call + " LIMIT 1))"),
            "points|60");
}

// ---- data sets of more than a megabyte

class LargeLeftJoin : public ::testing::Test {
 protected:
  // 90,000 points are 1.4 MB, 500,000 are 8 MB.
  static std::string points(int count) {
    return "CREATE TABLE snapshot AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i "
           "< " +
           std::to_string(count) + ") SELECT cl_points(i, i % 1000 * 100, i / 1000 * 100) AS points FROM n;";
  }
  static constexpr const char* kOuter =
      "CREATE TABLE firms AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1300) "
      "SELECT i AS "
      "firm_id FROM n;";

  Database db_;
};

TEST_F(LargeLeftJoin, OfAFewMegabytesJustWorks) {
  db_.get(points(90000) + kOuter);
  EXPECT_EQ(
      db_.get("SELECT count(m.id), sum(m.neighbours) FROM (SELECT * FROM firms LIMIT 300) LEFT JOIN "
              "cl_neighbour_count((SELECT points FROM "
              "snapshot), 100) AS m ON m.id = firm_id"),
      "300|" +
          db_.get(
              "SELECT sum(neighbours) FROM cl_neighbour_count((SELECT points FROM snapshot), 100) WHERE id "
              "<= 300"));
  EXPECT_EQ(db_.run("SELECT dataset FROM cl_describe((SELECT points FROM snapshot))").text(),
            "error: cl_describe: column dataset cannot be read: a data set of more than 1 MB is not kept; "
            "select it where "
            "it comes from");
}

TEST_F(LargeLeftJoin, ThatCopiesMoreThanTenGigabytesStopsAndSaysWhatToDo) {
  db_.get(points(500'000) + kOuter);
  const std::string bytes = db_.get("SELECT length(points) FROM snapshot");
  const long calls = 10'000'000'000 / std::stol(bytes) + 1;
  ASSERT_LT(calls, 1300);
  const std::string expected =
      "error: cl_describe: this statement has called the function " + std::to_string(calls) +
      " times, each time with a data set of " + bytes +
      " bytes, because a LEFT JOIN, a join of two functions or a correlated subquery calls it once per outer "
      "row. Compute it once: WITH m AS "
      "MATERIALIZED (SELECT * FROM cl_describe(...)) SELECT ... FROM firms LEFT "
      "JOIN m ON m.id = firms.id; or UPDATE firms SET ... FROM cl_describe(...) AS m WHERE m.id = firms.id; "
      "or keep it: "
      "CREATE VIRTUAL TABLE m USING cl_describe(source = firms, ...)";
  EXPECT_EQ(
      db_.run("SELECT sum(rows) FROM firms LEFT JOIN cl_describe((SELECT points FROM snapshot)) ON 1").text(),
      expected);

  EXPECT_EQ(db_.run("SELECT sum((SELECT rows FROM cl_describe((SELECT points FROM snapshot)) WHERE rows > "
                    "firm_id)) FROM "
                    "firms")
                .text(),
            expected);

  // The next statement starts anew, and what the message says works.
  EXPECT_EQ(
      db_.get(
          "SELECT count(rows) FROM (SELECT * FROM firms LIMIT 3) LEFT JOIN cl_describe((SELECT points FROM "
          "snapshot)) ON 1"),
      "3");
  EXPECT_EQ(db_.get("WITH m AS MATERIALIZED (SELECT * FROM cl_describe((SELECT points FROM snapshot))) "
                    "SELECT sum(rows) "
                    "FROM firms LEFT JOIN m ON 1"),
            "650000000");
}

// Two data sets a call count as one call, and a function without a permanent form is not offered one.
TEST_F(LargeLeftJoin, OfAFunctionOverTwoDataSetsSaysWhatCanBeDone) {
  db_.get(points(500'000) + kOuter);
  const long bytes = 2 * std::stol(db_.get("SELECT length(points) FROM snapshot"));
  EXPECT_EQ(
      db_.run("SELECT count(m.id) FROM firms LEFT JOIN cl_nearest((SELECT points FROM snapshot), (SELECT "
              "points FROM snapshot), 1) AS m ON m.id = firm_id")
          .text(),
      "error: cl_nearest: this statement has called the function " +
          std::to_string(10'000'000'000 / bytes + 1) + " times, each time with data sets of " +
          std::to_string(bytes) +
          " bytes, because a LEFT JOIN, a join of two functions or a correlated subquery calls it once per "
          "outer row. Compute it once: WITH m AS MATERIALIZED (SELECT * FROM cl_nearest(...)) SELECT ... "
          "FROM firms LEFT JOIN m ON m.id = firms.id; or UPDATE firms SET ... FROM cl_nearest(...) AS m "
          "WHERE m.id = "
          "firms.id");
}

// The way of those who do not know UPDATE ... FROM: 60,000 times 1 MB. It is noticed after 2.5 GB.
TEST_F(LargeLeftJoin, OfAnUpdateByACorrelatedSubqueryIsNoticedEarly) {
  db_.get(
      "CREATE TABLE firms AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) "
      "SELECT "
      "i AS id, i % 1000 * 100 AS x, i / 1000 * 100 AS y, NULL AS c FROM n");
  const std::string clusters = "cl_dbscan((SELECT cl_points(id, x, y) FROM firms), 100, 3)";
  const std::string bytes = db_.get("SELECT length(cl_points(id, x, y)) FROM firms");
  const Outcome outcome =
      db_.run("UPDATE firms SET c = (SELECT cluster FROM " + clusters + " AS m WHERE m.id = firms.id)");
  EXPECT_EQ(outcome.error.find("cl_dbscan: this statement has called the function " +
                               std::to_string(2'500'000'000 / std::stol(bytes) + 1) +
                               " times, each time with a data set of " + bytes),
            0U)
      << outcome.error;
  EXPECT_NE(outcome.error.find("or UPDATE firms SET ... FROM cl_dbscan(...) AS m WHERE m.id = firms.id"),
            std::string::npos);
  db_.get("UPDATE firms SET c = m.cluster FROM " + clusters + " AS m WHERE m.id = firms.id");
  EXPECT_EQ(db_.get("SELECT count(c) > 0 FROM firms"), "1");
}

// A correlated collection: each outer row collects the firms of its industry, which all rows of the industry
// do.
TEST_F(LargeLeftJoin, ThatCollectsTheSameAgainAndAgainIsNoticed) {
  db_.get(
      "CREATE TABLE firms AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) "
      "SELECT "
      "i AS id, i % 1000 * 100 AS x, i / 1000 * 100 AS y, i % 2 AS industry, NULL AS c FROM n");
  const std::string set =
      "SET c = (SELECT rows FROM cl_describe((SELECT cl_points(id, x, y) FROM firms AS f WHERE f.industry = "
      "firms.industry)))";
  EXPECT_EQ(
      db_.run("UPDATE firms " + set).text().substr(0, 100),
      "error: cl_describe: this statement collects the same data sets again and again, because a correlated");
  // A few times are nobody's business, and the next statement starts anew.
  db_.get("UPDATE firms " + set + " WHERE id <= 20");
  EXPECT_EQ(db_.get("SELECT sum(c) FROM firms"), "600000");
}

// Three figures of each of 150 industries: each data set is collected three times, which nobody need avoid.
TEST_F(LargeLeftJoin, MayAskAFewFiguresOfEachIndustry) {
  db_.get(
      "CREATE TABLE firms AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 90000) "
      "SELECT i AS id, i % 1000 * 100 AS x, i / 1000 * 100 AS y, i % 150 AS industry FROM n");
  const std::string described =
      " FROM cl_describe((SELECT cl_points(id, x, y) FROM firms AS f WHERE f.industry = i.industry))) ";
  EXPECT_EQ(db_.get("SELECT count(*), sum(a), sum(b), min(c) FROM (SELECT (SELECT rows" + described +
                    "AS a, (SELECT located" + described + "AS b, (SELECT min_x" + described +
                    "AS c FROM (SELECT DISTINCT industry FROM firms) AS i)"),
            "150|90000|90000|0.0");
}

// Each statement has its own allowance, also while another one over the same function stays under way.
TEST_F(LargeLeftJoin, CountsEachStatementByItself) {
  db_.get(points(90000) + kOuter);
  const OpenStatement open(db_, "SELECT id FROM cl_dbscan((SELECT points FROM snapshot), 1, 1)");
  ASSERT_EQ(sqlite3_step(open.get()), SQLITE_ROW);
  const std::string statement =
      "SELECT count(m.id) FROM firms LEFT JOIN cl_dbscan((SELECT points FROM snapshot), 1, 1) AS m ON m.id = "
      "firm_id";
  const int statements = sized(6, 1);  // each copies 1.9 GB
  for (int i = 0; i < statements; ++i) ASSERT_EQ(db_.get(statement), "1300");
}

}  // namespace
}  // namespace clusterlite::testing
