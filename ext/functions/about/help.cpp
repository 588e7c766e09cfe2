// The reference entry of one function, to be read in a shell: cl_help.
#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "functions/shared/families.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"name", "text",
     "a function, with or without cl_, in capitals or small letters; NULL or nothing: all functions by "
     "chapter",
     "NULL", true},
};

constexpr Declaration kHelp{
    .name = "cl_help",
    .kind = FunctionKind::scalar,
    .family = "About",
    .summary = "How to call a function: signature, purpose, arguments, columns or result, and an example.",
    .summary_ko = "함수의 사용법, 곧 호출 형식·용도·인수·열 또는 결과·예제를 보여 준다.",
    .arguments = kArguments,
    .result =
        "a text of several lines; a function with two forms has two entries. For a name that is not known, "
        "the three nearest names; for NULL, the chapters with their functions",
    .nulls = "NULL gives the list of all functions",
    .errors = "a name that is not a text",
    .peers = "help() in R and Python, \\h in psql. The same facts as cl_functions, laid out to be read.",
    .example = "SELECT cl_help('Version')",
    .example_result =
        "cl_version()\n"
        "  Version of ClusterLite.\n"
        "Result: a text like '0.1.0' (semantic versioning)\n"
        "Example:\n"
        "  SELECT cl_version()",
    .since = "0.2.0",
};

constexpr std::string_view kPrefix = "cl_";
constexpr std::size_t kLongestName = 64;  // a longer text is cut: no function is near it
constexpr std::size_t kNearest = 3;

// Without spaces around it and without cl_, in small letters. Names of functions are ASCII.
std::string bare_name(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t first = std::min(text.find_first_not_of(kBlanks), text.size());
  text.remove_prefix(first);
  text = text.substr(0, text.find_last_not_of(kBlanks) + 1);
  std::string name(text.substr(0, kLongestName));
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return name.starts_with(kPrefix) ? name.substr(kPrefix.size()) : name;
}

// Letters to insert, to delete or to replace (Levenshtein 1966), one row of the table at a time.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

// How it is used: a table-valued function without arguments like a table.
std::string call_of(const Declaration& d) {
  return d.arguments.empty() && d.kind == FunctionKind::table ? std::string(d.name) : signature(d);
}

std::string entry(const Declaration& d) {
  std::string text = concat(call_of(d), "\n  ", d.summary);
  if (!d.arguments.empty()) text += "\nArguments:";
  for (const Argument& a : d.arguments) {
    text += concat("\n  ", a.name, " (", a.type, a.optional ? ", optional" : "", "): ", a.meaning);
    if (!a.default_value.empty()) text += concat("; default ", a.default_value);
  }
  if (!d.columns.empty()) text += "\nColumns:";
  for (const Column& c : d.columns) {
    text += concat("\n  ", c.name, c.type.empty() ? "" : " ", c.type, ": ", c.meaning);
  }
  if (!d.result.empty()) text += concat("\nResult: ", d.result);
  if (!d.example.empty()) {
    text += "\nExample:\n  ";
    for (const char c : d.example) {
      text += c;
      if (c == '\n') text += "  ";
    }
  }
  return text;
}

using Declarations = std::vector<const Declaration*>;

std::string nearest_names(std::string_view asked, std::string_view bare, const Declarations& known) {
  std::vector<std::pair<std::size_t, std::string_view>> names;
  for (const Declaration* d : known) {
    names.emplace_back(edit_distance(bare, d->name.substr(kPrefix.size())), d->name);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::string text = concat("No function ", quoted(asked), ". The nearest names: ");
  for (std::size_t i = 0; i < std::min(kNearest, names.size()); ++i) {
    text += concat(i == 0 ? "" : ", ", names[i].second);
  }
  return text + ". cl_help(NULL) lists all.";
}

// Chapters and functions in the order of the reference.
std::string contents(const Declarations& known) {
  std::vector<std::string_view> chapters;
  for (const Declaration* d : known) {
    if (std::find(chapters.begin(), chapters.end(), d->family) == chapters.end()) {
      chapters.push_back(d->family);
    }
  }
  std::string text;
  for (const std::string_view chapter : chapters) {
    std::vector<std::string_view> names;
    for (const Declaration* d : known) {
      if (d->family == chapter && std::find(names.begin(), names.end(), d->name) == names.end()) {
        names.push_back(d->name);
      }
    }
    text += concat(text.empty() ? "" : "\n", chapter, ":");
    for (std::size_t i = 0; i < names.size(); ++i) text += concat(i == 0 ? " " : ", ", names[i]);
  }
  return text;
}

void call_help(const Arguments& arguments, ResultSink& result, Connection& connection) {
  const Declarations& known = connection.declarations();
  const std::optional<std::string_view> asked = arguments.size() == 1 ? arguments[0].text() : std::nullopt;
  if (!asked) return result.text(contents(known));
  const std::string bare = bare_name(*asked);
  std::string text;
  for (const Declaration* d : known) {
    if (d->name.substr(kPrefix.size()) == bare) text += concat(text.empty() ? "" : "\n\n", entry(*d));
  }
  result.text(text.empty() ? nearest_names(*asked, bare, known) : text);
}

}  // namespace

void register_help(const ConnectionPtr& connection) {
  register_function(connection, ScalarFunction{&kHelp, &call_help});
}

}  // namespace clusterlite
