// Inequality, diversity and comparison of distributions, through SQL, against values that other programs
// print (REAT, EconGeo, PySAL), that stand in textbooks, or that follow from the published formula.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "support/database.hpp"

namespace clusterlite::testing {
namespace {

class InequalityReference : public ::testing::Test {
 protected:
  double number(const std::string& sql) { return std::stod(db_.get(sql)); }

  // call(column1, column2, ...) over literal rows.
  double over(const std::string& call, const std::string& rows) {
    return number("SELECT " + call + " FROM (VALUES " + rows + ")");
  }

  // `half_a_digit`: half a unit of the last digit printed.
  void expect(const std::string& call, const std::string& rows, double printed, double half_a_digit) {
    EXPECT_NEAR(over(call, rows), printed, half_a_digit) << call;
  }

  // LQ-5, the example matrix of EconGeo: regions R1 .. R5, industries I1 .. I5, long form, with the totals of
  // everything.
  void make_lq5() {
    db_.get(R"(CREATE TABLE lq5(region, industry, value);
               INSERT INTO lq5 VALUES
                 ('R1','I1',100),('R1','I2',0),('R1','I3',0),('R1','I4',0),('R1','I5',0),
                 ('R2','I1',0),('R2','I2',15),('R2','I3',5),('R2','I4',70),('R2','I5',10),
                 ('R3','I1',0),('R3','I2',20),('R3','I3',10),('R3','I4',20),('R3','I5',50),
                 ('R4','I1',0),('R4','I2',25),('R4','I3',30),('R4','I4',5),('R4','I5',40),
                 ('R5','I1',0),('R5','I2',40),('R5','I3',55),('R5','I4',5),('R5','I5',0))");
  }

  // One value per region of LQ-5, of its industries against those of all regions.
  void expect_regions(const std::string& call, const std::vector<double>& printed, double half_a_digit) {
    for (std::size_t j = 0; j < printed.size(); ++j) {
      const std::string region = "R" + std::to_string(j + 1);
      EXPECT_NEAR(number("SELECT " + call + " FROM (SELECT industry, sum(value) FILTER (WHERE region = '" +
                         region + "') AS value, sum(value) AS everything FROM lq5 GROUP BY industry)"),
                  printed[j], half_a_digit)
          << call << " of " << region;
    }
  }

