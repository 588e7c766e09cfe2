// sqlite3_deserialize() puts another database in the place of one that is open. SQLite forgets to tell the
// function forms of virtual tables, or throws them away: none may exist before a statement needs it.
#include <gtest/gtest.h>

#include <string>

#include "robustness/support.hpp"

namespace clusterlite::testing {
namespace {

// The database of `from` as main of `into`.
void deserialize(const Database& from, const Database& into) {
  sqlite3_int64 size = 0;
  unsigned char* const bytes = sqlite3_serialize(from.handle(), "main", &size, 0);
  ASSERT_NE(bytes, nullptr);
  ASSERT_EQ(sqlite3_deserialize(into.handle(), "main", bytes, size, size,
                                SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE),
            SQLITE_OK);
}

TEST(Deserialize, AfterLoadingLeavesEveryFunctionUsable) {
  Database city;
  city.get(kSixtyFirms);
  Database db;
  deserialize(city, db);
  EXPECT_EQ(db.get("SELECT max(cluster) FROM (" + std::string(kComputed) + ")"), "2");
  db.get(kPermanent);
  EXPECT_EQ(db.get(kStored), db.get(kComputed));
  EXPECT_EQ(db.get("SELECT count(*) > 50 FROM cl_functions"), "1");
}

TEST(Deserialize, OfAPermanentTableReadsTheNewSource) {
  Database city;
  city.get(std::string(kSixtyFirms) + kPermanent + "DELETE FROM firms WHERE firm_id <= 30");
  Database db;
  db.get(std::string(kSixtyFirms) + kPermanent);
  EXPECT_EQ(db.get("SELECT count(*), max(cluster) FROM clusters"), "60|2");
  deserialize(city, db);
  EXPECT_EQ(db.get("SELECT count(*), max(cluster) FROM clusters"), "30|1");
}

// A form that a statement has used already dangles up to SQLite 3.50 (3.54 is known to do it), json_each as
// well.
TEST(Deserialize, AfterAFunctionWasUsed) {
  if (sqlite3_libversion_number() < 3054000)
    GTEST_SKIP() << "SQLite " << sqlite3_libversion() << " cannot do it";
  Database city;
  city.get(kSixtyFirms);
  Database db;
  db.get(kSixtyFirms);
  const std::string before = db.get(kComputed);
  deserialize(city, db);
  EXPECT_EQ(db.get(kComputed), before);
}

}  // namespace
}  // namespace clusterlite::testing
