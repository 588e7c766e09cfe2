#include "support/database.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "support/paths.hpp"

namespace clusterlite::testing {
namespace {

// Reals with 15 digits, as SQLite writes them up to 3.52; later versions give 17.
std::string shown(sqlite3_stmt* statement, int column) {
  if (sqlite3_column_type(statement, column) == SQLITE_FLOAT) {
    char text[40];
    return sqlite3_snprintf(sizeof text, text, "%!.15g", sqlite3_column_double(statement, column));
  }
  const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  return text == nullptr
             ? ""
             : std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
}

}  // namespace

std::string Outcome::text() const {
  if (code != SQLITE_OK) return "error: " + error;
  std::string joined;
  for (const std::string& row : rows) joined += (joined.empty() && &row == &rows.front() ? "" : "\n") + row;
  return joined;
}

Database::Database(const std::string& path, int flags, bool load_extension) {
  if (sqlite3_open_v2(path.c_str(), &db_, flags, nullptr) != SQLITE_OK) {
    throw std::runtime_error(std::string("cannot open ") + path + ": " + sqlite3_errmsg(db_));
  }
  if (load_extension) load();
}

void Database::load() {
  sqlite3_db_config(db_, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, nullptr);
  char* message = nullptr;
  if (sqlite3_load_extension(db_, kModulePath, nullptr, &message) != SQLITE_OK) {
    const std::string text = message == nullptr ? "no message" : message;
    sqlite3_free(message);
    throw std::runtime_error("cannot load the extension: " + text);
  }
}

Database::~Database() {
  // Not sqlite3_close_v2: a statement that the extension left behind would keep the connection open for good.
  const int code = sqlite3_close(db_);
  EXPECT_EQ(code, SQLITE_OK) << "the connection did not close: " << sqlite3_errmsg(db_);
}

Outcome Database::run(const std::string& script) {
  Outcome outcome;
  const char* rest = script.c_str();
  while (*rest != '\0') {
    sqlite3_stmt* statement = nullptr;
    outcome.code = sqlite3_prepare_v2(db_, rest, -1, &statement, &rest);
    if (outcome.code == SQLITE_OK && statement == nullptr) continue;  // white space or a comment
    std::vector<std::string> rows;
    while (outcome.code == SQLITE_OK && (outcome.code = sqlite3_step(statement)) == SQLITE_ROW) {
      std::string row;
      for (int column = 0; column < sqlite3_column_count(statement); ++column) {
        if (column > 0) row += '|';
        row += shown(statement, column);
      }
      rows.push_back(row);
      outcome.code = SQLITE_OK;
    }
    if (outcome.code == SQLITE_DONE) outcome.code = SQLITE_OK;
    if (outcome.code != SQLITE_OK) outcome.error = sqlite3_errmsg(db_);
    const bool gives_rows = statement != nullptr && sqlite3_column_count(statement) > 0;
    sqlite3_finalize(statement);
    if (outcome.code != SQLITE_OK) return outcome;
    if (gives_rows) outcome.rows = rows;
  }
  return outcome;
}

std::string Database::get(const std::string& script) {
  const Outcome outcome = run(script);
  EXPECT_EQ(outcome.code, SQLITE_OK) << script << "\n" << outcome.error;
  return outcome.text();
}

TemporaryDirectory::TemporaryDirectory() {
  std::string pattern = (std::filesystem::temp_directory_path() / "clusterlite-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a temporary directory");
  path_ = pattern;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace clusterlite::testing
