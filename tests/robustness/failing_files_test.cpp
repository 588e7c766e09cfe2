// Files that cannot be read, written or locked at the k-th try, for every k: under permanent tables and under
// the functions' reading of the file. A statement fails with SQLite's own code or gives its right answer; the
// next one is right, and the file is whole.
#include "robustness/failing_files.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "robustness/support.hpp"
#include "support/paths.hpp"

namespace clusterlite::testing {
namespace {

// Small pages and next to no cache, so that a few rows are many readings and writings.
constexpr const char* kSmall = "PRAGMA page_size = 512; PRAGMA cache_size = 2; PRAGMA synchronous = OFF;";

const char* const kReading[] = {
    kStored,
    "SELECT id, cluster, kind FROM clusters WHERE id = 31",
    "SELECT f.firm_id, c.cluster FROM firms AS f LEFT JOIN clusters AS c ON c.id = f.firm_id ORDER BY f.x",
    kComputed,
    "SELECT region, industry, lq FROM cl_location_quotient((SELECT cl_crosstab(district, industry, "
    "employees) "
    "FROM firms))",
    "SELECT * FROM cl_linkage((SELECT cl_links(firm_id, firm_id % 7 + 1, employees) FROM firms), (SELECT "
    "cl_labels(firm_id, industry) FROM firms))",
    "SELECT * FROM cl_moran((SELECT cl_values(firm_id, employees) FROM firms), (SELECT "
    "cl_weights((SELECT cl_points(firm_id, x, y) FROM firms), 'knn', 3)))",
    "SELECT industry, cl_gini(employees), cl_herfindahl(employees, district) FROM firms GROUP BY industry",
    "SELECT firm_id, cl_entropy(employees) OVER (ORDER BY firm_id ROWS 5 PRECEDING), cl_dbscan_label(x, y, "
    "15, 3) OVER (ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) FROM firms",
    "SELECT cl_svg_map(layer) FROM (SELECT cl_svg_layer('points', x, y, industry) AS layer FROM firms)",
};

class FailingReads : public ::testing::TestWithParam<std::string> {
 protected:
  std::string made() {
    const std::string file = directory_.file("city.db");
    Database(file).get(kSmall + ("PRAGMA journal_mode = " + GetParam()) + ";" + kSixtyFirms + kPermanent);
    return file;
  }

