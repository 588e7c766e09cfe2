// The extension describes itself: cl_functions, cl_version, cl_build.
#include <memory>
#include <vector>

#include "functions/shared/families.hpp"
#include "geometry/library_versions.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr std::string_view kFamily = "About";

constexpr Declaration kVersionFunction{
    .name = "cl_version",
    .kind = FunctionKind::scalar,
    .family = kFamily,
    .summary = "Version of ClusterLite.",
    .summary_ko = "ClusterLite의 버전을 알려 준다.",
    .result = "a text like '0.1.0' (semantic versioning)",
    .example = "SELECT cl_version()",
    .example_result = kVersion,
};

constexpr Declaration kBuild{
    .name = "cl_build",
    .kind = FunctionKind::scalar,
    .family = kFamily,
    .summary = "What this ClusterLite was built with and runs on, for a bug report.",
    .summary_ko = "ClusterLite의 빌드 구성과 실행 환경을 알려 준다(오류 신고용).",
    .result =
        "a text: versions of ClusterLite, SQLite (compiled against and running), GEOS, the compiler; whether "
        "large data sets are "
        "lent to SQLite or copied",
    .example = "SELECT cl_build() LIKE 'ClusterLite %'",
    .example_result = "1",
};

constexpr Column kFunctionsColumns[] = {
    {"name", "TEXT", "the SQL name; a function with two forms has two rows"},
    {"kind", "TEXT",
     "scalar function, aggregate, aggregate and window function, window function, collector, or "
     "table-valued function"},
    {"family", "TEXT", "the chapter of the reference"},
    {"signature", "TEXT", "how to call it; optional arguments in brackets"},
    {"summary", "TEXT", "what it is for"},
    {"arguments", "TEXT", "JSON array of {name, type, meaning, default, optional}"},
    {"columns", "TEXT", "JSON array of {name, type, meaning}: the columns of a table-valued function"},
    {"result", "TEXT", "what comes back, range and unit"},
    {"formula", "TEXT", "definition"},
    {"use", "TEXT", "what the result means, when to use it and what to beware of"},
    {"nulls", "TEXT", "missing and undefined values"},
    {"errors", "TEXT", "what is refused"},
    {"source", "TEXT", "paper or definition"},
    {"peers", "TEXT", "the same thing in other packages, and how it differs"},
    {"example", "TEXT", "a complete statement"},
    {"example_result", "TEXT", "its rows as the sqlite3 shell prints them"},
    {"since", "TEXT", "the version that brought it"},
    {"history", "TEXT", "what later versions changed: '0.2.0: selection_eps'; NULL when nothing"},
    {"summary_ko", "TEXT", "the summary in Korean"},
};

enum FunctionsColumn {
  kName = column_of(kFunctionsColumns, "name"),
  kKind = column_of(kFunctionsColumns, "kind"),
  kFamilyColumn = column_of(kFunctionsColumns, "family"),
  kSignature = column_of(kFunctionsColumns, "signature"),
  kSummary = column_of(kFunctionsColumns, "summary"),
  kArguments = column_of(kFunctionsColumns, "arguments"),
  kColumns = column_of(kFunctionsColumns, "columns"),
  kResult = column_of(kFunctionsColumns, "result"),
  kFormula = column_of(kFunctionsColumns, "formula"),
  kUse = column_of(kFunctionsColumns, "use"),
  kNulls = column_of(kFunctionsColumns, "nulls"),
  kErrors = column_of(kFunctionsColumns, "errors"),
  kSource = column_of(kFunctionsColumns, "source"),
  kPeers = column_of(kFunctionsColumns, "peers"),
  kExample = column_of(kFunctionsColumns, "example"),
  kExampleResult = column_of(kFunctionsColumns, "example_result"),
  kSince = column_of(kFunctionsColumns, "since"),
  kHistory = column_of(kFunctionsColumns, "history"),
  kSummaryKo = column_of(kFunctionsColumns, "summary_ko"),
};

constexpr Declaration kFunctions{
    .name = "cl_functions",
    .kind = FunctionKind::table,
    .family = kFamily,
    .summary =
        "The reference: every SQL function of ClusterLite with arguments, columns, formula, source and "
        "example.",
    .summary_ko = "ClusterLite의 모든 SQL 함수를 인수·열·공식·출처·예제와 함께 나열한다.",
    .columns = kFunctionsColumns,
    .result = "one row per function and form",
    .example = "SELECT name, signature FROM cl_functions WHERE name = 'cl_dbscan'",
    .example_result = "cl_dbscan|cl_dbscan(points, eps, min_points [, metric])",
    .history = "0.2.0: history, use, summary_ko",
};

