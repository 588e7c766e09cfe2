// Eight readers and two writers on one file in WAL mode, with permanent tables, files that are attached and
// detached, connections that come and go with the extension, and interrupts at any time: every answer is that
// of a computation anew in the same transaction, the memory stays as it is, and no lock outlives its
// statement.
//
// In the suite some seconds over a few thousand firms. CLUSTERLITE_LOAD_SECONDS and CLUSTERLITE_LOAD_FIRMS
// say how long and over how many: 600 and 1000000 for the whole.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <mutex>
#include <random>
#include <thread>

#include "robustness/support.hpp"

namespace clusterlite::testing {
namespace {

using Clock = std::chrono::steady_clock;

long from_environment(const char* name, long otherwise) {
  const char* const text = std::getenv(name);
  return text == nullptr ? otherwise : std::atol(text);
}

double resident_megabytes() {
  long pages = 0;
  long resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return static_cast<double>(resident) * 4096 / 1e6;
}

// One line per answer, whatever the number of firms.
std::string sum_of(const std::string& table) {
  return "SELECT count(*), count(cluster), sum(id * 7919 % 1000003 * ifnull(cluster, -1) % 1000033), "
         "sum(kind "
         "= 'core') FROM " +
         table;
}
const std::string kComputedClusters =
    "cl_dbscan((SELECT cl_points(firm_id, x, y) FROM firms), 30, 5, 'planar')";

struct Pair {
  std::string kept;
  std::string anew;
};
const Pair kQuestions[] = {
    {sum_of("clusters"), sum_of(kComputedClusters)},
    {"SELECT group_concat(cluster || kind) FROM (SELECT * FROM clusters WHERE id % 997 = 0 ORDER BY id)",
     "SELECT group_concat(cluster || kind) FROM (SELECT * FROM " + kComputedClusters +
         " WHERE id % 997 = 0 ORDER BY id)"},
    {"SELECT count(*), sum(lq) FROM (SELECT lq FROM quotients ORDER BY region, industry)",
     "SELECT count(*), sum(lq) FROM (SELECT lq FROM cl_location_quotient((SELECT cl_crosstab(district, "
     "industry, employees) FROM firms)) ORDER BY region, industry)"},
};

class Load : public ::testing::Test {
 protected:
  void make_city() {
    Database db(file_);
    db.get(
        "PRAGMA journal_mode = wal; CREATE TABLE firms(firm_id INTEGER PRIMARY KEY, x REAL, y REAL, "
        "district, "
        "industry, employees INTEGER);"
        "WITH RECURSIVE s(i, a) AS (SELECT 1, 4711 UNION ALL SELECT i + 1, a * 16807 % 2147483647 FROM s "
        "LIMIT " +
        std::to_string(firms_) +
        ") INSERT INTO firms SELECT i, a % 20011 * side, a / 20011 % 20011 * side, 'd' || a % 25, 'c' || a "
        "/ 25 % 40, 1 + a % 97 FROM s, (SELECT sqrt(" +
        std::to_string(firms_) +
        " * 300.0) / 20011 AS side);"
        "CREATE VIRTUAL TABLE clusters USING cl_dbscan(source = firms, id = firm_id, x = x, y = y, eps = "
        "30, min_points = 5, metric = planar);"
        "CREATE VIRTUAL TABLE quotients USING cl_location_quotient(source = firms, region = district, "
        "industry = industry, value = employees)");
    Database side(side_);
    side.get(std::string(kSixtyFirms) + kPermanent);
  }

  // A connection that other threads may interrupt while it is there.
  struct Reader {
    std::mutex alive;
    std::unique_ptr<Database> db;
  };

  void open(Reader& reader) {
    auto db = std::make_unique<Database>(file_);
    db->run("PRAGMA busy_timeout = 60000; SELECT cl_threads(1)");
    const std::lock_guard lock(reader.alive);
    reader.db = std::move(db);
  }
  void close(Reader& reader) {
    const std::lock_guard lock(reader.alive);
    reader.db.reset();
  }

  void read(Reader& reader, unsigned seed) {
    std::mt19937 chance(seed);
    open(reader);
    while (!over()) {
      Database& db = *reader.db;
      const Pair& question = kQuestions[chance() % std::size(kQuestions)];
      Outcome kept = db.run("BEGIN");
      if (kept.code == SQLITE_OK) kept = db.run(question.kept);
      const Outcome anew = kept.code == SQLITE_OK ? db.run(question.anew) : kept;
      // A ROLLBACK may be interrupted before it begins.
      for (int i = 0; i < 20 && sqlite3_get_autocommit(db.handle()) == 0; ++i) db.run("ROLLBACK");
      if (kept.code == SQLITE_OK && anew.code == SQLITE_OK) {
        EXPECT_EQ(kept.text(), anew.text()) << question.kept;
        ++answers_;
      } else {
        // SQLite makes an SQLITE_ERROR of an interrupt that comes while it connects a table function.
        EXPECT_TRUE((anew.code & 0xFF) == SQLITE_INTERRUPT || anew.error.ends_with("interrupted"))
            << anew.error;
        ++interrupted_;
      }
      EXPECT_EQ(sqlite3_next_stmt(db.handle(), nullptr), nullptr);
      if (chance() % 4 == 0) {
        const Outcome attached =
            db.run("ATTACH '" + side_ + "' AS side; SELECT count(*), max(cluster) FROM side.clusters");
        if (attached.code == SQLITE_OK) {
          EXPECT_EQ(attached.text(), "60|2");
        }
        for (int i = 0; i < 20 && db.run("DETACH side").code == SQLITE_INTERRUPT; ++i) continue;
      }
      if (chance() % 8 == 0) {
        close(reader);
        open(reader);
      }
    }
  }

