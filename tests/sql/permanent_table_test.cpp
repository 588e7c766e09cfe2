// The permanent form: CREATE VIRTUAL TABLE clusters USING cl_dbscan(source = firms, ...) is always current.
//
// What the table gives is compared with the function form over the same source, which keeps nothing of what
// it read.
#include <gtest/gtest.h>

#include <memory>
#include <set>

#include "robustness/other_process.hpp"
#include "robustness/support.hpp"

namespace clusterlite::testing {
namespace {

// The table is current, and its answer another one than before.
void expect_current_and_new(Database& db, std::string& before, const std::string& what) {
  const std::string now = db.get(kStored);
  EXPECT_EQ(now, db.get(kComputed)) << what;
  EXPECT_NE(now, before) << what;
  before = now;
}

class PermanentTable : public ::testing::TestWithParam<std::string> {
 protected:
  PermanentTable() { db_ = make(file_); }

  std::unique_ptr<Database> make(const std::string& file) const {
    auto db = std::make_unique<Database>(file);
    db->get("PRAGMA synchronous = OFF; PRAGMA journal_mode = " + GetParam());
    return db;
  }

  TemporaryDirectory directory_;
  std::string file_ = directory_.file("city.db");
  std::unique_ptr<Database> db_;
};

TEST_P(PermanentTable, FollowsEveryChangeOfItsOwnConnection) {
  db_->get(std::string(kSixtyFirms) + kPermanent);
  std::string before;
  expect_current_and_new(*db_, before, "at the first use");
  const char* const changes[] = {
      "INSERT INTO firms(firm_id, x, y) VALUES (61, 1005, 1005)",
      "UPDATE firms SET x = x + 4000 WHERE firm_id = 3",
      "DELETE FROM firms WHERE firm_id = 4",
      "REPLACE INTO firms(firm_id, x, y) VALUES (5, 8000, 8000)",
      "INSERT INTO firms(firm_id, x, y) VALUES (5, 0, 0) ON CONFLICT DO UPDATE SET x = 20, y = 0",
      "UPDATE firms SET x = NULL WHERE firm_id = 10",
      "CREATE TRIGGER moved AFTER UPDATE OF employees ON firms BEGIN UPDATE firms SET x = 7777 WHERE firm_id "
      "= 11; END; "
      "UPDATE firms SET employees = 0 WHERE firm_id = 1",
      "DELETE FROM firms",  // SQLite clears the table as a whole
      "INSERT INTO firms(firm_id, x, y) VALUES (1, 0, 0), (2, 1, 1), (3, 2, 2)",
  };
  for (const char* const change : changes) {
    db_->get(change);
    expect_current_and_new(*db_, before, change);
    EXPECT_EQ(db_->get(kStored), before) << "a second time after " << change;
  }
}

TEST_P(PermanentTable, FollowsTransactionsAndTheirRollback) {
  db_->get(std::string(kSixtyFirms) + kPermanent);
  std::string before;
  const char* const steps[] = {
      "SELECT 1",
      "BEGIN; UPDATE firms SET x = 5000 WHERE firm_id <= 3",
      "ROLLBACK",
      "BEGIN; DELETE FROM firms WHERE firm_id > 40",
      "SAVEPOINT a; DELETE FROM firms WHERE firm_id > 30",
      "SAVEPOINT b; DELETE FROM firms WHERE firm_id > 10",
      "ROLLBACK TO b",
      "DELETE FROM firms WHERE firm_id > 20",
      "ROLLBACK TO a",
      "DELETE FROM firms WHERE firm_id > 35",
      "ROLLBACK; BEGIN IMMEDIATE",
      "UPDATE firms SET y = 9000 WHERE firm_id = 7",
      "COMMIT; BEGIN IMMEDIATE; UPDATE firms SET y = 9000 WHERE firm_id = 8",
      "ROLLBACK; BEGIN IMMEDIATE",
      "ROLLBACK; SAVEPOINT c; DELETE FROM firms WHERE firm_id = 9",
      "ROLLBACK TO c; RELEASE c; BEGIN EXCLUSIVE",
      "COMMIT; BEGIN; INSERT INTO firms(firm_id, x, y) VALUES (70, 0, 0)",
  };
  for (const char* const step : steps) {
    db_->get(step);
    const std::string now = db_->get(kStored);
    EXPECT_EQ(now, db_->get(kComputed)) << step;
    // Only the last COMMIT changes nothing that the statement before did not see.
    EXPECT_NE(now, before) << step;
    before = now;
  }
  db_->get("COMMIT");
  EXPECT_EQ(db_->get(kStored), before);
}

// While another statement over the table stays under way, nothing tells the table that a statement is over
// but the end of its own reading; and a rolled back change leaves no count behind.
TEST_P(PermanentTable, FollowsARollbackUnderAnOpenStatement) {
  db_->get(std::string(kSixtyFirms) + kPermanent);
  const OpenStatement open(*db_, "SELECT id FROM clusters ORDER BY id");
  ASSERT_EQ(sqlite3_step(open.get()), SQLITE_ROW);
  const std::string original = db_->get(kStored);
  db_->get("BEGIN; SAVEPOINT a; UPDATE firms SET x = 5000 WHERE firm_id <= 20");
  const std::string changed = db_->get(kStored);
  EXPECT_NE(changed, original);
  db_->get("ROLLBACK TO a");
  EXPECT_EQ(db_->get(kStored), original);
  db_->get("UPDATE firms SET x = 5000 WHERE firm_id <= 10");
  EXPECT_NE(db_->get(kStored), original);
  db_->get("ROLLBACK; BEGIN IMMEDIATE");
  EXPECT_EQ(db_->get(kStored), original);
  db_->get("ROLLBACK");
  EXPECT_EQ(db_->get(kStored), original);
}

// A statement that is under way goes on with the rows it started with.
TEST_P(PermanentTable, KeepsTheRowsOfAStatementUnderWay) {
  db_->get(std::string(kSixtyFirms) + kPermanent);
  OpenStatement open(*db_, "SELECT id FROM clusters");
  ASSERT_EQ(open.step(), SQLITE_ROW);
  db_->get("DELETE FROM firms WHERE firm_id > 5");
  EXPECT_EQ(db_->get("SELECT count(*) FROM clusters"), "5");
  int rows = 1;
  while (open.step() == SQLITE_ROW) ++rows;
  EXPECT_EQ(rows, 60);
}

TEST_P(PermanentTable, SeesItsOwnUncommittedChangesAndOthersDoNot) {
  db_->get(std::string(kSixtyFirms) + kPermanent);
  const auto other = make(file_);
  const std::string committed = other->get(kStored);
  EXPECT_EQ(committed, db_->get(kComputed));
  db_->get("BEGIN IMMEDIATE; DELETE FROM firms WHERE firm_id > 50");
  EXPECT_EQ(db_->get("SELECT count(*) FROM clusters"), "50");
  EXPECT_EQ(other->get(kStored), committed);
  db_->get("ROLLBACK");
  EXPECT_EQ(db_->get(kStored), committed);
  EXPECT_EQ(other->get(kStored), committed);
}

TEST_P(PermanentTable, FollowsCommitsOfAnotherConnection) {
  db_->get(std::string(kSixtyFirms) + kPermanent);
  const auto other = make(file_);
  std::string before;
  expect_current_and_new(*db_, before, "at the first use");
  EXPECT_EQ(other->get(kStored), before);
  other->get("UPDATE firms SET x = 5000 WHERE firm_id <= 3");
  expect_current_and_new(*db_, before, "a commit of another connection");
  EXPECT_EQ(other->get(kStored), before);
  db_->get("DELETE FROM firms WHERE firm_id = 40");
  expect_current_and_new(*db_, before, "a commit of this connection");
  EXPECT_EQ(other->get(kStored), before);
}

// The statement touches the virtual table alone: that SQLite has opened a read transaction on the file by the
// time the table is asked, and so knows of the other process's commit, is what the table relies on.
TEST_P(PermanentTable, FollowsCommitsOfAnotherProcess) {
  db_->get(std::string(kSixtyFirms) + kPermanent);
  OpenStatement prepared(*db_, "SELECT count(*) FROM clusters");
  EXPECT_EQ(prepared.rest(), "60\n");
  for (const char* const rows : {"59", "58", "57"}) {
    prepared.reset();
    ASSERT_EQ(run_in_other_process(file_, std::string("DELETE FROM firms WHERE firm_id > ") + rows),
              SQLITE_OK);
    EXPECT_EQ(prepared.rest(), std::string(rows) + "\n");
  }
  prepared.reset();
  ASSERT_EQ(run_in_other_process(file_, "DELETE FROM firms WHERE firm_id > 20"), SQLITE_OK);
  EXPECT_EQ(db_->get(kStored), db_->get(kComputed));
}

// A backup that is restored into the open file.
TEST_P(PermanentTable, FollowsARestoredBackup) {
  db_->get(std::string(kSixtyFirms) + kPermanent);
  std::string before;
  expect_current_and_new(*db_, before, "at the first use");
  Database copy;
  copy.get(std::string(kSixtyFirms) + kPermanent + "UPDATE firms SET x = 5000 WHERE firm_id <= 3");
  sqlite3_backup* const backup = sqlite3_backup_init(db_->handle(), "main", copy.handle(), "main");
  ASSERT_NE(backup, nullptr);
  EXPECT_EQ(sqlite3_backup_step(backup, -1), SQLITE_DONE);
  sqlite3_backup_finish(backup);
  expect_current_and_new(*db_, before, "after the restoration");
}

// In a read transaction the file stands still, whatever other processes do; afterwards their commits are
// seen.
TEST_P(PermanentTable, KeepsToTheSnapshotOfItsTransaction) {
  db_->get(std::string(kSixtyFirms) + kPermanent);
  db_->get("BEGIN");
  const std::string before = db_->get(kStored);
  const int code =
      run_in_other_process(file_, "PRAGMA busy_timeout = 0; DELETE FROM firms WHERE firm_id > 50");
  EXPECT_EQ(code, GetParam() == "wal" ? SQLITE_OK : SQLITE_BUSY);
  EXPECT_EQ(db_->get(kStored), before);
  db_->get("COMMIT");
  EXPECT_EQ(db_->get("SELECT count(*) FROM clusters"), GetParam() == "wal" ? "50" : "60");
}

TEST_P(PermanentTable, IsThereForWhoeverOpensTheFileLater) {
  db_->get(std::string(kSixtyFirms) + kPermanent);
  const std::string expected = db_->get(kStored);
  db_.reset();
  {
    Database plain(file_, SQLITE_OPEN_READWRITE, false);
    EXPECT_EQ(plain.run(kStored).text(), "error: no such module: cl_dbscan");
    EXPECT_EQ(plain.get("SELECT count(*) FROM firms"), "60") << "the rest of the file needs no extension";
    plain.load();
    EXPECT_EQ(plain.get(kStored), expected);
  }
  {
    Database again(file_);
    EXPECT_EQ(again.get(kStored), expected);
    again.get("DROP TABLE clusters");
    EXPECT_EQ(again.run(kStored).text(), "error: no such table: clusters");
  }
}

TEST_P(PermanentTable, ReadsItsSourceOnceAndAgainOnlyAfterAChange) {
  db_->get(std::string(kSixtyFirms) + kPermanent + "CREATE TABLE other(a)");
  NestedReads reads(*db_, "firms");
  const std::string first = db_->get(kStored);
  EXPECT_EQ(reads.count(), 1);
  EXPECT_EQ(db_->get(kStored), first);
  EXPECT_EQ(db_->get("SELECT cluster FROM clusters WHERE id = 7"), "1");
  EXPECT_EQ(db_->get("SELECT count(*) FROM clusters a JOIN clusters b ON a.id = b.id"), "60");
  EXPECT_EQ(reads.count(), 0) << "nothing has changed";

  db_->get("INSERT INTO other VALUES (1)");
  EXPECT_EQ(db_->get(kStored), first);
  EXPECT_LE(reads.count(), 1) << "a change elsewhere in the file may make the source be read again";
  EXPECT_EQ(db_->get(kStored), first);
  EXPECT_EQ(reads.count(), 0);

  db_->get("DELETE FROM firms WHERE firm_id = 1");
  EXPECT_NE(db_->get(kStored), first);
  EXPECT_EQ(reads.count(), 1);
}

// Within a write transaction a statement reads the source once, however often it asks.
TEST_P(PermanentTable, ReadsItsSourceOncePerStatementOfAWriteTransaction) {
  db_->get(std::string(kSixtyFirms) + kPermanent);
  NestedReads reads(*db_, "firms");
  db_->get("UPDATE firms SET cluster = (SELECT cluster FROM clusters WHERE id = firm_id)");
  EXPECT_EQ(reads.count(), 1);
  EXPECT_EQ(
      db_->get(
          "SELECT count(*) FROM firms JOIN clusters ON id = firm_id WHERE firms.cluster IS clusters.cluster"),
      "60");
  EXPECT_EQ(reads.count(), 1);
  db_->get("BEGIN; DELETE FROM firms WHERE firm_id = 60");
  EXPECT_EQ(db_->get("SELECT count((SELECT kind FROM clusters WHERE id = firm_id)) FROM firms"), "59");
  EXPECT_EQ(reads.count(), 1);
  EXPECT_EQ(db_->get("SELECT count(*) FROM firms LEFT JOIN clusters ON id = firm_id AND kind = 'core'"),
            "59");
  EXPECT_EQ(reads.count(), 1);
  db_->get("COMMIT");
}

INSTANTIATE_TEST_SUITE_P(Journal, PermanentTable, ::testing::Values("delete", "persist", "wal"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace clusterlite::testing
