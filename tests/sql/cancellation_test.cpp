// sqlite3_interrupt() and progress handlers stop any analysis soon, and the connection works on.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "robustness/support.hpp"

namespace clusterlite::testing {
namespace {

using Clock = std::chrono::steady_clock;

// The promise is 50 ms; a test on a busy machine, or under a sanitizer, must not fail for the machine's sake.
constexpr std::chrono::seconds kSoon{2};

struct Work {
  const char* name;
  const char* sql;
};

constexpr Work kWork[] = {
    {"collecting", "SELECT length(cl_points(i, a, b, a, b % 10)) FROM firms"},
    {"duplicate check", "SELECT length(cl_points(-i * 7919 % 1000003, a, b)) FROM firms"},
    {"duplicate check of texts", "SELECT length(cl_points('f' || b, a, b)) FROM firms"},
    {"crosstab", "SELECT length(cl_crosstab(a % 5000, b, a)) FROM firms"},
    {"merge",
     "SELECT length(cl_merge(points)) FROM (SELECT points FROM sets UNION ALL SELECT more FROM sets)"},
    {"dbscan", "SELECT max(cluster) FROM cl_dbscan((SELECT points FROM sets), 3000, 400)"},
    {"dbscan with weights", "SELECT max(cluster) FROM cl_dbscan((SELECT weighted FROM sets), 3000, 2000)"},
    {"collecting shapes",
     "SELECT length(cl_geometries(a.i * 1000 + b.i, a.line)) FROM lines AS a, lines AS b"},
    {"dbscan of shapes",
     "SELECT max(cluster) FROM cl_dbscan((SELECT cl_geometries(i, line) FROM lines), 60000, 500)"},
    {"neighbour count of shapes",
     "SELECT max(neighbours) FROM cl_neighbour_count((SELECT cl_geometries(i, line) FROM lines), 60000)"},
    {"geodesic dbscan",
     "SELECT max(cluster) FROM cl_dbscan((SELECT degrees FROM sets), 20000, 400, 'geodesic')"},
    {"dbscan and lookup of texts",
     "SELECT kind FROM cl_dbscan((SELECT texts FROM sets), 3000, 400) WHERE id = 'f7'"},
    {"neighbour count", "SELECT max(neighbours) FROM cl_neighbour_count((SELECT points FROM sets), 20000)"},
    {"dbscan label",
     "SELECT max(c) FROM (SELECT cl_dbscan_label(a, b, 3000, 400) OVER (ROWS BETWEEN 1 FOLLOWING AND "
     "UNBOUNDED FOLLOWING) AS c FROM firms)"},
    {"nearest",
     "SELECT max(distance) FROM cl_nearest((SELECT points FROM sets), (SELECT more FROM sets), 20)"},
    {"medoid", "SELECT cl_medoid(i, a, b, 1 + a % 7) FROM firms"},
    {"centrography", "SELECT max(major_axis) FROM cl_centrography((SELECT weighted FROM sets))"},
    {"hdbscan", "SELECT max(cluster) FROM cl_hdbscan((SELECT points FROM sets), 20)"},
    {"optics", "SELECT max(reachability) FROM cl_optics((SELECT texts FROM sets), 20)"},
    {"suggested eps", "SELECT max(eps) FROM cl_suggest_eps((SELECT degrees FROM sets), 20, 'geodesic')"},
    {"location quotient", "SELECT max(lq) FROM cl_location_quotient((SELECT crosstab FROM sets))"},
    {"convex hull", "SELECT length(cl_convex_hull(a, b)) FROM firms"},
    {"concave hull", "SELECT length(cl_concave_hull(a, b, 0.01)) FROM firms"},
    {"most concave hull", "SELECT length(cl_concave_hull(a, b, 0)) FROM firms"},
    {"herfindahl", "SELECT cl_herfindahl(a, b) FROM firms"},
    {"concentration ratio", "SELECT cl_concentration_ratio(1000, a / 7.0) FROM firms"},
    {"moving window",
     "SELECT max(h) FROM (SELECT cl_herfindahl(a / 7.0) OVER (ORDER BY b ROWS 20 PRECEDING) AS h FROM "
     "firms)"},
    {"labels", "SELECT length(cl_labels(b, a % 1000)) FROM firms"},
    {"linkage",
     "SELECT max(linkage_z) FROM cl_linkage((SELECT links FROM network), (SELECT labels FROM network))"},
    {"link matrix",
     "SELECT max(z) FROM cl_link_matrix((SELECT links FROM network), (SELECT labels FROM network))"},
    {"components", "SELECT max(component) FROM cl_components((SELECT links FROM network))"},
    {"track", "SELECT max(shared) FROM cl_track((SELECT labels FROM network), (SELECT labels FROM network))"},
    {"link distance",
     "SELECT max(z) FROM cl_link_distance((SELECT points FROM sets), (SELECT links FROM network), 2000, "
     "20000, "
     "(SELECT labels FROM network))"},
    {"territory",
     "SELECT max(firms) FROM cl_territory((SELECT points FROM sets), (SELECT weighted FROM sets), 3000)"},
    {"permanent table", "SELECT max(cluster) FROM clusters WHERE id > 0"},
};

class Cancellation : public ::testing::Test {
 protected:
  Cancellation() {
    db_.get(
        "CREATE TABLE firms AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
        rows_ +
        ") SELECT i, i * 7919 % 1000003 AS a, i * 104729 % 999983 AS b FROM n;"
        "CREATE TABLE sets AS SELECT cl_points(i, a, b) AS points, cl_points(i, a, b, a % 10) AS weighted, "
        "cl_points('f' "
        "|| i, a, b) AS texts, cl_points(-i, a, b) AS more, cl_points(i, 127 + a / 1e6, 37 + b / 1e6) AS "
        "degrees, "
        "cl_crosstab(a % 1000, b % 500, a) AS crosstab FROM firms;"
        "CREATE TABLE network AS SELECT cl_links(i, b) AS links, cl_labels(i, a % 100) AS labels FROM firms;"
        "CREATE TABLE lines AS SELECT i, cl_convex_hull(x, y) AS line FROM (SELECT i, a AS x, b AS y FROM "
        "firms "
        "UNION ALL SELECT i, b, a FROM firms) WHERE i <= 500 GROUP BY i;"
        "CREATE VIRTUAL TABLE clusters USING cl_dbscan(source = firms, id = i, x = a, y = b, eps = 2000, "
        "min_points = 50)");
  }

