// Large data sets that SQLite passes on without a copy: the answers, the life of the memory, what it may
// hold.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "robustness/support.hpp"

namespace clusterlite::testing {
namespace {

// 100,000 points with weights are 2.4 MB: lent, and in memory that AddressSanitizer watches. 300,000 are 7.2.
class LentDataSets : public ::testing::Test {
 protected:
  void make_firms(int count) {
    db_.get(
        "CREATE TABLE firms AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
        std::to_string(count) +
        ") SELECT i AS id, i % 1000 * 100 AS x, i / 1000 * 100 AS y, i % 7 AS w FROM n");
  }

  // A statement that shows a lent data set, twice: a function reads something while it is collected.
  static constexpr const char* kShown =
      "SELECT p, p FROM (SELECT (SELECT cl_points(id, x, y, w) FROM firms) AS p FROM cl_describe((SELECT "
      "cl_points(1, 2, 3))) LIMIT 1) WHERE p IS NOT NULL";

  // Another statement that makes the connection look for memory to take back.
  void use() {
    db_.get("SELECT rows FROM cl_describe((SELECT cl_points(id, y, x, w) FROM firms))");
    db_.get("SELECT length(cl_points(1, 2, 3))");
  }

  // Where they are copied the answers are tested all the same, and no more.
  bool lends() { return db_.get("SELECT cl_build() LIKE '%are lent'") == "1"; }

