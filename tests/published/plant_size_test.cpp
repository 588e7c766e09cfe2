// cl_concentration and cl_spatial_concentration against REAT, EconGeo and the papers' formulas.
#include <gtest/gtest.h>

#include <string>

#include "published/published.hpp"

namespace clusterlite::testing {
namespace {

class ConcentrationTableReference : public ::testing::Test {
 protected:
  // A column of cl_concentration over a table t(region, industry, value), one number an industry.
  std::vector<double> column(const std::string& name, const std::string& table,
                             const std::string& where = "1") {
    return numbers(db_, "SELECT " + name +
                            " FROM cl_concentration((SELECT cl_crosstab(region, industry, value) FROM " +
                            table + ")) WHERE " + where);
  }

  Database db_;
};

// The plants of Farhauer and Kroell (2014), data set FK2014_EGC of R package REAT 3.0.3; rows: Clothing,
// Dyeing, Forestry, TexTrade. H, G and gamma (ellison.a2) were printed by REAT, the rest follows from the
// papers' formulas.
TEST_F(ConcentrationTableReference, EllisonGlaeserOfTheTextbookPlants) {
  import_csv(db_, source_file("fixtures/textbook/egc.csv"), "egc");
  db_.get("CREATE VIEW plants AS SELECT region, industry, employees AS value FROM egc");
  expect_published(column("plant_herfindahl", "plants"), {.1312435000, .1455998264, .0924055325, .1220805919},
                   10);
  expect_published(column("ellison_glaeser", "plants"),
                   {-.09379384456, -.08012539445, .16838003343, -.13040134055}, 11);
  expect_published(column("maurel_sedillot", "plants"), {.18624765, .45388448, -.59802084, -.00442256}, 8);
  expect_published(column("kl_divergence", "plants"), {.053522939, .059090053, .129078149, .006039850}, 9);
}

// G, the sum of (s_j - x_j)^2, which REAT prints beside gamma: the additive location quotient squared.
TEST_F(ConcentrationTableReference, RawConcentrationOfTheTextbookPlants) {
  import_csv(db_, source_file("fixtures/textbook/egc.csv"), "egc");
  import_csv(db_, source_file("fixtures/textbook/wien.csv"), "wien");
  const std::string raw =
      "SELECT sum(lq_additive * lq_additive) FROM cl_location_quotient((SELECT cl_crosstab(region, "
      "industry, ";
  expect_published(numbers(db_, raw + "employees) FROM egc)) GROUP BY industry ORDER BY industry"),
                   {.0179096534, .0277648107, .0882629338, .0027349662}, 10);
  db_.get(
      R"(CREATE VIEW all_jobs AS SELECT region, 'industry' AS industry, employees AS value FROM wien UNION ALL
             SELECT region, 'rest', 250000 * region_share - sum(employees) FROM wien GROUP BY region)");
  expect_published(numbers(db_, raw + "value) FROM all_jobs)) WHERE industry = 'industry'"), {.1681632653},
                   10);
}

// The same plants held against all employment of the regions, x = (.6, .18, .22): what the four industries
// leave of it is collected as an industry of its own.
TEST_F(ConcentrationTableReference, AnotherReferenceIsTheRestAsAnIndustry) {
  import_csv(db_, source_file("fixtures/textbook/egc.csv"), "egc");
  db_.get(R"(CREATE VIEW plants AS SELECT region, industry, employees AS value FROM egc UNION ALL
             SELECT region, 'rest', 1000000 * CASE region WHEN '1' THEN .6 WHEN '2' THEN .18 ELSE .22 END - sum(employees)
             FROM egc GROUP BY region)");
  expect_published(column("ellison_glaeser", "plants", "industry <> 'rest'"),
                   // The last one in exact fractions is .014249059248.
                   {.0543817728, .1377600291, .0429635585, .014249059248}, 10);
  expect_published(column("maurel_sedillot", "plants", "industry <> 'rest'"),
                   {.4762351227, .6484973262, -.0285527175, .3535118399}, 10);
}

// REAT's manual, ellison.a(): plants in Wien, Linz and Graz with x = (.5, .4, .1); gamma, H and z printed by
// REAT, Maurel and Sedillot's index from the formula.
constexpr char kWien[] = R"(CREATE VIEW wien_and_rest AS
  SELECT region, 'industry' AS industry, employees AS value FROM wien UNION ALL
  SELECT region, 'rest', 250000 * region_share - sum(employees) FROM wien GROUP BY region)";

TEST_F(ConcentrationTableReference, WienLinzGraz) {
  import_csv(db_, source_file("fixtures/textbook/wien.csv"), "wien");
  db_.get(kWien);
  const std::string where = "industry = 'industry'";
  expect_published(column("plant_herfindahl", "wien_and_rest", where), {.2446887755}, 10);
  expect_published(column("ellison_glaeser", "wien_and_rest", where), {.05990628412}, 11);
  expect_published(column("ellison_glaeser_z", "wien_and_rest", where), {.195900197}, 9);
  expect_published(column("maurel_sedillot", "wien_and_rest", where), {-.4357625532}, 10);
}

// Guimaraes, Figueiredo and Woodward (2011), from the formula: Wien and Linz half as near as one region.
TEST_F(ConcentrationTableReference, WienAndLinzAsNeighbours) {
  import_csv(db_, source_file("fixtures/textbook/wien.csv"), "wien");
  db_.get(kWien);
  const auto spatial = [&](const std::string& name, const std::string& links) {
    return numbers(db_,
                   "SELECT " + name +
                       " FROM cl_spatial_concentration((SELECT cl_crosstab(region, industry, value) FROM "
                       "wien_and_rest), (SELECT " +
                       links + ")) WHERE industry = 'industry'");
  };
  expect_published(spatial("spatial_ellison_glaeser", "cl_links('Wien', 'Linz', .5)"), {.1993683116}, 10);
  // Nobody's neighbour: Ellison and Glaeser's index and its z.
  expect_published(spatial("spatial_ellison_glaeser", "cl_links('Wien', 'Linz', 0)"), {.05990628412}, 11);
  expect_published(spatial("spatial_z", "cl_links('Wien', 'Linz', 0)"), {.195900197}, 9);
  expect_published(spatial("ellison_glaeser", "cl_links('Wien', 'Linz', .5)"), {.05990628412}, 11);
}

// One industry beside its regions' totals. Locational Gini: from the formula (Hoover 1936); Hoover's
// coefficient: printed by REAT hoover().
TEST_F(ConcentrationTableReference, LocationalGiniAndHoover) {
  db_.get(R"(CREATE TABLE regions(region, industry_value, total);
             INSERT INTO regions VALUES (1, 500, 20000), (2, 500, 15000), (3, 1000, 20000), (4, 7000, 40000), (5, 1000, 5000);
             CREATE VIEW cells AS SELECT region, 'a' AS industry, industry_value AS value FROM regions UNION ALL
             SELECT region, 'b', total - industry_value FROM regions)");
  expect_published(column("locational_gini", "cells", "industry = 'a'"), {.3725});
  expect_published(column("hoover", "cells", "industry = 'a'"), {.35});
  expect_published(column("krugman", "cells", "industry = 'a'"), {.70});
}

// EconGeo Hoover.Gini() prints .31 and the Hoover coefficient as 25 %: ind = (0, 10, 10, 30, 50), pop = (10,
// 15, 20, 25, 30). locational.Gini() is half of it.
TEST_F(ConcentrationTableReference, EconGeoHooverGini) {
  db_.get(R"(CREATE VIEW cells AS SELECT column1 AS region, 'a' AS industry, column2 AS value
             FROM (VALUES (1, 0), (2, 10), (3, 10), (4, 30), (5, 50)) UNION ALL
             SELECT column1, 'b', column2 FROM (VALUES (1, 100), (2, 140), (3, 190), (4, 220), (5, 250)))");
  expect_published(column("locational_gini", "cells", "industry = 'a'"), {.31});
  expect_published(column("hoover", "cells", "industry = 'a'"), {.25});
  expect_published(column("gini", "cells", "industry = 'a'"), {.48});
}

// The example matrix of EconGeo's documentation: locational.Gini() by industry, printed by EconGeo.
TEST_F(ConcentrationTableReference, EconGeoMatrix) {
  import_csv(db_, source_file("fixtures/textbook/lq5.csv"), "lq5");
  expect_published(column("locational_gini / 2", "lq5"), {.40, .18, .27, .31, .28});
}

// From the formula: s = (.5, .3, .2) against x = (.2, .3, .5).
TEST_F(ConcentrationTableReference, KullbackLeibler) {
  db_.get(R"(CREATE VIEW cells AS SELECT column1 AS region, column2 AS industry, column3 AS value FROM
             (VALUES (1, 'a', 5), (2, 'a', 3), (3, 'a', 2), (1, 'b', 15), (2, 'b', 27), (3, 'b', 48)))");
  expect_published(column("kl_divergence", "cells", "industry = 'a'"), {.2748872}, 7);
}

// REAT herf() and gini() of (20, 50, 20, 10).
TEST_F(ConcentrationTableReference, ReatHerfAndGini) {
  db_.get(R"(CREATE VIEW cells AS SELECT column1 AS region, 'a' AS industry, column2 AS value
             FROM (VALUES (1, 20), (2, 50), (3, 20), (4, 10)))");
  expect_published(column("herfindahl", "cells"), {.34});
  expect_published(column("herfindahl_normalized", "cells"), {.12});
  expect_published(column("effective_regions", "cells"), {2.9411764706}, 10);
  expect_published(column("gini", "cells"), {.3});
}

}  // namespace
}  // namespace clusterlite::testing
