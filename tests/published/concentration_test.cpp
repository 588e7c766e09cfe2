// Herfindahl index and its relatives against REAT and EconGeo.
#include <gtest/gtest.h>

#include <string>

#include "published/published.hpp"

namespace clusterlite::testing {
namespace {

// R package REAT 3.0.3 (Wieland 2019), herf(c(20, 50, 20, 10)), with output = "HHI", "HHI.s" and "eq".
TEST(ConcentrationReference, ReatHerf) {
  Database db;
  const std::string from = " FROM (VALUES (20), (50), (20), (10))";
  expect_published(numbers(db, "SELECT cl_herfindahl(column1)" + from), {.34});
  expect_published(numbers(db, "SELECT cl_herfindahl_normalized(column1)" + from), {.12});
  expect_published(numbers(db, "SELECT cl_effective_number(column1)" + from), {2.9411764706}, 10);
  expect_published(numbers(db, "SELECT cl_concentration_ratio(1, column1)" + from), {.5});
  expect_published(numbers(db, "SELECT cl_concentration_ratio(2, column1)" + from), {.7});
  expect_published(numbers(db, "SELECT cl_concentration_ratio(3, column1)" + from), {.9});
}

// R package EconGeo (Balland 2017), Herfindahl() of the rows of the matrix in its documentation: by region 1,
// .525, .34, .315, .465. The empty cells are rows of value 0, which change nothing; nor does summing in two
// ways.
TEST(ConcentrationReference, EconGeoHerfindahlByRegion) {
  Database db;
  import_csv(db, source_file("fixtures/textbook/lq5.csv"), "lq5");
  for (const std::string call : {"cl_herfindahl(value)", "cl_herfindahl(value, industry)"}) {
    expect_published(numbers(db, "SELECT " + call + " FROM lq5 GROUP BY region ORDER BY region"),
                     {1, .525, .34, .315, .465});
  }
  db.get(
      "CREATE TABLE firms AS SELECT a.region, a.industry, a.value / 5.0 AS value FROM lq5 AS a, lq5 AS b "
      "WHERE b.region = 'R1'");
  expect_published(
      numbers(db, "SELECT cl_herfindahl(value, industry) FROM firms GROUP BY region ORDER BY region"),
      {1, .525, .34, .315, .465});
}

// Shares (.6, .3, .1): 1 / (.36 + .09 + .01), Hill number of order 2 (Hill 1973).
TEST(ConcentrationReference, HillNumber) {
  Database db;
  expect_published(numbers(db, "SELECT cl_effective_number(column1) FROM (VALUES (.6), (.3), (.1))"),
                   {2.1739130}, 7);
}

// The plants of the Ellison-Glaeser example of Farhauer and Kroell (2014), data set FK2014_EGC of REAT: plant
// Herfindahl by industry.
TEST(ConcentrationReference, PlantHerfindahl) {
  Database db;
  import_csv(db, source_file("fixtures/textbook/egc.csv"), "plants");
  expect_published(
      numbers(db, "SELECT cl_herfindahl(employees) FROM plants GROUP BY industry ORDER BY industry"),
      {.1312435000, .1455998264, .0924055325, .1220805919}, 10);
}

// REAT's manual, ellison.a(): one industry's plants in Wien, Linz and Graz.
TEST(ConcentrationReference, PlantHerfindahlOfWienLinzGraz) {
  Database db;
  expect_published(
      numbers(db, R"(SELECT cl_herfindahl(column1) FROM (VALUES (200), (650), (12000), (100), (50),
                                  (16000), (13000), (1500), (1500), (25000)))"),
      {.2446887755}, 10);
}

}  // namespace
}  // namespace clusterlite::testing
