// What the fuzz targets share: one connection with the extension in it, and statements that cannot run for
// long.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

#ifndef CLUSTERLITE_FUZZ_MODULE
extern "C" int sqlite3_modclusterlite_init(sqlite3* db, char** message, const void* api);
#endif

namespace clusterlite::fuzz {

class Connection {
 public:
  Connection() {
#ifdef CLUSTERLITE_FUZZ_MODULE
    // Kept seeds in the suite: the extension as it was built, loaded.
    if (sqlite3_open(":memory:", &db_) != SQLITE_OK) std::abort();
    sqlite3_db_config(db_, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, nullptr);
    if (sqlite3_load_extension(db_, CLUSTERLITE_FUZZ_MODULE, nullptr, nullptr) != SQLITE_OK) std::abort();
    sqlite3_db_config(db_, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
#else
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(&sqlite3_modclusterlite_init));
    if (sqlite3_open(":memory:", &db_) != SQLITE_OK) std::abort();
#endif
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
  // Every parameter is `blob`.
  void run(const std::string& sql, std::span<const std::uint8_t> blob, int rows = 1000) {
    const auto bind = [&](sqlite3_stmt* statement, int i) {
      sqlite3_bind_blob(statement, i, blob.data(), static_cast<int>(blob.size()), SQLITE_STATIC);
    };
    run_bound(sql, bind, rows);
  }

  // The same; `bind(statement, i)` gives the i-th parameter its value.
  template <typename Bind>
  void run_bound(const std::string& sql, const Bind& bind, int rows = 1000) {
    sqlite3_stmt* statement = nullptr;
    steps_left_ = 3000;
    if (sqlite3_prepare_v2(db_, sql.c_str(), static_cast<int>(sql.size()), &statement, nullptr) ==
        SQLITE_OK) {
      for (int i = 1; i <= sqlite3_bind_parameter_count(statement); ++i) bind(statement, i);
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

// Data sets of every kind that are as they should be, one each, in a table sets(kind, d).
inline void make_sets(Connection& db) {
  db.run("CREATE TABLE plain(id INTEGER PRIMARY KEY, x, y, jobs, gu, industry)", {});
  db.run(
      "INSERT INTO plain VALUES (1, 0, 0, 1, 'a', 'i'), (2, 1, 0, 2, 'b', 'i'), (3, 9, 9, 3, 'a', 'k'), (4, "
      "9, 8, 5, 'b', 'k'), (5, 8, 9, 8, 'c', 'i'), (6, NULL, NULL, 1, 'c', 'k')",
      {});
  db.run("CREATE TABLE sets(kind, d)", {});
  for (const char* const made :
       {"'points', cl_points(id, x, y, jobs, industry)", "'crosstab', cl_crosstab(gu, industry, jobs)",
        "'links', cl_links(id, id % 4 + 1, jobs)", "'labels', cl_labels(id, industry)",
        "'values', cl_values(id, jobs)",
        "'weights', cl_weights((SELECT cl_points(id, x, y) FROM plain WHERE x NOT NULL), 'knn', 2)",
        "'data set', cl_points(id, x, y)", "'layer', cl_svg_layer('points', x, y)",
        "'geometry', cl_convex_hull(x, y)"})
    db.run(std::string("INSERT INTO sets SELECT ") + made + " FROM plain", {});
}

// What stands in SQL for an argument `a` of json_each(arguments) that is as it should be.
inline constexpr const char* kPlainArgument = R"(
  CASE WHEN a.value ->> 'type' IN (SELECT kind FROM sets)
         THEN '(SELECT d FROM sets WHERE kind = ' || quote(a.value ->> 'type') || ')'
       WHEN a.value ->> 'name' IN ('reference', 'neighbour', 'group_key', 'industry') THEN '''i'''
       WHEN a.value ->> 'name' = 'kind' THEN '''knn'''
       WHEN a.value ->> 'type' = 'key' THEN '1'
       WHEN a.value ->> 'type' IN ('number', 'integer') THEN '2'
       ELSE quote(a.value ->> 'default') END)";

// Statements that hand `?1` to every argument of one of the types in `types` (as SQL: 'a','b') of every
// function; the other arguments are as they should be, so that the call gets beyond them.
inline std::vector<std::string> calls_with(Connection& db, const std::string& types) {
  make_sets(db);
  return db.texts(std::string(R"(
    SELECT CASE WHEN f.kind = 'table-valued function' THEN 'SELECT * FROM ' ELSE 'SELECT ' END || f.name || '(' || (
      SELECT group_concat(CASE WHEN a.key = target.key THEN '?1' ELSE )") +
                  kPlainArgument + R"( END, ', ')
      FROM json_each(f.arguments) AS a WHERE NOT (a.value ->> 'optional') OR a.key <= target.key) || ')'
    FROM cl_functions AS f, json_each(f.arguments) AS target
    WHERE target.value ->> 'type' IN ()" +
                  types + R"()
    ORDER BY 1)");
}

}  // namespace clusterlite::fuzz