void append_json_text(std::string& json, std::string_view name, std::string_view text) {
  json += concat(json.back() == '{' ? "\"" : ",\"", name, "\":\"");
  for (const char c : text) {
    if (c == '"' || c == '\\') json += '\\';
    json += c;
  }
  json += '"';
}

std::string arguments_as_json(const Declaration& declaration) {
  std::string json = "[";
  for (const Argument& argument : declaration.arguments) {
    json += json.size() == 1 ? "{" : ",{";
    append_json_text(json, "name", argument.name);
    append_json_text(json, "type", argument.type);
    append_json_text(json, "meaning", argument.meaning);
    if (!argument.default_value.empty()) append_json_text(json, "default", argument.default_value);
    json += concat(",\"optional\":", argument.optional ? 1 : 0, "}");
  }
  return json + "]";
}

std::string columns_as_json(const Declaration& declaration) {
  std::string json = "[";
  for (const Column& column : declaration.columns) {
    json += json.size() == 1 ? "{" : ",{";
    append_json_text(json, "name", column.name);
    append_json_text(json, "type", column.type);
    append_json_text(json, "meaning", column.meaning);
    json += '}';
  }
  return json + "]";
}

class FunctionsTable final : public TableResult {
 public:
  explicit FunctionsTable(std::vector<const Declaration*> declarations)
      : declarations_(std::move(declarations)) {}
  std::size_t size() const override { return declarations_.size(); }

  void column(std::size_t row, int column, ResultSink& out) const override {
    const Declaration& d = *declarations_[row];
    switch (column) {
      case kName:
        return out.text(d.name);
      case kKind:
        return out.text(name_of(d.kind));
      case kFamilyColumn:
        return out.text(d.family);
      // A table-valued function without arguments is used like a table.
      case kSignature:
        return out.text(d.arguments.empty() && d.kind == FunctionKind::table ? d.name : signature(d));
      case kSummary:
        return out.text(d.summary);
      case kArguments:
        return out.text(arguments_as_json(d));
      case kColumns:
        return out.text(columns_as_json(d));
      case kResult:
        return text_or_null(d.result, out);
      case kFormula:
        return text_or_null(d.formula, out);
      case kUse:
        return text_or_null(d.use, out);
      case kNulls:
        return text_or_null(d.nulls, out);
      case kErrors:
        return text_or_null(d.errors, out);
      case kSource:
        return text_or_null(d.source, out);
      case kPeers:
        return text_or_null(d.peers, out);
      case kExample:
        return text_or_null(d.example, out);
      case kExampleResult:
        return text_or_null(d.example_result, out);
      case kSince:
        return out.text(d.since);
      case kHistory:
        return text_or_null(d.history, out);
      default:
        return text_or_null(d.summary_ko, out);  // kSummaryKo
    }
  }

 private:
  static void text_or_null(std::string_view text, ResultSink& out) {
    text.empty() ? out.null() : out.text(text);
  }

  std::vector<const Declaration*> declarations_;
};

std::unique_ptr<TableResult> list_functions(const TableArguments&, Connection& connection, CancelToken&) {
  return std::make_unique<FunctionsTable>(connection.declarations());
}

void call_version(const Arguments&, ResultSink& result, Connection&) { result.text(kVersion); }

void call_build(const Arguments&, ResultSink& result, Connection&) {
#if defined(__clang__)
  const std::string compiler = concat("Clang ", __clang_major__, ".", __clang_minor__);
#else
  const std::string compiler = concat("GCC ", __GNUC__, ".", __GNUC_MINOR__);
#endif
  result.text(concat("ClusterLite ", kVersion, "; SQLite ", sqlite3_libversion(), " (compiled against ",
                     SQLITE_VERSION, "); ", geometry_library_versions(), "; ", compiler,
                     "; large data sets are ", LentDataSets::lends() ? "lent" : "copied"));
}

}  // namespace

void register_reference(const ConnectionPtr& connection) {
  register_function(connection, ScalarFunction{&kVersionFunction, &call_version});
  register_function(connection, ScalarFunction{&kBuild, &call_build});
  register_function(connection, TableFunction{&kFunctions, &list_functions}, {});
}

}  // namespace clusterlite