  // Nothing that has been kept may answer the next statement.
  void forget_results() {
    db_.get(
        "UPDATE firms SET a = a WHERE i = 1;"
        "SELECT count(*) FROM cl_dbscan((SELECT cl_points(1, 500, 500)), 1, 1), cl_neighbour_count((SELECT "
        "cl_points(1, "
        "500, 500)), 1), cl_location_quotient((SELECT cl_crosstab(1, 1))), cl_nearest((SELECT cl_points(1, "
        "500, 500)), (SELECT cl_points(1, 500, 500)), 1), cl_centrography((SELECT cl_points(1, 500, 500))), "
        "cl_hdbscan((SELECT cl_points(1, 500, 500)), 2), cl_optics((SELECT cl_points(1, 500, 500)), 1), "
        "cl_suggest_eps((SELECT cl_points(1, 500, 500)), 1);"
        "SELECT count(*) FROM cl_linkage((SELECT cl_links(1, 2)), (SELECT cl_labels(1, 1))), "
        "cl_link_matrix((SELECT cl_links(1, 2)), (SELECT cl_labels(1, 1))), cl_components((SELECT "
        "cl_links(1, 2))), "
        "cl_track((SELECT cl_labels(1, 1)), (SELECT cl_labels(1, 1))), cl_link_distance((SELECT cl_points(1, "
        "500, "
        "500)), (SELECT cl_links(1, 2)), 1), cl_territory((SELECT cl_points(1, 500, 500)), (SELECT "
        "cl_points(1, 500, "
        "500)), 1)");
  }

  // The connection is as good as new: the same statement gives its answer, and the database can be closed.
  void expect_usable() {
    EXPECT_EQ(db_.get("SELECT count(*) FROM firms"), rows_);
    EXPECT_EQ(sqlite3_next_stmt(db_.handle(), nullptr), nullptr) << "a statement has been left behind";
  }

