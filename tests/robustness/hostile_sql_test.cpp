// Damaged and forged data sets as arguments of every SQL function: a sentence or an answer, never a crash.
#include <gtest/gtest.h>

#include <sstream>

#include "robustness/damaged_data_sets.hpp"
#include "robustness/support.hpp"

namespace clusterlite::testing {
namespace {

class HostileSql : public ::testing::Test {
 protected:
  // The result code; on an error the message must be one of ours.
  int run(const std::string& sql, const Bytes& bytes) {
    OpenStatement statement(db_, sql);
    EXPECT_EQ(statement.code(), SQLITE_OK) << sqlite3_errmsg(db_.handle());
    sqlite3_bind_blob64(statement.get(), 1, bytes.data(), bytes.size(), SQLITE_STATIC);
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW) {
      code = statement.step();
      for (int i = 0; code == SQLITE_ROW && i < sqlite3_column_count(statement.get()); ++i) {
        sqlite3_column_blob(statement.get(), i);
      }
    }
    if (code == SQLITE_DONE) return code;
    EXPECT_EQ(code, SQLITE_ERROR);
    EXPECT_EQ(std::string(sqlite3_errmsg(db_.handle())).substr(0, 3), "cl_");
    return code;
  }

  // Every table-valued function with the bytes for each of its data sets, and the ways through cl_merge.
  std::vector<std::string> queries() {
    std::string calls = db_.get(R"(
        WITH given AS (
          SELECT f.name, a.key, json_extract(a.value, '$.type') IN
                     ('points', 'crosstab', 'links', 'labels', 'values', 'weights', 'data set') AS is_set
          FROM cl_functions AS f, json_each(f.arguments) AS a
          WHERE f.kind = 'table-valued function' AND NOT json_extract(a.value, '$.optional')
          ORDER BY f.name, a.key)
        SELECT 'SELECT * FROM ' || name || '(' || group_concat(iif(is_set, '?1', '3'), ', ') || ')'
        FROM given GROUP BY name HAVING max(is_set))");
    std::vector<std::string> all;
    std::istringstream lines(calls);
    for (std::string line; std::getline(lines, line);) all.push_back(line);
    EXPECT_GT(all.size(), 15U);
    all.insert(all.end(), {"SELECT * FROM cl_dbscan(?1, 15, 3, 'planar') WHERE id IN (0, 7, 'firm 7')",
                           "SELECT rows FROM cl_describe((SELECT cl_merge(?1)))",
                           "SELECT cl_merge(d) FROM (SELECT ?1 AS d UNION ALL SELECT ?1)"});
    return all;
  }

  Database db_;
};

TEST_F(HostileSql, DamageIsAnErrorInEveryFunction) {
  Random random(3);
  const std::vector<std::string> all = queries();
  for (const Sample& sample : samples()) {
    for (int i = 0; i < sized(300, 80); ++i) {
      Bytes bytes = sample.bytes;
      damage(bytes, random, 0);
      if (bytes == sample.bytes) continue;
      for (const std::string& query : all)
        ASSERT_EQ(run(query, bytes), SQLITE_ERROR) << sample.name << "\n" << query;
    }
  }
}

TEST_F(HostileSql, AForgeryIsRefusedOrHarmlessInEveryFunction) {
  Random random(4);
  const std::vector<std::string> all = queries();
  for (const Sample& sample : samples()) {
    for (int i = 0; i < sized(1000, 200); ++i) {
      const Bytes bytes = forge(sample.bytes, random);
      for (const std::string& query : all) run(query, bytes);
      if (::testing::Test::HasFailure()) FAIL() << sample.name << " " << i;
    }
  }
}

TEST_F(HostileSql, TheMessageSaysWhatIsWrong) {
  Bytes bytes = points_bytes(false, false, false);
  const auto message = [&](const Bytes& changed) {
    EXPECT_EQ(run("SELECT * FROM cl_dbscan(?1, 15, 3)", changed), SQLITE_ERROR);
    return std::string(sqlite3_errmsg(db_.handle()));
  };
  const std::string size = std::to_string(bytes.size());
  EXPECT_EQ(
      message(Bytes(bytes.begin(), bytes.begin() + 100)),
      "cl_dbscan: argument 1 is a damaged data set: it was written with " + size + " bytes and now has 100");
  bytes.push_back(std::byte{0});
  EXPECT_EQ(message(bytes), "cl_dbscan: argument 1 is a damaged data set: it was written with " + size +
                                " bytes and now has " + std::to_string(bytes.size()));
  bytes.pop_back();
  bytes[200] ^= std::byte{4};
  EXPECT_EQ(message(bytes),
            "cl_dbscan: argument 1 is a damaged data set: its content does not match its checksum");
  bytes[5] = std::byte{2};
  EXPECT_EQ(message(bytes),
            "cl_dbscan: argument 1 is a data set of format version 2; this ClusterLite reads version 1");
  bytes[0] = std::byte{'X'};
  EXPECT_EQ(message(bytes),
            "cl_dbscan: argument 1 is a BLOB of " + size + " bytes that is not a data set of ClusterLite");
}

}  // namespace
}  // namespace clusterlite::testing
