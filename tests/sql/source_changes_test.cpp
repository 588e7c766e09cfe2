// A permanent table over a source that changes while its file does not gives what the source gives.
#include <gtest/gtest.h>

#include <string>

#include "robustness/support.hpp"

namespace clusterlite::testing {
namespace {

// A function of the application: counts its calls, and can shift the firms.
struct Application {
  int calls = 0;
  int shift = 0;
  static void call(sqlite3_context* context, int, sqlite3_value** values) {
    auto& self = *static_cast<Application*>(sqlite3_user_data(context));
    ++self.calls;
    sqlite3_result_int64(context, sqlite3_value_int64(values[0]) + self.shift);
  }
};

class SourceChanges : public ::testing::Test {
 protected:
  SourceChanges() {
    db_.get(kSixtyFirms);
    for (const char* const name : {"shifted", "fixed"}) {
      sqlite3_create_function(db_.handle(), name, 1,
                              SQLITE_UTF8 | (name[0] == 'f' ? SQLITE_DETERMINISTIC : 0), &application_,
                              &Application::call, nullptr, nullptr);
    }
  }

  void make(const std::string& source) {
    db_.get("DROP TABLE IF EXISTS kept; DROP VIEW IF EXISTS source; CREATE VIEW source AS " + source +
            "; CREATE VIRTUAL TABLE kept USING cl_describe(source = source, id = id, x = x, y = y)");
  }
  std::string rows() { return db_.get("SELECT rows FROM kept"); }
  std::string source_rows() { return db_.get("SELECT count(*) FROM source"); }

  // Whether the source is read again by each statement: its rows call a function of the application.
  bool reads_again(const std::string& source) {
    make(source);
    rows();
    const int before = application_.calls;
    rows();
    return application_.calls > before;
  }