  std::string rows_ = std::to_string(sized(100'000, 20'000));
  Database db_;
};

// A progress handler that stops at its k-th call stops the work wherever it is then: k = 1, 2, 4, ... until
// the work is over before. So every phase is stopped in some run, however fast the machine.
TEST_F(Cancellation, ByAProgressHandlerAtAnyPoint) {
  struct Handler {
    long calls = 0;
    long stop_at = 0;
    Clock::time_point stopped;
    static int call(void* self) {
      auto& handler = *static_cast<Handler*>(self);
      if (++handler.calls < handler.stop_at) return 0;
      if (handler.calls == handler.stop_at) handler.stopped = Clock::now();
      return 1;
    }
  };
  for (const Work& work : kWork) {
    SCOPED_TRACE(work.name);
    const std::string expected = db_.get(work.sql);
    int stops = 0;
    Outcome outcome;
    for (long stop_at = 1;; stop_at += stop_at / 2 + 1) {
      forget_results();
      Handler handler;
      handler.stop_at = stop_at;
      sqlite3_progress_handler(db_.handle(), 1000, &Handler::call, &handler);
      outcome = db_.run(work.sql);
      sqlite3_progress_handler(db_.handle(), 0, nullptr, nullptr);
      if (outcome.code == SQLITE_OK) break;
      ASSERT_EQ(outcome.code, SQLITE_INTERRUPT) << outcome.error;
      EXPECT_LT(Clock::now() - handler.stopped, kSoon) << "at call " << stop_at;
      ++stops;
    }
    EXPECT_GT(stops, 0);
    EXPECT_EQ(outcome.text(), expected);
    expect_usable();
  }
}

TEST_F(Cancellation, ByAnInterruptFromAnotherThread) {
  for (const Work& work : kWork) {
    SCOPED_TRACE(work.name);
    forget_results();
    const auto begin = Clock::now();
    const std::string expected = db_.get(work.sql);
    const auto whole = Clock::now() - begin;
    int stops = 0;
    constexpr int kPercents[] = {10, 40, 70, 25, 55, 2};
    for (int round = 0; round < 60 && (round < 3 || stops == 0); ++round) {
      forget_results();
      std::atomic<bool> over = false;
      Clock::time_point interrupted;
      std::thread other([&] {
        std::this_thread::sleep_for(whole * kPercents[round % 6] / 100);
        interrupted = Clock::now();
        while (!over) {  // an interrupt before the statement has started would be lost
          sqlite3_interrupt(db_.handle());
          std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
      });
      const Outcome outcome = db_.run(work.sql);
      over = true;
      const auto end = Clock::now();
      other.join();
      if (outcome.code == SQLITE_OK) {  // it was faster than the interrupt
        EXPECT_EQ(outcome.text(), expected);
        continue;
      }
      ASSERT_EQ(outcome.code, SQLITE_INTERRUPT) << outcome.error;
      EXPECT_LT(end - interrupted, kSoon);
      ++stops;
    }
    EXPECT_GT(stops, 0);
    EXPECT_EQ(db_.get(work.sql), expected);
    expect_usable();
  }
}

// An interrupted refresh of a permanent table leaves no half answer behind.
TEST(CancellationOfAPermanentTable, LeavesTheTableCurrent) {
  Database db;
  db.get(std::string(kSixtyFirms) + kPermanent);
  const std::string before = db.get(kStored);
  for (int stop_at = 1; stop_at < 40; ++stop_at) {
    db.get("UPDATE firms SET x = x + 0 WHERE firm_id = 1");
    int calls = 0;
    struct Handler {
      int* calls;
      int stop_at;
    } handler{&calls, stop_at};
    sqlite3_progress_handler(
        db.handle(), 20,
        [](void* self) {
          return ++*static_cast<Handler*>(self)->calls >= static_cast<Handler*>(self)->stop_at ? 1 : 0;
        },
        &handler);
    const Outcome outcome = db.run(kStored);
    sqlite3_progress_handler(db.handle(), 0, nullptr, nullptr);
    EXPECT_TRUE(outcome.code == SQLITE_INTERRUPT || outcome.text() == before) << outcome.text();
    EXPECT_EQ(db.get(kStored), before);
  }
}

}  // namespace
}  // namespace clusterlite::testing
