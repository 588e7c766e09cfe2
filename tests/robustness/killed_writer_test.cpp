// kill -9 of a writer in the middle of its commits: the file is whole, the permanent table is that of the
// last committed rows, and what was written from it in the same transaction agrees with it.
//
// Another process, this executable anew, moves firms and labels them, and is killed at its k-th writing with
// half of the bytes written, or by its parent at some time. CLUSTERLITE_KILLS says how often (200 for the
// full count).
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cstdlib>
#include <string>

#include "robustness/failing_files.hpp"
#include "robustness/support.hpp"
#include "support/paths.hpp"

extern char** environ;

namespace clusterlite::testing {
namespace {

constexpr const char* kFile = "CLUSTERLITE_WRITER_FILE";
constexpr const char* kAt = "CLUSTERLITE_WRITER_KILLED_AT";

// Before main() of the other process: writes until it is killed.
const bool kIsWriter = [] {
  const char* const file = std::getenv(kFile);
  const char* const at = std::getenv(kAt);
  if (file == nullptr || at == nullptr) return false;
  unsetenv(kFile);
  const FailingFiles failing({FileOperation::kWrite, SQLITE_IOERR, false, true}, std::atol(at));
  sqlite3* db = nullptr;
  if (sqlite3_open_v2(FailingFiles::uri(file).c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI,
                      nullptr) != SQLITE_OK)
    _exit(1);
  sqlite3_busy_timeout(db, 2000);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, nullptr);
  if (sqlite3_load_extension(db, kModulePath, nullptr, nullptr) != SQLITE_OK) _exit(2);
  sqlite3_exec(db, "PRAGMA cache_size = 2", nullptr, nullptr, nullptr);
  for (;;) {
    if (sqlite3_exec(
            db,
            "BEGIN IMMEDIATE;"
            "UPDATE firms SET x = x + (abs(random()) % 5 - 2) * 10, y = y + (abs(random()) % 5 - 2) * 10;"
            "UPDATE firms SET cluster = (SELECT cluster FROM clusters WHERE id = firm_id);"
            "UPDATE rounds SET n = n + 1;"
            "COMMIT",
            nullptr, nullptr, nullptr) != SQLITE_OK)
      _exit(3);
  }
}();

// Runs the writer until it is killed: by itself at its k-th writing, or after some time when k is 0.
void write_until_killed(const std::string& file, long k, unsigned microseconds) {
  setenv(kFile, file.c_str(), 1);
  setenv(kAt, std::to_string(k).c_str(), 1);
  pid_t child = 0;
  char name[] = "writer";
  char* arguments[] = {name, nullptr};
  const int failed = posix_spawn(&child, "/proc/self/exe", nullptr, nullptr, arguments, environ);
  unsetenv(kFile);
  unsetenv(kAt);
  ASSERT_EQ(failed, 0);
  if (k == 0) {
    usleep(microseconds);
    kill(child, SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "the writer ended with " << status;
}

class KilledWriter : public ::testing::TestWithParam<std::string> {};

TEST_P(KilledWriter, LeavesAWholeFileAndACurrentTable) {
  const char* const wanted = std::getenv("CLUSTERLITE_KILLS");
  const long kills = (wanted == nullptr ? 24 : std::atol(wanted)) / 2;  // half of them in each journal mode
  const TemporaryDirectory directory;
  const std::string file = directory.file("city.db");
  Database reader(file);
  reader.get("PRAGMA page_size = 512; PRAGMA journal_mode = " + GetParam() + ";" + kSixtyFirms + kPermanent +
             "CREATE TABLE rounds(n); INSERT INTO rounds VALUES (0);"
             "UPDATE firms SET cluster = (SELECT cluster FROM clusters WHERE id = firm_id)");
  for (long i = 0; i < kills; ++i) {
    // In the first dozens of transactions, and one in four times whenever it comes.
    const long k = i % 4 == 3 ? 0 : 1 + i * 37 % 401;
    write_until_killed(file, k, static_cast<unsigned>(20'000 + i * 7919 % 60'000));
    if (HasFatalFailure()) return;
    // The connection that was open all the time, and a new one.
    Database fresh(file);
    for (Database* const db : {&reader, &fresh}) {
      ASSERT_EQ(db->get("PRAGMA integrity_check"), "ok") << GetParam() << " kill " << i;
      ASSERT_EQ(db->get(kStored), db->get(kComputed)) << GetParam() << " kill " << i;
      ASSERT_EQ(db->get("SELECT firm_id, cluster FROM firms ORDER BY 1"),
                db->get("SELECT id, cluster FROM clusters ORDER BY 1"))
          << GetParam() << " kill " << i;
    }
  }
  EXPECT_NE(reader.get("SELECT n FROM rounds"), "0") << "no transaction was ever committed";
}

INSTANTIATE_TEST_SUITE_P(Journal, KilledWriter, ::testing::Values("delete", "wal"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace clusterlite::testing