  Application application_;
  Database db_;
};

TEST_F(SourceChanges, OfAnApplicationsFunctionAreSeen) {
  make("SELECT firm_id AS id, x, y FROM firms WHERE shifted(firm_id) > 10");
  EXPECT_EQ(rows(), "50");
  application_.shift = 7;
  EXPECT_EQ(source_rows(), "57");
  EXPECT_EQ(rows(), "57");
}

TEST_F(SourceChanges, OfTheTimeAreSeen) {
  db_.get(
      "CREATE TABLE registered(id, x, y, at); INSERT INTO registered SELECT firm_id, x, y, julianday('now') "
      "+ "
      "(firm_id - 30.5) / 1440.0 / 600 FROM firms");  // one every 0.1 s, from 3 s ago
  make("SELECT id, x, y FROM registered WHERE at <= julianday('now')");
  const int before = std::stoi(rows());
  sqlite3_sleep(400);
  const int after = std::stoi(rows());
  EXPECT_GT(after, before);
  EXPECT_NEAR(after, std::stoi(source_rows()), 2);
}

TEST_F(SourceChanges, OfAVirtualTableAreSeen) {
  make("SELECT firm_id AS id, x, y FROM firms WHERE firm_id <= (SELECT count(*) FROM pragma_database_list)");
  EXPECT_EQ(rows(), "1");
  db_.get("ATTACH ':memory:' AS other");
  EXPECT_EQ(rows(), source_rows());
  EXPECT_NE(rows(), "1");
}

TEST_F(SourceChanges, AreExpectedOfWhatIsNotDeterministic) {
  const std::string firms = "SELECT fixed(firm_id) AS id, x, y FROM firms";
  for (const char* const condition :
       {"datetime('now') > ''", "date() > ''", "time('NOW') > ''", "CURRENT_DATE > ''",
        "CURRENT_TIMESTAMP > ''", "strftime('%s', 'now') > 0", "julianday('now', '-1 day') > 0",
        "random() IS NOT NULL", "shifted(1) IS NOT NULL",
        "firm_id > (SELECT count(*) FROM pragma_user_version)", "abs(random()) > 0",
        "firm_id IN (SELECT shifted(firm_id) FROM firms)", "total_changes() >= 0"}) {
    EXPECT_TRUE(reads_again(firms + " WHERE " + condition)) << condition;
  }
}

// These are read again only when the file changes.
TEST_F(SourceChanges, AreNotExpectedOfWhatIs) {
  if (sqlite3_libversion_number() < 3034000) GTEST_SKIP() << "before 3.34 every statement reads the source";
  const std::string firms = "SELECT fixed(firm_id) AS id, x, y FROM firms";
  for (const char* const condition :
       {"true", "date('2024-01-01') > ''", "strftime('%Y', '2024-01-01') > 0", "upper(industry) <> ''",
        "firm_id > (SELECT sum(value) FROM json_each('[1, 2]'))",
        "firm_id > (SELECT count(*) FROM json_tree('[1, 2]'))",
        "firm_id IN (SELECT id FROM cl_dbscan((SELECT cl_points(firm_id, x, y) FROM firms), 15, 3))",
        "firm_id >= (SELECT max(rows) FROM cl_describe((SELECT cl_points(1, 2, 3))))",
        "firm_id > (SELECT avg(firm_id) FROM firms)",
        "firm_id IN (SELECT row_number() OVER () FROM firms)"}) {
    EXPECT_FALSE(reads_again(firms + " WHERE " + condition)) << condition;
  }
}

TEST_F(SourceChanges, ReachTheTablesThatReadThisOne) {
  make("SELECT shifted(firm_id) AS id, x, y FROM firms WHERE shifted(firm_id) > 10");
  db_.get(
      "DROP TABLE kept; CREATE VIRTUAL TABLE kept USING cl_dbscan(source = source, id = id, x = x, y = y, "
      "eps = 15, "
      "min_points = 3);"
      "CREATE VIEW members AS SELECT id, 0 AS x, 0 AS y FROM kept;"
      "CREATE VIRTUAL TABLE again USING cl_describe(source = members, id = id, x = x, y = y)");
  EXPECT_EQ(db_.get("SELECT rows FROM again"), "50");
  application_.shift = 7;
  EXPECT_EQ(db_.get("SELECT rows FROM again"), "57");
  EXPECT_EQ(db_.get("SELECT rows FROM again"), "57");
}

TEST_F(SourceChanges, AreReadOncePerStatementAndNotPerOuterRow) {
  make("SELECT firm_id AS id, x, y FROM firms WHERE shifted(firm_id) > 0");
  rows();
  for (const char* const join : {"SELECT sum(rows) FROM firms LEFT JOIN kept ON kept.rows = 60 + 0 * firm_id",
                                 "SELECT sum((SELECT rows FROM kept WHERE rows > firm_id - 100)) FROM firms",
                                 "SELECT sum((SELECT rows FROM kept WHERE rows > firm_id - 100)) FROM firms, "
                                 "kept AS k WHERE k.rows = 60"}) {
    const int before = application_.calls;
    EXPECT_EQ(db_.get(join), "3600") << join;
    EXPECT_EQ(application_.calls - before, 60) << join;
  }
}

// Another connection of a shared cache, whose changes are seen before it commits them.
TEST(SharedCache, FollowsARollbackOfTheOtherConnection) {
  const std::string name = "file:city?mode=memory&cache=shared";
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI;
  Database other(name, flags);
  Database db(name, flags);
  other.get(std::string(kSixtyFirms) + kPermanent);
  EXPECT_EQ(db.get("SELECT count(*) FROM clusters"), "60");
  db.get("PRAGMA read_uncommitted = 1");
  other.get("BEGIN; DELETE FROM firms WHERE firm_id > 11");
  EXPECT_EQ(db.get("SELECT count(*) FROM firms"), "11");
  EXPECT_EQ(db.get("SELECT count(*) FROM clusters"), "11");
  other.get("ROLLBACK");
  EXPECT_EQ(db.get("SELECT count(*) FROM clusters"), "60");
}

}  // namespace
}  // namespace clusterlite::testing
