// The one declaration of an SQL function. Registration, argument checks, error messages, the table
// cl_functions, the reference page and the tests of the examples all come from it.
#pragma once

#include <cstddef>
#include <cstdint>
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
  // "any", "key", "number", "integer", "text", "geometry", or a data set: "points", "crosstab", "links",
  // "data set"
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
  std::string_view family;   // the chapter of the reference
  std::string_view summary;  // one sentence
  std::span<const Argument> arguments{};
  std::span<const Column> columns{};  // of a table-valued function
  std::string_view result{};          // of the others: what comes back, range, unit
  std::string_view formula{};
  std::string_view nulls{};    // missing and undefined values
  std::string_view errors{};   // what is refused
  std::string_view source{};   // paper or definition
  std::string_view peers{};    // the same thing in other packages, and how it differs
  std::string_view example{};  // a complete SQL statement
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

inline bool is_data_set(const Argument& argument) {
  return argument.type == "points" || argument.type == "crosstab" || argument.type == "links" ||
         argument.type == "data set";
}

// cl_dbscan(points, eps, min_points [, metric])
std::string signature(const Declaration& declaration);

// "scalar function", "collector", ...
std::string_view name_of(FunctionKind kind);

}  // namespace clusterlite
