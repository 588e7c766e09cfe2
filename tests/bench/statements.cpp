#include "bench/statements.hpp"

#include <fstream>
#include <iterator>
#include <tuple>
#include <utility>

#include "bench/crosstab_statements.hpp"
#include "bench/measure.hpp"

namespace clusterlite::bench {
namespace {

const std::string kOurs = "ClusterLite";
const std::string kScanPoints = "SELECT sum(id), sum(x), sum(y) FROM firms";
// Reads the two texts as the collectors must; max() looks at each.
const std::string kScanTable = "SELECT max(district), max(industry), sum(employees) FROM firms";
const std::string kPoints = "(SELECT cl_points(id, x, y) FROM firms)";
const std::string kCrosstab = "(SELECT cl_crosstab(district, industry, employees) FROM firms)";

// What a peer runs too stands in a file that both read.
std::string shared_sql(const std::string& name) {
  std::ifstream file(std::string(CLUSTERLITE_BENCH_DIR "/peers/") + name);
  if (!file) fail(("no file peers/" + name).c_str());
  return {std::istreambuf_iterator<char>(file), {}};
}

// The views of sql/profile.sql over the city's firms, in the connection alone: its file stays as it is.
std::string profile_views() {
  std::ifstream file(CLUSTERLITE_BENCH_DIR "/../../sql/profile.sql");
  if (!file) fail("no file sql/profile.sql");
  std::string sql(std::istreambuf_iterator<char>(file), {});
  for (const std::string create : {"CREATE VIEW", "CREATE TABLE"}) {
    for (std::size_t at = sql.find(create); at != std::string::npos;
         at = sql.find(create, at + create.size()))
      sql.insert(at + 6, " TEMP");
  }
  return "CREATE TEMP VIEW open_firms AS SELECT id AS firm_id, industry, district, x, y, employees FROM "
         "firms;" +
         sql + ";UPDATE cluster_parameters SET eps = 250";
}

std::string over_indexed_firms(std::string sql) {
  const std::string from = "FROM firms";
  for (std::size_t at = sql.find(from); at != std::string::npos; at = sql.find(from, at + 1))
    sql.replace(at, from.size(), "FROM indexed_firms");
  return sql;
}

struct DbscanCase {
  int eps;
  int min_points;
  const char* limit;
};

std::vector<DbscanCase> dbscan_cases(std::size_t firms) {
  if (firms >= 10'000'000)
    return {{100, 10, "3 x, 100 B"}, {100, 1000, "5 x, 100 B"}, {250, 1000, "5 x, 100 B"}};
  if (firms < 1'000'000) return {{100, 10, ""}, {250, 10, ""}, {500, 10, ""}};
  return {{100, 10, "4 x, 100 B"},    {250, 10, "4 x, 100 B"},    {500, 10, "4 x, 100 B"},
          {100, 100, "4.5 x, 100 B"}, {250, 100, "4.5 x, 100 B"}, {500, 100, "4.5 x, 100 B"}};
}

void add_dbscan(std::vector<Statement>& all, std::size_t firms) {
  for (const auto& [eps, min_points, limit] : dbscan_cases(firms)) {
    const std::string numbers = std::to_string(eps) + ", " + std::to_string(min_points);
    const std::string call = " FROM cl_dbscan(" + kPoints + ", " + numbers + ")";
    const std::string question = "DBSCAN " + numbers;
    const std::string sql = "SELECT count(cluster), max(cluster), sum(id)" + call;
    const std::string answer =
        "SELECT 'clusters=' || coalesce(max(cluster), 0) || ' clustered=' || "
        "count(cluster) || ' core=' || coalesce(sum(kind = 'core'), 0)" +
        call;
    all.push_back({.question = question,
                   .who = kOurs,
                   .scan = kScanPoints,
                   .sql = sql,
                   .limit = limit,
                   .needs = "cl_dbscan",
                   .answer = answer});
    all.push_back({.question = question,
                   .who = "ClusterLite, 1 thread",
                   .scan = kScanPoints,
                   .sql = sql,
                   .needs = "cl_threads",
                   .before = "SELECT cl_threads(1)",
                   .answer = answer});
  }
}

void add_other_distances(std::vector<Statement>& all, std::size_t firms) {
  const auto ask = [&](const std::string& question, const std::string& function,
                       const std::string& other_arguments, const std::string& sql, const std::string& answer,
                       const std::string& limit = "") {
    const std::string call = " FROM " + function + "(" + kPoints + ", " + other_arguments + ")";
    all.push_back({.question = question,
                   .who = kOurs,
                   .scan = kScanPoints,
                   .sql = sql + call,
                   .limit = limit,
                   .needs = function,
                   .answer = answer.empty() ? "" : answer + call});
  };
  if (firms > 1'000'000) return;
  ask("HDBSCAN 10", "cl_hdbscan", "10", "SELECT count(cluster), max(cluster), sum(id)",
      "SELECT 'clusters=' || coalesce(max(cluster), 0) || ' clustered=' || count(cluster)",
      firms == 1'000'000 ? "30 s"
      : firms == 100'000 ? "2 s"
                         : "");
  if (firms < 100'000) return;
  const std::string sum_of_distances = "SELECT 'sum=' || round(sum(distance), 1)";
  ask("OPTICS 250, 10", "cl_optics", "10, 250", "SELECT count(reachability) || ' reached'", "");
  ask("10 nearest neighbours", "cl_neighbours", "10", "SELECT count(*), sum(neighbour_id)", sum_of_distances);
  ask("the nearest of a thousand places", "cl_nearest",
      "(SELECT cl_points(id, x, y) FROM firms WHERE id % (SELECT max(id) / 1000 FROM firms) = 0), 1",
      sum_of_distances, "");
  ask("a proposal for eps", "cl_suggest_eps", "10", "SELECT count(*) || ' rows'", "");
}

void add_hulls(std::vector<Statement>& all) {
  const std::string before =
      "CREATE TEMP TABLE member(cluster INTEGER, id INTEGER, x REAL, y REAL, PRIMARY KEY (cluster, id)) "
      "WITHOUT ROWID; INSERT INTO temp.member " +
      shared_sql("members.sql");
  const std::string scan = "SELECT sum(n) FROM (SELECT sum(x + y) AS n FROM member GROUP BY cluster)";
  for (const auto& [question, function, ratio] :
       {std::tuple{"convex hulls", "cl_convex_hull", ""}, {"concave hulls", "cl_concave_hull", ", 0.3"}}) {
    all.push_back({.question = question,
                   .who = kOurs,
                   .scan = scan,
                   .sql = std::string("SELECT 'hulls=' || count(h) FROM (SELECT ") + function + "(x, y" +
                          ratio + ") AS h FROM member GROUP BY cluster)",
                   .needs = function,
                   .before = before});
  }
}

void add_crosstabs(std::vector<Statement>& all) {
  all.push_back({.question = "cl_crosstab",
                 .who = kOurs,
                 .scan = kScanTable,
                 .sql = "SELECT length(cl_crosstab(district, industry, employees)) || ' bytes' FROM firms"});
  const auto ask = [&](const std::string& question, const std::string& file, const std::string& limit,
                       const std::string& sql) {
    const std::string by_hand = shared_sql(file);
    all.push_back({.question = question, .who = kOurs, .scan = kScanTable, .sql = sql, .limit = limit});
    all.push_back({.question = question, .who = "SQL in SQLite", .scan = kScanTable, .sql = by_hand});
    all.push_back({.question = question,
                   .who = "SQL in SQLite, covering index",
                   .scan = kScanTable,
                   .sql = over_indexed_firms(by_hand)});
  };
  ask("location quotients", "location_quotients.sql", "2 x",
      "SELECT count(lq) || ' quotients' FROM cl_location_quotient(" + kCrosstab + ")");
  ask("Herfindahl of industries", "herfindahl.sql", "",
      "SELECT count(plant_herfindahl) || ' industries' FROM cl_concentration(" + kCrosstab + ")");
}

void add_views(std::vector<Statement>& all) {
  const std::string scan =
      "SELECT max(district), max(industry), sum(employees), sum(x), sum(y), sum(id) FROM firms";
  const std::string before = profile_views();
  const auto ask = [&](const std::string& question, const std::string& sql, const std::string& limit) {
    all.push_back({.question = question,
                   .who = kOurs,
                   .scan = scan,
                   .sql = sql,
                   .limit = limit,
                   .needs = "cl_dbscan",
                   .before = before});
  };
  ask("view cluster_members",
      "SELECT count(cluster) || ' members', sum(x), sum(employees) FROM cluster_members", "");
  // Every column: SQLite computes none that is not asked for.
  ask("view cluster_profile",
      "SELECT count(hull) || ' clusters', sum(jobs + firms_without_jobs + share_of_firms + share_of_jobs), "
      "sum(largest_employer_share + districts + effective_districts + main_district_share), "
      "count(main_district), sum(centre_x + centre_y + area_km2 + firms_per_km2) FROM cluster_profile",
      "12 x");
}

}  // namespace

std::vector<Statement> statements_for(std::size_t firms) {
  std::vector<Statement> all;
  if (firms >= 100'000) {
    all.push_back({.question = "cl_points",
                   .who = kOurs,
                   .scan = kScanPoints,
                   .sql = "SELECT cl_points(id, x, y) IS NOT NULL FROM firms",
                   .limit = "1.3 x"});
    add_dbscan(all, firms);
  }
  add_other_distances(all, firms);
  if (firms >= 100'000 && firms <= 1'000'000) add_hulls(all);
  if (firms >= 100'000) {
    add_crosstabs(all);
    add_views(all);
    for (Statement& statement : crosstab_statements(firms)) all.push_back(std::move(statement));
  }
  return all;
}

std::vector<Statement> worst_cases() {
  struct Case {
    const char* name;
    const char* x;
    const char* y;
    const char* eps_min_points;
  };
  constexpr Case kCases[] = {
      {"all firms in one point", "17500.0", "15000.0", "100, 10"},
      {"all in one point, min_points of all", "17500.0", "15000.0", "100, 1e9"},
      {"half of the firms in one cell", "iif(id % 2, 17500 + id * 7919 % 70001 / 1e3, x)",
       "iif(id % 2, 15000 + id * 104729 % 70003 / 1e3, y)", "100, 1000"},
      {"lattice with spacing eps", "id % 1000 * 100.0", "id / 1000 * 100.0", "100, 5"},
      // Two squares of 30 m with 100.001 m between: no pair is in reach, all are nearly so.
      {"two dense squares just out of reach", "id % 2 * 130.001 + id * 7919 % 30011 / 1001e0",
       "id * 104729 % 30013 / 1001e0", "100, 1000"},
      {"eps covers everything", "x", "y", "1e5, 10"},
      {"eps covers everything, no core", "x", "y", "1e5, 1e9"},
      {"every firm alone", "x * 1000 + id % 1000", "y * 1000 + id / 1000 % 1000", "0.5, 2"},
      {"coordinates to 1e9, scaled", "x * 28571", "y * 28571", "100, 10"},
      {"coordinates at 1e9, shifted", "x + 1e9", "y + 1e9", "100, 10"},
  };
  std::vector<Statement> all;
  for (const auto& [name, x, y, numbers] : kCases) {
    const std::string at = std::string(x) + ", " + y;
    const std::string call =
        " FROM cl_dbscan((SELECT cl_points(id, " + at + ") FROM firms), " + numbers + ", 'planar')";
    all.push_back({.question = std::string(name) + ", DBSCAN " + numbers,
                   .who = kOurs,
                   .scan = std::string("SELECT sum(id), sum(") + x + "), sum(" + y + ") FROM firms",
                   .sql = "SELECT count(cluster), max(cluster), sum(id)" + call,
                   .answer = "SELECT 'clusters=' || coalesce(max(cluster), 0) || ' clustered=' || "
                             "count(cluster) || ' core=' || coalesce(sum(kind = 'core'), 0)" +
                             call});
  }
  return all;
}

void add_indexed_firms(const std::string& path) {
  const Measurement there =
      measure({.path = path, .sql = "SELECT count(*) FROM sqlite_master WHERE name = 'covering_industry'"});
  if (there.text[0] == '1') return;
  sqlite3* const db = open_database(path, SQLITE_OPEN_READWRITE);
  execute(db,
          "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
          "CREATE TABLE IF NOT EXISTS indexed_firms(id INTEGER PRIMARY KEY, district TEXT, industry TEXT, "
          "employees INTEGER);"
          "BEGIN;"
          "INSERT INTO indexed_firms SELECT id, district, industry, employees FROM firms WHERE NOT EXISTS "
          "(SELECT 1 FROM indexed_firms);"
          "CREATE INDEX IF NOT EXISTS covering ON indexed_firms(district, industry, employees);"
          "CREATE INDEX IF NOT EXISTS covering_industry ON indexed_firms(industry, employees);"
          "COMMIT");
  sqlite3_close(db);
}

}  // namespace clusterlite::bench
