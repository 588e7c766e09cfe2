// The permanent form: CREATE VIRTUAL TABLE it_clusters USING cl_dbscan(source = it_firms, id = firm_id, ...).
//
// The definition stands in the file; the answer is computed at the first use in a connection and kept. It is
// collected anew when the data may have changed, and computed anew when the content hash of the collected
// data set differs.
//
// "May have changed" is SQLite's data version of the file, which counts the commits of all connections
// including this one. What it cannot show is a change that is not committed, and its ROLLBACK: so while this
// connection has a write transaction open on the file (and always for a table of the schema temp, whose views
// may look into any file), a collected answer serves the statement that asked for it and no other: it is let
// go when a reading ends, and not used when something has been changed since or another statement has
// started. The same holds where the changes of others are seen before they commit them (a shared cache with
// PRAGMA read_uncommitted), and for a source that changes by itself (source_changes.hpp).
//
// The source is read by a nested statement that is run to its end before anything is computed; it may name a
// table or view of its own schema only, so it can see what a view could see.
#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "sqlite/connection/statement_runs.hpp"
#include "sqlite/tables/row_intake.hpp"
#include "sqlite/tables/source_changes.hpp"
#include "sqlite/tables/table_definition.hpp"
#include "sqlite/tables/table_module.hpp"
#include "sqlite/values/statement.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

struct ValueDeleter {
  void operator()(sqlite3_value* value) const { sqlite3_value_free(value); }
};
using ValuePtr = std::unique_ptr<sqlite3_value, ValueDeleter>;

// A value that SQLite owns no longer. Values can only be made by a statement.
ValuePtr take_value(sqlite3* db, sqlite3_stmt* statement) {
  if (const int code = sqlite3_step(statement); code != SQLITE_ROW) check_sqlite(code, db);
  ValuePtr value(sqlite3_value_dup(sqlite3_column_value(statement, 0)));
  if (!value) throw std::bad_alloc();
  return value;
}

// A parameter of the definition as an SQL value: a number where it reads like one, else a text.
ValuePtr make_value(sqlite3* db, const std::string& text) {
  const StatementPtr statement = prepare(db, "SELECT ?1");
  const auto number = parse_number(text);
  if (number && number->is_integer) {
    check_sqlite(sqlite3_bind_int64(statement.get(), 1, number->integer), db);
  } else if (number) {
    check_sqlite(sqlite3_bind_double(statement.get(), 1, number->real), db);
  } else {
    check_sqlite(
        sqlite3_bind_text(statement.get(), 1, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT),
        db);
  }
  return take_value(db, statement.get());
}

// When the kept answer was collected.
struct Moment {
  bool certain = false;  // the version alone tells whether the data are still the same
  unsigned version = 0;
  int total_changes = 0;
  std::size_t statement_runs = 0;
};

class PermanentTable : public VirtualTable {
 public:
  PermanentTable(TableModule& module, const char* schema, const char* name, TableDefinition definition);

  int best_index(sqlite3_index_info* info) override;
  void filter(TableCursor& cursor, const QueryPlan& plan, std::span<sqlite3_value*> values) override;
  void rename(std::string_view name) override { name_ = name; }
  void reading_ended() override {
    if (collected_ && !collected_->certain) collected_.reset();
  }

  bool changes_by_itself() const override { return source_changes_by_itself_; }

  // Fails where using the table would: a wrong source, column or argument. For CREATE.
  void check();

 private:
  sqlite3* db() const { return module().connection->db(); }
  Moment now() const;
  bool still_current(const Moment& moment) const;
  std::string source_statement() const;
  StatementPtr prepare_source() const;
  ByteBuffer collect();
  void refresh(ColumnSet wanted);
  KeptResultPtr compute(const ByteBuffer& data_set, ColumnSet wanted);

  std::string schema_;
  std::string name_;
  TableDefinition definition_;
  std::vector<ValuePtr> values_;  // the function's arguments
  std::optional<Moment> collected_;
  bool source_changes_by_itself_ = false;  // found out when it was last read
  KeptResultPtr kept_;
};

PermanentTable::PermanentTable(TableModule& module, const char* schema, const char* name,
                               TableDefinition definition)
    : VirtualTable(module), schema_(schema), name_(name), definition_(std::move(definition)) {
  for (const std::string& text : definition_.values) {
    values_.push_back(text.empty() ? nullptr : make_value(db(), text));
  }
}

