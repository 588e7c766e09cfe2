// The one declaration of an SQL function. Registration, argument checks, error messages, the table
// cl_functions, the reference page and the tests of the examples all come from it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace clusterlite {

inline constexpr std::string_view kVersion = CLUSTERLITE_VERSION;

enum class FunctionKind : std::uint8_t {
  scalar,
  collector,         // an aggregate that returns a data set
  aggregate,         // not usable as a window function
  window_aggregate,  // also OVER (...)
  row_window,        // OVER (...) only: an answer for each row
  table,             // table-valued
};

struct Argument {
  std::string_view name;
  // "any", "key", "number", "integer", "text", "geometry", or a data set: the name of a kind
  // (blob_format.hpp), or "data set"
  std::string_view type;
  std::string_view meaning;          // with the unit
  std::string_view default_value{};  // as SQL text; optional arguments may have none
  bool optional = false;
};

struct Column {
  std::string_view name;
  std::string_view type;  // "INTEGER", "REAL", "TEXT", "BLOB", or "" where keys come back with their own type
  std::string_view meaning;  // with the unit, and when it is NULL
};

struct Declaration {
  std::string_view name;
  FunctionKind kind = FunctionKind::scalar;
  std::string_view family;        // the chapter of the reference
  std::string_view summary;       // one sentence
  std::string_view summary_ko{};  // the same in Korean
  std::span<const Argument> arguments{};
  std::span<const Column> columns{};  // of a table-valued function
  std::string_view result{};          // of the others: what comes back, range, unit
  std::string_view formula{};         // one definition a line
  std::string_view use{};             // what the result means, when to use it, what to beware of
  std::string_view nulls{};           // missing and undefined values
  std::string_view errors{};          // what is refused
  std::string_view source{};          // paper or definition
  std::string_view peers{};           // the same thing in other packages, and how it differs
  std::string_view example{};         // a complete SQL statement
  std::string_view
      example_result{};  // its rows: columns separated by |, rows by line breaks, as the sqlite3 shell prints
  std::string_view since = "0.1.0";
  // What later versions changed in the signature or the results: "0.2.0: selection_eps; 0.3.0: ...".
  std::string_view history{};
  // Changes a setting of the connection: not deterministic, and for top-level SQL only, never from a view.
  bool has_effect = false;

  std::size_t required_arguments() const {
    std::size_t count = 0;
    while (count < arguments.size() && !arguments[count].optional) ++count;
    return count;
  }
};

// Column and argument numbers by name, so that the compiler tells when a number and its list part:
//
//   enum FirmColumn { kId = column_of(kFirmColumns, "id"), kDegree = column_of(kFirmColumns, "degree") };
//
// A name that the list does not know does not compile.
consteval int position_of(auto list, std::string_view name) {
  for (int i = 0; i < static_cast<int>(list.size()); ++i) {
    if (list[static_cast<std::size_t>(i)].name == name) return i;
  }
  throw "the list has nothing of this name";
}
consteval int column_of(std::span<const Column> columns, std::string_view name) {
  return position_of(columns, name);
}
consteval int argument_of(std::span<const Argument> arguments, std::string_view name) {
  return position_of(arguments, name);
}

// Some columns of a result.
class ColumnSet {
 public:
  constexpr ColumnSet() = default;
  constexpr ColumnSet(std::initializer_list<int> columns) {
    for (const int column : columns) bits_ |= bit(column);
  }
  // As SQLite's sqlite3_index_info.colUsed, whose last bit stands for all columns from the 64th on.
  static constexpr ColumnSet of_bits(std::uint64_t bits) {
    ColumnSet set;
    set.bits_ = bits;
    return set;
  }

  constexpr bool contains(int column) const { return (bits_ & bit(column)) != 0; }
  constexpr bool contains(ColumnSet other) const { return (other.bits_ & ~bits_) == 0; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr std::uint64_t bits() const { return bits_; }
  friend constexpr ColumnSet operator&(ColumnSet a, ColumnSet b) { return of_bits(a.bits_ & b.bits_); }
  friend constexpr ColumnSet operator|(ColumnSet a, ColumnSet b) { return of_bits(a.bits_ | b.bits_); }
  friend constexpr bool operator==(ColumnSet, ColumnSet) = default;

 private:
  static constexpr std::uint64_t bit(int column) { return std::uint64_t{1} << (column < 63 ? column : 63); }
  std::uint64_t bits_ = 0;
};

// Of one kind, or of any.
bool is_data_set(const Argument& argument);

// cl_dbscan(points, eps, min_points [, metric])
std::string signature(const Declaration& declaration);

// "scalar function", "collector", ...
std::string_view name_of(FunctionKind kind);

}  // namespace clusterlite
