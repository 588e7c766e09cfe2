// Coagglomeration, relatedness, complexity and variety against published values and those of REAT, EconGeo
// and py-ecomplexity.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "published/published.hpp"

namespace clusterlite::testing {
namespace {

const double kNull = std::nan("");

class Relatedness : public ::testing::Test {
 protected:
  Database db_;
};

// ---- Pairs of industries

// R package REAT 3.0.3 (Wieland 2019), data set FK2014_EGC (Farhauer and Kroell 2014); the pair index by the
// formula of Ellison, Glaeser and Kerr 2010, with the regions' shares of all these plants.
TEST_F(Relatedness, CoagglomerationOfTheTextbookPlants) {
  import_csv(db_, source_file("fixtures/textbook/egc.csv"), "egc");
  const std::string pairs = "cl_coagglomeration((SELECT cl_crosstab(region, industry, employees) FROM egc))";
  const auto pair = [&](const std::string& a, const std::string& b) {
    return numbers(db_, "SELECT coagglomeration FROM " + pairs + " WHERE industry_a IN ('" + a + "', '" + b +
                            "') AND industry_b IN ('" + a + "', '" + b + "')");
  };
  expect_published(pair("Clothing", "Forestry"), {-.10749032664}, 11);
  expect_published(pair("Clothing", "Dyeing"), {.05538220257}, 11);
  expect_published(pair("Clothing", "TexTrade"), {.01929167814}, 11);
  expect_published(pair("Forestry", "Dyeing"), {-.1338459292}, 10);
  expect_published(pair("Forestry", "TexTrade"), {-.04292079637}, 11);
  expect_published(pair("Dyeing", "TexTrade"), {.02283184612}, 11);
  // The index of the group of four (Ellison and Glaeser 1997) is the mean of its pairs, weighted by e_a e_b.
  // REAT's ellison.c() returns 12.07 for these plants.
  expect_published(
      numbers(db_,
              "WITH e AS (SELECT industry, sum(employees) AS jobs FROM egc GROUP BY 1) "
              "SELECT sum(a.jobs * b.jobs * p.coagglomeration) / sum(a.jobs * b.jobs) FROM " +
                  pairs +
                  " AS p JOIN e AS a ON a.industry = p.industry_a JOIN e AS b ON b.industry = p.industry_b"),
      {-.03582731322}, 11);
}

// The same group when the regions have .6, .18 and .22 of all employment, as REAT's column emp_region gives
// it: the rest of the regions' employment is one more industry.
TEST_F(Relatedness, CoagglomerationWithTheRegionsOtherEmployment) {
  import_csv(db_, source_file("fixtures/textbook/egc.csv"), "egc");
  expect_published(
      numbers(db_,
              "WITH e AS (SELECT industry, sum(employees) AS jobs FROM egc GROUP BY 1), p AS (SELECT * FROM "
              "cl_coagglomeration((SELECT cl_crosstab_cells(region, industry, jobs) FROM ("
              "SELECT region, industry, employees AS jobs FROM egc UNION ALL "
              "SELECT column1, '~rest', column2 * 600000 - (SELECT sum(employees) FROM egc WHERE region = "
              "column1) "
              "FROM (VALUES ('1', .6), ('2', .18), ('3', .22)))))) "
              "SELECT sum(a.jobs * b.jobs * p.coagglomeration) / sum(a.jobs * b.jobs) FROM p "
              "JOIN e AS a ON a.industry = p.industry_a JOIN e AS b ON b.industry = p.industry_b"),
      {.08903665167}, 11);
}

// REAT howard.cl(): firms A, B, A, B, A, B in the regions X, X, X, Y, Y, X.
TEST_F(Relatedness, HowardNewmanTarp) {
  expect_published(
      numbers(db_,
              "SELECT colocation FROM cl_coagglomeration((SELECT cl_crosstab(column1, column2) FROM (VALUES "
              "('X', 'A'), ('X', 'B'), ('X', 'A'), ('Y', 'B'), ('Y', 'A'), ('X', 'B'))))"),
      {5.0 / 9});
}

// Porter 2003; Pearson's r by its formula.
TEST_F(Relatedness, LocationalCorrelation) {
  const std::string from =
      "FROM cl_coagglomeration((SELECT cl_crosstab_cells(r, i, e) FROM (SELECT column1 AS r, 'a' AS i, "
      "column2 AS e FROM v "
      "UNION ALL SELECT column1, 'b', column3 FROM v UNION ALL SELECT column1, 'c', column4 FROM v)))";
  const std::string rows =
      "WITH v AS (VALUES (1, 100, 80, 10), (2, 50, 45, 30), (3, 20, 10, 60), (4, 5, 8, 90)) ";
  expect_published(numbers(db_, rows + "SELECT correlation " + from + " WHERE industry_a = 'a'"),
                   {.9892013081, -.9459578354}, 10);
}

// EconGeo relatedness() and the proximities of Hidalgo et al. 2007, on the example of Hidalgo and Hausmann
// 2009.
TEST_F(Relatedness, NormalisationsOfCooccurrence) {
  import_csv(db_, source_file("fixtures/textbook/hh.csv"), "hh");
  const auto column = [&](const std::string& name) {
    return numbers(db_, "SELECT " + name +
                            " FROM cl_coagglomeration((SELECT cl_crosstab_cells(region, industry, present) "
                            "FROM hh), 'value') ORDER BY industry_a, industry_b");
  };
  expect_published(column("proximity"), {.5, .5, 1.0 / 3, .5, 1.0 / 3, 2.0 / 3});
  expect_published(column("cooccurrence"), {1, 1, 1, 1, 1, 2});
  const auto first_and_last = [&](const std::string& name) {
    const std::vector<double> all = column(name);
    return std::vector<double>{all.front(), all.back()};
  };
  expect_published(first_and_last("association"), {1.5555556, 1.75}, 7);
  expect_published(first_and_last("cosine"), {.3333333, .5}, 7);
  expect_published(first_and_last("jaccard"), {.2, .3333333}, 7);
  expect_published(first_and_last("probability"), {1.2222222, 1.25}, 7);
}

// Teece et al. 1994: of 20 firms 8 are in a, 6 in b and 4 in both; expected 2.4, variance 1.061053.
TEST_F(Relatedness, ScoreOfTeece) {
  expect_published(
      numbers(db_,
              "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20) "
              "SELECT cooccurrence_z FROM cl_coagglomeration((SELECT cl_crosstab_cells(i, industry, 1) FROM ("
              "SELECT i, 'c' AS industry FROM n UNION ALL SELECT i, 'a' FROM n WHERE i <= 8 "
              "UNION ALL SELECT i, 'b' FROM n WHERE i BETWEEN 5 AND 10)), 'value') "
              "WHERE industry_a = 'a' AND industry_b = 'b'"),
      {1.553286}, 6);
}

// ---- Density

// py-ecomplexity counts the industry itself, EconGeo relatedness.density() does not (and gives per cent).
TEST_F(Relatedness, DensityOfBothConventions) {
  import_csv(db_, source_file("fixtures/textbook/hh.csv"), "hh");
  const auto density = [&](const std::string& options) {
    return numbers(
        db_,
        "SELECT density FROM cl_relatedness_density((SELECT cl_crosstab_cells(region, industry, present) "
        "FROM hh)" +
            options + ") WHERE region = 'C2'");
  };
  expect_published(density(", 'value', 'included'"), {.2142857, .4285714, .1875, .1428571}, 7);
  expect_published(density(", 'value', 'excluded'"), {.375, 0, .3, .25});
  expect_published(density(", 'value'"), {.375, 0, .3, .25});
}

// EconGeo's example matrix: an LQ of exactly 1 (R3, I2 and I4) is presence.
TEST_F(Relatedness, PresenceOfEconGeo) {
  import_csv(db_, source_file("fixtures/textbook/lq5.csv"), "lq5");
  const std::string from =
      " FROM cl_relatedness_density((SELECT cl_crosstab_cells(region, industry, value) FROM lq5))";
  expect_published(numbers(db_, "SELECT present" + from),
                   {1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0});
  expect_published(numbers(db_, "SELECT lq" + from + " WHERE region = 'R3'"), {0, 1, .5, 1, 2.5});
}

// ---- Complexity

// Hidalgo and Hausmann 2009; ECI and PCI as py-ecomplexity scales them.
TEST_F(Relatedness, ComplexityOfHidalgoAndHausmann) {
  import_csv(db_, source_file("fixtures/textbook/hh.csv"), "hh");
  const auto column = [&](const std::string& name, const std::string& kind) {
    return numbers(db_, "SELECT " + name +
                            " FROM cl_complexity((SELECT cl_crosstab_cells(region, industry, present) FROM "
                            "hh), 'value') WHERE kind = '" +
                            kind + "' ORDER BY name");
  };
  expect_published(column("diversity_or_ubiquity", "region"), {4, 1, 2, 1});
  expect_published(column("diversity_or_ubiquity", "industry"), {1, 2, 2, 3});
  expect_published(column("complexity", "region"), {-.075353089, -1.602916066, .747788202, .930480953}, 9);
  expect_published(column("complexity", "industry"), {-.19407269, -1.60291607, .56509545, .93048095}, 8);
  expect_published(column("reflection_1", "region"), {2, 2, 2.5, 3});
  expect_published(column("reflection_1", "industry"), {4, 2.5, 3, 2.3333}, 4);
  expect_published(column("reflection_2", "region"), {2.9583333, 2.5, 2.6666667, 2.3333333}, 7);
  expect_published(column("DISTINCT second_eigenvalue", "region"), {.54213371}, 8);
  expect_published(column("DISTINCT third_eigenvalue", "region"), {.19015430}, 8);
}

// py-ecomplexity issue 22: a country without any product must not spoil the others.
TEST_F(Relatedness, ComplexityBesideEmptyRegions) {
  import_csv(db_, source_file("fixtures/textbook/hh.csv"), "hh");
  expect_published(
      numbers(db_,
              "SELECT complexity FROM cl_complexity((SELECT cl_crosstab_cells(region, industry, present) "
              "FROM (SELECT * FROM hh UNION ALL SELECT 'C0', 'P9', 0)), 'value') WHERE kind = 'region'"),
      {kNull, -.075353089, -1.602916066, .747788202, .930480953}, 9);
}

// ---- Variety

// Frenken, Van Oort and Verburg 2007, by their formula: two groups of industries.
TEST_F(Relatedness, RelatedAndUnrelatedVariety) {
  const std::string from =
      " FROM cl_variety((SELECT cl_crosstab_cells('R', column1, column2) FROM (VALUES ('1a', .1), ('1b', "
      ".2), ('2a', .3), "
      "('2b', .1), ('2c', .3))), 1)";
  expect_published(numbers(db_, "SELECT unrelated" + from), {.8812908992}, 10);
  expect_published(numbers(db_, "SELECT related" + from), {1.289659695}, 9);
  expect_published(numbers(db_, "SELECT total" + from), {2.170950594}, 9);
}

// EconGeo entropy() of its example matrix, printed with three digits: the total variety.
TEST_F(Relatedness, EntropyOfEconGeo) {
  import_csv(db_, source_file("fixtures/textbook/lq5.csv"), "lq5");
  expect_published(
      numbers(
          db_,
          "SELECT total FROM cl_variety((SELECT cl_crosstab_cells(region, industry, value) FROM lq5), 1)"),
      {0, 1.319, 1.761, 1.766, 1.219}, 3);
}

}  // namespace
}  // namespace clusterlite::testing