int PermanentTable::best_index(sqlite3_index_info* info) {
  info->idxNum = take_lookup(info, module().function.lookup_column, 1);
  const bool one = info->idxNum == kLookupBit;
  info->estimatedCost = one ? 5 : 1e5;
  info->estimatedRows = one ? 1 : 100'000;
  if ((info->idxNum & kListBit) != 0) {  // a list of some length
    info->estimatedCost = 5e3;
    info->estimatedRows = 1'000;
  }
  return SQLITE_OK;
}

// Whether other connections share the cache of this one, and it looks at what they have not committed.
bool sees_uncommitted_changes(sqlite3* db) {
  int bytes = 0;
  int share = 0;  // of the pages, divided by the connections that share them
  int highest = 0;
  if (sqlite3_db_status(db, SQLITE_DBSTATUS_CACHE_USED, &bytes, &highest, 0) == SQLITE_OK &&
      sqlite3_db_status(db, SQLITE_DBSTATUS_CACHE_USED_SHARED, &share, &highest, 0) == SQLITE_OK &&
      bytes == share) {
    return false;
  }
  try {
    const StatementPtr pragma = prepare(db, "PRAGMA read_uncommitted");
    return sqlite3_step(pragma.get()) != SQLITE_ROW || sqlite3_column_int(pragma.get(), 0) != 0;
  } catch (const SqliteError&) {
    return true;  // an authorizer does not let us ask
  }
}

// Whether this connection may have written into the schema's file what it has not committed. SQLite
// before 3.34 does not say (neither do its headers).
bool may_have_written(sqlite3* db, const char* schema) {
#if SQLITE_VERSION_NUMBER >= 3034000
  if (sqlite3_libversion_number() >= 3034000) return sqlite3_txn_state(db, schema) == SQLITE_TXN_WRITE;
#endif
  static_cast<void>(db);
  static_cast<void>(schema);
  return true;
}

Moment PermanentTable::now() const {
  Moment moment;
  const bool known =
      !may_have_written(db(), schema_.c_str()) && sqlite3_stricmp(schema_.c_str(), "temp") != 0;
  moment.certain =
      known && !source_changes_by_itself_ && !sees_uncommitted_changes(db()) &&
      sqlite3_file_control(db(), schema_.c_str(), SQLITE_FCNTL_DATA_VERSION, &moment.version) == SQLITE_OK;
  if (!moment.certain) {
    moment.total_changes = sqlite3_total_changes(db());
    moment.statement_runs = StatementRuns::under_way(db()).hash();
  }
  return moment;
}

bool PermanentTable::still_current(const Moment& moment) const {
  if (!collected_ || collected_->certain != moment.certain) return false;
  if (moment.certain) return collected_->version == moment.version;
  return collected_->total_changes == moment.total_changes &&
         collected_->statement_runs == moment.statement_runs;
}

// The names are quoted, and qualified with the source: an unknown column is an error then, while SQLite would
// take a lone "name" for a text. The inner SELECT, which costs nothing, makes SQLite report the first wrong
// column: of a function's arguments it reports the last.
std::string PermanentTable::source_statement() const {
  const std::string source = quote_identifier(definition_.source);
  std::string values;
  std::string columns;
  for (const std::string& column : definition_.columns) {
    if (column.empty()) continue;
    const std::string value = concat("v", columns.size());  // a name of its own for each
    values += concat(", ", value);
    columns += concat(columns.empty() ? "" : ", ", source, ".", quote_identifier(column), " AS ", value);
  }
  return concat("SELECT ", RowIntake::kFunction, "(?1", values, ") FROM (SELECT ", columns, " FROM ",
                quote_identifier(schema_), ".", source, ")");
}

StatementPtr PermanentTable::prepare_source() const {
  try {
    return prepare(db(), source_statement());
  } catch (const SqliteError& error) {
    if ((error.code() & 0xFF) != SQLITE_ERROR) throw;
    throw Error(concat("table ", name_, " cannot read its source ", definition_.source, ": ", error.what()));
  }
}

