// The function form: SELECT ... FROM cl_dbscan(points, 500, 10). An eponymous virtual table whose hidden
// columns are the arguments.
//
// Plan: idxNum has bit k for argument k (its value is the next of xFilter's values) and kLookupBit when the
// last value is a key to look up. A missing required argument is reported by xFilter, not by xBestIndex,
// which SQLite also asks about plans it will not use.
#include "sqlite/tables/table_function.hpp"

#include <array>
#include <memory>
#include <set>
#include <utility>

#include "sqlite/tables/creation.hpp"
#include "sqlite/tables/table_module.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

// A data set up to this size is kept with the cursor, so that its hidden column can be read.
constexpr std::size_t kKeptArgumentBytes = std::size_t{1} << 20;

// What one statement may hand over: a data set that is not lent SQLite copies at each call, 0.1 s per GB.
constexpr std::uint64_t kMostBytesPerStatement = 10'000'000'000;
// Less, when it is once per row of a long table.
constexpr std::uint64_t kManyCalls = 2000;
constexpr std::uint64_t kMostBytesOfManyCalls = 2'500'000'000;

// A statement that collects what it has collected before does so in a correlated subquery: so many times, and
// so many seconds, are enough to know it.
constexpr std::size_t kMostRepeatedCollections = 100;
constexpr double kMostRepeatedSeconds = 1;
// A query may well ask a few figures of each data set (eps and knee of every industry): that many times each.
constexpr std::size_t kFewRepeats = 10;
constexpr std::size_t kMostRemembered = 10'000;

// Never cheaper by the lookup than without: else the planner puts the function inside a join's loop, where
// SQLite copies a stored data set for each outer row.
constexpr double kCost = 1e6;
constexpr double kCostWithoutArguments = 1e200;

class FunctionTable : public VirtualTable {
 public:
  using VirtualTable::VirtualTable;

  int best_index(sqlite3_index_info* info) override;
  void filter(TableCursor& cursor, const QueryPlan& plan, std::span<sqlite3_value*> values) override;
  void argument_column(const TableCursor& cursor, int argument, ResultSink& out) override;
  void reading_ended() override {
    calls_ = bytes_handed_over_ = 0;
    collected_.clear();
    repeated_collections_ = 0;
    repeated_seconds_ = 0;
  }

 private:
  int argument_given_by(int column) const;
  SealedBlob read_data_set(std::size_t argument, sqlite3_value* value, CancelToken& cancel);
  std::string remedy() const;
  void limit_copies(std::span<const TableArguments::Slot> slots);
  void limit_collections(std::span<const TableArguments::Slot> slots);

  KeptResultPtr last_;
  std::uint64_t calls_ = 0;
  std::uint64_t bytes_handed_over_ = 0;
  std::set<ContentHash> collected_;  // by the statement under way
  std::size_t repeated_collections_ = 0;
  double repeated_seconds_ = 0;
};

// Which argument a constraint gives; -1: none. A result column of an argument's name says which value was
// taken (cl_kd_density's bandwidth): asking for a value of that column gives it.
int FunctionTable::argument_given_by(int column) const {
  const Declaration& declaration = module().declaration();
  if (column >= module().columns()) return column - module().columns();
  if (column < 0) return -1;
  for (std::size_t i = 0; i < declaration.arguments.size(); ++i) {
    if (declaration.arguments[i].name == declaration.columns[static_cast<std::size_t>(column)].name)
      return static_cast<int>(i);
  }
  return -1;
}

int FunctionTable::best_index(sqlite3_index_info* info) {
  const Declaration& declaration = module().declaration();
  std::array<int, kMostArguments> constraint_of{};
  constraint_of.fill(-1);
  for (int i = 0; i < info->nConstraint; ++i) {
    const auto& constraint = info->aConstraint[i];
    const int argument = argument_given_by(constraint.iColumn);
    if (argument == -1 || constraint.op != SQLITE_INDEX_CONSTRAINT_EQ) continue;
    if (constraint.usable == 0) return SQLITE_CONSTRAINT;
    int& slot = constraint_of[static_cast<std::size_t>(argument)];
    if (slot == -1) slot = i;
  }
  int next_value = 1;
  info->idxNum = 0;
  for (std::size_t argument = 0; argument < declaration.arguments.size(); ++argument) {
    if (constraint_of[argument] == -1) continue;
    info->aConstraintUsage[constraint_of[argument]] = {next_value++, 1};
    info->idxNum |= 1 << argument;
  }
  const int lookup = take_lookup(info, module().function.lookup_column, next_value);
  info->idxNum |= lookup;
  const int required = (1 << declaration.required_arguments()) - 1;
  info->estimatedCost = (info->idxNum & required) == required ? kCost : kCostWithoutArguments;
  info->estimatedRows = lookup == kLookupBit ? 1 : 1'000'000;
  return SQLITE_OK;
}

