// SQLite says "no such function: cl_dbscan" and "no such table: cl_points" of functions that there are.
// Functions and tables are looked up apart, so a scalar that refuses may have the name of a table-valued
// function, and a module that refuses the name of a function.
#include "sqlite/connection/misplaced.hpp"

#include <set>
#include <string>
#include <utility>

#include "sqlite/values/guard.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

// What SQLite keeps with one refusal.
struct Refusal {
  const Declaration* declaration;

  static void destroy(void* self) { delete static_cast<Refusal*>(self); }
};

std::string right_place(const Declaration& declaration) {
  const std::string form = signature(declaration);
  switch (declaration.kind) {
    case FunctionKind::table:
      return concat("it is a table-valued function and stands after FROM: SELECT * FROM ",
                    declaration.arguments.empty() ? std::string(declaration.name) : form);
    case FunctionKind::collector:
      return concat(
          "it is an aggregate and collects the rows of a SELECT; what it returns is the argument of a "
          "table-valued function: SELECT * FROM cl_describe((SELECT ",
          form, " FROM ...))");
    case FunctionKind::aggregate:
    case FunctionKind::window_aggregate:
      return concat("it is an aggregate over the rows of a SELECT, not a table: SELECT ", form, " FROM ...");
    case FunctionKind::row_window:
      return concat("it is a window function, not a table: SELECT ", form, " OVER (...) FROM ...");
    case FunctionKind::scalar:
      break;
  }
  return concat("it is a scalar function, not a table: SELECT ", form);
}

void refuse_expression(sqlite3_context* context, int, sqlite3_value**) noexcept {
  const Declaration& declaration = *static_cast<const Refusal*>(sqlite3_user_data(context))->declaration;
  guarded(context, declaration.name, [&] { throw Error(right_place(declaration)); });
}

int refuse_table(sqlite3*, void* aux, int, const char* const*, sqlite3_vtab**, char** message) noexcept {
  const Declaration& declaration = *static_cast<const Refusal*>(aux)->declaration;
  return guarded(message, declaration.name, [&]() -> int { throw Error(right_place(declaration)); });
}

// An older SQLite says "no such table" for a table that cannot be connected (seen with 3.31, no longer
// with 3.40). There the table is made, with room for arguments, and refuses when it is planned.
constexpr int kSaysWhyNotConnected = 3'040'000;

struct RefusingTable : sqlite3_vtab {
  const Declaration* declaration;
};

// words: of a table of that name alone the module, the schema and the module again; CREATE VIRTUAL TABLE has
// another name.
int connect_to_refuse(sqlite3* db, void* aux, int count, const char* const* words, sqlite3_vtab** table,
                      char** message) noexcept {
  if (count != 3 || std::string_view(words[0]) != words[2])
    return refuse_table(db, aux, count, words, table, message);
  const Declaration& declaration = *static_cast<const Refusal*>(aux)->declaration;
  return guarded(message, declaration.name, [&] {
    constexpr int kMostArguments = 16;
    std::string columns = "answer";
    for (int i = 0; i < kMostArguments; ++i) columns += concat(", argument", i, " HIDDEN");
    check_sqlite(sqlite3_declare_vtab(db, concat("CREATE TABLE x(", columns, ")").c_str()), db);
    *table = new RefusingTable{{}, &declaration};
    return SQLITE_OK;
  });
}

int refuse_plan(sqlite3_vtab* table, sqlite3_index_info*) noexcept {
  const Declaration& declaration = *static_cast<RefusingTable*>(table)->declaration;
  sqlite3_free(table->zErrMsg);
  table->zErrMsg = nullptr;
  return guarded(&table->zErrMsg, declaration.name, [&]() -> int { throw Error(right_place(declaration)); });
}

int let_go(sqlite3_vtab* table) noexcept {
  delete static_cast<RefusingTable*>(table);
  return SQLITE_OK;
}

sqlite3_module refusing_methods() {
  sqlite3_module m{};
  m.iVersion = 1;
  m.xCreate = &refuse_table;
  m.xConnect = &refuse_table;
  // Never reached, as no table is made; SQLite wants them to be there.
  m.xBestIndex = [](sqlite3_vtab*, sqlite3_index_info*) noexcept { return SQLITE_ERROR; };
  m.xDisconnect = [](sqlite3_vtab*) noexcept { return SQLITE_OK; };
  m.xDestroy = m.xDisconnect;
  if (sqlite3_libversion_number() < kSaysWhyNotConnected) {
    m.xCreate = m.xConnect = &connect_to_refuse;
    m.xBestIndex = &refuse_plan;
    m.xDisconnect = m.xDestroy = &let_go;
  }
  return m;
}

}  // namespace

void register_refusals(const ConnectionPtr& connection) {
  std::set<std::string_view> tables;
  std::set<std::string_view> functions;
  for (const Declaration* declaration : connection->declarations()) {
    (declaration->kind == FunctionKind::table ? tables : functions).insert(declaration->name);
  }
  static const sqlite3_module kRefusing = refusing_methods();
  for (const Declaration* declaration : connection->declarations()) {
    const std::string name(declaration->name);
    const bool is_table = declaration->kind == FunctionKind::table;
    // Once for each name: a function can have two forms.
    if (!(is_table ? functions : tables).insert(declaration->name).second) continue;
    auto* const refusal = new Refusal{declaration};  // SQLite's from here on, also when it refuses it
    const int code =
        is_table ? sqlite3_create_function_v2(connection->db(), name.c_str(), -1,
                                              SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, refusal,
                                              &refuse_expression, nullptr, nullptr, &Refusal::destroy)
                 : sqlite3_create_module_v2(connection->db(), name.c_str(), &kRefusing, refusal,
                                            &Refusal::destroy);
    check_sqlite(code, connection->db());
  }
}

}  // namespace clusterlite
