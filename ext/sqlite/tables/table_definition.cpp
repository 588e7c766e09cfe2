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

std::size_t position_of(std::span<const Argument> arguments, std::string_view name) {
  return static_cast<std::size_t>(
      std::find_if(arguments.begin(), arguments.end(), [&](const Argument& a) { return a.name == name; }) -
      arguments.begin());
}

std::size_t position_of(const PermanentPart& part, std::string_view name) {
  return static_cast<std::size_t>(std::find(part.names.begin(), part.names.end(), name) - part.names.begin());
}

// "source, id, x, y [, weight] [, group_key], eps, min_points [, metric]"
std::string accepted(const TableModule& module, const PermanentForm& form) {
  std::string text = "source";
  std::vector<std::string_view> said;
  const auto append = [&](std::string_view name, const Argument& argument) {
    if (name.empty() || std::find(said.begin(), said.end(), name) != said.end()) return;
    said.push_back(name);
    text += argument.optional ? concat(" [, ", name, "]") : concat(", ", name);
  };
  for (const PermanentPart& part : form) {
    const auto& columns = part.collector.declaration->arguments;
    for (std::size_t i = 0; i < columns.size(); ++i) append(part.names[i], columns[i]);
  }
  for (const PermanentPart& part : form) {
    if (part.derived == nullptr) continue;
    for (const Argument& option : part.derived->declaration->arguments.subspan(1))
      append(option.name, option);
  }
  for (const Argument& argument : module.declaration().arguments) {
    if (!is_data_set(argument)) append(argument.name, argument);
  }
  return text;
}

std::string accepted(const TableModule& module) {
  std::string text;
  for (const PermanentForm& form : module.forms) {
    text += concat(text.empty() ? "" : "; or ", accepted(module, form));
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

// How well the given names fit a form: all required arguments of its collectors must be there; the more names
// it knows, the better. -1 when it cannot be meant.
int fitness(const PermanentForm& form, const Pairs& pairs) {
  int known = 0;
  for (const PermanentPart& part : form) {
    const auto& columns = part.collector.declaration->arguments;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (pairs.contains(part.names[i])) {
        ++known;
      } else if (!columns[i].optional) {
        return -1;
      }
    }
  }
  return known;
}

void require(std::span<const Argument> arguments, std::size_t required, std::span<const std::string> values,
             const std::string& expected) {
  for (std::size_t i = 0; i < required; ++i) {
    if (is_data_set(arguments[i]) || !values[i].empty()) continue;
    throw Error(concat(arguments[i].name, " is missing; expects ", expected));
  }
}

// Puts a value where its name belongs: a column may serve several parts.
bool place(const TableModule& module, TableDefinition& definition, std::string_view name,
           const std::string& value) {
  bool known = false;
  for (std::size_t i = 0; i < definition.parts.size(); ++i) {
    const PermanentPart& part = (*definition.form)[i];
    TableDefinition::Part& own = definition.parts[i];
    const std::size_t column = position_of(part, name);
    if (column < own.columns.size()) {
      own.columns[column] = value;
      known = true;
    }
    if (part.derived == nullptr) continue;
    const std::size_t option = position_of(part.derived->declaration->arguments, name);
    if (option > 0 && option < own.options.size()) {
      own.options[option] = value;
      known = true;
    }
  }
  const auto& arguments = module.declaration().arguments;
  const std::size_t argument = position_of(arguments, name);
  if (known || argument == arguments.size() || is_data_set(arguments[argument])) return known;
  definition.values[argument] = value;
  return true;
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
  if (module.forms.empty()) {
    throw Error(concat("has no permanent form; use it as a function: SELECT * FROM ",
                       signature(module.declaration())));
  }
  const Pairs pairs = parse_pairs(parameters);
  const auto source = pairs.find("source");
  if (source == pairs.end()) throw Error(concat("source is missing; expects ", accepted(module)));

  TableDefinition definition;
  definition.source = source->second;
  int best = -1;
  for (const PermanentForm& form : module.forms) {
    if (const int fit = fitness(form, pairs); fit > best) {
      best = fit;
      definition.form = &form;
    }
  }
  if (definition.form == nullptr) throw Error(concat("a column is missing; expects ", accepted(module)));

  for (const PermanentPart& part : *definition.form) {
    TableDefinition::Part& own = definition.parts.emplace_back();
    own.columns.resize(part.names.size());
    if (part.derived != nullptr) own.options.resize(part.derived->declaration->arguments.size());
  }
  definition.values.resize(module.declaration().arguments.size());
  for (const auto& [name, value] : pairs) {
    if (name != "source" && !place(module, definition, name, value))
      throw Error(concat("unknown name ", quoted(name), "; expects ", accepted(module)));
  }
  const std::string expected = accepted(module, *definition.form);
  for (std::size_t i = 0; i < definition.parts.size(); ++i) {
    const DerivedDataSet* const derived = (*definition.form)[i].derived;
    if (derived == nullptr) continue;
    const Declaration& making = *derived->declaration;
    require(making.arguments.subspan(1), making.required_arguments() - 1,
            std::span(definition.parts[i].options).subspan(1), expected);
  }
  const Declaration& computing = module.declaration();
  require(computing.arguments, computing.required_arguments(), definition.values, expected);
  return definition;
}

}  // namespace clusterlite