SealedBlob FunctionTable::read_data_set(std::size_t argument, sqlite3_value* value, CancelToken& cancel) {
  const std::optional<Kind> kind = kind_named(module().declaration().arguments[argument].type);
  const std::string place = concat("argument ", argument + 1, " is ");
  if (sqlite3_value_type(value) != SQLITE_BLOB) {
    const std::string needed =
        kind ? concat(noun_of(*kind), " - see ", collector_of(*kind)) : "a data set - see cl_points()";
    throw Error(concat(place, Value(value, "").shown(), "; it needs ", needed));
  }
  const std::span bytes(static_cast<const std::byte*>(sqlite3_value_blob(value)),
                        static_cast<std::size_t>(sqlite3_value_bytes(value)));
  const Origin origin =
      module().connection->lent_data_sets().lent(bytes) ? Origin::just_made : Origin::unknown;
  try {
    SealedBlob sealed = open_blob(bytes, cancel, origin);
    // Ties that were collected one by one are weights, too.
    const bool ties_for_weights = kind == Kind::weights && sealed.header.kind == Kind::links;
    if (kind && !ties_for_weights) check_kind(sealed, *kind);
    return sealed;
  } catch (const Error& error) {
    throw Error(place + error.what());
  }
}

// firms LEFT JOIN cl_dbscan(...): SQLite runs the function once per row of firms.
void FunctionTable::limit_copies(std::span<const TableArguments::Slot> slots) {
  ++calls_;
  std::size_t data_sets = 0;
  std::size_t bytes = 0;
  for (const TableArguments::Slot& slot : slots) {
    if (!slot.data_set) continue;
    if (slot.data_set->origin == Origin::just_made) continue;  // lent: not copied
    ++data_sets;
    bytes += slot.data_set->bytes.size();
  }
  bytes_handed_over_ += bytes;
  const bool few = calls_ < kManyCalls || bytes_handed_over_ <= kMostBytesOfManyCalls;
  if (few && bytes_handed_over_ <= kMostBytesPerStatement) return;
  throw Error(concat("this statement has called the function ", calls_, " times, each time with ",
                     data_sets == 1 ? "a data set" : "data sets", " of ", bytes,
                     " bytes, because a LEFT JOIN, a join of two functions or a correlated subquery calls it "
                     "once per outer row. ",
                     remedy()));
}

// UPDATE firms SET c = (SELECT ... FROM cl_dbscan((SELECT cl_points(...) FROM ... WHERE ... =
// firms.industry)) ...).
void FunctionTable::limit_collections(std::span<const TableArguments::Slot> slots) {
  for (const TableArguments::Slot& slot : slots) {
    if (!slot.data_set) continue;
    const ContentHash& hash = slot.data_set->header.hash;
    const std::optional<double> seconds = module().connection->collections().take(hash);
    if (!seconds) continue;  // not collected for this call
    if (collected_.contains(hash)) {
      ++repeated_collections_;
      repeated_seconds_ += *seconds;
    } else if (collected_.size() < kMostRemembered) {
      collected_.insert(hash);
    }
  }
  if (repeated_collections_ < kMostRepeatedCollections || repeated_seconds_ < kMostRepeatedSeconds ||
      repeated_collections_ < kFewRepeats * collected_.size())
    return;
  throw Error(concat(
      "this statement collects the same data sets again and again, because a correlated subquery does so "
      "for each outer row. ",
      remedy()));
}

std::string FunctionTable::remedy() const {
  const std::string permanent = module().forms.empty() ? ""
                                                       : concat("; or keep it: CREATE VIRTUAL TABLE m USING ",
                                                                module().name(), "(source = firms, ...)");
  return concat("Compute it once: WITH m AS MATERIALIZED (SELECT * FROM ", module().name(),
                "(...)) SELECT ... FROM firms LEFT JOIN m ON m.id = firms.id; or UPDATE firms SET ... FROM ",
                module().name(), "(...) AS m WHERE m.id = firms.id", permanent);
}

