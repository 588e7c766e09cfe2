// What the two forms of a table-valued function share: the module, the kept result and the cursor.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sqlite/tables/lookup_index.hpp"
#include "sqlite/tables/table_function.hpp"
#include "sqlite/values/guard.hpp"

namespace clusterlite {

// One registered table-valued function of one connection.
struct TableModule {
  TableFunction function;
  ConnectionPtr connection;
  std::vector<PermanentForm> forms;

  const Declaration& declaration() const { return *function.declaration; }
  std::string_view name() const { return function.declaration->name; }
  int columns() const { return static_cast<int>(function.declaration->columns.size()); }
  // SQLite lets a module go before it disconnects the last table of it (when the extension is loaded again
  // into a connection that has used it): a module lives until both have.
  std::shared_ptr<TableModule> self{};
};

// A computed result under the key of what it was computed from: the hashes of the data sets and the other
// arguments.
struct KeptResult {
  std::string key;
  ColumnSet costly_columns;  // those that have been computed
  std::unique_ptr<const TableResult> table;
  mutable std::unique_ptr<const LookupIndex> index;

  const LookupIndex& lookup(CancelToken& cancel) const {
    if (!index) index = std::make_unique<LookupIndex>(*table, cancel);
    return *index;
  }
};
using KeptResultPtr = std::shared_ptr<const KeptResult>;

std::string cache_key(const Declaration& declaration, std::span<const TableArguments::Slot> slots);

// Takes one of the kept results when its key fits and it has the costly columns that are wanted, else
// computes: these columns, and those that a kept result of the key has, so that two readers by turns do not
// compute for ever.
KeptResultPtr compute_or_keep(const TableModule& module, std::span<const TableArguments::Slot> slots,
                              ColumnSet wanted, std::initializer_list<KeptResultPtr> kept,
                              CancelToken& cancel);

// The costly columns that a plan reads travel from xBestIndex to xFilter in idxStr, where EXPLAIN QUERY PLAN
// shows them: their numbers, as in "4 5". No string: none.
void note_columns_read(const TableModule& module, sqlite3_index_info* info);
ColumnSet columns_read(const char* plan_text);

// The rows of a result, all of them or those found by a key.
class RowCursor {
 public:
  // Offers at least the rows whose lookup column equals the value that the plan's bits announce, or one of
  // its values; all rows when they announce none. SQLite checks each again.
  void show(KeptResultPtr result, int plan_bits, sqlite3_value* wanted, CancelToken& cancel);

  const KeptResultPtr& result() const { return result_; }
  bool at_end() const { return position_ >= end_; }
  void next() { ++position_; }
  std::size_t row() const { return selected_ ? rows_[position_] : position_; }

 private:
  bool find(const KeptResult& result, sqlite3_value* wanted, CancelToken& cancel);

  KeptResultPtr result_;
  bool selected_ = false;
  std::vector<std::size_t> rows_;
  std::size_t position_ = 0;
  std::size_t end_ = 0;
};

// Bits of sqlite3_index_info.idxNum: bit k says that argument k was given, these that a key is looked up, or
// each key of a list.
inline constexpr int kLookupBit = 1 << 30;
inline constexpr int kListBit = 1 << 29;
inline constexpr int kMostArguments = 29;

// What xBestIndex has laid down for xFilter.
struct QueryPlan {
  int bits;
  ColumnSet costly_columns;  // that the query reads
};

// Takes `lookup column = ?` or `lookup column IN (...)`, with the collation that keys are compared by, as
// value number `next_value` of xFilter. Gives the bits of the plan, 0 if there is no such constraint.
int take_lookup(sqlite3_index_info* info, int lookup_column, int next_value);

// The permanent form (permanent_table.cpp). A wrong name or argument is an error when the table is being
// created, but not when it is opened: else it could not even be dropped.
int make_permanent_table(sqlite3* db, void* module, int argc, const char* const* argv, sqlite3_vtab** table,
                         char** message, bool creating) noexcept;

// The methods that differ between the two forms stand behind one vtable of SQLite, since a module has only
// one.
class VirtualTable : public sqlite3_vtab {
 public:
  explicit VirtualTable(TableModule& module) : sqlite3_vtab{}, module_(module), keeps_module_(module.self) {
    module.connection->tables().insert(this);
  }
  virtual ~VirtualTable() {
    module_.connection->tables().erase(this);
    sqlite3_free(zErrMsg);
  }
  VirtualTable(const VirtualTable&) = delete;
  VirtualTable& operator=(const VirtualTable&) = delete;

  TableModule& module() const { return module_; }
  virtual int best_index(sqlite3_index_info* info) = 0;
  virtual void filter(class TableCursor& cursor, const QueryPlan& plan, std::span<sqlite3_value*> values) = 0;
  virtual void argument_column(const class TableCursor&, int, ResultSink&) {}
  virtual void rename(std::string_view) {}

  // Whether its rows may differ although neither the file nor an argument has changed.
  virtual bool changes_by_itself() const { return false; }
  // As EXPLAIN shows it.
  std::string address() const;

  // A statement is done with the table. Not called when SQLite only opens the cursor of a correlated subquery
  // anew, as it does for each outer row.
  virtual void reading_ended() {}

  void cursor_opened(const class TableCursor& cursor) { unread_ = &cursor; }
  void cursor_read(const class TableCursor& cursor) {
    if (unread_ == &cursor) unread_ = nullptr;
  }
  void cursor_closed(const class TableCursor& cursor) {
    if (unread_ == nullptr) {
      reading_ended();
    } else if (unread_ == &cursor) {
      unread_ = nullptr;
    }  // else the unread cursor takes the place of this one: SQLite opens the new one first
  }

 private:
  TableModule& module_;
  std::shared_ptr<TableModule> keeps_module_;
  const class TableCursor* unread_ = nullptr;  // the last one opened, until it is read
};

class TableCursor : public sqlite3_vtab_cursor {
 public:
  TableCursor() : sqlite3_vtab_cursor{} {}
  TableCursor(const TableCursor&) = delete;
  TableCursor& operator=(const TableCursor&) = delete;
  ~TableCursor() { forget_arguments(); }

  VirtualTable& table() const { return *static_cast<VirtualTable*>(pVtab); }

  void forget_arguments() {
    for (sqlite3_value* value : arguments) sqlite3_value_free(value);
    arguments.clear();
  }

  RowCursor rows;
  std::vector<sqlite3_value*> arguments;  // owned; null where not given or too large to keep
  std::vector<bool> too_large;
};

}  // namespace clusterlite
