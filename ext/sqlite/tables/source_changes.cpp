// EXPLAIN shows the program that SQLite makes of a statement, views and subqueries included: its functions
// (opcodes Function, PureFunc and AggStep, with P4 "name(...)") and its virtual tables (VOpen, with the
// table's address).
#include "sqlite/tables/source_changes.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "sqlite/tables/row_intake.hpp"
#include "sqlite/tables/table_definition.hpp"
#include "sqlite/tables/table_module.hpp"
#include "sqlite/values/guard.hpp"
#include "sqlite/values/statement.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

struct Program {
  std::set<std::string> functions;  // "datetime"
  std::set<std::string> tables;     // "vtab:55D3C8A0"
  bool names_now = false;           // a literal that stands for the time, whoever reads it
};

bool is_one_of(std::string_view word, std::initializer_list<const char*> list) {
  const std::string text(word);
  return std::any_of(list.begin(), list.end(),
                     [&](const char* other) { return sqlite3_stricmp(text.c_str(), other) == 0; });
}

std::string_view text_of(sqlite3_stmt* statement, int column) {
  const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  return text == nullptr ? std::string_view() : text;
}

Program program_of(sqlite3* db, const std::string& select) {
  constexpr int kOpcode = 1;
  constexpr int kP4 = 5;
  Program program;
  const StatementPtr statement = prepare(db, "EXPLAIN " + select);
  int code = SQLITE_OK;
  while ((code = sqlite3_step(statement.get())) == SQLITE_ROW) {
    const std::string_view opcode = text_of(statement.get(), kOpcode);
    const std::string_view p4 = text_of(statement.get(), kP4);
    if (opcode.starts_with("Function") || opcode.starts_with("PureFunc") || opcode.starts_with("AggStep")) {
      program.functions.emplace(p4.substr(0, p4.rfind('(')));
    } else if (opcode == "VOpen") {
      program.tables.emplace(p4);
    } else if (opcode.starts_with("String")) {
      program.names_now = program.names_now || is_one_of(p4, {"now", "subsec", "subsecond"});
    }
  }
  if (code != SQLITE_DONE) check_sqlite(code, db);
  return program;
}

// SQLite's list of functions calls the date functions deterministic in some versions and not in others.
bool is_date_function(const std::string& name) {
  return is_one_of(name, {"date", "time", "datetime", "julianday", "unixepoch", "strftime", "timediff"});
}

// Without a date they take the time, too: date(), strftime('%Y'). EXPLAIN does not show how many arguments a
// call has, but the texts of the views do; any view of the file counts.
bool a_view_leaves_out_the_date(sqlite3* db, const std::string& schema) {
  const StatementPtr views = prepare(
      db, concat("SELECT lower(replace(replace(replace(replace(sql, ' ', ''), char(9), ''), char(10), ''), "
                 "char(13), '')) FROM ",
                 quote_identifier(schema), ".sqlite_master WHERE type = 'view'"));
  while (sqlite3_step(views.get()) == SQLITE_ROW) {
    const std::string_view sql = text_of(views.get(), 0);
    for (const std::string_view call : {"date()", "time()", "julianday()", "unixepoch()"}) {
      if (sql.find(call) != std::string_view::npos) return true;
    }
    constexpr std::string_view kFormat = "strftime('";
    for (std::size_t at = sql.find(kFormat); at != std::string_view::npos; at = sql.find(kFormat, at + 1)) {
      const std::size_t quote = sql.find('\'', at + kFormat.size());
      if (quote != std::string_view::npos && sql.substr(quote + 1).starts_with(")")) return true;
    }
  }
  return false;
}

// SQLite marks none of its own aggregates as deterministic, but all are.
bool is_deterministic(sqlite3* db, const std::string& name) {
  if (is_one_of(name, {"current_date", "current_time", "current_timestamp"})) return false;
  const StatementPtr list = prepare(db,
                                    "SELECT min(flags & ?2 <> 0 OR (builtin AND type <> 's')) FROM "
                                    "pragma_function_list WHERE name = ?1 COLLATE "
                                    "NOCASE");
  check_sqlite(sqlite3_bind_text(list.get(), 1, name.data(), static_cast<int>(name.size()), SQLITE_TRANSIENT),
               db);
  check_sqlite(sqlite3_bind_int(list.get(), 2, SQLITE_DETERMINISTIC), db);
  return sqlite3_step(list.get()) == SQLITE_ROW && sqlite3_column_int(list.get(), 0) != 0;
}

// The function forms of virtual tables that compute from their arguments alone: there is one of each in a
// connection.
bool is_computed(sqlite3* db, const std::string& table) {
  for (const char* const select : {"SELECT 1 FROM json_each('[]')", "SELECT 1 FROM json_tree('[]')",
                                   "SELECT 1 FROM generate_series(1, 2)"}) {
    try {
      if (program_of(db, select).tables.contains(table)) return true;
    } catch (const SqliteError&) {  // SQLite is built without
    }
  }
  return false;
}

}  // namespace

bool changes_by_itself(const Connection& connection, const std::string& schema, const std::string& select) {
  sqlite3* const db = connection.db();
  try {
    const Program program = program_of(db, select);
    for (const std::string& name : program.functions) {
      if (name == RowIntake::kFunction) continue;
      if (is_date_function(name)) {
        if (program.names_now || a_view_leaves_out_the_date(db, schema)) return true;
      } else if (!is_deterministic(db, name)) {
        return true;
      }
    }
    return std::any_of(program.tables.begin(), program.tables.end(), [&](const std::string& address) {
      for (const VirtualTable* const own : connection.tables()) {
        if (own->address() == address) return own->changes_by_itself();
      }
      return !is_computed(db, address);
    });
  } catch (const SqliteError&) {
    return true;
  }
}

}  // namespace clusterlite
