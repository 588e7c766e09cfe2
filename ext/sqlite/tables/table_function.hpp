// Table-valued functions: what a family implements, and how it is registered.
//
// One mechanism serves two forms: the function (SELECT ... FROM cl_dbscan(points, 500, 10)) and the permanent
// table (CREATE VIRTUAL TABLE t USING cl_dbscan(source = firms, ...)). Both compute a TableResult from a data
// set and keep it; they differ in where the data set comes from.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/blobs/blob_format.hpp"
#include "sqlite/connection/functions.hpp"
#include "sqlite/tables/permanent_form.hpp"

namespace clusterlite {

// The answer of one call: a finished table, immutable, without ties to the statement that asked for it.
class TableResult {
 public:
  virtual ~TableResult() = default;
  virtual std::size_t size() const = 0;
  virtual void column(std::size_t row, int column, ResultSink& out) const = 0;

  // The lookup column (TableFunction::lookup_column), when there is one: as many entries as rows, or one for
  // each run of rows that have one key.
  struct RowRange {
    std::size_t first;
    std::size_t last;  // not included
  };
  virtual std::size_t lookup_size() const { return size(); }
  virtual KeyView lookup_key(std::size_t) const { return {}; }
  virtual RowRange lookup_rows(std::size_t entry) const { return {entry, entry + 1}; }
};

// The arguments of one call. Data sets have passed their checksum.
class TableArguments {
 public:
  struct Slot {
    sqlite3_value* value = nullptr;  // null: not given
    std::optional<SealedBlob> data_set;
  };
  TableArguments(const Declaration& declaration, std::span<const Slot> slots, ColumnSet costly_columns)
      : declaration_(&declaration), slots_(slots), costly_columns_(costly_columns) {}

  const SealedBlob& data_set(std::size_t i) const { return *slots_[i].data_set; }
  bool given(std::size_t i) const { return slots_[i].value != nullptr && !value(i).missing(); }

  // Throw Error when the argument is missing or of another kind.
  double real(std::size_t i) const;
  std::int64_t integer(std::size_t i) const;

  // The position of a text option among the accepted words; nullopt when not given. Throws Error with the
  // list.
  std::optional<std::size_t> option(std::size_t i, std::span<const std::string_view> accepted) const;

  // nullopt when not given. Throws Error when the argument is of another kind.
  std::optional<KeyView> key(std::size_t i) const;
  std::optional<std::span<const std::byte>> blob(std::size_t i, std::string_view wanted) const;

  // Whether a column of TableFunction::costly_columns is read. The others may be left uncomputed.
  bool reads(int column) const { return costly_columns_.contains(column); }

 private:
  Value value(std::size_t i) const { return {slots_[i].value, declaration_->arguments[i].name}; }
  Error needs_number(std::size_t i) const;

  const Declaration* declaration_;
  std::span<const Slot> slots_;
  ColumnSet costly_columns_;  // those to compute
};

struct TableFunction {
  const Declaration* declaration;
  std::unique_ptr<TableResult> (*compute)(const TableArguments& arguments, Connection& connection,
                                          CancelToken& cancel);
  int lookup_column = -1;  // its entries have (nearly) unique keys, by which rows are found in constant time
  // What takes much longer than the rest: compute() asks arguments.reads(column) for each, and is called
  // again when a later query reads one that was left out.
  ColumnSet costly_columns{};
};

// `collectors` are those whose data sets the permanent form may use.
void register_function(const ConnectionPtr& connection, const TableFunction& function,
                       std::span<const CollectorFunction> collectors);
// With permanent forms over several data sets of one source.
void register_function_of_forms(const ConnectionPtr& connection, const TableFunction& function,
                                std::vector<PermanentForm> forms);

}  // namespace clusterlite
