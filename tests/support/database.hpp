// A connection with the built extension loaded, for tests.
#pragma once

#include <sqlite3.h>

#include <string>
#include <vector>

namespace clusterlite::testing {

// What a statement gave: rows as the sqlite3 shell prints them ("a|b"), or the error.
struct Outcome {
  std::vector<std::string> rows;
  int code = SQLITE_OK;
  std::string error;
  std::string text() const;  // the rows joined by line breaks, or "error: ..."
};

class Database {
 public:
  explicit Database(const std::string& path = ":memory:",
                    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI,
                    bool load = true);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  sqlite3* handle() const { return db_; }
  void load();

  // Runs all statements of a script; the rows of the last one that gives any come back. Stops at the first
  // error.
  Outcome run(const std::string& script);

  // The rows of a script that must succeed, joined by line breaks; fails the test otherwise.
  std::string get(const std::string& script);

 private:
  sqlite3* db_ = nullptr;
};

// A fresh directory for files of one test, removed with it.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace clusterlite::testing
