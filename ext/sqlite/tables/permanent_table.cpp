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
  std::string source_statement(std::size_t part) const;
  StatementPtr prepare_source(std::size_t part) const;
  bool has_groups() const;
  std::unique_ptr<Collector> make_collector(std::size_t part) const;
  ByteBuffer collect(std::size_t part);
  void derive(std::size_t part, const SealedBlob& collected, CancelToken& cancel);
  void refresh(ColumnSet wanted);
  KeptResultPtr compute(const std::vector<ByteBuffer>& collected, ColumnSet wanted);

  std::string schema_;
  std::string name_;
  TableDefinition definition_;
  std::vector<ValuePtr> values_;                // the function's arguments
  std::vector<std::vector<ValuePtr>> options_;  // by part: the arguments of what is derived
  // What was derived last, and from what: neighbours of areas take much longer than reading them.
  struct Derived {
    std::optional<ContentHash> from;
    ByteBuffer data_set;
  };
  std::vector<Derived> derived_;  // by part
  std::optional<Moment> collected_;
  bool source_changes_by_itself_ = false;  // found out when it was last read
  KeptResultPtr kept_;
};

PermanentTable::PermanentTable(TableModule& module, const char* schema, const char* name,
                               TableDefinition definition)
    : VirtualTable(module), schema_(schema), name_(name), definition_(std::move(definition)) {
  const auto values_of = [&](const std::vector<std::string>& texts) {
    std::vector<ValuePtr> values;
    for (const std::string& text : texts) values.push_back(text.empty() ? nullptr : make_value(db(), text));
    return values;
  };
  values_ = values_of(definition_.values);
  for (const TableDefinition::Part& part : definition_.parts) options_.push_back(values_of(part.options));
  derived_.resize(definition_.parts.size());
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

bool PermanentTable::has_groups() const {
  for (std::size_t part = 0; part < definition_.parts.size(); ++part) {
    const auto& names = (*definition_.form)[part].names;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] == "group_key" && !definition_.parts[part].columns[i].empty()) return true;
    }
  }
  return false;
}

// The names are quoted, and qualified with the source: an unknown column is an error then, while SQLite would
// take a lone "name" for a text. The inner SELECT, which costs nothing, makes SQLite report the first wrong
// column: of a function's arguments it reports the last.
// With groups a place stands in the row of each of them: once is enough for a part without.
std::string PermanentTable::source_statement(std::size_t part) const {
  const std::string source = quote_identifier(definition_.source);
  const bool once = (*definition_.form)[part].derived != nullptr && has_groups();
  std::string values;
  std::string columns;
  for (const std::string& column : definition_.parts[part].columns) {
    if (column.empty()) continue;
    const std::string value = concat("v", columns.size());  // a name of its own for each
    values += concat(", ", value);
    columns += concat(columns.empty() ? "" : ", ", source, ".", quote_identifier(column), " AS ", value);
  }
  return concat("SELECT ", RowIntake::kFunction, "(?1", values, ") FROM (SELECT ", once ? "DISTINCT " : "",
                columns, " FROM ", quote_identifier(schema_), ".", source, ")");
}

