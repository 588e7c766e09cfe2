// cl_dbscan_label agrees with cl_dbscan, and of all frames only the one that makes sense of it gets through.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/city.hpp"
#include "support/database.hpp"

namespace clusterlite::testing {
namespace {

const std::string kStrict = "ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING";

// Database::run() gives no rows of a statement that fails; here those before the error count.
Outcome rows_and_error(const Database& db, const std::string& sql) {
  Outcome outcome;
  sqlite3_stmt* statement = nullptr;
  outcome.code = sqlite3_prepare_v2(db.handle(), sql.c_str(), -1, &statement, nullptr);
  while (outcome.code == SQLITE_OK && (outcome.code = sqlite3_step(statement)) == SQLITE_ROW) {
    std::string row;
    for (int column = 0; column < sqlite3_column_count(statement); ++column) {
      const auto* const text = sqlite3_column_text(statement, column);
      row += column > 0 ? "|" : "";
      row += text == nullptr ? "" : reinterpret_cast<const char*>(text);
    }
    outcome.rows.push_back(row);
    outcome.code = SQLITE_OK;
  }
  if (outcome.code == SQLITE_DONE) outcome.code = SQLITE_OK;
  if (outcome.code != SQLITE_OK) outcome.error = sqlite3_errmsg(db.handle());
  sqlite3_finalize(statement);
  return outcome;
}

// ---- Frames

class Frames : public ::testing::Test {
 protected:
  // Labels that differ from row to row, equal coordinates, a firm without any.
  Frames() {
    db_.get(R"(CREATE TABLE t(id INTEGER PRIMARY KEY, g, x, y);
               INSERT INTO t VALUES (1, 'a', 0, 0), (2, 'a', 500, 0), (3, 'a', 9, 0), (4, 'b', 510, 0),
                 (5, 'b', 1000, 0), (6, 'b', 0, 0), (7, 'b', NULL, 3), (8, 'c', 2000, 0))");
  }

  static std::string call(const std::string& filter, const std::string& window) {
    return "cl_dbscan_label(x, y, 20, 2) " + filter + " OVER (" + window + ")";
  }

  // The rows "id|label" that a statement gives before it ends or fails, sorted.
  Outcome labels(const std::string& filter, const std::string& window) {
    Outcome outcome = rows_and_error(db_, "SELECT id, " + call(filter, window) + " FROM t");
    std::sort(outcome.rows.begin(), outcome.rows.end());
    return outcome;
  }

