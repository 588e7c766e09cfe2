// The binding by itself: ext/sqlite built into the test program, with functions that only the tests know.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "functions/shared/families.hpp"
#include "sqlite/tables/row_intake.hpp"
#include "sqlite/tables/table_function.hpp"

namespace clusterlite::testing {

// A connection with cl_points() and nothing else of the extension.
class ToyDatabase {
 public:
  ToyDatabase() {
    EXPECT_EQ(sqlite3_open(":memory:", &db_), SQLITE_OK);
    connection_ = std::make_shared<Connection>(db_);
    register_points(connection_);
    RowIntake::register_function(*connection_);
  }
  ToyDatabase(const ToyDatabase&) = delete;
  ToyDatabase& operator=(const ToyDatabase&) = delete;
  ~ToyDatabase() {
    connection_.reset();
    EXPECT_EQ(sqlite3_close(db_), SQLITE_OK);
  }

  sqlite3* handle() const { return db_; }
  const ConnectionPtr& connection() const { return connection_; }

  // The rows as the sqlite3 shell prints them, or "error: ...".
  std::string get(const std::string& sql) {
    std::string text;
    char* message = nullptr;
    const auto append = [](void* self, int count, char** values, char**) {
      auto& out = *static_cast<std::string*>(self);
      if (!out.empty()) out += '\n';
      for (int i = 0; i < count; ++i) {
        if (i > 0) out += '|';
        if (values[i] != nullptr) out += values[i];
      }
      return 0;
    };
    if (sqlite3_exec(db_, sql.c_str(), append, &text, &message) != SQLITE_OK) {
      text = std::string("error: ") + (message == nullptr ? "" : message);
    }
    sqlite3_free(message);
    return text;
  }

 private:
  sqlite3* db_ = nullptr;
  ConnectionPtr connection_;
};

}  // namespace clusterlite::testing
