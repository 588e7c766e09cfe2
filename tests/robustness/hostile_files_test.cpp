// The fuzzed scripts and damaged database files of SQLite's own test suite, with the extension loaded: as
// they are, with our functions in place of SQLite's, and with our collectors and permanent tables over
// whatever tables they leave. Errors are fine; a crash, a leak or an endless run is not. The files are not
// part of the project (they stand in
// ../shared/hostile); without them the tests are skipped.
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

#include "robustness/support.hpp"
#include "support/paths.hpp"

namespace clusterlite::testing {
namespace {

std::string hostile(const std::string& name) {
  const std::filesystem::path path = std::filesystem::path(kSourceDirectory) / "../shared/hostile" / name;
  return std::filesystem::exists(path) ? path.string() : std::string();
}

// A connection that may neither write files nor run for long.
class Cage {
 public:
  explicit Cage(const std::string& path = ":memory:") : db_(path) {
    sqlite3_db_config(db_.handle(), SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_limit(db_.handle(), SQLITE_LIMIT_LENGTH, 1'000'000);
    sqlite3_set_authorizer(
        db_.handle(),
        [](void*, int action, const char* name, const char*, const char*, const char*) {
          const bool file = action == SQLITE_ATTACH && name && *name && std::strcmp(name, ":memory:") != 0;
          return file ? SQLITE_DENY : SQLITE_OK;
        },
        nullptr);
    sqlite3_progress_handler(
        db_.handle(), 1000, [](void* left) { return --*static_cast<int*>(left) < 0 ? 1 : 0; }, &left_);
  }

  // Every statement of the script, whatever becomes of the ones before it; at most 20 rows of each.
  void run(const std::string& script) {
    const char* at = script.c_str();
    left_ = 200;
    while (*at) {
      sqlite3_stmt* statement = nullptr;
      const char* tail = at;
      if (sqlite3_prepare_v2(db_.handle(), at, -1, &statement, &tail) != SQLITE_OK || tail == at) {
        tail = std::strchr(at, ';');
        at = tail ? tail + 1 : at + std::strlen(at);
        continue;
      }
      for (int rows = 0; rows < 20 && statement && sqlite3_step(statement) == SQLITE_ROW; ++rows) {
        for (int i = 0; i < sqlite3_column_count(statement); ++i) sqlite3_column_text(statement, i);
      }
      sqlite3_finalize(statement);
      at = tail;
    }
  }

  // Collectors, windows, permanent tables and their use over the first tables that there are.
  void use_tables() {
    for (const auto& [table, columns] : tables()) {
      left_ = 200;
      const std::string from = " FROM " + table;
      const std::string &a = columns[0], &b = columns[1], &c = columns[2];
      const std::string source =
          table + ", id = " + a + ", x = " + b + ", y = " + c + ", eps = 2, min_points = 2)";
      run("SELECT * FROM cl_describe((SELECT cl_points(" + a + "," + b + "," + c + "," + a + "," + b + ")" +
          from +
          "));"
          "SELECT * FROM cl_dbscan((SELECT cl_points(rowid," +
          b + "," + c + ")" + from +
          "), 2, 2, 'planar');"
          "SELECT * FROM cl_location_quotient((SELECT cl_crosstab(" +
          a + "," + b + "," + c + ")" + from +
          "));"
          "SELECT * FROM cl_linkage((SELECT cl_links(" +
          a + "," + b + ")" + from + "), (SELECT cl_labels(" + a + "," + c + ")" + from +
          "));"
          "SELECT * FROM cl_moran((SELECT cl_values(" +
          a + "," + b + ")" + from + "), (SELECT cl_weights(" + a + "," + b + "," + c + ", 'knn', 2)" + from +
          "));"
          "SELECT cl_gini(" +
          a + "), cl_herfindahl(" + b + "," + c + "), cl_mean_centre(" + a + "," + b + "), cl_convex_hull(" +
          c + ")" + from +
          ";"
          "SELECT cl_entropy(" +
          a + ") OVER (ORDER BY " + b + ") , cl_as_text(" + a + "), cl_area(" + b + ")" + from +
          ";"
          "SELECT cl_svg_map(cl_svg_layer(" +
          a + "," + b + "))" + from +
          ";"
          "CREATE VIRTUAL TABLE hostile_permanent USING cl_dbscan(source = " +
          source +
          ";"
          "SELECT * FROM hostile_permanent; SELECT * FROM hostile_permanent WHERE id IN (SELECT " +
          a + from +
          ");"
          "UPDATE " +
          table + " SET " + b + " = (SELECT cluster FROM hostile_permanent WHERE id = " + a +
          ");"
          "DELETE" +
          from + " WHERE rowid % 2; SELECT * FROM hostile_permanent; DROP TABLE hostile_permanent;");
    }
  }

 private:
  static std::string quoted(const char* name) {
    std::string text = "\"";
    for (; name && *name; ++name) text += *name == '"' ? std::string("\"\"") : std::string(1, *name);
    return text + '"';
  }

  std::vector<std::pair<std::string, std::array<std::string, 3>>> tables() {
    std::vector<std::pair<std::string, std::array<std::string, 3>>> found;
    left_ = 200;
    OpenStatement names(db_, "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') LIMIT 4");
    if (names.code() != SQLITE_OK) return found;
    while (names.step() == SQLITE_ROW) {
      const std::string table = quoted(reinterpret_cast<const char*>(sqlite3_column_text(names.get(), 0)));
      OpenStatement columns(db_, "SELECT * FROM " + table + " LIMIT 0");
      const int count = columns.code() == SQLITE_OK ? sqlite3_column_count(columns.get()) : 0;
      if (count == 0) continue;
      std::array<std::string, 3> three;
      for (int i = 0; i < 3; ++i)
        three[static_cast<std::size_t>(i)] = quoted(sqlite3_column_name(columns.get(), i % count));
      found.emplace_back(table, three);
    }
    return found;
  }

  int left_ = 200;
  Database db_;
};

// Ours in place of SQLite's: names with the bracket, so that calls are meant, with about as many arguments.
std::string spliced(std::string script) {
  const std::pair<const char*, const char*> names[] = {{"count(", "cl_gini("},
                                                       {"sum(", "cl_herfindahl("},
                                                       {"max(", "cl_entropy("},
                                                       {"min(", "cl_effective_number("},
                                                       {"total(", "cl_points(1,2,"},
                                                       {"avg(", "cl_links(1,"},
                                                       {"abs(", "cl_area("},
                                                       {"json(", "cl_as_text("},
                                                       {"group_concat(", "cl_labels(1,"},
                                                       {"json_array(", "cl_lq("},
                                                       {"coalesce(", "cl_theil("},
                                                       {"json_each(", "cl_describe("},
                                                       {"json_tree(", "cl_functions("},
                                                       {"row_number(", "cl_gini(1"},
                                                       {"replace(", "cl_crosstab("},
                                                       {"json_object(", "cl_merge("},
                                                       {"substr(", "cl_dbscan_label("},
                                                       {"json_extract(", "cl_point("}};
  for (const auto& [theirs, ours] : names) {
    for (std::size_t at = 0; (at = script.find(theirs, at)) != std::string::npos; at += std::strlen(ours))
      script.replace(at, std::strlen(theirs), ours);
  }
  return script;
}

struct Part {
  const char* file;
  int remainder;
};

class HostileFiles : public ::testing::TestWithParam<Part> {};

TEST_P(HostileFiles, DoNoHarm) {
  const std::string path = hostile(GetParam().file);
  if (path.empty()) GTEST_SKIP() << "there is no ../shared/hostile/" << GetParam().file;
  const bool images = std::strcmp(GetParam().file, "images.db") == 0;
  sqlite3* files = nullptr;
  ASSERT_EQ(sqlite3_open_v2(path.c_str(), &files, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  sqlite3_stmt* each = nullptr;
  const std::string select = images ? "SELECT dbcontent FROM db WHERE rowid % 4 = ?1"
                                    : "SELECT sqltext FROM xsql WHERE rowid % 4 = ?1";
  ASSERT_EQ(sqlite3_prepare_v2(files, select.c_str(), -1, &each, nullptr), SQLITE_OK);
  sqlite3_bind_int(each, 1, GetParam().remainder);
  const TemporaryDirectory directory;
  int done = 0;
  while (sqlite3_step(each) == SQLITE_ROW) {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(each, 0));
    const std::string content(bytes, bytes ? static_cast<std::size_t>(sqlite3_column_bytes(each, 0)) : 0);
    if (images) {
      const std::string file = directory.file(std::to_string(done));
      std::ofstream(file, std::ios::binary) << content;
      Cage(file).use_tables();
    } else {
      Cage plain;
      plain.run(content);
      plain.use_tables();
      Cage ours;
      ours.run(spliced(content));
      ours.use_tables();
    }
    ++done;
  }
  sqlite3_finalize(each);
  sqlite3_close(files);
  EXPECT_GT(done, images ? 20 : 600);
}

std::vector<Part> parts() {
  std::vector<Part> all;
  for (const char* file : {"fuzzdata4.db", "fuzzdata6.db", "images.db"}) {
    for (int remainder = 0; remainder < 4; ++remainder) all.push_back({file, remainder});
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(OfSqlite, HostileFiles, ::testing::ValuesIn(parts()), [](const auto& part) {
  std::string name = part.param.file;
  name.resize(name.find('.'));
  return name + std::to_string(part.param.remainder);
});

}  // namespace
}  // namespace clusterlite::testing