  Database db_;
};

struct Boundary {
  const char* start;
  bool follows;  // the frame starts behind the row
};

TEST_F(Frames, OnlyLabelsOfTheStrictFrameGetThrough) {
  constexpr Boundary kStarts[] = {
      {"UNBOUNDED PRECEDING", false}, {"2 PRECEDING", false}, {"1 PRECEDING", false},
      {"0 PRECEDING", false},         {"CURRENT ROW", false}, {"0 FOLLOWING", false},
      {"1 FOLLOWING", true},          {"2 FOLLOWING", true},  {"500 FOLLOWING", true}};
  constexpr const char* kEnds[] = {"2 PRECEDING", "1 PRECEDING", "CURRENT ROW",   "0 FOLLOWING",
                                   "1 FOLLOWING", "2 FOLLOWING", "500 FOLLOWING", "UNBOUNDED FOLLOWING"};
  constexpr const char* kExclusions[] = {"", " EXCLUDE NO OTHERS", " EXCLUDE CURRENT ROW", " EXCLUDE GROUP",
                                         " EXCLUDE TIES"};
  constexpr const char* kFilters[] = {"",
                                      "FILTER (WHERE id <> 1)",
                                      "FILTER (WHERE id <> 4)",
                                      "FILTER (WHERE id <> 8)",
                                      "FILTER (WHERE 0)",
                                      "FILTER (WHERE x <> 0)"};
  int through = 0;
  int refused = 0;
  for (const std::string partition : {"", "PARTITION BY g ", "PARTITION BY id "}) {
    const std::vector<std::string> strict = labels("", partition + kStrict).rows;
    ASSERT_EQ(strict.size(), 8U);
    for (const std::string order : {"", "ORDER BY id ", "ORDER BY g ", "ORDER BY x DESC "}) {
      for (const std::string unit : {"ROWS", "GROUPS", "RANGE"}) {
        for (const Boundary& start : kStarts) {
          for (const char* const end : kEnds) {
            for (const char* const exclusion : kExclusions) {
              for (const std::string filter : kFilters) {
                const std::string window =
                    partition + order + unit + " BETWEEN " + start.start + " AND " + end + exclusion;
                const Outcome outcome = labels(filter, window);
                SCOPED_TRACE(call(filter, window));
                // What no function can see: a FILTER that leaves one row of each peer group of a GROUPS or
                // RANGE frame makes the calls of the strict frame over the rows left, and SQLite hands the
                // label of that row to its peers.
                if (outcome.code == SQLITE_OK && !filter.empty() && unit != "ROWS") continue;
                if (outcome.code == SQLITE_OK) {
                  ASSERT_EQ(outcome.rows, strict);
                  ASSERT_TRUE(start.follows && filter.empty());
                  ++through;
                  continue;
                }
                ++refused;
                if (outcome.error.find("cl_dbscan_label") == std::string::npos) continue;  // no frame at all
                ASSERT_NE(outcome.error.find("OVER (PARTITION BY ... " + kStrict + ")"), std::string::npos)
                    << outcome.error;
                // Frames that start elsewhere are refused before the first row. Of those that start behind
                // the row and hold the rest of the partition, what was given before is right.
                ASSERT_TRUE(start.follows || outcome.rows.empty());
                if (filter.empty() && std::string(end) == "UNBOUNDED FOLLOWING") {
                  ASSERT_TRUE(
                      std::includes(strict.begin(), strict.end(), outcome.rows.begin(), outcome.rows.end()));
                }
              }
            }
          }
        }
      }
    }
  }
  EXPECT_GT(through, 10);
  EXPECT_GT(refused, 1000);
}

TEST_F(Frames, TheDefaultFramesAreRefusedBeforeTheFirstRow) {
  for (const std::string window :
       {"", "PARTITION BY g", "PARTITION BY id", "ORDER BY id", "ORDER BY g", "PARTITION BY g ORDER BY id",
        "ROWS UNBOUNDED PRECEDING", "ROWS CURRENT ROW", "RANGE UNBOUNDED PRECEDING",
        "GROUPS UNBOUNDED PRECEDING", "ROWS 1 PRECEDING"}) {
    const Outcome outcome = labels("", window);
    EXPECT_EQ(outcome.code, SQLITE_ERROR) << window;
    EXPECT_TRUE(outcome.rows.empty()) << window;
    EXPECT_NE(outcome.error.find(kStrict), std::string::npos) << outcome.error;
  }
}

TEST_F(Frames, AnErrorInOneOfSeveralWindowsIsNoticed) {
  const std::string good = call("", kStrict);
  const std::string other = call("", "PARTITION BY g " + kStrict);
  EXPECT_EQ(db_.run("SELECT " + good + ", " + other + ", sum(id) OVER (ORDER BY id) FROM t").rows.size(), 8U);
  for (const std::string& bad : {call("", ""), call("", "ORDER BY id"), call("", "PARTITION BY g")}) {
    for (const std::string& columns : {good + ", " + bad, bad + ", " + good}) {
      const Outcome outcome = rows_and_error(db_, "SELECT " + columns + " FROM t");
      EXPECT_EQ(outcome.code, SQLITE_ERROR) << columns;
      EXPECT_TRUE(outcome.rows.empty()) << columns;
    }
  }
}

// The clustering itself runs, and fails, at the first row that leaves the frame.
TEST_F(Frames, AnErrorOfTheClusteringIsNoticed) {
  for (const std::string partition : {"", "PARTITION BY g ", "PARTITION BY id "}) {
    const Outcome outcome = rows_and_error(
        db_, "SELECT id, cl_dbscan_label(x, y, 20, 0) OVER (" + partition + kStrict + ") FROM t");
    EXPECT_EQ(outcome.error, "cl_dbscan_label: min_points must be >= 1 (got 0)");
    EXPECT_TRUE(outcome.rows.empty());
  }
  // In a later partition only: the labels of the former ones have been given by then.
  const Outcome outcome =
      rows_and_error(db_, "SELECT id, cl_dbscan_label(x, y, iif(g = 'b', -1, 20), 2) OVER (PARTITION BY g " +
                              kStrict + ") FROM t");
  EXPECT_EQ(outcome.error, "cl_dbscan_label: eps must be >= 0 (got -1)");
  EXPECT_LE(outcome.rows.size(), 3U);
}

TEST_F(Frames, AfterAnErrorTheConnectionWorksOn) {
  const std::vector<std::string> before = labels("", kStrict).rows;
  EXPECT_EQ(labels("", "").code, SQLITE_ERROR);
  EXPECT_EQ(labels("FILTER (WHERE id <> 8)", kStrict).code, SQLITE_ERROR);
  EXPECT_EQ(labels("", kStrict).rows, before);
  EXPECT_EQ(sqlite3_next_stmt(db_.handle(), nullptr), nullptr);
}

// ---- Agreement with cl_dbscan

// Ids that rise with the coordinates break ties in cl_dbscan as the label does.
void expect_agreement(Database& db, const std::string& eps, const std::string& min_points) {
  const std::string differences = db.get(
      "WITH ranked AS (SELECT *, row_number() OVER (ORDER BY x + 0, y + 0) AS rank FROM firms), "
      "labelled AS (SELECT *, cl_dbscan_label(x, y, " +
      eps + ", " + min_points + ") OVER (PARTITION BY g " + kStrict +
      ") AS label FROM ranked) "
      "SELECT count(*), sum(label IS NOT m.cluster) FROM labelled JOIN "
      "(SELECT id, cluster FROM cl_dbscan((SELECT cl_points(rank, x, y, 1, g) FROM ranked), " +
      eps + ", " + min_points + ", 'planar')) AS m ON m.id = labelled.rank");
  EXPECT_EQ(differences, db.get("SELECT count(*) || '|0' FROM firms")) << eps << " " << min_points;
}

TEST(DbscanLabel, AgreesWithDbscanOnRandomFirms) {
  Database db;
  db.get("CREATE TABLE firms(x, y, g)");
  for (int round = 0; round < 60; ++round) {
    // Lattices (many ties), places with several firms, and firms anywhere, in three groups.
    const std::string step = std::to_string(round % 3 == 0 ? 10 : round % 3 == 1 ? 1 : 4);
    const std::string rows = std::to_string(1 + round * 7);
    db.get(
        "DELETE FROM firms;"
        "WITH RECURSIVE n(i, a, b) AS (SELECT 1, " +
        std::to_string(round) +
        " * 7919 % 1009, 1 UNION ALL "
        "SELECT i + 1, (a * 31 + 17) % 1009, (b * 131 + a) % 1013 FROM n WHERE i < " +
        rows +
        ") "
        "INSERT INTO firms SELECT 5000 + a % 100 / " +
        step + " * " + step + ", iif(i % 17 = 0, NULL, b % 100 / " + step + " * " + step +
        " - 50), i % 3 FROM n");
    for (const std::string eps : {"10", "4", "0", "14.2"}) {
      for (const std::string min_points : {"1", "3", "6"}) expect_agreement(db, eps, min_points);
    }
    if (HasFailure()) return;
  }
}

TEST(DbscanLabel, AgreesWithDbscanOnTheSyntheticCity) {
  using namespace testing_support;
  Database db;
  std::string insert = "CREATE TABLE firms(x, y, g); INSERT INTO firms VALUES ";
  for (const auto& firm : city_firms()) {
    ASSERT_GT(firm.size(), static_cast<std::size_t>(kY));
    insert += "('" + firm[kX] + "','" + firm[kY] + "','" + firm[kIndustry] + "'),";
  }
  insert.pop_back();
  db.get(insert);
  ASSERT_EQ(db.get("SELECT count(*) > 19000, count(DISTINCT g) > 5 FROM firms"), "1|1");
  expect_agreement(db, "500", "12");
  expect_agreement(db, "300", "5");
  EXPECT_EQ(
      db.get("SELECT count(DISTINCT g || label) > 5 FROM (SELECT g, cl_dbscan_label(x, y, 500, 12) OVER "
             "(PARTITION BY g " +
             kStrict + ") AS label FROM firms)"),
      "1");
}

}  // namespace
}  // namespace clusterlite::testing
