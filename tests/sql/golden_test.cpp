// Golden tests: the files tests/sql/*.test, each case an SQL script and what its last statement must give.
//
//   # a comment
//   SELECT ...;        one or more lines of SQL, run on one fresh connection per file
//   =>
//   1|core             the rows as the sqlite3 shell prints them, up to an empty line;
//                      or: error: the whole message
//
// With CLUSTERLITE_UPDATE_GOLDEN=1 in the environment (tests/run.sh --update) the results that differ are
// written into the files instead of failing, for a look at `git diff`.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "support/database.hpp"
#include "support/paths.hpp"

namespace clusterlite::testing {
namespace {

struct Case {
  int line = 0;
  int result_line = 0;   // the first line behind =>
  int result_lines = 0;  // of the expected result
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
      current.result_line = number + 1;
    } else if (in_result && line.empty()) {
      finish();
    } else if (in_result) {
      current.expected += (current.result_lines == 0 ? "" : "\n") + line;
      ++current.result_lines;
    } else {
      if (current.sql.empty()) current.line = number;
      current.sql += line + "\n";
    }
  }
  finish();
  EXPECT_TRUE(current.sql.empty()) << file << ": the last case has no =>";
  return cases;
}

// Puts what came out in the place of what was expected, last case first, so that line numbers stay right.
void update(const std::filesystem::path& file, const std::vector<Case>& cases,
            const std::vector<std::string>& results) {
  std::vector<std::string> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  for (std::size_t i = cases.size(); i-- > 0;) {
    if (results[i] == cases[i].expected) continue;
    const auto first = lines.begin() + cases[i].result_line - 1;
    lines.insert(lines.erase(first, first + cases[i].result_lines), results[i]);
  }
  std::ofstream out(file);
  for (const std::string& line : lines) out << line << "\n";
}

class GoldenFile : public ::testing::TestWithParam<std::string> {};

TEST_P(GoldenFile, GivesWhatItSays) {
  const auto file = std::filesystem::path(kSourceDirectory) / "tests/sql" / (GetParam() + ".test");
  const std::vector<Case> cases = read_cases(file);
  EXPECT_FALSE(cases.empty()) << file;
  const bool updates = std::getenv("CLUSTERLITE_UPDATE_GOLDEN") != nullptr;
  std::vector<std::string> results;
  Database db;
  for (const Case& one : cases) {
    results.push_back(db.run(one.sql).text());
    if (updates) continue;
    EXPECT_EQ(results.back(), one.expected) << file.filename() << ":" << one.line << "\n" << one.sql;
  }
  if (updates) update(file, cases, results);
}

std::vector<std::string> golden_files() {
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(kSourceDirectory) / "tests/sql")) {
    if (entry.path().extension() == ".test") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Sql, GoldenFile, ::testing::ValuesIn(golden_files()),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace clusterlite::testing