StatementPtr PermanentTable::prepare_source(std::size_t part) const {
  try {
    return prepare(db(), source_statement(part));
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

// Which arguments of a collector the definition names.
std::array<bool, 16> given(const TableDefinition::Part& part) {
  std::array<bool, 16> all{};
  for (std::size_t i = 0; i < part.columns.size(); ++i) all[i] = !part.columns[i].empty();
  return all;
}

std::unique_ptr<Collector> PermanentTable::make_collector(std::size_t part) const {
  const std::array<bool, 16> all = given(definition_.parts[part]);
  return (*definition_.form)[part].collector.make(
      std::span(all).first(definition_.parts[part].columns.size()));
}

ByteBuffer PermanentTable::collect(std::size_t part) {
  const ReadingGuard guard(*module().connection, concat(schema_, ".", name_));
  const Declaration& declaration = *(*definition_.form)[part].collector.declaration;
  const std::array<bool, 16> all = given(definition_.parts[part]);
  const std::unique_ptr<Collector> collector = make_collector(part);
  InterruptToken interrupt(db());
  collector->set_cancel(interrupt.token());
  std::optional<ProgressReport> report;
  if (module().connection->service<ProgressSetting>().shown) report.emplace(name_, interrupt.token());

  const StatementPtr statement = prepare_source(part);
  const ValuePtr null_value = take_value(db(), prepare(db(), "SELECT NULL").get());
  RowIntake(*collector, declaration, std::span(all).first(declaration.arguments.size()), null_value.get(),
            report ? &*report : nullptr)
      .read(db(), statement.get());
  return collector->finish(interrupt.token());
}

void PermanentTable::derive(std::size_t part, const SealedBlob& collected, CancelToken& cancel) {
  Derived& kept = derived_[part];
  if (kept.from && *kept.from == collected.header.hash) return;
  kept.from.reset();
  const ValuePtr null_value = take_value(db(), prepare(db(), "SELECT NULL").get());
  std::vector<sqlite3_value*> arguments;
  for (const ValuePtr& value : options_[part]) arguments.push_back(value ? value.get() : null_value.get());
  const DerivedDataSet& derived = *(*definition_.form)[part].derived;
  kept.data_set =
      derived.make(collected, Arguments(*derived.declaration, arguments), *module().connection, cancel);
  kept.from = collected.header.hash;
}

KeptResultPtr PermanentTable::compute(const std::vector<ByteBuffer>& collected, ColumnSet wanted) {
  InterruptToken interrupt(db());
  std::vector<TableArguments::Slot> slots(values_.size());
  for (std::size_t i = 0; i < slots.size(); ++i) slots[i].value = values_[i].get();
  for (std::size_t part = 0; part < collected.size(); ++part) {
    SealedBlob sealed = open_blob(collected[part].bytes(), interrupt.token(), Origin::just_made);
    if ((*definition_.form)[part].derived != nullptr) {
      derive(part, sealed, interrupt.token());
      sealed = open_blob(derived_[part].data_set.bytes(), interrupt.token(), Origin::just_made);
    }
    slots[(*definition_.form)[part].argument].data_set = sealed;
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
  CancelToken never;
  std::vector<ByteBuffer> empty;
  for (std::size_t part = 0; part < definition_.parts.size(); ++part) {
    prepare_source(part);
    empty.push_back(make_collector(part)->finish(never));
  }
  compute(empty, {});  // the arguments are checked whatever the data
}

void PermanentTable::refresh(ColumnSet wanted) {
  const Moment moment = now();
  if (kept_ && still_current(moment) && kept_->costly_columns.contains(wanted)) return;
  collected_.reset();
  std::vector<ByteBuffer> collected;
  for (std::size_t part = 0; part < definition_.parts.size(); ++part) collected.push_back(collect(part));
  kept_ = compute(collected, wanted);
  // Now that the tables of this extension that the source reads know it of themselves.
  bool changes = false;
  for (std::size_t part = 0; part < definition_.parts.size(); ++part) {
    changes =
        changes || clusterlite::changes_by_itself(*module().connection, schema_, source_statement(part));
  }
  const bool knew = std::exchange(source_changes_by_itself_, changes);
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
    const int declared = sqlite3_declare_vtab(db, (sql + ")").c_str());
    // SQLite makes an SQLITE_ERROR of an interrupt that comes while it reads the columns.
    if (declared == SQLITE_ERROR && std::string_view(sqlite3_errmsg(db)) == "interrupted") throw Cancelled{};
    check_sqlite(declared, db);
    const std::span parameters(argv + 3, static_cast<std::size_t>(argc - 3));
    auto permanent =
        std::make_unique<PermanentTable>(module, argv[1], argv[2], parse_definition(module, parameters));
    if (creating) permanent->check();
    *table = permanent.release();
    return SQLITE_OK;
  });
}

}  // namespace clusterlite