  Database db_;
};

constexpr char kSales[] = "(20), (50), (20), (10)";         // REAT manual, after Doersam 2004
constexpr char kIncome[] = "(10), (10), (10), (20), (50)";  // REAT manual, after Stoermann 2009
constexpr char kClasses[] =
    "(500, 1000), (1500, 1200), (2500, 1600), (4000, 400), (7500, 200), (15000, 600)";  // Doersam
constexpr char kFiveRegions[] = "(500, 20000), (500, 15000), (1000, 20000), (7000, 40000), (1000, 5000)";
constexpr char kEconGeo[] = "(0, 10), (10, 15), (10, 20), (30, 25), (50, 30)";
constexpr char kIndustries[] = "(700, 30000), (600, 15000), (500, 10000), (10000, 60000), (40000, 50000)";
// GDP (billion EUR) and population of the 16 German Laender, 2015, from REAT's manual.
constexpr char kLaender[] =
    "(460.69, 10879618), (549.19, 12843514), (124.16, 3520031), (65.29, 2484826), (31.59, 671489), (109.27, "
    "1787408), "
    "(263.44, 6176172), (39.87, 1612362), (258.53, 7926599), (645.59, 17865516), (131.95, 4052803), (35.03, "
    "995597), "
    "(112.66, 4084851), (56.22, 2245470), (85.61, 2858714), (56.81, 2170714)";

TEST_F(InequalityReference, Gini) {
  expect("cl_gini(column1)", kSales, 0.3, 1e-15);            // REAT gini()
  expect("cl_gini_corrected(column1)", kSales, 0.4, 1e-15);  // REAT gini(coefnorm = TRUE)
  expect("cl_gini(column1)", kLaender, 0.50093484583, 5e-12);
  expect("cl_gini(column1)", kEconGeo, 0.48, 1e-15);  // EconGeo Gini()
  expect("cl_gini_weighted(column1, column2)", kClasses, 0.527826087, 5e-10);
  // The same rows the other way round: REAT, which sorts the incomes without their classes, gives another
  // number.
  EXPECT_DOUBLE_EQ(
      number(std::string("SELECT cl_gini_weighted(column1, column2) FROM (SELECT * FROM (VALUES ") +
             kClasses + ") ORDER BY column1 DESC)"),
      over("cl_gini_weighted(column1, column2)", kClasses));
}

TEST_F(InequalityReference, TheilAndItsDecomposition) {
  expect("cl_theil(column1)", kIncome, 0.2502012118, 5e-11);    // formula
  expect("cl_theil_l(column1)", kIncome, 0.2326301620, 5e-11);  // REAT theil(), which is L
  const std::string groups = "(10, 1), (10, 1), (10, 2), (20, 2), (50, 2)";
  expect("cl_kl_divergence(column1, 1, column2)", groups, 0.09151622185,
         5e-12);  // between the groups, formula
  expect("cl_theil(column1) - cl_kl_divergence(column1, 1, column2)", groups, 0.1586849899,
         5e-11);  // within them
  // PySAL's test: two groups of three, all of the inequality between them.
  const std::string apart = "(0, 1), (0, 1), (0, 1), (10, 2), (10, 2), (10, 2)";
  expect("cl_theil(column1)", apart, 0.6931471806, 5e-11);
  expect("cl_theil(column1) - cl_kl_divergence(column1, 1, column2)", apart, 0, 1e-15);
}

// REAT and others divide the weighted sum by the number of rows once more; weights that stand for repeated
// rows must give what the repeated rows give.
TEST_F(InequalityReference, WeightedTheilIsADivergence) {
  const std::string weighted = "(10, 3), (20, 1), (50, 1)";
  expect("cl_kl_divergence(column1 * column2, column2)", weighted, 0.2502012118, 5e-11);  // T
  expect("cl_kl_divergence(column2, column1 * column2)", weighted, 0.2326301620, 5e-11);  // L
}

// REAT leaves missing values and missing weights out apart from each other, so that a weight moves to another
// row.
TEST_F(InequalityReference, MissingValuesAndWeightsLeaveTheirRowOut) {
  const std::string gaps =
      "(NULL, 700), (500, 1000), (1500, 1200), (900, NULL), (2500, 1600), (4000, 400), ('', 1), (7500, 200), "
      "(15000, 600), (3, '')";
  expect("cl_gini_weighted(column1, column2)", gaps, 0.527826087, 5e-10);
  EXPECT_EQ(over("cl_williamson(column1, column2)", gaps), over("cl_williamson(column1, column2)", kClasses));
}

// One unit: REAT's and the textbooks' G is 0, and the corrected one undefined.
TEST_F(InequalityReference, GiniOfOneUnit) {
  EXPECT_EQ(db_.get("SELECT cl_gini(7), quote(cl_gini_corrected(7))"), "0.0|NULL");
}

TEST_F(InequalityReference, Atkinson) {
  expect("cl_atkinson(column1, 0.5)", kSales, 0.080547478871, 5e-13);  // REAT's formula in R
  expect("cl_atkinson(column1, 1)", kSales, 0.154102989248, 5e-13);
  expect("cl_atkinson(column1, 0.8)", "(100), (0), (0), (0)", 0.99609375, 1e-15);  // REAT manual
  expect("cl_atkinson(column1, 0.8)", "(100), (100), (100), (100)", 0, 0);
}

TEST_F(InequalityReference, Variation) {
  expect("cl_coefficient_of_variation(column1)", kSales, 0.69282032, 5e-9);  // REAT cv()
  expect("cl_coefficient_of_variation_population(column1)", kSales, 0.6, 1e-15);
  // REAT coulter() is a function of the Herfindahl index: its square is (H - 1/n) / 2.
  expect("(cl_herfindahl(column1) - 1.0 / count(*)) / 2", kSales, 0.2121320344 * 0.2121320344, 5e-11);
}

TEST_F(InequalityReference, EntropyAndHillNumbers) {
  const std::string three = "(0.6), (0.3), (0.1)";
  expect("cl_entropy(column1) * 0.693147180559945", three, 0.8979457, 5e-8);
  expect("cl_evenness(column1)", three, 0.8173454, 5e-8);
  expect("cl_hill(column1, 2)", three, 2.1739130, 5e-8);
  expect("1 - 1 / cl_hill(column1, 2)", three, 0.54, 1e-15);  // Gini-Simpson
  make_lq5();
  expect_regions("cl_entropy(value, industry)", {0, 1.319, 1.761, 1.766, 1.219}, 5e-4);  // EconGeo entropy()
}

TEST_F(InequalityReference, LocationalGini) {
  expect("cl_locational_gini(column1, column2)", kFiveRegions, 0.3725, 1e-15);  // formula
  expect("cl_locational_gini(column1, column2)", kEconGeo, 0.31, 1e-15);        // EconGeo Hoover.Gini()
  make_lq5();
  // EconGeo locational.Gini() is Krugman's, the half.
  const double halves[] = {0.40, 0.18, 0.27, 0.31, 0.28};
  for (std::size_t i = 0; i < 5; ++i) {
    const std::string industry = "'I" + std::to_string(i + 1) + "'";
    EXPECT_NEAR(number("SELECT cl_locational_gini(CASE industry WHEN " + industry +
                       " THEN value ELSE 0 END, value, region) "
                       "/ 2 FROM lq5"),
                halves[i], 1e-15);
  }
}

TEST_F(InequalityReference, LocationQuotientsWithoutWeightsAreAnotherGini) {
  // REAT gini.conc() and gini.spec(): regions, or industries, of different size count the same.
  const std::string lqs = "SELECT (column1 * 1.0 / column2) AS lq FROM (VALUES ";
  EXPECT_NEAR(number("SELECT cl_gini(lq) FROM (" + lqs + kFiveRegions + "))"), 0.4068965517, 5e-11);
  EXPECT_NEAR(number("SELECT cl_gini(lq) FROM (" + lqs + kIndustries + "))"), 0.6222222222, 5e-11);
}

TEST_F(InequalityReference, Hoover) {
  expect("cl_hoover(column1, column2)", kFiveRegions, 0.35, 1e-15);         // REAT hoover()
  expect("100 * cl_hoover(column1, column2)", kEconGeo, 25, 1e-13);         // EconGeo Hoover.index()
  expect("cl_hoover(column1, column2)", kLaender, 0.07358990889, 5e-12);    // REAT hoover(gdp, pop)
  expect("cl_hoover(column1, column2)", kIndustries, 0.4691704692, 5e-11);  // of specialisation, REAT
  expect("cl_hoover(column1, 10 - column1)", "(10), (0), (5), (5)", 0.5,
         1e-15);  // dissimilarity index, formula
  make_lq5();
  expect_regions("cl_hoover(value, everything)", {0.8, 0.5, 0.3, 0.35, 0.55}, 1e-15);  // EconGeo spec
}

TEST_F(InequalityReference, Krugman) {
  expect("cl_krugman(column1, column2)", kIndustries, 0.9383409383, 5e-11);  // REAT krugman.spec()
  expect("cl_krugman(column1, column2)", "(20, 0), (10, 0), (70, 0), (0, 60), (0, 40)", 2, 0);  // REAT
  expect("cl_krugman(column1, column2)", "(20, 40), (10, 20), (70, 140), (0, 0)", 0, 0);        // identical
  make_lq5();
  expect_regions("cl_krugman(value, everything)", {1.6, 1.0, 0.6, 0.7, 1.1},
                 1e-15);  // EconGeo Krugman.index()
}

TEST_F(InequalityReference, Divergence) {
  expect("cl_kl_divergence(column1, column2)", "(50, 20), (30, 30), (20, 50)", 0.2748872, 5e-8);  // formula
  // The textbook plants of Farhauer and Kroell 2014 (REAT FK2014_EGC): each industry over the regions against
  // all plants, formula.
  db_.get(R"(CREATE TABLE plants(industry, region, employees);
    INSERT INTO plants VALUES
     ('Clothing',1,1020),('Clothing',1,1250),('Clothing',1,1255),('Clothing',1,1750),('Clothing',1,1720),('Clothing',1,1580),
     ('Clothing',2,315),('Clothing',2,330),('Clothing',3,370),('Clothing',3,200),('Clothing',3,210),
     ('Forestry',1,1020),('Forestry',1,1100),('Forestry',1,1055),('Forestry',1,1100),('Forestry',1,1070),('Forestry',1,1080),
     ('Forestry',2,1030),('Forestry',2,1015),('Forestry',2,1150),('Forestry',2,1100),
     ('Forestry',3,210),('Forestry',3,170),('Forestry',3,100),
     ('Dyeing',1,1020),('Dyeing',1,1250),('Dyeing',1,1255),('Dyeing',1,1750),('Dyeing',1,1720),('Dyeing',1,1580),
     ('Dyeing',2,315),('Dyeing',2,330),('Dyeing',3,210),
     ('TexTrade',1,1320),('TexTrade',1,1250),('TexTrade',1,1255),('TexTrade',1,1300),('TexTrade',1,1320),('TexTrade',1,1320),
     ('TexTrade',2,615),('TexTrade',2,630),('TexTrade',3,530))");
  const std::pair<const char*, double> printed[] = {
      {"Clothing", .053522939}, {"Forestry", .129078149}, {"Dyeing", .059090053}, {"TexTrade", .006039850}};
  for (const auto& [industry, divergence] : printed) {
    EXPECT_NEAR(number(std::string("SELECT cl_kl_divergence(CASE industry WHEN '") + industry +
                       "' THEN employees ELSE 0 END, employees, region) FROM plants"),
                divergence, 5e-10);
  }
}

}  // namespace
}  // namespace clusterlite::testing
