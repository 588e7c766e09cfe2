// Many connections, threads, loading again and again, and sizes at both ends.
#include <gtest/gtest.h>
#include <malloc.h>

#include <atomic>
#include <memory>
#include <thread>

#include "robustness/support.hpp"
#include "support/paths.hpp"

namespace clusterlite::testing {
namespace {

// Every kind of function once, over the sixty firms.
constexpr const char* kEverything =
    "SELECT (SELECT max(cluster) FROM cl_dbscan((SELECT cl_points(firm_id, x, y) FROM firms), 15, 3)),"
    " (SELECT sum(neighbours) FROM cl_neighbour_count((SELECT cl_points('f' || firm_id, x, y, employees, "
    "industry) FROM firms), 15)),"
    " (SELECT round(sum(lq), 9) FROM cl_location_quotient((SELECT cl_crosstab(district, industry, employees) "
    "FROM firms))),"
    " (SELECT rows FROM cl_describe((SELECT cl_merge(d) FROM (SELECT cl_crosstab(district, industry) AS d "
    "FROM firms GROUP BY employees)))),"
    " (SELECT length(cl_convex_hull(x, y)) FROM firms), (SELECT length(cl_concave_hull(x, y, 0.1)) FROM "
    "firms),"
    " (SELECT round(max(h), 9) FROM (SELECT cl_herfindahl(employees, district) OVER (ORDER BY firm_id ROWS 9 "
    "PRECEDING) AS h FROM firms)),"
    " (SELECT count(*) > 5 FROM cl_functions), cl_version() <> '', cl_lq(1, 2, 3, 4)";

std::string fill(Database& db) {
  db.get(std::string(kSixtyFirms) + kPermanent);
  return db.get(kEverything);
}

// ---- loading

TEST(Loading, TwiceIntoOneConnectionChangesNothing) {
  Database db;
  const std::string expected = fill(db);
  const std::string clusters = db.get(kStored);
  db.load();
  EXPECT_EQ(db.get(kEverything), expected);
  EXPECT_EQ(db.get(kStored), clusters);
  db.get("UPDATE firms SET x = 9000 WHERE firm_id < 4");
  EXPECT_EQ(db.get(kStored), db.get(kComputed));
  EXPECT_EQ(db.get("SELECT count(*) - count(DISTINCT name || signature) FROM cl_functions"), "0");
}

TEST(Loading, WhileAStatementRunsEitherWorksOrSaysNo) {
  Database db;
  const std::string expected = fill(db);
  for (const char* const sql :
       {"SELECT id FROM clusters",
        "SELECT id FROM cl_dbscan((SELECT cl_points(firm_id, x, y) FROM firms), 15, 3)",
        "SELECT cl_lq(1, 1, 1, firm_id) FROM firms", "SELECT * FROM cl_functions"}) {
    OpenStatement open(db, sql);
    ASSERT_EQ(open.step(), SQLITE_ROW);
    char* message = nullptr;
    const int code = sqlite3_load_extension(db.handle(), kModulePath, nullptr, &message);
    EXPECT_TRUE(code == SQLITE_OK || code == SQLITE_ERROR) << code;
    sqlite3_free(message);
    while (open.step() == SQLITE_ROW) {
    }
    open.reset();
    EXPECT_EQ(db.get(kEverything), expected) << sql;
    EXPECT_EQ(db.get(kStored), db.get(kComputed)) << sql;
  }
}

// A close that is refused because of an open statement leaves everything in working order.
TEST(Loading, SurvivesACloseThatIsRefused) {
  Database db;
  const std::string expected = fill(db);
  const OpenStatement open(db, "SELECT id FROM clusters");
  ASSERT_EQ(sqlite3_step(open.get()), SQLITE_ROW);
  EXPECT_EQ(sqlite3_close(db.handle()), SQLITE_BUSY);
  EXPECT_EQ(db.get(kEverything), expected);
  EXPECT_EQ(db.get(kStored), db.get(kComputed));
}

std::size_t bytes_in_use() { return mallinfo2().uordblks + mallinfo2().hblkhd; }

// Under AddressSanitizer its own search for leaks at the end decides.
TEST(Loading, AgainAndAgainLosesNoMemory) {
  const TemporaryDirectory directory;
  const std::string file = directory.file("city.db");
  std::string expected;
  {
    Database db(file);
    expected = fill(db);
  }
  std::size_t before = 0;
  const int rounds = sized(150, 20);
  for (int round = 0; round < rounds; ++round) {
    if (round == rounds / 3) before = bytes_in_use();
    Database db(file);
    ASSERT_EQ(db.get(kEverything), expected);
    ASSERT_EQ(db.get("SELECT count(*) FROM clusters WHERE id < 40"), "39");
    ASSERT_EQ(db.run("SELECT cl_points(firm_id, 'x', 1) FROM firms").code, SQLITE_ERROR);
    ASSERT_EQ(db.run("SELECT * FROM cl_dbscan(5, 5, 5)").code, SQLITE_ERROR);
    ASSERT_EQ(db.run("SELECT cl_herfindahl(firm_id - 30) OVER (ORDER BY firm_id DESC) FROM firms").code,
              SQLITE_ERROR);
  }
  if (CLUSTERLITE_UNDER_SANITIZER == 0) {
    EXPECT_LT(bytes_in_use(), before + 20'000);
  }
}

TEST(Loading, IntoManyConnectionsAtOnce) {
  const TemporaryDirectory directory;
  const std::string file = directory.file("city.db");
  std::string expected;
  {
    Database db(file);
    expected = fill(db);
  }
  std::vector<std::unique_ptr<Database>> connections;
  for (int i = 0; i < sized(60, 20); ++i) connections.push_back(std::make_unique<Database>(file));
  for (const auto& db : connections) ASSERT_EQ(db->get(kEverything), expected);
  connections.front()->get("DELETE FROM firms WHERE firm_id > 50");
  for (const auto& db : connections) ASSERT_EQ(db->get("SELECT count(*) FROM clusters"), "50");
  connections.erase(connections.begin(), connections.begin() + 10);
  for (const auto& db : connections) ASSERT_EQ(db->get("SELECT count(*) FROM clusters"), "50");
}

// ---- threads

TEST(Threads, EachWithItsOwnConnectionToOneFile) {
  const TemporaryDirectory directory;
  const std::string file = directory.file("city.db");
  std::string expected;
  {
    Database db(file);
    db.get("PRAGMA journal_mode = wal");
    expected = fill(db);
  }
  std::atomic<int> wrong = 0;
  const auto work = [&](int worker) {
    for (int round = 0; round < sized(25, 6); ++round) {
      Database db(file);  // loads, works, closes
      sqlite3_busy_timeout(db.handle(), 10000);
      if (db.get("SELECT max(cluster) FROM cl_dbscan((SELECT cl_points(firm_id, x, y) FROM firms WHERE "
                 "firm_id <= 60), 15, 3)") != "2")
        ++wrong;
      db.get("INSERT INTO firms(x, y) VALUES (1e6 * " + std::to_string(worker + 2) + ", -7e6)");
      db.get("BEGIN");  // both statements see one state of the file
      if (db.get(kStored) != db.get(kComputed)) ++wrong;
      db.get("COMMIT");
    }
  };
  std::thread first(work, 0);
  std::thread second(work, 1);
  first.join();
  second.join();
  EXPECT_EQ(wrong, 0);
  Database db(file);
  EXPECT_EQ(db.get("SELECT count(*) FROM clusters"), std::to_string(60 + 2 * sized(25, 6)));
}

TEST(Threads, SharingOneConnectionInSerializedMode) {
  ASSERT_NE(sqlite3_threadsafe(), 0);
  Database db(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX);
  const std::string expected = fill(db);
  const std::string clusters = db.get(kStored);
  std::atomic<int> wrong = 0;
  const auto work = [&](const char* write) {
    for (int round = 0; round < sized(40, 8); ++round) {
      if (db.get(kEverything) != expected) ++wrong;
      db.get(write);
      if (db.get(kStored) != clusters) ++wrong;
    }
  };
  std::thread first(work, "UPDATE firms SET x = x WHERE firm_id = 1");
  std::thread second(work, "UPDATE firms SET y = y WHERE firm_id = 2");
  first.join();
  second.join();
  EXPECT_EQ(wrong, 0);
}

// ---- sizes

TEST(Sizes, OfNoOneAndTwoFirms) {
  Database db;
  db.get("CREATE TABLE firms(id, x, y, district, industry)");
  const std::string points = "(SELECT cl_points(id, x, y) FROM firms)";
  const std::string all =
      "SELECT (SELECT group_concat(id || ' ' || ifnull(cluster, '-') || ' ' || ifnull(kind, '-')) FROM "
      "cl_dbscan(" +
      points + ", 5, 2)), (SELECT group_concat(ifnull(neighbours, '-')) FROM cl_neighbour_count(" + points +
      ", 5)), (SELECT rows || ' ' || located FROM cl_describe(" + points +
      ")), (SELECT count(*) || ' ' || ifnull(sum(lq), '-') FROM cl_location_quotient((SELECT "
      "cl_crosstab(district, industry) FROM "
      "firms))), (SELECT length(cl_convex_hull(x, y)) FROM firms), (SELECT length(cl_concave_hull(x, y, 0)) "
      "FROM firms), (SELECT "
      "cl_herfindahl(x) FROM firms)";
  EXPECT_EQ(db.get(all), "||0 0|0 -|||");
  db.get("INSERT INTO firms VALUES (7, 300, 400, 'K', 'A')");
  EXPECT_EQ(db.get(all), "7 - noise|1|1 1|1 1.0|60|60|1.0");
  db.get("INSERT INTO firms VALUES (8, 303, 404, 'K', 'A')");
  EXPECT_EQ(db.get(all),
            "7 1 core,8 1 core|2,2|2 2|1 1.0|80|80|" + db.get("SELECT cl_herfindahl(x) FROM firms"));
  db.get("UPDATE firms SET x = NULL WHERE id = 7; UPDATE firms SET y = '' WHERE id = 8");
  EXPECT_EQ(db.get(all), "7 - -,8 - -|-,-|2 0|1 1.0|||1.0");
  db.get("UPDATE firms SET id = NULL, district = NULL");
  EXPECT_EQ(db.get(all), "||0 0|0 -|||1.0");
}

TEST(Sizes, OfAMillionFirmsInOnePoint) {
  Database db;
  const std::string n = std::to_string(sized(1'000'000, 60'000));
  db.get(
      "CREATE TABLE snapshot AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
      n +
      ") SELECT cl_points(i, 955000.5, 1950000.25) AS points, cl_points(i, 955000.5, 1950000.25, i % 10) AS "
      "weighted FROM n");
  EXPECT_EQ(db.get("SELECT cluster, kind, count(*) FROM cl_dbscan((SELECT points FROM snapshot), 100, 10) "
                   "GROUP BY 1, 2"),
            "1|core|" + n);
  EXPECT_EQ(db.get("SELECT cluster, kind, count(*) FROM cl_dbscan((SELECT weighted FROM snapshot), 0, 10) "
                   "GROUP BY 1, 2"),
            "1|core|" + n);
  EXPECT_EQ(db.get("SELECT kind, count(*) FROM cl_dbscan((SELECT points FROM snapshot), 0, " + n +
                   " + 1) GROUP BY 1"),
            "noise|" + n);
  EXPECT_EQ(db.get("SELECT DISTINCT neighbours FROM cl_neighbour_count((SELECT points FROM snapshot), 0)"),
            n);
}

}  // namespace
}  // namespace clusterlite::testing
