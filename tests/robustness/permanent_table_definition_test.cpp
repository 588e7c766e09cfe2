// What the text of a permanent table may say, and what becomes of the table when its source changes its
// shape.
#include <gtest/gtest.h>

#include "robustness/support.hpp"

namespace clusterlite::testing {
namespace {

constexpr const char* kNamesOfPoints =
    "source, id, x, y [, weight] [, group_key], eps, min_points [, metric]; or source, id, geometry [, "
    "weight] [, "
    "group_key], eps, min_points [, metric]";

TEST(PermanentTableDefinition, OfWrongTextIsRefusedAtOnceAndLeavesNothingBehind) {
  Database db;
  db.get(kSixtyFirms);
  const std::string points(kNamesOfPoints);
  const std::string coordinates = "source, id, x, y [, weight] [, group_key], eps, min_points [, metric]";
  const std::pair<const char*, std::string> cases[] = {
      {"cl_dbscan(source = nowhere, id = firm_id, x = x, y = y, eps = 15, min_points = 3)",
       "cl_dbscan: table t cannot read its source nowhere: no such table: main.nowhere"},
      {"cl_dbscan(source = firms, id = nothing, x = x, y = y, eps = 15, min_points = 3)",
       "cl_dbscan: table t cannot read its source firms: no such column: firms.nothing"},
      {"cl_dbscan(source = firms, id = firm_id, x = \"nothing\", y = y, eps = 15, min_points = 3)",
       "cl_dbscan: table t cannot read its source firms: no such column: firms.nothing"},
      {"cl_dbscan(source = firms, id = firm_id, x = 'nothing', y = y, eps = 15, min_points = 3)",
       "cl_dbscan: table t cannot read its source firms: no such column: firms.nothing"},
      {"cl_dbscan(source = firms, id = firm_id, x = x + 1, y = y, eps = 15, min_points = 3)",
       "cl_dbscan: table t cannot read its source firms: no such column: firms.x + 1"},
      {"cl_dbscan(source = (SELECT 1), id = firm_id, x = x, y = y, eps = 15, min_points = 3)",
       "cl_dbscan: table t cannot read its source (SELECT 1): no such table: main.(SELECT 1)"},
      {"cl_dbscan(source = firms, id = firm_id, x = x, y = y, eps = -5, min_points = 3)",
       "cl_dbscan: eps must be >= 0 (got -5)"},
      {"cl_dbscan(source = firms, id = firm_id, x = x, y = y, eps = 9e999, min_points = 3)",
       "cl_dbscan: eps must be finite (got inf)"},
      {"cl_dbscan(source = firms, id = firm_id, x = x, y = y, eps = wide, min_points = 3)",
       "cl_dbscan: eps must be a number (got 'wide')"},
      {"cl_dbscan(source = firms, id = firm_id, x = x, y = y, eps = 15, min_points = 0)",
       "cl_dbscan: min_points must be >= 1 (got 0)"},
      {"cl_dbscan(source = firms, id = firm_id, x = x, y = y, eps = 15, min_points = 3, metric = taxicab)",
       "cl_dbscan: metric must be 'planar' or 'geodesic' (got 'taxicab')"},
      {"cl_dbscan(source = firms, id = firm_id, x = x, y = y, eps = 15)",
       "cl_dbscan: min_points is missing; expects " + coordinates},
      {"cl_dbscan(source = firms, id = firm_id, x = x, y = y, eps =, min_points = 3)",
       "cl_dbscan: eps is empty"},
      {"cl_dbscan(source = firms, id = firm_id, x = x, y = y, eps = 1, eps = 2, min_points = 3)",
       "cl_dbscan: eps is given twice"},
      {"cl_dbscan(source = firms, id = firm_id, x = x, eps = 15, min_points = 3)",
       "cl_dbscan: a column is missing; expects " + points},
      {"cl_dbscan(id = firm_id, x = x, y = y, eps = 15, min_points = 3)",
       "cl_dbscan: source is missing; expects " + points},
      {"cl_dbscan(source = firms, id = firm_id, x = x, y = y, eps = 15, min_points = 3, colour = red)",
       "cl_dbscan: unknown name 'colour'; expects " + points},
      {"cl_dbscan(firms, firm_id, x, y, 15, 3)", "cl_dbscan: expects name = value (got 'firms')"},
      {"cl_dbscan", "cl_dbscan: source is missing; expects " + points},
      {"cl_dbscan(source = t, id = firm_id, x = x, y = y, eps = 15, min_points = 3)",
       "cl_dbscan: source must be another table than t itself"},
      {"cl_dbscan(source = other.firms, id = firm_id, x = x, y = y, eps = 15, min_points = 3)",
       "cl_dbscan: source must be a table or view of the same schema as the virtual table (got other.firms); "
       "a name with "
       "a dot in it goes in double quotes"},
      {"cl_location_quotient(source = firms, region = district)",
       "cl_location_quotient: a column is missing; expects source, region, industry [, value]; or source, "
       "region, "
       "industry, value [, firms] [, sum_of_squares] [, sum_of_fourth_powers]"},
      {"cl_functions(source = firms)",
       "cl_functions: has no permanent form; use it as a function: SELECT * FROM cl_functions()"},
  };
  for (const auto& [definition, message] : cases) {
    EXPECT_EQ(db.run(std::string("CREATE VIRTUAL TABLE t USING ") + definition).text(), "error: " + message);
  }
  EXPECT_EQ(db.get("SELECT group_concat(name) FROM sqlite_schema"), "firms");
  // Nothing has been left half made: the name is free, and the function form works.
  db.get(
      "CREATE VIRTUAL TABLE t USING cl_dbscan(source = firms, id = firm_id, x = x, y = y, eps = 15, "
      "min_points = 3)");
  EXPECT_EQ(db.get("SELECT max(cluster) FROM t"), "2");
  EXPECT_EQ(db.get("SELECT max(cluster) FROM cl_dbscan((SELECT cl_points(firm_id, x, y) FROM firms), 15, 3)"),
            "2");
}

TEST(PermanentTableDefinition, OfTheFunctionsOwnNameIsRefused) {
  Database db;
  db.get(kSixtyFirms);
  EXPECT_EQ(db.run("CREATE VIRTUAL TABLE Cl_DbScan USING cl_dbscan(source = firms, id = firm_id, x = x, y = "
                   "y, eps = 15, "
                   "min_points = 3)")
                .text(),
            "error: cl_dbscan: a table of this name would hide the function; choose another one");
}

// Creating and opening call one function of ours: it must tell them apart, whether or not the function form
// has been used before, and however the statement is written.
TEST(PermanentTableDefinition, IsCheckedWhenItIsCreatedAndNotWhenItIsOpened) {
  const char* const statements[] = {
      "CREATE VIRTUAL TABLE c USING cl_dbscan(source = nowhere, id = a, x = b, y = c, eps = 1, min_points = "
      "2)",
      "create /* ; */ virtual -- table\n table if not exists main.[c] using Cl_Dbscan (source = nowhere, id "
      "= a, x = b, "
      "y = c, eps = 1, min_points = 2)",
      "\n;CREATE VIRTUAL TABLE \"a \"\"name\" USING \"cl_dbscan\"(source = nowhere, id = a, x = b, y = c, "
      "eps = 1, "
      "min_points = 2)",
      "CREATE VIRTUAL TABLE temp . `if` USING cl_dbscan(source = nowhere, id = a, x = b, y = c, eps = 1, "
      "min_points = 2)",
      "CREATE VIRTUAL TABLE [using]USING cl_dbscan(source = nowhere, id = a, x = b, y = c, eps = 1, "
      "min_points = 2)",
  };
  for (const char* const statement : statements) {
    for (const bool used_before : {false, true}) {
      Database db;
      if (used_before) db.get("SELECT * FROM cl_dbscan((SELECT cl_points(1, 2, 3)), 1, 1)");
      EXPECT_NE(db.run(statement).text().find("cannot read its source nowhere"), std::string::npos)
          << statement;
    }
  }
  Database db;
  EXPECT_EQ(db.run("CREATE VIRTUAL TABLE cl_dbscan USING cl_dbscan").text().substr(0, 35),
            "error: cl_dbscan: source is missing");
  const TemporaryDirectory directory;
  const std::string file = directory.file("city.db");
  Database(file).get(std::string(kSixtyFirms) + kPermanent + "DROP TABLE firms");
  Database later(file);
  EXPECT_NE(later.run("SELECT * FROM clusters").text().find("cannot read its source firms"),
            std::string::npos);
  later.get("DROP TABLE clusters");
}

// A file may hold a table that is called like a function when the extension is loaded: it hides the function,
// and everything else works.
TEST(PermanentTableDefinition, ToleratesAnOrdinaryTableOfTheFunctionsName) {
  const TemporaryDirectory directory;
  const std::string file = directory.file("city.db");
  Database(file).get(std::string(kSixtyFirms) +
                     "CREATE TABLE cl_dbscan(a); INSERT INTO cl_dbscan VALUES ('mine')");
  Database db(file);
  EXPECT_EQ(db.get("SELECT a FROM cl_dbscan"), "mine");
  db.get(kPermanent);
  EXPECT_EQ(db.get("SELECT max(cluster) FROM clusters"), "2");
  db.get("DROP TABLE cl_dbscan");
  EXPECT_EQ(db.get(kComputed), db.get(kStored));
}

TEST(PermanentTableDefinition, TakesNamesOfAnyLetters) {
  struct Names {
    const char* table;
    const char* column;
    const char* virtual_table;
  };
  const Names cases[] = {
      {"\"my firms\"", "\"firm number\"", "\"my clusters\""},
      {"\"O'Neill's\"", "\"the \"\"id\"\"\"", "\"it's \"\"mine\"\"\""},
      {"\"a.b\"", "\"c.d\"", "\"e.f\""},
      {"[한국 기업]", "[사업자 번호]", "[군집 결과]"},
      {"`select`", "`order`", "`table`"},
      {"\"firms;--\"", "\"a=b\"", "\"t);DROP TABLE x\""},
      {"기업", "번호", "군집"},
      {"\"a,b\"", "\"(c\"", "\"%s%n\""},
      {"\"naïve 🏭\"", "\"s\"", "\"main\""},
      {"\"main\"", "\"main\"", "\"temp\""},
  };
  for (const Names& names : cases) {
    Database db;
    const std::string table(names.table);
    const std::string column(names.column);
    const std::string name(names.virtual_table);
    db.get("CREATE TABLE " + table + "(" + column + " INTEGER, x, y); INSERT INTO " + table +
           " VALUES (1, 0, 0), (2, 3, 4), (3, 100, 100)");
    const Outcome created = db.run("CREATE VIRTUAL TABLE " + name + " USING cl_dbscan(source = " + table +
                                   ", id = " + column + ", x = x, y = y, eps = 5, min_points = 2)");
    EXPECT_EQ(created.text(), "") << table;
    EXPECT_EQ(db.run("SELECT id, cluster FROM " + name).text(), "1|1\n2|1\n3|") << table;
    db.get("ALTER TABLE " + name + " RENAME TO renamed");
    EXPECT_EQ(db.run("SELECT count(*) FROM renamed").text(), "3") << table;
    db.get("DROP TABLE renamed");
  }
}

TEST(PermanentTableDefinition, TakesUpperCaseNamesAndAnyWhiteSpace) {
  Database db;
  db.get(kSixtyFirms);
  db.get(
      "CREATE VIRTUAL TABLE t USING cl_dbscan(\n\tSOURCE=FIRMS,\n\tId=FIRM_ID,\n\tX = X ,Y\n=\nY, "
      "EPS='15',MIN_POINTS= "
      "\"3\",\n\tmetric = 'planar'\n)");
  EXPECT_EQ(db.get("SELECT max(cluster) FROM t"), "2");
}

// ---- the source changes its shape

class PermanentTableSource : public ::testing::Test {
 protected:
  // The error now, and that of a connection that opens the file anew; either can drop the table.
  void expect_broken(const std::string& message) {
    EXPECT_EQ(db_->run(kStored).text(), "error: " + message);
    EXPECT_EQ(db_->run("SELECT * FROM clusters WHERE id = 1").text(), "error: " + message);
    Database later(file_);
    EXPECT_EQ(later.run(kStored).text(), "error: " + message);
    EXPECT_EQ(later.get("BEGIN; DROP TABLE clusters; SELECT count(*) FROM sqlite_schema WHERE name = "
                        "'clusters'; ROLLBACK"),
              "0");
  }

