#include "sqlite/connection/declaration.hpp"

#include "datasets/blobs/blob_format.hpp"

namespace clusterlite {

bool is_data_set(const Argument& argument) {
  return argument.type == "data set" || kind_named(argument.type).has_value();
}

std::string signature(const Declaration& declaration) {
  std::string text(declaration.name);
  text += '(';
  std::size_t open_brackets = 0;
  for (std::size_t i = 0; i < declaration.arguments.size(); ++i) {
    const Argument& argument = declaration.arguments[i];
    if (argument.optional) {
      text += i == 0 ? "[" : " [, ";
      ++open_brackets;
    } else if (i > 0) {
      text += ", ";
    }
    text += argument.name;
  }
  text.append(open_brackets, ']');
  text += ')';
  return text;
}

std::string_view name_of(FunctionKind kind) {
  switch (kind) {
    case FunctionKind::scalar:
      return "scalar function";
    case FunctionKind::collector:
      return "collector (aggregate)";
    case FunctionKind::aggregate:
      return "aggregate";
    case FunctionKind::window_aggregate:
      return "aggregate and window function";
    case FunctionKind::row_window:
      return "window function";
    case FunctionKind::table:
      return "table-valued function";
  }
  return "function";
}

}  // namespace clusterlite