  Database db_;
};

// Pages in use by this process, in MB.
long resident_megabytes() {
  std::ifstream file("/proc/self/statm");
  long whole = 0;
  long resident = 0;
  if (!(file >> whole >> resident)) return -1;
  return resident * sysconf(_SC_PAGESIZE) / 1'000'000;
}

std::vector<char> blob_of(sqlite3_stmt* statement) {
  const auto* const bytes = static_cast<const char*>(sqlite3_column_blob(statement, 0));
  return {bytes, bytes + sqlite3_column_bytes(statement, 0)};
}

TEST_F(LentDataSets, GiveTheAnswersOfStoredOnes) {
  make_firms(100'000);
  db_.get(
      "CREATE TABLE stored AS SELECT cl_points(id, x, y, w) AS p, cl_points(id, y, x, w) AS q FROM firms");
  const auto from = [](const std::string& p, const std::string& q) {
    return std::vector<std::string>{
        "SELECT count(*), sum(id * cluster), count(DISTINCT kind) FROM cl_dbscan(" + p + ", 150, 30)",
        "SELECT count(*), sum(nearest_id), sum(distance) FROM cl_nearest(" + p + ", " + q + ", 2)",
        "SELECT * FROM cl_describe(" + p + ")",
        "SELECT length(" + p + ") + rows FROM cl_describe(" + q + ")",
        "SELECT rows FROM cl_describe((SELECT cl_merge(p) FROM (SELECT " + p + " AS p)))",
    };
  };
  const auto stored = from("(SELECT p FROM stored)", "(SELECT q FROM stored)");
  const auto lent =
      from("(SELECT cl_points(id, x, y, w) FROM firms)", "(SELECT cl_points(id, y, x, w) FROM firms)");
  for (std::size_t i = 0; i < lent.size(); ++i) EXPECT_EQ(db_.get(lent[i]), db_.get(stored[i])) << lent[i];
}

TEST_F(LentDataSets, StayAsLongAsTheirStatementShowsThem) {
  if (!lends()) GTEST_SKIP() << "data sets are copied";
  make_firms(100'000);
  const OpenStatement shown(db_, kShown);
  ASSERT_EQ(shown.code(), SQLITE_OK) << sqlite3_errmsg(db_.handle());
  ASSERT_EQ(sqlite3_step(shown.get()), SQLITE_ROW);
  const void* const at = sqlite3_column_blob(shown.get(), 0);
  ASSERT_EQ(at, sqlite3_column_blob(shown.get(), 1)) << "it has been copied";
  const std::vector<char> before = blob_of(shown.get());
  ASSERT_GT(before.size(), 2'000'000U);
  use();
  use();
  // An application that sets the counter of runs back must not make the statement look like a new run.
  EXPECT_GT(sqlite3_stmt_status(shown.get(), SQLITE_STMTSTATUS_RUN, 1), 0);
  use();
  EXPECT_EQ(sqlite3_column_blob(shown.get(), 0), at);
  EXPECT_TRUE(blob_of(shown.get()) == before);
}

TEST_F(LentDataSets, StayAfterTheRowsOfTheirReaderAreRead) {
  make_firms(100'000);
  // The reader's cursor is closed for each outer row, the data set is read again after it.
  EXPECT_EQ(
      db_.get("SELECT sum(length(p)), sum(r) FROM (SELECT p, (SELECT rows FROM cl_describe(p) WHERE rows > "
              "i.id) AS r FROM (SELECT cl_points(id, x, y, w) AS p FROM firms), (SELECT id FROM firms LIMIT "
              "5) AS i)"),
      std::to_string(5 * std::stol(db_.get("SELECT length(cl_points(id, x, y, w)) FROM firms"))) + "|500000");
}

TEST_F(LentDataSets, OutliveTheirStatementAsCopies) {
  make_firms(100'000);
  const std::string expected = db_.get("SELECT hex(substr(cl_points(id, x, y, w), 1, 200)) FROM firms");
  OpenStatement shown(db_, kShown);
  ASSERT_EQ(shown.step(), SQLITE_ROW);
  sqlite3_value* const kept = sqlite3_value_dup(sqlite3_column_value(shown.get(), 0));
  const OpenStatement bound(db_, "SELECT hex(substr(?1, 1, 200)), rows FROM cl_describe(?1)");
  ASSERT_EQ(sqlite3_bind_value(bound.get(), 1, sqlite3_column_value(shown.get(), 0)), SQLITE_OK);
  db_.get("CREATE TABLE copy(p)");
  const OpenStatement insert(db_, "INSERT INTO copy VALUES (?1)");
  ASSERT_EQ(sqlite3_bind_value(insert.get(), 1, kept), SQLITE_OK);
  shown.reset();
  use();
  ASSERT_EQ(sqlite3_step(insert.get()), SQLITE_DONE);
  sqlite3_value_free(kept);
  ASSERT_EQ(sqlite3_step(bound.get()), SQLITE_ROW);
  EXPECT_STREQ(reinterpret_cast<const char*>(sqlite3_column_text(bound.get(), 0)), expected.c_str());
  EXPECT_EQ(sqlite3_column_int(bound.get(), 1), 100'000);
  EXPECT_EQ(db_.get("SELECT hex(substr(p, 1, 200)), (SELECT rows FROM cl_describe(p)) FROM copy"),
            expected + "|100000");
}

// More data sets in one statement than are ever lent at a time.
TEST_F(LentDataSets, OfManyGroupsGiveEachItsOwnAnswer) {
  make_firms(300'000);
  const std::string groups = "(SELECT w % 4 AS g, cl_points(id, x, y, w) AS p FROM firms GROUP BY w % 4)";
  const std::string counted = "SELECT w % 4, count(*) FROM firms GROUP BY w % 4 ORDER BY 1";
  EXPECT_EQ(db_.get("SELECT g, d.rows FROM " + groups + ", cl_describe(p) AS d ORDER BY g"),
            db_.get(counted));
  EXPECT_EQ(
      db_.get("SELECT o.g, (SELECT rows FROM cl_describe((SELECT cl_points(id, x, y, w) FROM firms WHERE w "
              "% 4 = o.g))) FROM (SELECT DISTINCT w % 4 AS g FROM firms) AS o ORDER BY 1"),
      db_.get(counted));
}

// SQLite cannot tell when a register of a correlated subquery is done with its value: of the 40 data sets
// of 7.2 MB that this statement makes, one for each outer row, all would be held to its end.
TEST_F(LentDataSets, OfACorrelatedSubqueryAreHeldTwoAtATime) {
  if (CLUSTERLITE_UNDER_SANITIZER != 0) GTEST_SKIP() << "a sanitizer keeps freed memory for a while";
  if (resident_megabytes() < 0) GTEST_SKIP() << "this system does not say how much memory a process uses";
  make_firms(300'000);
  const auto held_at_the_end = [&](int outer) {
    OpenStatement statement(
        db_,
        "SELECT (SELECT rows FROM cl_describe((SELECT cl_points(id + o.i, x, y, w) FROM firms))) FROM (WITH "
        "RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
            std::to_string(outer) + ") SELECT i FROM n) AS o");
    for (int i = 0; i < outer; ++i) {
      EXPECT_EQ(statement.step(), SQLITE_ROW);
      EXPECT_EQ(sqlite3_column_int(statement.get(), 0), 300'000);
    }
    return resident_megabytes();
  };
  const long of_three = held_at_the_end(3);
  EXPECT_LT(held_at_the_end(40) - of_three, 60);
}

TEST_F(LentDataSets, MakeALeftJoinCheap) {
  if (!lends()) GTEST_SKIP() << "data sets are copied";
  make_firms(100'000);
  // Copied for each of these rows they would be 12 GB, more than a statement may copy.
  EXPECT_EQ(
      db_.get("SELECT count(m.id), sum(m.neighbours) FROM (SELECT * FROM firms WHERE id <= 5000) AS f LEFT "
              "JOIN cl_neighbour_count((SELECT cl_points(id, x, y, w) FROM firms), 100) AS m ON m.id = f.id"),
      db_.get("SELECT count(*), sum(neighbours) FROM cl_neighbour_count((SELECT cl_points(id, x, y, w) FROM "
              "firms), 100) WHERE id <= 5000"));
}

// Inside one run SQLite counts each call of a trigger, and of a foreign key action, as another run.
TEST_F(LentDataSets, StayWhileTriggersRun) {
  make_firms(100'000);
  db_.get("PRAGMA foreign_keys = ON; CREATE TABLE stored AS SELECT cl_points(id, x, y, w) AS p FROM firms");
  const std::string set =
      "CREATE TABLE log(n); CREATE TABLE target(id INTEGER PRIMARY KEY, v UNIQUE);"
      "CREATE TABLE child(v REFERENCES target(v) ON UPDATE CASCADE);"
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12) INSERT INTO "
      "target SELECT i, -i FROM n; INSERT INTO child SELECT v FROM target;"
      "CREATE VIEW shown AS SELECT id, v FROM target;";
  const std::string rows =
      "(SELECT d.rows + length(cl_points(a, o.id, 3)) + o.id FROM (SELECT 1 AS a), cl_describe(P) "
      "AS d WHERE d.rows > o.id)";
  const std::string statements[] = {
      "CREATE TRIGGER t AFTER UPDATE ON target BEGIN INSERT INTO log VALUES (new.v); SELECT 1; END;"
      "UPDATE target AS o SET v = " +
          rows,
      "UPDATE target AS o SET v = " + rows,  // with the foreign key alone
      "CREATE TRIGGER t INSTEAD OF UPDATE ON shown BEGIN UPDATE target SET v = new.v WHERE id = new.id; END;"
      "UPDATE shown AS o SET v = " +
          rows,
      "CREATE TRIGGER t AFTER UPDATE ON target BEGIN INSERT INTO log VALUES (new.v); END;"
      "INSERT INTO target SELECT o.id, " +
          rows +
          " FROM target AS o WHERE true ON CONFLICT (id) DO UPDATE SET v = "
          "excluded.v",
      "CREATE TRIGGER t AFTER INSERT ON log BEGIN SELECT 1; END; INSERT INTO log SELECT " + rows +
          " FROM target AS o",
  };
  const std::string forget = "DROP VIEW shown; DROP TABLE child; DROP TABLE target; DROP TABLE log";
  for (const std::string& statement : statements) {
    const auto with = [&](const std::string& points) {
      std::string sql = statement;
      sql.replace(sql.find("(P)") + 1, 1, points);
      db_.get(set + sql);
      const std::string found = db_.get(
          "SELECT (SELECT sum(v * id) FROM target), (SELECT sum(n) FROM log), (SELECT "
          "sum(v) FROM child)");
      db_.get(forget);
      return found;
    };
    EXPECT_EQ(with("(SELECT cl_points(id, x, y, w) FROM firms)"), with("(SELECT p FROM stored)"))
        << statement;
  }
}

TEST_F(LentDataSets, OfTheWrongKindAreRefused) {
  make_firms(100'000);
  EXPECT_EQ(db_.run("SELECT * FROM cl_dbscan((SELECT cl_crosstab(id, w, x) FROM firms), 100, 10)").text(),
            "error: cl_dbscan: argument 1 is a crosstab; it needs points - see cl_points()");
}

// Only what a collector of this connection has just made is taken at its word.
TEST_F(LentDataSets, AreNoExcuseForDamagedOnes) {
  make_firms(100'000);
  db_.get("CREATE TABLE stored(p); INSERT INTO stored SELECT cl_points(id, x, y, w) FROM firms");
  sqlite3_blob* blob = nullptr;
  ASSERT_EQ(sqlite3_blob_open(db_.handle(), "main", "stored", "p", 1, 1, &blob), SQLITE_OK);
  ASSERT_EQ(sqlite3_blob_write(blob, "X", 1, sqlite3_blob_bytes(blob) / 2), SQLITE_OK);
  ASSERT_EQ(sqlite3_blob_close(blob), SQLITE_OK);
  EXPECT_EQ(db_.run("SELECT a.rows FROM cl_describe((SELECT cl_points(id, x, y, w) FROM firms)) AS a, "
                    "cl_describe((SELECT p FROM stored)) AS b")
                .text(),
            "error: cl_describe: argument 1 is a damaged data set: its content does not match its checksum");
}

TEST_F(LentDataSets, OfAFailedOrStoppedStatementDoNoHarm) {
  make_firms(100'000);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(db_.run("SELECT * FROM cl_dbscan((SELECT cl_points(id, x, y, w) FROM firms), -1, 10)").code,
              SQLITE_ERROR);
    OpenStatement left_early(db_, kShown);
    EXPECT_EQ(left_early.step(), SQLITE_ROW);
    EXPECT_EQ(db_.get("SELECT rows FROM cl_describe((SELECT cl_points(id, x, y, w) FROM firms))"), "100000");
  }
}

// The same prepared statement, run over and over, looks always the same but for its counter of runs. Were the
// data sets of its earlier runs not taken back, later ones would be copied: few are lent at a time.
TEST_F(LentDataSets, AreTakenBackWhenTheirStatementRunsAgain) {
  if (!lends()) GTEST_SKIP() << "data sets are copied";
  make_firms(100'000);
  OpenStatement again(db_, kShown);
  for (int i = 0; i < 5; ++i) {
    ASSERT_EQ(again.step(), SQLITE_ROW);
    EXPECT_EQ(sqlite3_column_blob(again.get(), 0), sqlite3_column_blob(again.get(), 1)) << i;
    again.reset();
  }
}

// As most programs run statements. Each gets the address of the one before, and is its first run.
TEST_F(LentDataSets, AreTakenBackWhenTheNextStatementIsPrepared) {
  if (!lends()) GTEST_SKIP() << "data sets are copied";
  make_firms(100'000);
  for (int i = 0; i < 5; ++i) {
    OpenStatement next(db_, kShown);
    ASSERT_EQ(next.step(), SQLITE_ROW);
    EXPECT_EQ(sqlite3_column_blob(next.get(), 0), sqlite3_column_blob(next.get(), 1)) << i;
  }
}

// A statement left at a row is not the one that collects.
TEST_F(LentDataSets, AreTakenBackBesideAStatementThatStaysOpen) {
  if (!lends()) GTEST_SKIP() << "data sets are copied";
  make_firms(100'000);
  OpenStatement open(db_, "SELECT id FROM firms");
  ASSERT_EQ(open.step(), SQLITE_ROW);
  for (int i = 0; i < 5; ++i) {
    OpenStatement next(db_, kShown);
    ASSERT_EQ(next.step(), SQLITE_ROW);
    EXPECT_EQ(sqlite3_column_blob(next.get(), 0), sqlite3_column_blob(next.get(), 1)) << i;
  }
}

TEST_F(LentDataSets, DoNotPileUp) {
  if (CLUSTERLITE_UNDER_SANITIZER != 0) GTEST_SKIP() << "a sanitizer keeps freed memory for a while";
  if (resident_megabytes() < 0) GTEST_SKIP() << "this system does not say how much memory a process uses";
  make_firms(300'000);
  OpenStatement again(db_, "SELECT rows FROM cl_describe((SELECT cl_points(id, x, y, w) FROM firms))");
  const auto run = [&] {
    ASSERT_EQ(again.step(), SQLITE_ROW);
    ASSERT_EQ(sqlite3_column_int(again.get(), 0), 300'000);
    again.reset();
  };
  for (int i = 0; i < 3; ++i) run();
  const long before = resident_megabytes();
  for (int i = 0; i < 30; ++i) run();
  EXPECT_LT(resident_megabytes() - before, 60) << "30 data sets of 7.2 MB have been made";
}

}  // namespace
}  // namespace clusterlite::testing