  TemporaryDirectory directory_;
  Database other_;  // so that the library is not mapped anew for each connection
};

TEST_P(FailingReads, AreErrorsAndNeverWrongAnswers) {
  const std::string file = made();
  Database db(FailingFiles::uri(file));
  db.get(kSmall);
  for (const char* const sql : kReading) {
    const std::string expected = db.get(sql);
    for (const bool and_all_after : {false, true}) {
      long failed = 0;
      for (long k = 1;; ++k) {
        db.get("UPDATE firms SET x = x WHERE firm_id = 1");  // nothing that was kept may answer
        sqlite3_db_release_memory(db.handle());
        Outcome outcome;
        {
          const FailingFiles failing({FileOperation::kRead, SQLITE_IOERR_READ, and_all_after}, k);
          outcome = db.run(sql);
        }
        if (FailingFiles::failures() == 0) break;
        if (outcome.code == SQLITE_OK) {
          ASSERT_EQ(outcome.text(), expected) << sql << " at reading " << k;
        } else {
          ++failed;
          ASSERT_EQ(outcome.code & 0xFF, SQLITE_IOERR) << sql << " at reading " << k << ": " << outcome.error;
        }
        ASSERT_EQ(sqlite3_next_stmt(db.handle(), nullptr), nullptr) << sql << " at reading " << k;
        ASSERT_EQ(db.get(sql), expected) << sql << " after reading " << k;
      }
      EXPECT_GT(failed, 3) << sql;
    }
  }
  EXPECT_EQ(db.get("PRAGMA integrity_check"), "ok");
}

// The permanent table is connected, checked and read for the first time by a connection whose readings fail.
TEST_P(FailingReads, OfANewConnection) {
  const std::string file = made();
  const std::string expected = Database(file).get(kStored);
  const std::string file_uri = FailingFiles::uri(file);
  for (const bool and_all_after : {false, true}) {
    for (long k = 1;; ++k) {
      Database db(file_uri, SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI, false);
      sqlite3_db_config(db.handle(), SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, nullptr);
      Outcome outcome;
      {
        const FailingFiles failing({FileOperation::kRead, SQLITE_IOERR_READ, and_all_after}, k);
        outcome.code = sqlite3_load_extension(db.handle(), kModulePath, nullptr, nullptr);
        outcome.error = "not loaded";
        if (outcome.code == SQLITE_OK) outcome = db.run(kStored);
      }
      if (FailingFiles::failures() == 0) break;
      if (outcome.code == SQLITE_OK) {
        ASSERT_EQ(outcome.text(), expected) << "reading " << k;
      } else {
        ASSERT_NE(outcome.error, "") << "reading " << k;
      }
      db.load();
      ASSERT_EQ(db.get(kStored), expected) << "after reading " << k;
    }
  }
}

// Another connection's lock comes at any time: SQLITE_BUSY at the k-th lock that is asked for.
TEST_P(FailingReads, LocksThatAreTakenAreToldAsBusy) {
  const std::string file = made();
  Database db(FailingFiles::uri(file));
  db.get(kSmall);
  // In WAL mode SQLite itself tries again for seconds where a lock stays away.
  const bool and_all_after = GetParam() != "wal";
  for (const char* const sql : kReading) {
    const std::string expected = db.get(sql);
    long busy = 0;
    for (long k = 1;; ++k) {
      db.get("UPDATE firms SET x = x WHERE firm_id = 1");
      Outcome outcome;
      {
        const FailingFiles failing({FileOperation::kLock, SQLITE_BUSY, and_all_after}, k);
        outcome = db.run(sql);
      }
      if (FailingFiles::failures() == 0) break;
      if (outcome.code == SQLITE_OK) {
        ASSERT_EQ(outcome.text(), expected) << sql << " at lock " << k;
      } else {
        ++busy;
        ASSERT_TRUE((outcome.code & 0xFF) == SQLITE_BUSY || (outcome.code & 0xFF) == SQLITE_PROTOCOL)
            << sql << " at lock " << k << ": " << outcome.error;
      }
      ASSERT_EQ(db.get(sql), expected) << sql << " after lock " << k;
    }
    if (and_all_after) {
      EXPECT_GT(busy, 0) << sql;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Journal, FailingReads, ::testing::Values("delete", "wal"),
                         [](const auto& param) { return param.param; });

// ---- writing

struct WriteFault {
  const char* name;
  const char* journal;
  FileOperation operation;
  int code;
};

class FailingWrites : public ::testing::TestWithParam<WriteFault> {
 protected:
  Database other_;  // so that the library is not mapped anew for each connection
};

// A move and the labels that go with it in one transaction; a second permanent table; the data sets as rows.
const char* const kWriting[] = {
    "BEGIN",
    "UPDATE firms SET x = x + 3000 WHERE firm_id % 3 = 0",
    "UPDATE firms SET cluster = (SELECT cluster FROM clusters WHERE id = firm_id)",
    "COMMIT",
    "CREATE VIRTUAL TABLE counts USING cl_neighbour_count(source = firms, id = firm_id, x = x, y = y, radius "
    "= 15)",
    "CREATE TABLE kept AS SELECT c.id, c.neighbours, (SELECT cl_points(firm_id, x, y) FROM firms) AS points "
    "FROM counts AS c",
    "ALTER TABLE counts RENAME TO neighbours",
    "DROP TABLE clusters",
    kPermanent,
};

TEST_P(FailingWrites, LeaveAWholeFileAndTheNextAnswerRight) {
  const WriteFault& fault = GetParam();
  const bool every =
      std::getenv("CLUSTERLITE_EVERY_WRITE") != nullptr;  // else one in three of the later ones
  const TemporaryDirectory directory;
  const std::string pristine = directory.file("pristine.db");
  Database(pristine).get(std::string(kSmall) + kSixtyFirms + kPermanent +
                         "UPDATE firms SET cluster = (SELECT cluster FROM clusters WHERE id = firm_id)");
  const bool waits = fault.operation == FileOperation::kLock && std::string(fault.journal) == "wal";
  for (const bool and_all_after : {false, true}) {
    if (and_all_after && waits) continue;  // SQLite itself tries again for seconds
    long failed = 0;
    for (long k = 1;; k += k < 40 || every ? 1 : 3) {
      const std::string file = directory.file("city.db");
      std::filesystem::copy_file(pristine, file, std::filesystem::copy_options::overwrite_existing);
      std::string after;
      {
        Database db(FailingFiles::uri(file));
        db.get(kSmall + ("PRAGMA journal_mode = " + std::string(fault.journal)));
        if (fault.operation == FileOperation::kSync) db.get("PRAGMA synchronous = FULL");
        Outcome outcome;
        {
          const FailingFiles failing({fault.operation, fault.code, and_all_after}, k);
          for (const char* const sql : kWriting) {
            outcome = db.run(sql);
            if (outcome.code != SQLITE_OK) break;
          }
          if (sqlite3_get_autocommit(db.handle()) == 0) db.run("ROLLBACK");
        }
        if (outcome.code != SQLITE_OK) {
          ++failed;
          ASSERT_TRUE((outcome.code & 0xFF) == (fault.code & 0xFF) || (outcome.code & 0xFF) == SQLITE_IOERR)
              << k << ": " << outcome.error;
        }
        // What may be half done is the last statement alone; nothing of it may show.
        db.get("DROP TABLE IF EXISTS clusters; " + std::string(kPermanent));
        after = db.get(kStored);
        ASSERT_EQ(after, db.get(kComputed)) << "after " << k;
      }
      const bool none = FailingFiles::failures() == 0;
      Database again(file);
      ASSERT_EQ(again.get("PRAGMA integrity_check"), "ok") << k;
      ASSERT_EQ(again.get(kStored), after) << k;
      ASSERT_EQ(again.get("SELECT firm_id, cluster FROM firms ORDER BY 1"),
                again.get("SELECT id, cluster FROM clusters ORDER BY 1"))
          << k;
      if (none) break;
    }
    if (!waits) {
      EXPECT_GT(failed, 1);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Of, FailingWrites,
    ::testing::Values(WriteFault{"DiskFull", "delete", FileOperation::kWrite, SQLITE_FULL},
                      WriteFault{"DiskFullWal", "wal", FileOperation::kWrite, SQLITE_FULL},
                      WriteFault{"Write", "delete", FileOperation::kWrite, SQLITE_IOERR_WRITE},
                      WriteFault{"WriteWal", "wal", FileOperation::kWrite, SQLITE_IOERR_WRITE},
                      WriteFault{"Sync", "delete", FileOperation::kSync, SQLITE_IOERR_FSYNC},
                      WriteFault{"SyncWal", "wal", FileOperation::kSync, SQLITE_IOERR_FSYNC},
                      WriteFault{"Truncate", "truncate", FileOperation::kTruncate, SQLITE_IOERR_TRUNCATE},
                      WriteFault{"Busy", "delete", FileOperation::kLock, SQLITE_BUSY},
                      WriteFault{"BusyWal", "wal", FileOperation::kLock, SQLITE_BUSY}),
    [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace clusterlite::testing
