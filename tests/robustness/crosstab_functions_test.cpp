// What every function over a crosstab must bear: any order of the rows, any split into parts that are merged
// again, any unit of measurement, ten million equal firms; and that its columns are those of the contract.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "robustness/support.hpp"

namespace clusterlite::testing {
namespace {

struct Function {
  std::string name;
  std::string columns;         // documented names, in order; further ones may follow
  std::string without_unit;    // those that a change of the unit leaves alone
  std::string more_arguments;  // after the crosstab, or the two
  bool takes_two = false;
};

const std::vector<Function>& functions() {
  static const std::vector<Function> all = {
      {"cl_location_quotient",
       "region, industry, value, firms, region_total, industry_total, total, region_share, industry_share, "
       "lq, lq_symmetric, lq_additive, lq_z, lq_log_z, lq_lower, lq_upper, p_value",
       "region, industry, firms, region_share, industry_share, lq, lq_symmetric, lq_additive, lq_z, "
       "lq_log_z, "
       "lq_lower, lq_upper, p_value, lq_firms",
       ""},
      {"cl_concentration",
       "industry, value, firms, regions, top_region, top_share, concentration_ratio_4, herfindahl, "
       "herfindahl_normalized, effective_regions, gini, locational_gini, hoover, krugman, kl_divergence, "
       "plant_herfindahl, ellison_glaeser, ellison_glaeser_z, maurel_sedillot",
       "industry, firms, regions, top_region, top_share, concentration_ratio_4, herfindahl, "
       "herfindahl_normalized, effective_regions, gini, locational_gini, hoover, krugman, kl_divergence, "
       "plant_herfindahl, ellison_glaeser, ellison_glaeser_z, maurel_sedillot",
       ""},
      {"cl_specialization",
       "region, value, firms, industries, top_industry, top_share, herfindahl, herfindahl_normalized, "
       "effective_industries, gini, krugman, hoover, kl_divergence, entropy, evenness, relative_diversity, "
       "relative_specialization, hachman",
       "region, firms, industries, top_industry, top_share, herfindahl, herfindahl_normalized, "
       "effective_industries, gini, krugman, hoover, kl_divergence, entropy, evenness, relative_diversity, "
       "relative_specialization, hachman",
       ""},
      {"cl_coagglomeration",
       "industry_a, industry_b, coagglomeration, colocation, correlation, cooccurrence, proximity, "
       "association, cosine, jaccard",
       "industry_a, industry_b, coagglomeration, colocation, correlation, cooccurrence, proximity, "
       "association, cosine, jaccard, probability, cooccurrence_z, colocation_excess",
       ""},
      {"cl_complexity", "kind, name, diversity_or_ubiquity, complexity, fitness",
       "kind, name, diversity_or_ubiquity, complexity", ", 'lq', 50"},
      {"cl_relatedness_density", "region, industry, lq, present, density",
       "region, industry, lq, present, density", ""},
      {"cl_variety", "region, related, unrelated, total", "region, related, unrelated, total, industries",
       ", 1"},
      {"cl_cluster_stars", "region, industry, value, firms",
       "region, industry, firms, lq, region_share, size_star, specialization_star, focus_star, stars", ""},
      {"cl_traded_local", "industry, value, firms, regions",
       "industry, firms, regions, specialized_share, mean_top_lq, locational_gini, traded", ""},
      {"cl_spatial_concentration", "industry, value, firms, regions",
       "industry, firms, regions, plant_herfindahl, ellison_glaeser, spatial_ellison_glaeser, spatial_z",
       ", (SELECT cl_links('K', 'L', 0.5))"},
      {"cl_shift_share",
       "region, industry, before, after, change, national_share, industry_mix, regional_shift, homothetic, "
       "homothetic_shift, allocation",
       "region, industry, change / before, national_share / before, industry_mix / before, regional_shift / "
       "before, homothetic_shift / homothetic",
       "", true},
      {"cl_shift_share_arcelus", "region, industry, before, after, change, homothetic",
       "region, industry, national_homothetic / before, regional_homothetic / before, "
       "interaction_differential / before",
       "", true},
      {"cl_growth_portfolio", "region, industry, before, after",
       "region, industry, lq_before, lq_after, growth, quadrant, specialization", "", true},
  };
  return all;
}

class CrosstabFunctions : public ::testing::Test {
 protected:
  // Sizes of whole numbers, eighths, and some that are not known; few industries everywhere, few in one
  // place.
  CrosstabFunctions() {
    db_.get(
        "CREATE TABLE firms AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
        std::to_string(sized(4000, 1500)) +
        "), r AS (SELECT i, i * 7919 % 10007 AS a, i * 104729 % 9973 AS b FROM n) SELECT i AS id, "
        "char(75 + a % 7 % (1 + b % 7)) AS region, char(65 + b % 6 % (1 + a % 6)) || (b % 3) AS industry, "
        "CASE WHEN a % 19 = 0 THEN NULL WHEN a % 5 = 0 THEN (b % 80) / 8.0 ELSE 1 + a % 90 END AS jobs "
        "FROM r");
  }

