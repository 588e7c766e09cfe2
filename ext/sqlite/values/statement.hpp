// A prepared statement of our own, finalised with its owner.
#pragma once

#include <memory>
#include <string>

#include "sqlite/values/guard.hpp"

namespace clusterlite {

struct StatementDeleter {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using StatementPtr = std::unique_ptr<sqlite3_stmt, StatementDeleter>;

inline StatementPtr prepare(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  check_sqlite(sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr), db);
  return StatementPtr(statement);
}

}  // namespace clusterlite
