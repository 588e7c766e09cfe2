#include "sqlite/tables/table_definition.hpp"

#include <algorithm>
#include <map>

#include "support/text/text.hpp"

namespace clusterlite {
namespace {

std::string_view trim(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string unquote(std::string_view text) {
  if (text.size() < 2) return std::string(text);
  const char open = text.front();
  const char close = open == '[' ? ']' : open;
  if ((open != '"' && open != '\'' && open != '`' && open != '[') || text.back() != close) {
    return std::string(text);
  }
  std::string out;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    out += text[i];
    if (text[i] == close && open != '[' && text[i + 1] == close) ++i;  // a doubled quote stands for one
  }
  return out;
}

std::size_t position_of(const Declaration& declaration, std::string_view name) {
  const auto& arguments = declaration.arguments;
  return static_cast<std::size_t>(
      std::find_if(arguments.begin(), arguments.end(), [&](const Argument& a) { return a.name == name; }) -
      arguments.begin());
}

// "source, id, x, y [, weight] [, group_key], eps, min_points [, metric]"
std::string accepted(const TableModule& module, const CollectorFunction& collector) {
  std::string text = "source";
  const auto append = [&](const Argument& argument) {
    text += argument.optional ? concat(" [, ", argument.name, "]") : concat(", ", argument.name);
  };
  for (const Argument& argument : collector.declaration->arguments) append(argument);
  for (const Argument& argument : module.declaration().arguments) {
    if (!is_data_set(argument)) append(argument);
  }
  return text;
}

std::string accepted(const TableModule& module) {
  std::string text;
  for (const CollectorFunction& collector : module.collectors) {
    text += concat(text.empty() ? "" : "; or ", accepted(module, collector));
  }
  return text;
}

using Pairs = std::map<std::string, std::string, std::less<>>;

Pairs parse_pairs(std::span<const char* const> parameters) {
  Pairs pairs;
  for (const std::string_view parameter : parameters) {
    const std::size_t equals = parameter.find('=');
    if (equals == std::string_view::npos) {
      throw Error(concat("expects name = value (got ", quoted(trim(parameter)), ")"));
    }
    std::string name = unquote(trim(parameter.substr(0, equals)));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    const std::string_view raw = trim(parameter.substr(equals + 1));
    if (name == "source" && raw == unquote(raw) && raw.find('.') != std::string_view::npos) {
      throw Error(concat("source must be a table or view of the same schema as the virtual table (got ", raw,
                         "); a name with a dot in it goes in double quotes"));
    }
    std::string value = unquote(raw);
    if (value.empty()) throw Error(concat(name, " is empty"));
    if (!pairs.emplace(name, std::move(value)).second) throw Error(concat(name, " is given twice"));
  }
  return pairs;
}

// How well the given names fit a collector: all its required arguments must be there; the more names it
// knows, the better. -1 when it cannot be meant.
int fitness(const CollectorFunction& collector, const Pairs& pairs) {
  int known = 0;
  for (const Argument& argument : collector.declaration->arguments) {
    if (pairs.contains(argument.name)) {
      ++known;
    } else if (!argument.optional) {
      return -1;
    }
  }
  return known;
}

}  // namespace

std::string quote_identifier(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) {
    if (c == '"') text += '"';
    text += c;
  }
  return text + '"';
}

TableDefinition parse_definition(const TableModule& module, std::span<const char* const> parameters) {
  if (module.collectors.empty()) {
    throw Error(concat("has no permanent form; use it as a function: SELECT * FROM ",
                       signature(module.declaration())));
  }
  const Pairs pairs = parse_pairs(parameters);
  const auto source = pairs.find("source");
  if (source == pairs.end()) throw Error(concat("source is missing; expects ", accepted(module)));

  TableDefinition definition;
  definition.source = source->second;
  int best = -1;
  for (const CollectorFunction& collector : module.collectors) {
    if (const int fit = fitness(collector, pairs); fit > best) {
      best = fit;
      definition.collector = &collector;
    }
  }
  if (definition.collector == nullptr) throw Error(concat("a column is missing; expects ", accepted(module)));

  const Declaration& collecting = *definition.collector->declaration;
  const Declaration& computing = module.declaration();
  definition.columns.resize(collecting.arguments.size());
  definition.values.resize(computing.arguments.size());
  for (const auto& [name, value] : pairs) {
    if (name == "source") continue;
    const std::size_t column = position_of(collecting, name);
    const std::size_t argument = position_of(computing, name);
    if (column < definition.columns.size()) {
      definition.columns[column] = value;
    } else if (argument < definition.values.size() && !is_data_set(computing.arguments[argument])) {
      definition.values[argument] = value;
    } else {
      throw Error(concat("unknown name ", quoted(name), "; expects ", accepted(module)));
    }
  }
  for (std::size_t i = 0; i < computing.required_arguments(); ++i) {
    const Argument& argument = computing.arguments[i];
    if (!is_data_set(argument) && definition.values[i].empty()) {
      throw Error(concat(argument.name, " is missing; expects ", accepted(module, *definition.collector)));
    }
  }
  return definition;
}

}  // namespace clusterlite