  void write(unsigned seed) {
    std::mt19937 chance(seed);
    Database db(file_);
    db.run("PRAGMA busy_timeout = 60000");
    while (!over()) {
      const std::string some = std::to_string(chance() % 1000);
      const auto begin = Clock::now();
      db.get("BEGIN IMMEDIATE; UPDATE firms SET x = x + " + std::to_string(chance() % 100) +
             ", employees = employees % 97 + 1 WHERE firm_id % 1000 = " + some + "; COMMIT");
      const double waited = std::chrono::duration<double>(Clock::now() - begin).count();
      double longest = longest_write_;
      while (waited > longest && !longest_write_.compare_exchange_weak(longest, waited)) continue;
      ++commits_;
      // Readers that compute anew for each commit: a writer that never rests would leave nothing to be kept.
      std::this_thread::sleep_for(std::chrono::milliseconds(firms_ > 100'000 ? 5000 : 20));
    }
  }

  // Where everything is slow, a minute more for the first answers.
  bool over() const {
    const auto now = Clock::now();
    return now >= end_ && ((answers_ > 8 && commits_ > 2) || now >= end_ + std::chrono::minutes(1));
  }

  long seconds_ = from_environment("CLUSTERLITE_LOAD_SECONDS", 3);
  long firms_ = from_environment("CLUSTERLITE_LOAD_FIRMS", sized(4000, 1000));
  TemporaryDirectory directory_;
  std::string file_ = directory_.file("city.db");
  std::string side_ = directory_.file("side.db");
  Clock::time_point end_;
  std::atomic<long> answers_ = 0;
  std::atomic<long> interrupted_ = 0;
  std::atomic<long> commits_ = 0;
  std::atomic<double> longest_write_ = 0;
};

TEST_F(Load, EightReadersAndTwoWriters) {
  make_city();
  std::array<Reader, 8> readers;
  std::vector<std::thread> threads;
  const auto begin = Clock::now();
  end_ = begin + std::chrono::seconds(seconds_);
  for (std::size_t i = 0; i < readers.size(); ++i)
    threads.emplace_back([this, &readers, i] { read(readers[i], static_cast<unsigned>(i)); });
  for (unsigned i = 0; i < 2; ++i) threads.emplace_back([this, i] { write(100 + i); });

  std::mt19937 chance(1);
  double early = 0;  // the most in the first half
  double late = 0;
  while (!over()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(firms_ > 100'000 ? 700 : 30));
    {
      Reader& one = readers[chance() % readers.size()];
      const std::lock_guard lock(one.alive);
      if (one.db && chance() % 3 == 0) sqlite3_interrupt(one.db->handle());
    }
    double& most = Clock::now() - begin < std::chrono::seconds(seconds_) / 2 ? early : late;
    most = std::max(most, resident_megabytes());
  }
  for (std::thread& thread : threads) thread.join();

  // The readers' connections are still open, and none of them is in the way of a writer or a checkpoint.
  Database last(file_);
  last.get("BEGIN EXCLUSIVE; UPDATE firms SET employees = employees; COMMIT");
  EXPECT_EQ(last.get("PRAGMA wal_checkpoint(TRUNCATE)"), "0|0|0");
  EXPECT_EQ(last.get("PRAGMA integrity_check"), "ok");
  EXPECT_EQ(last.get(kQuestions[0].kept), last.get(kQuestions[0].anew));
  EXPECT_GT(answers_, 8);
  EXPECT_GT(commits_, 2);
  if (CLUSTERLITE_UNDER_SANITIZER == 0) {
    EXPECT_LT(late, early * 1.15 + 20);
  }
  RecordProperty("answers", std::to_string(answers_));
  std::printf(
      "%ld firms, %ld s: %ld answers, %ld interrupted, %ld commits (longest %.2f s), at most %.0f MB in the "
      "first half and %.0f MB in the second\n",
      firms_, seconds_, answers_.load(), interrupted_.load(), commits_.load(), longest_write_.load(), early,
      late);
}

}  // namespace
}  // namespace clusterlite::testing