  TemporaryDirectory directory_;
  std::string file_ = directory_.file("city.db");
  std::unique_ptr<Database> db_ = std::make_unique<Database>(file_);
};

TEST_F(PermanentTableSource, DroppedAndMadeAgain) {
  db_->get(std::string(kSixtyFirms) + kPermanent + kStored);
  db_->get("DROP TABLE firms");
  expect_broken("cl_dbscan: table clusters cannot read its source firms: no such table: main.firms");
  db_->get("CREATE TABLE firms(firm_id, x, y); INSERT INTO firms VALUES ('a', 0, 0)");
  EXPECT_EQ(db_->get(kStored), "a||noise");
  db_->get("DROP TABLE firms; CREATE VIEW firms AS SELECT 7 AS firm_id, 0 AS x, 0 AS y");
  EXPECT_EQ(db_->get(kStored), "7||noise");
  db_->get("DROP VIEW firms; DROP TABLE clusters");
}

TEST_F(PermanentTableSource, DroppedWithinATransaction) {
  db_->get(std::string(kSixtyFirms) + kPermanent);
  const std::string before = db_->get(kStored);
  const OpenStatement prepared(*db_, kStored);
  db_->get("BEGIN; DROP TABLE firms");
  EXPECT_EQ(db_->run(kStored).text(),
            "error: cl_dbscan: table clusters cannot read its source firms: no such table: main.firms");
  db_->get("CREATE TABLE firms(firm_id, x, y)");
  EXPECT_EQ(db_->get(kStored), "");
  db_->get("ROLLBACK");
  EXPECT_EQ(db_->get(kStored), before);
}

TEST_F(PermanentTableSource, Renamed) {
  db_->get(std::string(kSixtyFirms) + kPermanent + kStored);
  db_->get("ALTER TABLE firms RENAME TO companies");
  expect_broken("cl_dbscan: table clusters cannot read its source firms: no such table: main.firms");
  db_->get("ALTER TABLE companies RENAME TO firms");
  EXPECT_EQ(db_->get(kStored), db_->get(kComputed));
}

TEST_F(PermanentTableSource, LostAColumn) {
  db_->get(std::string(kSixtyFirms) + kPermanent + kStored);
  db_->get("ALTER TABLE firms DROP COLUMN y");
  expect_broken("cl_dbscan: table clusters cannot read its source firms: no such column: firms.y");
  db_->get("ALTER TABLE firms ADD COLUMN y DEFAULT 0");
  EXPECT_EQ(db_->get(kStored), db_->get(kComputed));
  db_->get("ALTER TABLE firms RENAME COLUMN firm_id TO number");
  expect_broken("cl_dbscan: table clusters cannot read its source firms: no such column: firms.firm_id");
}

TEST_F(PermanentTableSource, WithARowThatCannotBe) {
  db_->get(std::string(kSixtyFirms) + kPermanent + kStored);
  db_->get("UPDATE firms SET x = 'here' WHERE firm_id = 17");
  expect_broken("cl_dbscan: x must be a number (got 'here' for id 17)");
  db_->get("UPDATE firms SET x = '30' WHERE firm_id = 17");
  EXPECT_EQ(db_->get(kStored), db_->get(kComputed));
}

// ---- circles

TEST(PermanentTableCircle, ThroughItsOwnViewIsAnError) {
  Database db;
  db.get(std::string(kSixtyFirms) +
         "CREATE VIEW source AS SELECT * FROM firms;"
         "CREATE VIRTUAL TABLE t USING cl_dbscan(source = source, id = firm_id, x = x, y = y, eps = 15, "
         "min_points = 3);"
         "DROP VIEW source;"
         "CREATE VIEW source AS SELECT * FROM firms WHERE firm_id IN (SELECT id FROM t WHERE cluster = 1)");
  for (const char* const query :
       {"SELECT * FROM t", "SELECT * FROM source", "SELECT * FROM t WHERE id = 1"}) {
    EXPECT_EQ(db.run(query).text(), "error: cl_dbscan: table main.t reads from itself through its source")
        << query;
  }
  db.get("DROP VIEW source; CREATE VIEW source AS SELECT * FROM firms");
  EXPECT_EQ(db.get("SELECT max(cluster) FROM t"), "2");
}

TEST(PermanentTableCircle, OfTwoTablesIsAnError) {
  Database db;
  db.get(std::string(kSixtyFirms) +
         "CREATE VIEW v1 AS SELECT * FROM firms; CREATE VIEW v2 AS SELECT * FROM firms;"
         "CREATE VIRTUAL TABLE t1 USING cl_dbscan(source = v1, id = firm_id, x = x, y = y, eps = 15, "
         "min_points = 3, "
         "metric = planar);"
         "CREATE VIRTUAL TABLE t2 USING cl_neighbour_count(source = v2, id = firm_id, x = x, y = y, radius = "
         "15);"
         "DROP VIEW v1; DROP VIEW v2;"
         "CREATE VIEW v1 AS SELECT id AS firm_id, neighbours AS x, 0 AS y FROM t2;"
         "CREATE VIEW v2 AS SELECT id AS firm_id, cluster AS x, 0 AS y FROM t1");
  EXPECT_EQ(
      db.run("SELECT * FROM t1").text(),
      "error: cl_dbscan: cl_neighbour_count: cl_dbscan: table main.t1 reads from itself through its source");
  EXPECT_EQ(db.run("SELECT count(*) FROM t2, t1").code, SQLITE_ERROR);
  db.get("DROP VIEW v2; CREATE VIEW v2 AS SELECT * FROM firms");
  EXPECT_EQ(db.get("SELECT count(*) FROM t1"), "60");
}

// A chain is no circle: the neighbours of each firm within its cluster.
TEST(PermanentTableCircle, IsNotAChain) {
  Database db;
  db.get(std::string(kSixtyFirms) + kPermanent +
         "CREATE VIEW members AS SELECT firm_id, x, y, c.cluster FROM firms JOIN clusters AS c ON c.id = "
         "firm_id;"
         "CREATE VIRTUAL TABLE density USING cl_neighbour_count(source = members, id = firm_id, x = x, y = "
         "y, group_key = "
         "cluster, radius = 10)");
  // 24 pairs of firms are neighbours along x, 24 along y, and each firm is its own.
  EXPECT_EQ(db.get("SELECT count(*), sum(neighbours) FROM density WHERE group_key = 1"), "30|126");
  db.get("UPDATE firms SET x = x + 5000 WHERE firm_id = 30");
  EXPECT_EQ(db.get("SELECT count(*) FROM density WHERE group_key = 1"), "29");
}

}  // namespace
}  // namespace clusterlite::testing