  static std::string crosstab(const std::string& rows, const std::string& jobs = "jobs") {
    return "(SELECT cl_crosstab(region, industry, " + jobs + ") FROM " + rows + ")";
  }
  static std::string merged(const std::string& rows, const std::string& by) {
    return "(SELECT cl_merge(part) FROM (SELECT cl_crosstab(region, industry, jobs) AS part FROM " + rows +
           " GROUP BY " + by + "))";
  }

  // The answer as text; `table` makes a crosstab of rows.
  template <class Table>
  std::string answer(const Function& f, const std::string& columns, const Table& table) {
    const std::string arguments = f.takes_two ? table("(SELECT * FROM firms WHERE id % 2)") + ", " +
                                                    table("(SELECT * FROM firms WHERE id % 2 = 0)")
                                              : table("(SELECT * FROM firms)");
    return db_.get("SELECT " + columns + " FROM " + f.name + "(" + arguments + f.more_arguments + ")");
  }

  Database db_;
};

TEST_F(CrosstabFunctions, HaveTheColumnsOfTheContract) {
  for (const Function& f : functions()) {
    const std::string columns = db_.get(
        "SELECT group_concat(name, ', ') FROM (SELECT name FROM "
        "pragma_table_xinfo('" +
        f.name + "') WHERE hidden = 0 ORDER BY cid)");
    EXPECT_EQ(columns.substr(0, f.columns.size()), f.columns) << f.name;
  }
}

TEST_F(CrosstabFunctions, DoNotDependOnTheOrderOfRows) {
  for (const Function& f : functions()) {
    const std::string expected = answer(f, "*", [](const std::string& rows) { return crosstab(rows); });
    EXPECT_GT(expected.size(), 100U) << f.name;
    for (const std::string order : {"id DESC", "jobs", "region, id % 13", "industry DESC, jobs"}) {
      EXPECT_EQ(answer(f, "*",
                       [&](const std::string& rows) {
                         return crosstab("(SELECT * FROM " + rows + " ORDER BY " + order + " LIMIT -1)");
                       }),
                expected)
          << f.name << " by " << order;
    }
  }
}

TEST_F(CrosstabFunctions, DoNotDependOnSplittingAndMerging) {
  for (const Function& f : functions()) {
    const std::string expected = answer(f, "*", [](const std::string& rows) { return crosstab(rows); });
    for (const std::string by : {"'all'", "region", "industry", "id % 17", "jobs"}) {
      EXPECT_EQ(answer(f, "*", [&](const std::string& rows) { return merged(rows, by); }), expected)
          << f.name << " in parts by " << by;
    }
  }
}

// Sums of up to 1e300, and of 1e-300.
TEST_F(CrosstabFunctions, DoNotDependOnTheUnit) {
  for (const Function& f : functions()) {
    std::string rounded;
    for (std::size_t at = 0; at < f.without_unit.size();) {
      const std::size_t end = std::min(f.without_unit.find(", ", at), f.without_unit.size());
      const std::string column = f.without_unit.substr(at, end - at);
      rounded += (at == 0 ? "" : ", ") +
                 ("iif(typeof(" + column + ") = 'real', round(" + column + ", 10), ") + column + ")";
      at = end + 2;
    }
    const std::string expected = answer(f, rounded, [](const std::string& rows) { return crosstab(rows); });
    for (const std::string unit : {"8.0", "1e-6", "1e295", "1e-300"}) {
      EXPECT_EQ(answer(f, rounded, [&](const std::string& rows) { return crosstab(rows, "jobs * " + unit); }),
                expected)
          << f.name << " in units of " << unit;
    }
  }
}

// Each of .1, which no double is: the sums are right to the last digit all the same.
TEST_F(CrosstabFunctions, OfTenMillionEqualFirms) {
  constexpr int kThousands = sized(10000, 100);
  const std::string firms = std::to_string(kThousands * 1000);
  db_.get(
      "CREATE TABLE thousand AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < "
      "999) SELECT i FROM n");
  db_.get(
      "CREATE TABLE big AS SELECT cl_crosstab(a.i % 4, 'x', 0.1) AS d FROM thousand AS a, (SELECT 1 FROM "
      "thousand AS b, thousand AS c LIMIT " +
      std::to_string(kThousands) + ")");
  // One industry of equal plants, spread as itself: gamma = -1 / (n - 1).
  EXPECT_EQ(
      db_.get("SELECT value * 10, firms, herfindahl, gini, locational_gini, krugman, plant_herfindahl * "
              "firms, round(ellison_glaeser * (firms - 1), 9) FROM big, cl_concentration(d)"),
      firms + ".0|" + firms + "|0.25|0.0|0.0|0.0|1.0|-1.0");
  EXPECT_EQ(
      db_.get("SELECT region, firms * 4, lq, lq_firms FROM big, cl_location_quotient(d) WHERE region = 3"),
      "3|" + firms + "|1.0|1.0");
  EXPECT_EQ(db_.get("SELECT count(*), max(krugman), max(entropy) FROM big, cl_specialization(d)"),
            "4|0.0|0.0");
}

}  // namespace
}  // namespace clusterlite::testing