void FunctionTable::filter(TableCursor& cursor, const QueryPlan& plan, std::span<sqlite3_value*> values) {
  const Declaration& declaration = module().declaration();
  const std::size_t count = declaration.arguments.size();
  std::vector<TableArguments::Slot> slots(count);
  std::size_t next_value = 0;
  InterruptToken interrupt(module().connection->db());
  cursor.forget_arguments();
  cursor.arguments.assign(count, nullptr);
  cursor.too_large.assign(count, false);
  for (std::size_t i = 0; i < count; ++i) {
    if ((plan.bits & (1 << i)) == 0) {
      if (i < declaration.required_arguments()) {
        throw Error(
            concat("argument ", declaration.arguments[i].name, " is missing: ", signature(declaration)));
      }
      continue;
    }
    slots[i].value = values[next_value++];
    if (is_data_set(declaration.arguments[i]))
      slots[i].data_set = read_data_set(i, slots[i].value, interrupt.token());
    if (slots[i].data_set && slots[i].data_set->bytes.size() > kKeptArgumentBytes) {
      cursor.too_large[i] = true;
    } else {
      cursor.arguments[i] = sqlite3_value_dup(slots[i].value);
      if (cursor.arguments[i] == nullptr) throw std::bad_alloc();
    }
  }
  limit_copies(slots);
  limit_collections(slots);
  last_ =
      compute_or_keep(module(), slots, plan.costly_columns, {cursor.rows.result(), last_}, interrupt.token());
  sqlite3_value* const wanted = (plan.bits & kLookupBit) != 0 ? values[next_value] : nullptr;
  cursor.rows.show(last_, plan.bits, wanted, interrupt.token());
}

void FunctionTable::argument_column(const TableCursor& cursor, int argument, ResultSink& out) {
  const auto i = static_cast<std::size_t>(argument);
  if (cursor.too_large[i]) {
    throw Error(
        concat("column ", module().declaration().arguments[i].name,
               " cannot be read: a data set of more than 1 MB is not kept; select it where it comes from"));
  }
  if (cursor.arguments[i] != nullptr) {
    sqlite3_result_value(out.context(), cursor.arguments[i]);
  } else {
    out.null();
  }
}

// ---- SQLite's callbacks

VirtualTable& table_of(sqlite3_vtab* table) { return *static_cast<VirtualTable*>(table); }
TableCursor& cursor_of(sqlite3_vtab_cursor* cursor) { return *static_cast<TableCursor*>(cursor); }

int connect(sqlite3* db, void* aux, int argc, const char* const* argv, sqlite3_vtab** table,
            char** message) noexcept {
  auto& module = *static_cast<TableModule*>(aux);
  return guarded(message, module.name(), [&] {
    // SQLite connects the function form under the module's own name and without arguments.
    const bool creating = creates_virtual_table(db, argv[2], argv[0]);
    if (creating || argc > 3 || sqlite3_stricmp(argv[2], argv[0]) != 0) {
      return make_permanent_table(db, aux, argc, argv, table, message, creating);
    }
    std::string sql = "CREATE TABLE x(";
    for (const Column& column : module.declaration().columns) {
      sql += concat(sql.back() == '(' ? "\"" : ", \"", column.name, "\" ", column.type);
    }
    for (const Argument& argument : module.declaration().arguments) {
      bool is_column = false;  // two columns of one name there cannot be
      for (const Column& column : module.declaration().columns)
        is_column = is_column || column.name == argument.name;
      sql += concat(", \"", argument.name, is_column ? " given" : "", "\" HIDDEN");
    }
    check_sqlite(sqlite3_declare_vtab(db, (sql + ")").c_str()), db);
    sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
    *table = std::make_unique<FunctionTable>(module).release();
    return SQLITE_OK;
  });
}

int best_index(sqlite3_vtab* table, sqlite3_index_info* info) noexcept {
  const TableModule& module = table_of(table).module();
  return guarded(&table->zErrMsg, module.name(), [&] {
    // A statement that is being prepared anew may get the address of one that has been finalised: now is the
    // time to see that this one has ended.
    module.connection->lent_data_sets().take_back();
    note_columns_read(module, info);
    return table_of(table).best_index(info);
  });
}

int disconnect(sqlite3_vtab* table) noexcept {
  delete &table_of(table);
  return SQLITE_OK;
}

int open(sqlite3_vtab* table, sqlite3_vtab_cursor** cursor) noexcept {
  const TableModule& module = table_of(table).module();
  return guarded(&table->zErrMsg, module.name(), [&] {
    auto opened = std::make_unique<TableCursor>();
    module.connection->lent_data_sets().reader_opened();
    table_of(table).cursor_opened(*opened);
    *cursor = opened.release();
    return SQLITE_OK;
  });
}

