// Permanent tables in the hands of other programs: lookups of any type, locks, read-only files, authorizers,
// trust.
#include <gtest/gtest.h>

#include <cstring>

#include "robustness/support.hpp"

namespace clusterlite::testing {
namespace {

// ---- lookup: WHERE id = ... finds what comparing all rows finds

constexpr const char* kIds[] = {
    // integers
    "(1), (2), (5), (-7), (9223372036854775807), (9007199254740993)",
    // texts, some of which look like numbers
    "('5'), ('05'), ('5.0'), ('a'), ('A'), (' a'), ('a '), ('가나'), ('5' || char(0) || 'x')",
    // both, and reals
    "(5), ('5'), (5.5), ('5.5'), (2.0), ('x'), (-0.0), (1e300)",
};

constexpr const char* kWanted[] = {"5",
                                   "'5'",
                                   "5.0",
                                   "'5.0'",
                                   "'05'",
                                   "5.5",
                                   "'5.5'",
                                   "NULL",
                                   "x'35'",
                                   "''",
                                   "'a'",
                                   "'A'",
                                   "' a'",
                                   "-7",
                                   "-7.0",
                                   "1e300",
                                   "0",
                                   "-0.0",
                                   "'가나'",
                                   "1 = 1",
                                   "2",
                                   "2.0",
                                   "9223372036854775807",
                                   "9223372036854775807.0",
                                   "9007199254740993",
                                   "9007199254740992.0",
                                   "'9007199254740993'",
                                   "CAST(5 AS TEXT)",
                                   "CAST('5' AS INTEGER)",
                                   "CAST('5' AS NUMERIC)",
                                   "CAST('5' AS BLOB)",
                                   "CAST(5 AS REAL)",
                                   "zeroblob(0)",
                                   "5 || ''",
                                   "'a' || x'00'",
                                   "'5' || char(0) || 'x'",
                                   "9e999",
                                   "-9e999"};

TEST(PermanentTableLookup, FindsWhatComparingAllRowsFinds) {
  for (const char* const ids : kIds) {
    Database db;
    db.get(std::string(
               "CREATE TABLE firms(firm_id, x, y); INSERT INTO firms SELECT column1, 0, 0 FROM (VALUES ") +
           ids + ");" + kPermanent);
    const std::string function = "cl_dbscan((SELECT cl_points(firm_id, x, y) FROM firms), 15, 3, 'planar')";
    for (const char* const wanted : kWanted) {
      for (const char* const collation : {"", " COLLATE NOCASE", " COLLATE RTRIM", " COLLATE BINARY"}) {
        for (const char* const operation : {" = ", " IS ", " == "}) {
          const std::string right = std::string(operation) + wanted + collation;
          const std::string expected =
              db.get("SELECT count(*), group_concat(quote(firm_id)) FROM firms WHERE firm_id" + right);
          const std::string select = "SELECT count(*), group_concat(quote(id)) FROM ";
          EXPECT_EQ(db.get(select + "clusters WHERE id" + right), expected) << ids << right;
          EXPECT_EQ(db.get(select + function + " WHERE id" + right), expected) << ids << right;
        }
      }
      const std::string list = std::string("(") + wanted + ", 'a', 5)";
      EXPECT_EQ(db.get("SELECT count(*) FROM clusters WHERE id IN " + list),
                db.get("SELECT count(*) FROM firms WHERE firm_id IN " + list));
    }
  }
}

TEST(PermanentTableLookup, FollowsTheAffinityOfTheOtherSide) {
  for (const char* const ids : kIds) {
    Database db;
    db.get(std::string(
               "CREATE TABLE firms(firm_id, x, y); INSERT INTO firms SELECT column1, 0, 0 FROM (VALUES ") +
           ids + ");" + kPermanent +
           "CREATE TABLE wanted(a INTEGER, b TEXT, c NUMERIC, d REAL, e BLOB, f TEXT COLLATE NOCASE)");
    for (const char* const value : kWanted) {
      const std::string v(value);
      db.get("INSERT INTO wanted VALUES (" + v + ", " + v + ", " + v + ", " + v + ", " + v + ", " + v + ")");
    }
    for (const char* const column : {"a", "b", "c", "d", "e", "f"}) {
      const std::string on = std::string(" = wanted.") + column;
      const std::string expected = db.get(
          "SELECT count(*), group_concat(quote(firm_id)) FROM wanted CROSS JOIN firms ON firm_id" + on);
      EXPECT_EQ(db.get("SELECT count(*), group_concat(quote(id)) FROM wanted CROSS JOIN clusters ON id" + on),
                expected)
          << ids << on;
    }
  }
}

// Every operator that may become a lookup, with operands of every affinity, against an ordinary table of the
// same values.
TEST(PermanentTableLookup, AnswersEveryOperatorAsAnOrdinaryTable) {
  // Before 3.38 SQLite does not tell IN from =; it never does for (id, group_key) IN (SELECT ...), which is
  // compared without conversion between numbers and texts.
  const bool lists = sqlite3_libversion_number() >= 3038000;
  for (const char* const ids : kIds) {
    Database db;
    db.get(std::string(
               "CREATE TABLE firms(firm_id, x, y); INSERT INTO firms SELECT column1, 0, 0 FROM (VALUES ") +
           ids + ");" + kPermanent +
           "CREATE TABLE ordinary AS SELECT id, group_key FROM clusters;"
           "CREATE TABLE wanted(a INTEGER, b TEXT, c NUMERIC, d REAL, e BLOB, f TEXT COLLATE NOCASE, g)");
    for (const char* const value : kWanted) {
      const std::string v(value);
      db.get("INSERT INTO wanted VALUES (" + v + ", " + v + ", " + v + ", " + v + ", " + v + ", " + v + ", " +
             v + ")");
    }
    std::vector<std::string> conditions;
    for (const std::string column :
         {"a", "b", "c", "d", "e", "f", "g", "g + 0", "g || ''", "CAST(g AS TEXT)", "+a"}) {
      const std::string select = "SELECT " + column + " FROM wanted";
      if (lists) {
        conditions.push_back("id IN (" + select + ")");
        conditions.push_back("+id IN (" + select + ")");
        conditions.push_back("id IN (" + select + " WHERE g = 5)");
        conditions.push_back("id IN (SELECT " + column + " FROM wanted) AND id IN (SELECT g FROM wanted)");
        conditions.push_back("id = (SELECT " + column + " FROM wanted WHERE rowid = 2) OR id IN (" + select +
                             ")");
      }
      conditions.push_back("id NOT IN (" + select + " WHERE " + column + " IS NOT NULL)");
      conditions.push_back("id = (" + select + " WHERE rowid = 3)");
      conditions.push_back("id <> (" + select + " WHERE rowid = 3)");
      conditions.push_back("id >= (" + select + " WHERE rowid = 3)");
      conditions.push_back("id BETWEEN (" + select + " WHERE rowid = 1) AND (" + select +
                           " WHERE rowid = 5)");
      conditions.push_back("id IS (" + select + " WHERE rowid = 4)");
      conditions.push_back("id IS NOT (" + select + " WHERE rowid = 4)");
      conditions.push_back("EXISTS (SELECT 1 FROM wanted WHERE id = " + column + ")");
      conditions.push_back("id LIKE (" + select + " WHERE rowid = 3)");
    }
    conditions.insert(conditions.end(),
                      {"id IN (5, '5', 'a', NULL)", "id IN ()", "id IN (5)", "id IN (SELECT 5)",
                       "id IN (5.0, 5, 6)", "id IN ('a', 'b', 5, -5) COLLATE NOCASE", "id = 5 OR id = 'a'",
                       "(id, 1) IN (SELECT id, 1 FROM ordinary)"});
    const std::string function = "cl_dbscan((SELECT cl_points(firm_id, x, y) FROM firms), 15, 3, 'planar')";
    for (const std::string& condition : conditions) {
      const auto from = [&](const std::string& table) {
        return db.get("SELECT count(*), group_concat(quote(id)) FROM (SELECT id FROM " + table + " WHERE " +
                      condition + " ORDER BY typeof(id), id)");
      };
      const std::string expected = from("ordinary");
      EXPECT_EQ(from("clusters"), expected) << ids << ": " << condition;
      EXPECT_EQ(from(function), expected) << ids << ": " << condition;
    }
  }
}

// The same in joins, row values, correlated subqueries and compounds. (id, cluster) IN (SELECT ...) reaches a
// virtual table as if it were a join with `=`, and SQLite compares the values without the conversion that IN
// asks for: with a number against a text it finds less than (+id, cluster) IN (SELECT ...), which is right.
TEST(PermanentTableLookup, AnswersEveryJoinAsAnOrdinaryTable) {
  for (const char* const ids : kIds) {
    Database db;
    db.get(std::string(
               "CREATE TABLE firms(firm_id, x, y); INSERT INTO firms SELECT column1, 0, 0 FROM (VALUES ") +
           ids + ");" + kPermanent +
           "CREATE TABLE ordinary AS SELECT id, group_key, cluster FROM clusters;"
           "CREATE TABLE wanted(a INTEGER, b TEXT, c NUMERIC, d REAL, e BLOB, f TEXT COLLATE NOCASE, g)");
    for (const char* const value : kWanted) {
      const std::string v(value);
      db.get("INSERT INTO wanted VALUES (" + v + ", " + v + ", " + v + ", " + v + ", " + v + ", " + v + ", " +
             v + ")");
    }
    std::vector<std::string> queries;
    for (const std::string column : {"a", "b", "c", "d", "e", "f", "g", "g + 0", "g || ''", "+a"}) {
      const std::string w = "(SELECT rowid AS r, " + column + " AS id FROM wanted) AS w";
      queries.push_back("SELECT w.r, quote(t.id) FROM " + w + " LEFT JOIN {} AS t ON t.id = w.id");
      queries.push_back("SELECT w.r, quote(t.id) FROM " + w + " LEFT JOIN {} AS t ON t.id IS w.id");
      queries.push_back("SELECT w.r, quote(t.id) FROM {} AS t LEFT JOIN " + w + " ON t.id = w.id");
      queries.push_back("SELECT w.r, quote(t.id) FROM {} AS t JOIN " + w +
                        " ON w.id = t.id AND t.cluster = 1");
      queries.push_back("SELECT w.r, quote(t.id) FROM " + w + " CROSS JOIN {} AS t USING (id)");
      queries.push_back("SELECT w.r, quote(t.id) FROM " + w +
                        " CROSS JOIN {} AS t ON (t.id, t.cluster) = (w.id, 1)");
      queries.push_back("SELECT w.r, quote(t.id) FROM " + w +
                        " CROSS JOIN {} AS t ON (t.id, t.cluster) >= (w.id, 1)");
      queries.push_back("SELECT w.r, quote(t.id) FROM " + w +
                        " CROSS JOIN {} AS t ON t.id BETWEEN w.id AND w.id");
      queries.push_back("SELECT w.r, w.id IN (SELECT id FROM {}) FROM " + w);
      queries.push_back("SELECT w.r, (w.id, 1) IN (SELECT id, cluster FROM {}) FROM " + w);
      queries.push_back(
          "SELECT w.r, EXISTS (SELECT 1 FROM {} AS t WHERE t.id = w.id AND t.cluster = 1) FROM " + w);
      queries.push_back("SELECT w.r, (SELECT count(*) FROM {} AS t WHERE t.id = w.id OR t.id = 5) FROM " + w);
      queries.push_back("SELECT w.r, quote(w.id) FROM " + w +
                        " WHERE NOT EXISTS (SELECT 1 FROM {} AS t WHERE w.id = t.id)");
      queries.push_back("SELECT '', quote(id) FROM (SELECT id FROM {} INTERSECT SELECT w.id FROM " + w + ")");
      queries.push_back("SELECT '', quote(id) FROM (SELECT id FROM {} EXCEPT SELECT w.id FROM " + w + ")");
      queries.push_back("SELECT '', quote(id) FROM (SELECT id FROM {} UNION SELECT w.id FROM " + w + ")");
      queries.push_back("SELECT max(w.r), quote(t.id) FROM {} AS t JOIN " + w +
                        " ON t.id = w.id GROUP BY t.id");
    }
    queries.push_back("SELECT '', quote(id) FROM {} WHERE (id, cluster) = (5, 1)");
    queries.push_back(
        "SELECT '', quote(id) FROM {} WHERE (id, cluster) IN (SELECT id, cluster FROM ordinary)");
    queries.push_back(
        "SELECT '', quote(id) FROM {} WHERE (id, cluster) NOT IN (SELECT a, 1 FROM wanted WHERE a IS NOT "
        "NULL)");
    queries.push_back("SELECT '', quote(id) FROM {} WHERE (+id, cluster) IN (SELECT a, 1 FROM wanted)");
    const std::string function = "cl_dbscan((SELECT cl_points(firm_id, x, y) FROM firms), 15, 3, 'planar')";
    for (const std::string& query : queries) {
      const auto from = [&](const std::string& table) {
        std::string sql = query;
        sql.replace(sql.find("{}"), 2, table);
        return db.run("SELECT * FROM (" + sql + ") ORDER BY 1, 2").text();
      };
      const std::string expected = from("ordinary");
      EXPECT_EQ(expected.find("error"), std::string::npos) << query << expected;
      EXPECT_EQ(from("clusters"), expected) << ids << ": " << query;
      EXPECT_EQ(from(function), expected) << ids << ": " << query;
    }
  }
}

TEST(PermanentTableLookup, WorksInAFileOfUtf16) {
  Database db;
  db.get(
      "PRAGMA encoding = 'UTF-16'; CREATE TABLE firms(firm_id TEXT, x, y);"
      "INSERT INTO firms VALUES ('가', '0', '0'), ('나', '3', '4'), ('🏭', '100,', NULL)");
  db.get(kPermanent);
  EXPECT_EQ(db.run("SELECT * FROM clusters").text(),
            "error: cl_dbscan: x must be a number (got '100,' for id '🏭')");
  db.get("UPDATE firms SET x = ' 100 ' WHERE y IS NULL");
  EXPECT_EQ(db.get("SELECT kind FROM clusters WHERE id = '나'"), "noise");
  EXPECT_EQ(db.get("SELECT count(*), count(kind) FROM clusters WHERE id = '🏭'"), "1|0");
}

// With group keys one id may occur once in each group.
TEST(PermanentTableLookup, FindsAnIdInEveryGroup) {
  Database db;
  db.get(
      "CREATE TABLE firms(firm_id, x, y, year);"
      "INSERT INTO firms VALUES (1, 0, 0, 2001), (1, 0, 0, 2002), (2, 0, 0, 2002), (1, 0, 0, 'later');"
      "CREATE VIRTUAL TABLE t USING cl_dbscan(source = firms, id = firm_id, x = x, y = y, group_key = year, "
      "eps = 1, "
      "min_points = 1, metric = planar)");
  EXPECT_EQ(db.get("SELECT group_key FROM t WHERE id = 1 ORDER BY 1"), "2001\n2002\nlater");
  EXPECT_EQ(db.get("SELECT group_key FROM t WHERE id = 2"), "2002");
}

// ---- files and locks

class PermanentTableFile : public ::testing::Test {
 protected:
  TemporaryDirectory directory_;
  std::string file_ = directory_.file("city.db");
};

TEST_F(PermanentTableFile, ReadOnlyIsEnough) {
  Database(file_).get(std::string(kSixtyFirms) + kPermanent);
  Database db(file_, SQLITE_OPEN_READONLY);
  EXPECT_EQ(db.get(kStored), db.get(kComputed));
  EXPECT_EQ(db.get("SELECT cluster FROM clusters WHERE id = 31"), "2");
  Database immutable("file:" + file_ + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
  EXPECT_EQ(immutable.get(kStored), db.get(kStored));
}

TEST_F(PermanentTableFile, OfAWriterInWalModeIsReadAsItWas) {
  Database writer(file_);
  writer.get(std::string("PRAGMA journal_mode = wal;") + kSixtyFirms + kPermanent);
  Database reader(file_);
  writer.get("BEGIN IMMEDIATE; DELETE FROM firms");
  EXPECT_EQ(reader.get("SELECT count(*), max(cluster) FROM clusters"), "60|2");
  EXPECT_EQ(writer.get("SELECT count(*) FROM clusters"), "0");
  writer.get("COMMIT");
  EXPECT_EQ(reader.get("SELECT count(*) FROM clusters"), "0");
}

TEST_F(PermanentTableFile, UnderAnExclusiveLockIsBusyAndComesBack) {
  Database writer(file_);
  writer.get(std::string(kSixtyFirms) + kPermanent);
  Database reader(file_);
  EXPECT_EQ(reader.get("SELECT count(*) FROM clusters"), "60");
  writer.get("BEGIN EXCLUSIVE; DELETE FROM firms WHERE firm_id > 50");
  const Outcome busy = reader.run(kStored);
  EXPECT_EQ(busy.code, SQLITE_BUSY);
  EXPECT_EQ(busy.error, "database is locked");

  // Loading the extension meets the lock too; it loads, and the functions work.
  Database late(file_);
  EXPECT_EQ(late.run(kStored).code, SQLITE_BUSY);
  writer.get("COMMIT");
  EXPECT_EQ(reader.get("SELECT count(*) FROM clusters"), "50");
  EXPECT_EQ(late.get(kStored), late.get(kComputed));
  EXPECT_EQ(late.run("CREATE VIRTUAL TABLE t USING cl_dbscan(source = nowhere, id = firm_id, x = x, y = y, "
                     "eps = 15, "
                     "min_points = 3); SELECT * FROM t")
                .text(),
            "error: cl_dbscan: table t cannot read its source nowhere: no such table: main.nowhere");
}

// The lock is met within the nested statement, which reads another file than the outer one has open already.
TEST_F(PermanentTableFile, BusyIsToldAsBusyFromTheNestedStatement) {
  const std::string other_file = directory_.file("other.db");
  Database writer(other_file);
  writer.get(kSixtyFirms);
  Database reader(file_);
  reader.get(
      "ATTACH '" + other_file +
      "' AS other; CREATE TEMP VIEW source AS SELECT * FROM other.firms;"
      "CREATE VIRTUAL TABLE temp.t USING cl_dbscan(source = source, id = firm_id, x = x, y = y, eps = 15, "
      "min_points = 3)");
  EXPECT_EQ(reader.get("SELECT count(*) FROM t"), "60");
  writer.get("BEGIN EXCLUSIVE");
  const Outcome busy = reader.run("SELECT count(*) FROM t");
  EXPECT_EQ(busy.code, SQLITE_BUSY);
  EXPECT_EQ(busy.error, "cl_dbscan: database is locked");
  writer.get("COMMIT");
  EXPECT_EQ(reader.get("SELECT count(*) FROM t"), "60");
}

// ---- who may read what

int deny_firms(void*, int action, const char* table, const char*, const char*, const char*) {
  const bool firms = table != nullptr && std::strcmp(table, "firms") == 0;
  return action == SQLITE_READ && firms ? SQLITE_DENY : SQLITE_OK;
}

TEST(PermanentTableTrust, AnAuthorizerSeesTheReadingOfTheSource) {
  Database db;
  db.get(std::string(kSixtyFirms) + kPermanent);
  sqlite3_set_authorizer(db.handle(), &deny_firms, nullptr);
  const Outcome denied = db.run(kStored);
  EXPECT_EQ(denied.code, SQLITE_AUTH);
  EXPECT_EQ(denied.error, "cl_dbscan: access to firms.firm_id is prohibited");
  EXPECT_EQ(
      db.run("CREATE VIRTUAL TABLE t USING cl_dbscan(source = firms, id = firm_id, x = x, y = y, eps = 15, "
             "min_points = 3)")
          .code,
      SQLITE_AUTH);
  sqlite3_set_authorizer(db.handle(), nullptr, nullptr);
  EXPECT_EQ(db.get(kStored), db.get(kComputed));
  EXPECT_EQ(db.run("SELECT * FROM t").text(), "error: no such table: t");
}

// The function by which a permanent table reads its source does nothing in other hands.
TEST(PermanentTableTrust, TheIntakeOfRowsIsForPermanentTablesAlone) {
  constexpr const char* kRefused =
      "error: take_for_clusterlite is for the permanent tables of the extension alone";
  Database db;
  db.get(kSixtyFirms);
  for (const char* const call :
       {"take_for_clusterlite()", "take_for_clusterlite(NULL)", "take_for_clusterlite(1, firm_id, x, y)",
        "take_for_clusterlite('clusterlite row intake', firm_id, x, y)",
        "take_for_clusterlite(x'00', firm_id)"}) {
    EXPECT_EQ(db.run(std::string("SELECT ") + call + " FROM firms").text(), kRefused);
  }
  const OpenStatement forged(db, "SELECT take_for_clusterlite(?1, firm_id, x, y) FROM firms");
  int anything = 0;
  ASSERT_EQ(sqlite3_bind_pointer(forged.get(), 1, &anything, "another type", nullptr), SQLITE_OK);
  EXPECT_EQ(sqlite3_step(forged.get()), SQLITE_ERROR);
  db.get("CREATE VIEW v AS SELECT take_for_clusterlite(1) FROM firms");
  EXPECT_EQ(db.run("SELECT * FROM v").text(), "error: unsafe use of take_for_clusterlite()");
}

int deny_functions(void*, int action, const char*, const char*, const char*, const char*) {
  return action == SQLITE_FUNCTION ? SQLITE_DENY : SQLITE_OK;
}

TEST(PermanentTableTrust, AnAuthorizerSeesTheFunctionThatReads) {
  Database db;
  db.get(std::string(kSixtyFirms) + kPermanent);
  sqlite3_set_authorizer(db.handle(), &deny_functions, nullptr);
  const Outcome denied = db.run("SELECT * FROM clusters");
  sqlite3_set_authorizer(db.handle(), nullptr, nullptr);
  EXPECT_EQ(denied.error,
            "cl_dbscan: table clusters cannot read its source firms: not authorized to use function: "
            "take_for_clusterlite");
  EXPECT_EQ(db.get(kStored), db.get(kComputed));
}

// A row that is refused is told by its own words, wherever it stands, and leaves nothing behind.
TEST(PermanentTableTrust, ARefusedRowIsToldWordForWord) {
  Database db;
  db.get(std::string(kSixtyFirms) + kPermanent);
  for (const char* const id : {"1", "30", "60"}) {
    db.get(std::string("UPDATE firms SET x = 'here' WHERE firm_id = ") + id);
    EXPECT_EQ(db.run(kStored).text(),
              std::string("error: cl_dbscan: x must be a number (got 'here' for id ") + id + ")");
    db.get(std::string("UPDATE firms SET x = 0 WHERE firm_id = ") + id);
    EXPECT_EQ(db.get(kStored), db.get(kComputed));
  }
}

// In a schema that is not trusted, functions and the function form work inside views, as they read nothing
// but their arguments. A permanent table reads other tables: SQLite lets it be used by statements, not by
// views and triggers, as it does with its own full-text tables.
TEST(PermanentTableTrust, FollowsTrustedSchema) {
  Database db;
  db.get(std::string(kSixtyFirms) + kPermanent +
         "CREATE VIEW by_function AS SELECT id, cluster, kind FROM cl_dbscan((SELECT cl_points(firm_id, x, "
         "y) FROM firms), "
         "15, 3, 'planar');"
         "CREATE VIEW by_table AS SELECT id, cluster, kind FROM clusters;"
         "CREATE VIEW shares AS SELECT industry, cl_herfindahl(employees, district) AS h FROM firms GROUP BY "
         "industry;"
         "CREATE VIEW hulls AS SELECT length(cl_convex_hull(x, y)) AS bytes FROM firms;"
         "CREATE VIRTUAL TABLE over_view USING cl_dbscan(source = by_function, id = id, x = cluster, y = "
         "cluster, eps = 1, "
         "min_points = 1, metric = planar)");
  const std::string expected = db.get("SELECT * FROM by_table ORDER BY id");
  db.get("PRAGMA trusted_schema = OFF");
  EXPECT_EQ(db.get("SELECT * FROM by_function ORDER BY id"), expected);
  EXPECT_EQ(db.get("SELECT count(h) FROM shares"), "3");
  EXPECT_EQ(db.get("SELECT count(bytes) FROM hulls"), "1");
  EXPECT_EQ(db.get(kStored), expected);
  EXPECT_EQ(db.get("SELECT count(*) FROM over_view"), "60");
  EXPECT_EQ(db.run("SELECT * FROM by_table").text(), "error: unsafe use of virtual table \"clusters\"");
}

}  // namespace
}  // namespace clusterlite::testing
