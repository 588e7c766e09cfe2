// cl_specialization against REAT, EconGeo and the papers' formulas.
#include <gtest/gtest.h>

#include <string>

#include "published/published.hpp"

namespace clusterlite::testing {
namespace {

class SpecializationReference : public ::testing::Test {
 protected:
  std::vector<double> column(const std::string& name, const std::string& table,
                             const std::string& where = "1") {
    return numbers(db_, "SELECT " + name +
                            " FROM cl_specialization((SELECT cl_crosstab(region, industry, value) FROM " +
                            table + ")) WHERE " + where);
  }

  Database db_;
};

// The example matrix of EconGeo's documentation; values printed by EconGeo: Herfindahl(), Krugman.index(),
// Hoover.index(), Hachman.index(), spec.coeff() (the average location quotient) and entropy(), which rounds.
TEST_F(SpecializationReference, EconGeoMatrix) {
  import_csv(db_, source_file("fixtures/textbook/lq5.csv"), "lq5");
  expect_published(column("herfindahl", "lq5"), {1, .525, .34, .315, .465});
  expect_published(column("krugman", "lq5"), {1.6, 1.0, .6, .7, 1.1});
  expect_published(column("hoover", "lq5"), {.8, .5, .3, .35, .55});
  expect_published(column("hachman", "lq5"), {.2, .38095238, .58823529, .63492063, .43010753}, 8);
  expect_published(column("1 / hachman", "lq5"), {5, 2.625, 1.7, 1.575, 2.325});
  expect_published(column("entropy", "lq5"), {0, 1.319, 1.761, 1.766, 1.219}, 3);
}

// The same when the empty cells are no rows: they count all the same.
TEST_F(SpecializationReference, EmptyCellsCount) {
  import_csv(db_, source_file("fixtures/textbook/lq5.csv"), "lq5");
  db_.get("CREATE VIEW present AS SELECT * FROM lq5 WHERE CAST(value AS REAL) > 0");
  for (const std::string name :
       {"krugman", "kl_divergence", "gini", "herfindahl_normalized", "hachman", "evenness"}) {
    EXPECT_EQ(column(name, "present"), column(name, "lq5")) << name;
  }
}

// REAT krugman.spec-style data, printed by REAT: (700, 600, 500, 10000, 40000) against (30000, 15000, 10000,
// 60000, 50000), which includes it. Hoover's coefficient of specialisation is half; relative diversity its
// reciprocal.
TEST_F(SpecializationReference, KrugmanHooverDurantonPuga) {
  db_.get(R"(CREATE VIEW cells AS SELECT 'A' AS region, column1 AS industry, column2 AS value
             FROM (VALUES (1, 700), (2, 600), (3, 500), (4, 10000), (5, 40000)) UNION ALL
             SELECT 'rest', column1, column2 FROM (VALUES (1, 29300), (2, 14400), (3, 9500), (4, 50000), (5, 10000)))");
  expect_published(column("krugman", "cells", "region = 'A'"), {.9383409383}, 10);
  expect_published(column("hoover", "cells", "region = 'A'"), {.4691704692}, 10);
  expect_published(column("relative_diversity", "cells", "region = 'A'"), {1.065710723}, 9);
  // max p / q: industry 5, (40000 / 51800) / (50000 / 165000).
  expect_published(column("relative_specialization", "cells", "region = 'A'"),
                   {40000. / 51800 / (50000. / 165000)});
}

// Against the rest of the nation, as shiftshare has it, and against one other region, as REAT krugman.spec():
// the first follows from the whole, as p - q = (1 - x_j)(p - q of the rest).
TEST_F(SpecializationReference, KrugmanAgainstTheRest) {
  import_csv(db_, source_file("fixtures/textbook/lq5.csv"), "lq5");
  for (const std::string region : {"R1", "R2", "R3", "R4", "R5"}) {
    const std::string here = "sum(value) FILTER (WHERE region = '" + region + "')";
    expect_published(
        column("krugman / (1 - value / (SELECT sum(value) FROM lq5))", "lq5", "region = '" + region + "'"),
        numbers(db_, "SELECT cl_krugman(here, everywhere - here) FROM (SELECT " + here +
                         " AS here, sum(value) AS everywhere FROM lq5 GROUP BY industry)"));
  }
  // R3 and R4: |.2 - .25| + |.1 - .3| + |.2 - .05| + |.5 - .4|.
  expect_published(
      numbers(db_,
              "SELECT cl_krugman(a.value, b.value) FROM lq5 AS a JOIN lq5 AS b USING (industry) WHERE "
              "a.region = 'R3' AND b.region = 'R4'"),
      {.5});
}

// Shares (.6, .3, .1), from the formulas (Shannon 1948; Pielou 1966): entropy .8979457 nats, evenness
// .8173454, effective number 2.1739130.
TEST_F(SpecializationReference, EntropyAndEvenness) {
  db_.get(R"(CREATE VIEW cells AS SELECT 'A' AS region, column1 AS industry, column2 AS value
             FROM (VALUES ('a', 6), ('b', 3), ('c', 1)))");
  expect_published(column("entropy * ln(2)", "cells"), {.8979457}, 7);
  expect_published(column("evenness", "cells"), {.8173454}, 7);
  expect_published(column("effective_industries", "cells"), {2.1739130}, 7);
}

}  // namespace
}  // namespace clusterlite::testing
