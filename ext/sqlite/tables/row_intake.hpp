// Reads the rows of a statement into a collector from within SQLite's own loop.
//
// Stepping through a statement from outside takes the connection's mutex for each row and again for each of
// its values, which together cost half as much as reading the rows. An aggregate function is handed the same
// rows without: so a permanent table reads its source by
//
//   SELECT take_for_clusterlite(?1, firm_id, x, y) FROM firms
//
// whose first argument is a pointer to the intake. SQLite lets no SQL text make such a pointer, so nobody
// else has a use for the function. Its name begins otherwise than those of the functions for users.
#pragma once

#include <exception>
#include <span>
#include <string_view>
#include <vector>

#include "sqlite/connection/functions.hpp"
#include "sqlite/connection/progress_report.hpp"

namespace clusterlite {

class RowIntake {
 public:
  static constexpr std::string_view kFunction = "take_for_clusterlite";

  // present[i]: the statement gives argument i of the collector; the others are NULL.
  RowIntake(Collector& collector, const Declaration& declaration, std::span<const bool> present,
            sqlite3_value* null_value, ProgressReport* report = nullptr);

  // Runs the statement to its end. Throws what the collector throws, and what belongs to SQLite's errors.
  void read(sqlite3* db, sqlite3_stmt* statement);

  // Makes the function known to a connection, once.
  static void register_function(Connection& connection);

 private:
  static void step(sqlite3_context* context, int count, sqlite3_value** values) noexcept;
  static void finish(sqlite3_context* context) noexcept;
  void take(std::span<sqlite3_value* const> values);

  Collector& collector_;
  const Declaration& declaration_;
  std::vector<std::size_t> taken_;  // the collector's argument that each value is
  std::vector<sqlite3_value*> row_;
  ProgressReport* report_;
  std::exception_ptr failure_;
};

}  // namespace clusterlite
