#include "bench/crosstab_statements.hpp"

#include "bench/measure.hpp"

namespace clusterlite::bench {
namespace {

const std::string kOurs = "ClusterLite";

// Reads the two texts as the collectors must; max() looks at each.
std::string scan_of(const std::string& table) {
  return "SELECT max(district), max(industry), sum(employees) FROM " + table;
}

std::string crosstab_of(const std::string& rows) {
  return "(SELECT cl_crosstab(district, industry, employees) FROM " + rows + ")";
}

// Ellison and Glaeser's index of every industry: shares of regions, and the squared shares of the firms.
std::string concentration_by_hand(const std::string& table) {
  return "WITH cell AS MATERIALIZED (SELECT district, industry, sum(employees) AS e, sum(1.0 * employees * "
         "employees) AS e2 FROM " +
         table +
         " GROUP BY 1, 2), r AS MATERIALIZED (SELECT district, 1.0 * sum(e) / (SELECT sum(e) FROM cell) AS x "
         "FROM cell GROUP BY 1), i AS MATERIALIZED (SELECT industry, 1.0 * sum(e) AS e, sum(e2) AS e2 FROM "
         "cell GROUP BY 1), g AS (SELECT i.industry, i.e2 / (i.e * i.e) AS h, sum(pow(coalesce(cell.e, 0) / "
         "i.e - r.x, 2)) AS g, 1 - sum(r.x * r.x) AS rest FROM i, r LEFT JOIN cell ON cell.district = "
         "r.district AND cell.industry = i.industry GROUP BY 1) SELECT count((g - rest * h) / (rest * (1 - "
         "h))) || ' industries' FROM g";
}

// `neighbours`: two of the table's districts, as SQL.
void add_functions(std::vector<Statement>& all, const std::string& table, const std::string& neighbours,
                   const std::string& suffix, const std::string& limit) {
  const std::string rows = crosstab_of(table);
  const auto add = [&](const std::string& function, const std::string& result, const std::string& arguments) {
    all.push_back({.question = function + suffix,
                   .who = kOurs,
                   .scan = scan_of(table),
                   .sql = "SELECT " + result + " FROM " + function + "(" + arguments + ")",
                   .limit = limit,
                   .needs = function});
  };
  add("cl_location_quotient", "count(lq), count(p_value)", rows);
  add("cl_concentration", "count(ellison_glaeser) || ' industries'", rows);
  add("cl_specialization", "count(krugman) || ' regions'", rows);
  add("cl_coagglomeration", "count(coagglomeration) || ' pairs'", rows);
  add("cl_relatedness_density", "count(density) || ' densities'", rows);
  add("cl_complexity", "count(complexity) || ' of regions and industries'", rows);
  add("cl_variety", "count(related) || ' regions'", rows + ", 1");
  add("cl_cluster_stars", "sum(stars) || ' stars'", rows);
  add("cl_traded_local", "sum(traded) || ' traded'", rows);
  add("cl_spatial_concentration", "count(spatial_ellison_glaeser) || ' industries'",
      rows + ", (SELECT cl_links(" + neighbours + ", 0.5))");
  // Two tables of half the firms each.
  const std::string half = "(SELECT max(id) / 2 FROM " + table + ")";
  const std::string before_after =
      crosstab_of(table + " WHERE id <= " + half) + ", " + crosstab_of(table + " WHERE id > " + half);
  add("cl_shift_share", "count(change) || ' changes'", before_after);
  add("cl_shift_share_arcelus", "count(change) || ' changes'", before_after);
  add("cl_growth_portfolio", "count(quadrant) || ' quadrants'", before_after);
}

void add_aggregates(std::vector<Statement>& all, const std::string& scan,
                    const std::vector<std::string>& calls) {
  for (const std::string& call : calls) {
    all.push_back(
        {.question = call, .who = kOurs, .scan = scan, .sql = "SELECT round(" + call + ", 6) FROM firms"});
  }
}

}  // namespace

std::vector<Statement> crosstab_statements(std::size_t firms) {
  std::vector<Statement> all;
  add_functions(all, "firms", "'district 1', 'district 2'", "", firms >= 1'000'000 ? "1.6 x" : "");
  for (const auto& [who, table] :
       {std::pair{"SQL in SQLite", "firms"}, {"SQL in SQLite, covering index", "indexed_firms"}}) {
    all.push_back({.question = "cl_concentration",
                   .who = who,
                   .scan = scan_of("firms"),
                   .sql = concentration_by_hand(table)});
  }
  add_functions(all, "fine_firms", "'district 1.1', 'district 2.2'", ", 250 x 1,200",
                firms >= 10'000'000 ? "100 B" : "");
  add_aggregates(
      all, "SELECT sum(employees) FROM firms",
      {"cl_herfindahl(employees)", "cl_gini(employees)", "cl_theil(employees)", "cl_entropy(employees)",
       "cl_hill(employees, 1)", "cl_hoover(employees, 1)", "cl_locational_gini(employees, 1)"});
  add_aggregates(all, "SELECT sum(employees), max(district) FROM firms",
                 {"cl_herfindahl(employees, district)", "cl_gini(employees, district)",
                  "cl_hoover(employees, 1, district)"});
  return all;
}

void add_fine_firms(const std::string& path) {
  const Measurement there =
      measure({.path = path, .sql = "SELECT EXISTS (SELECT 1 FROM fine_firms WHERE id = 1)"});
  if (there.done && there.text[0] == '1') return;
  sqlite3* const db = open_database(path, SQLITE_OPEN_READWRITE);
  execute(db,
          "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
          "CREATE TABLE IF NOT EXISTS fine_firms(id INTEGER PRIMARY KEY, x REAL, y REAL, district TEXT, "
          "industry TEXT, employees INTEGER);"
          "INSERT INTO fine_firms SELECT id, x, y, district || '.' || (id % 10), industry || (id / 10 % 20), "
          "employees FROM firms WHERE NOT EXISTS (SELECT 1 FROM fine_firms)");
  sqlite3_close(db);
}

}  // namespace clusterlite::bench
