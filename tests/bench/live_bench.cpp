// The permanent table, CREATE VIRTUAL TABLE live USING cl_dbscan(source = firms, ...): what a use costs at
// first, again, and after changes.
//
//   live_bench [firms] [repetitions]
//
// On a copy of the city's database. Medians, each beside the bare scan. Prints lines for
// tests/bench/table.awk.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>

#include "bench/city.hpp"
#include "bench/measure.hpp"

namespace {

using namespace clusterlite::bench;

constexpr const char* kReadAll = "SELECT count(cluster), max(cluster), sum(id) FROM live";
constexpr const char* kScan = "SELECT sum(id), sum(x), sum(y) FROM firms";
constexpr const char* kLookup = "SELECT cluster FROM live WHERE id = ?1";
constexpr const char* kLookupFirm = "SELECT x FROM firms WHERE id = ?1";
constexpr std::size_t kLookups = 100'000;

class Prepared {
 public:
  Prepared(sqlite3* db, const std::string& sql) {
    if (sqlite3_prepare_v2(db, sql.c_str(), -1, &statement_, nullptr) != SQLITE_OK) fail(sqlite3_errmsg(db));
  }
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;
  ~Prepared() { sqlite3_finalize(statement_); }

  void run() {
    while (sqlite3_step(statement_) == SQLITE_ROW) {
    }
    if (sqlite3_reset(statement_) != SQLITE_OK) fail(sqlite3_errmsg(sqlite3_db_handle(statement_)));
  }
  void run(sqlite3_int64 id) {
    sqlite3_bind_int64(statement_, 1, id);
    run();
  }

 private:
  sqlite3_stmt* statement_ = nullptr;
};

double seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

class LiveBench {
 public:
  LiveBench(std::string path, std::size_t firms, int repetitions)
      : path_(std::move(path)), firms_(firms), repetitions_(repetitions) {}

  void run();

 private:
  sqlite3* open() const {
    sqlite3* const db = open_database(path_, SQLITE_OPEN_READWRITE);
    execute(db, "PRAGMA synchronous = OFF");
    return db;
  }

  // `change` goes before each repetition and is not measured.
  void report(const std::string& question, const std::function<void()>& change,
              const std::function<void()>& use, const std::string& limit = "", double uses = 1) {
    Prepared scan(db_, kScan);
    std::vector<double> times;
    std::vector<double> scans;
    for (int i = 0; i < repetitions_; ++i) {
      scans.push_back(seconds([&] { scan.run(); }));
      change();
      times.push_back(seconds(use) / uses);
    }
    print({.firms = firms_,
           .question = question,
           .who = "ClusterLite",
           .seconds = number(median(times)),
           .scan = median(scans),
           .limit = limit});
  }

  void lookups(const std::string& question, const char* sql) {
    Prepared lookup(db_, sql);
    report(
        question, [] {},
        [&] {
          // 7919 has no divisor in common with a power of ten: every firm in turn, far from each other.
          for (std::size_t i = 0; i < kLookups; ++i)
            lookup.run(static_cast<sqlite3_int64>((i * 7919 + 1) % firms_ + 1));
        },
        sql == kLookup ? "5e-6 s" : "", kLookups);
  }

  std::string path_;
  std::size_t firms_;
  int repetitions_;
  sqlite3* db_ = nullptr;
};

void LiveBench::run() {
  db_ = open();
  sqlite3* const writer = open();
  execute(writer, "CREATE TABLE elsewhere(a); INSERT INTO elsewhere VALUES (0)");
  execute(writer,
          "CREATE VIRTUAL TABLE live USING cl_dbscan(source = firms, id = id, x = x, y = y, eps = 100, "
          "min_points = 10)");
  const std::string function =
      "SELECT count(cluster), max(cluster), sum(id) FROM cl_dbscan((SELECT "
      "cl_points(id, x, y) FROM firms), 100, 10)";
  const auto nothing = [] {};
  sqlite3* fresh = nullptr;
  const auto connect = [&] {
    sqlite3_close(fresh);
    fresh = open();
  };
  report("function form, beside the permanent table", connect, [&] { execute(fresh, function); });
  report("permanent table: first use", connect, [&] { execute(fresh, kReadAll); });
  sqlite3_close(fresh);

  Prepared read_all(db_, kReadAll);
  Prepared lookup(db_, kLookup);
  read_all.run();
  report("permanent table: full read again", nothing, [&] { read_all.run(); });
  int changed = 0;
  const auto change_firms = [&](sqlite3* db) {
    execute(db, "UPDATE firms SET x = x + 1 WHERE (id - 1) / 100 = " + std::to_string(changed++));
  };
  const auto look_up = [&] { lookup.run(77); };
  report(
      "permanent table: first lookup",
      [&] {
        change_firms(db_);
        read_all.run();
      },
      look_up);
  lookups("permanent table: lookup by id", kLookup);
  lookups("... the same in the table firms", kLookupFirm);
  execute(db_, "BEGIN");
  lookups("lookup by id in a transaction", kLookup);
  lookups("... the same in the table firms, in one", kLookupFirm);
  execute(db_, "COMMIT");

  const char* const elsewhere = "UPDATE elsewhere SET a = a + 1";
  report(
      "lookup after a change elsewhere", [&] { execute(db_, elsewhere); }, look_up);
  report(
      "... by another connection", [&] { execute(writer, elsewhere); }, look_up);
  report(
      "full read after a change of 100 firms", [&] { change_firms(db_); }, [&] { read_all.run(); });
  report(
      "... of 100 firms by another connection", [&] { change_firms(writer); }, [&] { read_all.run(); });
  sqlite3_close(writer);
}

}  // namespace

int main(int argc, char** argv) {
  namespace fs = std::filesystem;
  const auto firms = static_cast<std::size_t>(argc > 1 ? std::atof(argv[1]) : 1e6);
  const int repetitions = argc > 2 ? std::atoi(argv[2]) : 5;
  const fs::path copy = fs::temp_directory_path() / "clusterlite-bench-live.db";
  fs::copy_file(city_database(firms), copy, fs::copy_options::overwrite_existing);
  LiveBench(copy.string(), firms, repetitions).run();
  fs::remove(copy);
  return 0;
}