int close(sqlite3_vtab_cursor* cursor) noexcept {
  VirtualTable& table = cursor_of(cursor).table();
  table.cursor_closed(cursor_of(cursor));
  table.module().connection->lent_data_sets().reader_closed();
  delete &cursor_of(cursor);
  return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor* cursor, int plan, const char* plan_text, int count,
           sqlite3_value** values) noexcept {
  VirtualTable& table = cursor_of(cursor).table();
  table.cursor_read(cursor_of(cursor));
  return guarded(&table.zErrMsg, table.module().name(), [&] {
    table.filter(cursor_of(cursor), {plan, columns_read(plan_text)},
                 std::span(values, static_cast<std::size_t>(count)));
    return SQLITE_OK;
  });
}

int next(sqlite3_vtab_cursor* cursor) noexcept {
  cursor_of(cursor).rows.next();
  return SQLITE_OK;
}

int eof(sqlite3_vtab_cursor* cursor) noexcept { return cursor_of(cursor).rows.at_end() ? 1 : 0; }

int column(sqlite3_vtab_cursor* raw, sqlite3_context* context, int i) noexcept {
  TableCursor& cursor = cursor_of(raw);
  VirtualTable& table = cursor.table();
  guarded(context, table.module().name(), [&] {
    ResultSink out(context);
    const ColumnSet costly = table.module().function.costly_columns;
    if (costly.contains(i) && !cursor.rows.result()->costly_columns.contains(i)) {
      throw Error(concat("column ", table.module().declaration().columns[static_cast<std::size_t>(i)].name,
                         " was not announced by SQLite's query plan; please report the statement"));
    }
    if (i < table.module().columns()) {
      cursor.rows.result()->table->column(cursor.rows.row(), i, out);
    } else {
      table.argument_column(cursor, i - table.module().columns(), out);
    }
  });
  return SQLITE_OK;
}

int rowid(sqlite3_vtab_cursor* cursor, sqlite3_int64* id) noexcept {
  *id = static_cast<sqlite3_int64>(cursor_of(cursor).rows.row()) + 1;
  return SQLITE_OK;
}

int rename(sqlite3_vtab* table, const char* name) noexcept {
  return guarded(&table->zErrMsg, table_of(table).module().name(), [&] {
    table_of(table).rename(name);
    return SQLITE_OK;
  });
}

sqlite3_module methods() {
  sqlite3_module m{};
  m.iVersion = 1;
  // One function for both makes the module eponymous: usable as a table-valued function without CREATE.
  // SQLite makes that form when a statement first names it.
  m.xCreate = &connect;
  m.xConnect = &connect;
  m.xBestIndex = &best_index;
  m.xDisconnect = &disconnect;
  m.xDestroy = &disconnect;
  m.xOpen = &open;
  m.xClose = &close;
  m.xFilter = &filter;
  m.xNext = &next;
  m.xEof = &eof;
  m.xColumn = &column;
  m.xRowid = &rowid;
  m.xRename = &rename;
  return m;
}

}  // namespace

void register_function(const ConnectionPtr& connection, const TableFunction& function,
                       std::span<const CollectorFunction> collectors) {
  std::vector<PermanentForm> forms;
  const std::span<const Argument> arguments = function.declaration->arguments;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!is_data_set(arguments[i])) continue;
    for (const CollectorFunction& collector : collectors) {
      if (arguments[i].type != "data set" && arguments[i].type != collector.data_set) continue;
      PermanentPart part{i, collector, {}};
      for (const Argument& column : collector.declaration->arguments) part.names.push_back(column.name);
      forms.push_back({std::move(part)});
    }
  }
  register_function_of_forms(connection, function, std::move(forms));
}

void register_function_of_forms(const ConnectionPtr& connection, const TableFunction& function,
                                std::vector<PermanentForm> forms) {
  auto module = std::make_shared<TableModule>(TableModule{function, connection, std::move(forms)});
  const std::string name(function.declaration->name);
  connection->declarations().push_back(function.declaration);
  module->self = module;  // SQLite's from here on, also when it refuses it
  static const sqlite3_module kMethods = methods();
  const int code = sqlite3_create_module_v2(
      connection->db(), name.c_str(), &kMethods, module.get(),
      [](void* gone) { std::exchange(static_cast<TableModule*>(gone)->self, nullptr); });
  check_sqlite(code, connection->db());
}

}  // namespace clusterlite