// Marks a table as being read for as long as it lives; a table that is being read already reads from itself.
class ReadingGuard {
 public:
  ReadingGuard(Connection& connection, std::string table)
      : being_read_(connection.being_read()), table_(std::move(table)) {
    if (!being_read_.insert(table_).second) {
      throw Error(concat("table ", table_, " reads from itself through its source"));
    }
  }
  ReadingGuard(const ReadingGuard&) = delete;
  ReadingGuard& operator=(const ReadingGuard&) = delete;
  ~ReadingGuard() { being_read_.erase(table_); }

 private:
  std::set<std::string>& being_read_;
  std::string table_;
};

ByteBuffer PermanentTable::collect() {
  const ReadingGuard guard(*module().connection, concat(schema_, ".", name_));
  const Declaration& declaration = *definition_.collector->declaration;
  std::array<bool, 16> all{};
  for (std::size_t i = 0; i < declaration.arguments.size(); ++i) all[i] = !definition_.columns[i].empty();
  const std::span present = std::span(all).first(declaration.arguments.size());
  const std::unique_ptr<Collector> collector = definition_.collector->make(present);
  InterruptToken interrupt(db());
  collector->set_cancel(interrupt.token());

  const StatementPtr statement = prepare_source();
  const ValuePtr null_value = take_value(db(), prepare(db(), "SELECT NULL").get());
  RowIntake(*collector, declaration, present, null_value.get()).read(db(), statement.get());
  return collector->finish(interrupt.token());
}

KeptResultPtr PermanentTable::compute(const ByteBuffer& data_set, ColumnSet wanted) {
  InterruptToken interrupt(db());
  std::vector<TableArguments::Slot> slots(values_.size());
  for (std::size_t i = 0; i < slots.size(); ++i) {
    slots[i].value = values_[i].get();
    if (!is_data_set(module().declaration().arguments[i])) continue;
    slots[i].data_set = open_blob(data_set.bytes(), interrupt.token(), Origin::just_made);
  }
  return compute_or_keep(module(), slots, wanted, {kept_}, interrupt.token());
}

void PermanentTable::check() {
  if (sqlite3_stricmp(name_.c_str(), module().declaration().name.data()) == 0) {
    throw Error("a table of this name would hide the function; choose another one");
  }
  if (sqlite3_stricmp(name_.c_str(), definition_.source.c_str()) == 0) {
    throw Error(concat("source must be another table than ", name_, " itself"));
  }
  prepare_source();
  std::array<bool, 16> present{};
  for (std::size_t i = 0; i < definition_.columns.size(); ++i) present[i] = !definition_.columns[i].empty();
  const auto empty = definition_.collector->make(std::span(present).first(definition_.columns.size()));
  CancelToken never;
  compute(empty->finish(never), {});  // the arguments are checked whatever the data
}

void PermanentTable::refresh(ColumnSet wanted) {
  const Moment moment = now();
  if (kept_ && still_current(moment) && kept_->costly_columns.contains(wanted)) return;
  collected_.reset();
  kept_ = compute(collect(), wanted);
  // Now that the tables of this extension that the source reads know it of themselves.
  const bool knew =
      std::exchange(source_changes_by_itself_,
                    clusterlite::changes_by_itself(*module().connection, schema_, source_statement()));
  collected_ = knew == source_changes_by_itself_ ? moment : now();
}

void PermanentTable::filter(TableCursor& cursor, const QueryPlan& plan, std::span<sqlite3_value*> values) {
  refresh(plan.costly_columns);
  InterruptToken interrupt(db());
  cursor.rows.show(kept_, plan.bits, values.empty() ? nullptr : values[0], interrupt.token());
}

}  // namespace

int make_permanent_table(sqlite3* db, void* aux, int argc, const char* const* argv, sqlite3_vtab** table,
                         char** message, bool creating) noexcept {
  auto& module = *static_cast<TableModule*>(aux);
  return guarded(message, module.name(), [&] {
    std::string sql = "CREATE TABLE x(";
    for (const Column& column : module.declaration().columns) {
      sql += concat(sql.back() == '(' ? "\"" : ", \"", column.name, "\" ", column.type);
    }
    check_sqlite(sqlite3_declare_vtab(db, (sql + ")").c_str()), db);
    const std::span parameters(argv + 3, static_cast<std::size_t>(argc - 3));
    auto stored =
        std::make_unique<PermanentTable>(module, argv[1], argv[2], parse_definition(module, parameters));
    if (creating) stored->check();
    *table = stored.release();
    return SQLITE_OK;
  });
}

}  // namespace clusterlite
