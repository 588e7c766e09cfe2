// What the fuzz targets share: one connection with the extension in it, and statements that cannot run for
// long.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

extern "C" int sqlite3_modclusterlite_init(sqlite3* db, char** message, const void* api);

namespace clusterlite::fuzz {

class Connection {
 public:
  Connection() {
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(&sqlite3_modclusterlite_init));
    if (sqlite3_open(":memory:", &db_) != SQLITE_OK) std::abort();
    // What one input may cost: a fuzzer that finds a slow statement learns nothing.
    sqlite3_limit(db_, SQLITE_LIMIT_LENGTH, 1'000'000);
    sqlite3_limit(db_, SQLITE_LIMIT_VDBE_OP, 25'000);
    sqlite3_progress_handler(db_, 1000, &Connection::stop, this);
    run("SELECT cl_threads(2)", {});
  }
  ~Connection() { sqlite3_close(db_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Steps the first statement of `sql` to its end, at most `rows` rows, each column read. Errors are fine.
  void run(const std::string& sql, std::span<const std::uint8_t> blob, int rows = 1000) {
    sqlite3_stmt* statement = nullptr;
    steps_left_ = 3000;
    if (sqlite3_prepare_v2(db_, sql.c_str(), static_cast<int>(sql.size()), &statement, nullptr) ==
        SQLITE_OK) {
      for (int i = 1; i <= sqlite3_bind_parameter_count(statement); ++i)
        sqlite3_bind_blob(statement, i, blob.data(), static_cast<int>(blob.size()), SQLITE_STATIC);
      while (rows-- > 0 && sqlite3_step(statement) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(statement); ++i) sqlite3_column_text(statement, i);
      }
    }
    sqlite3_finalize(statement);
  }

  // The texts of the first column.
  std::vector<std::string> texts(const std::string& sql) {
    std::vector<std::string> result;
    sqlite3_stmt* statement = nullptr;
    steps_left_ = 100'000;
    if (sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) std::abort();
    while (sqlite3_step(statement) == SQLITE_ROW) {
      const auto* text = sqlite3_column_text(statement, 0);
      result.emplace_back(text == nullptr ? "" : reinterpret_cast<const char*>(text));
    }
    sqlite3_finalize(statement);
    return result;
  }

  sqlite3* handle() const { return db_; }

 private:
  static int stop(void* self) { return static_cast<Connection*>(self)->steps_left_-- <= 0; }

  sqlite3* db_ = nullptr;
  int steps_left_ = 0;
};

// Statements that hand `?1` to every function whose first argument has one of the types in `types` (as SQL:
// 'a','b'). Table-valued functions get the same BLOB for every data set they take, and small numbers for the
// rest.
inline std::vector<std::string> calls_with(Connection& db, const std::string& types) {
  return db.texts(R"(
    SELECT CASE WHEN kind = 'table-valued function' THEN 'SELECT * FROM ' ELSE 'SELECT ' END || name || '(' || (
      SELECT group_concat(CASE
          WHEN a.value ->> 'type' IN ('points', 'crosstab', 'links', 'labels', 'values', 'weights', 'data set', 'geometry',
                                      'layer') THEN '?1'
          WHEN a.value ->> 'name' LIKE '%id' OR a.value ->> 'type' = 'key' THEN '1'
          WHEN a.value ->> 'type' IN ('number', 'integer') THEN '2'
          ELSE quote(a.value ->> 'default') END, ', ')
      FROM json_each(arguments) AS a WHERE NOT (a.value ->> 'optional') OR a.value ->> 'type' = 'geometry') || ')'
    FROM cl_functions
    WHERE EXISTS (SELECT 1 FROM json_each(arguments) AS a WHERE a.value ->> 'type' IN ()" +
                  types + R"())
    ORDER BY 1)");
}

}  // namespace clusterlite::fuzz
