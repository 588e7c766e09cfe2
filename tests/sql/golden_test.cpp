// Golden tests: the files tests/sql/*.test, each case an SQL script and what its last statement must give.
//
//   # a comment
//   SELECT ...;        one or more lines of SQL, run on one fresh connection per file
//   =>
//   1|core             the rows as the sqlite3 shell prints them, up to an empty line;
//                      or: error: the whole message
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "support/database.hpp"

namespace clusterlite::testing {
namespace {

struct Case {
  int line = 0;
  std::string sql;
  std::string expected;
};

std::vector<Case> read_cases(const std::filesystem::path& file) {
  std::vector<Case> cases;
  std::ifstream in(file);
  std::string line;
  Case current;
  bool in_result = false;
  const auto finish = [&] {
    if (in_result) cases.push_back(current);
    current = Case();
    in_result = false;
  };
  for (int number = 1; std::getline(in, line); ++number) {
    if (!in_result && (line.empty() || line[0] == '#')) continue;
    if (line == "=>") {
      in_result = true;
    } else if (in_result && line.empty()) {
      finish();
    } else if (in_result) {
      current.expected += (current.expected.empty() ? "" : "\n") + line;
    } else {
      if (current.sql.empty()) current.line = number;
      current.sql += line + "\n";
    }
  }
  finish();
  EXPECT_TRUE(current.sql.empty()) << file << ": the last case has no =>";
  return cases;
}

class GoldenFile : public ::testing::TestWithParam<std::string> {};

TEST_P(GoldenFile, GivesWhatItSays) {
  const auto file = std::filesystem::path(CLUSTERLITE_SOURCE_DIR) / "tests/sql" / (GetParam() + ".test");
  const std::vector<Case> cases = read_cases(file);
  EXPECT_FALSE(cases.empty()) << file;
  Database db;
  for (const Case& one : cases) {
    EXPECT_EQ(db.run(one.sql).text(), one.expected) << file.filename() << ":" << one.line << "\n" << one.sql;
  }
}

std::vector<std::string> golden_files() {
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(CLUSTERLITE_SOURCE_DIR) / "tests/sql")) {
    if (entry.path().extension() == ".test") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Sql, GoldenFile, ::testing::ValuesIn(golden_files()),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace clusterlite::testing
