// Location quotients against REAT, EconGeo and the formulas of the papers, and a whole table of German data
// against a computation in long double.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "published/published.hpp"

namespace clusterlite::testing {
namespace {

const double kNull = std::nan("");

// R package REAT 3.0.3 (Wieland 2019), example of locq(): health care in Goettingen 2017.
TEST(LocationQuotientReference, ReatLocq) {
  Database db;
  expect_published(numbers(db, "SELECT cl_lq(1714, 79006, 879213, 15593224)"), {0.3847623423}, 10);
}

// R package EconGeo (Balland 2017), example of location.quotient(): a 5 x 5 matrix with many empty cells.
TEST(LocationQuotientReference, EconGeoMatrix) {
  Database db;
  import_csv(db, source_file("fixtures/textbook/lq5.csv"), "lq5");
  const std::string from =
      " FROM cl_location_quotient((SELECT cl_crosstab(region, industry, value) FROM lq5)) ";
  expect_published(numbers(db, "SELECT lq" + from + "ORDER BY region, industry"),
                   {5, 0,    0,    0,   0,    //
                    0, .75,  .25,  3.5, .5,   //
                    0, 1,    .5,   1,   2.5,  //
                    0, 1.25, 1.5,  .25, 2,    //
                    0, 2,    2.75, .25, 0});
  // EconGeo's average location quotient (spec.coeff), the sum of LQ * share: 5, 2.625, 1.7, 1.575, 2.325.
  expect_published(numbers(db, "SELECT sum(lq * region_share)" + from + "GROUP BY region ORDER BY region"),
                   {5, 2.625, 1.7, 1.575, 2.325});
  // Symmetric (Laursen 1998) and additive (Hoen and Oosterhaven 2006), from the formulas: R2's industries.
  expect_published(numbers(db, "SELECT lq_symmetric" + from + "WHERE region = 'R2' ORDER BY industry"),
                   {-1, -.25 / 1.75, -.75 / 1.25, 2.5 / 4.5, -.5 / 1.5});
  expect_published(numbers(db, "SELECT lq_additive" + from + "WHERE region = 'R2' ORDER BY industry"),
                   {0 - .2, .15 - .2, .05 - .2, .7 - .2, .1 - .2});
  // The same without the empty cells, which the table fills in.
  EXPECT_EQ(db.get("SELECT count(*), sum(lq)" + from),
            db.get("SELECT count(*), sum(lq) FROM cl_location_quotient((SELECT cl_crosstab(region, industry, "
                   "value) FROM lq5 "
                   "WHERE CAST(value AS REAL) > 0))"));
}

// Standardised location quotients, by the formulas of O'Donoghue and Gleave (2004) and, with logarithms, Tian
// (2013): the quotients .5, .8, 1, 1.2, 2.5 have the mean 1.2 and the standard deviation .7713624. (REAT's
// locq2() divides by deviations over the wrong margin and is no oracle.) The regions have 300, 200, 200, 200
// and 100 jobs, the industry 100 of 1,000.
TEST(LocationQuotientReference, StandardisedQuotients) {
  Database db;
  db.get(R"(CREATE TABLE t(region, industry, jobs);
            INSERT INTO t SELECT column1, 'J62', column2 FROM (VALUES (1, 15), (2, 16), (3, 20), (4, 24), (5, 25));
            INSERT INTO t SELECT column1, 'rest', column2 FROM (VALUES (1, 285), (2, 184), (3, 180), (4, 176), (5, 75));)");
  const std::string from =
      " FROM cl_location_quotient((SELECT cl_crosstab(region, industry, jobs) FROM t)) "
      "WHERE industry = 'J62' ORDER BY region";
  expect_published(numbers(db, "SELECT lq" + from), {.5, .8, 1, 1.2, 2.5});
  expect_published(numbers(db, "SELECT lq_z" + from), {-.9074852, -.5185630, -.2592815, 0, 1.6853297}, 7);
  expect_published(numbers(db, "SELECT lq_log_z" + from),
                   {-1.2348450, -.4393783, -.0617147, .2468589, 1.4890791}, 7);
}

// Everything in cl_location_quotient, computed once more with plain loops over the full rectangle.
struct Expected {
  long double value = 0;
  long double region_total = 0;
  long double industry_total = 0;
  long double lq = 0;
  long double z = 0;
  long double log_z = 0;
};
using Key = std::pair<std::string, std::string>;

// Mean and sample deviation of some numbers; no deviation below two.
std::pair<long double, long double> moments(const std::vector<long double>& values) {
  const auto n = static_cast<long double>(values.size());
  long double mean = 0;
  for (const long double value : values) mean += value / n;
  long double squares = 0;
  for (const long double value : values) squares += (value - mean) * (value - mean);
  return {mean, n < 2 ? kNull : std::sqrt(squares / (n - 1))};
}

std::map<Key, Expected> expected_table(const std::map<Key, long double>& cells) {
  std::map<std::string, long double> regions;
  std::map<std::string, long double> industries;
  long double total = 0;
  for (const auto& [key, value] : cells) {
    regions[key.first] += value;
    industries[key.second] += value;
    total += value;
  }
  std::map<Key, Expected> table;
  for (const auto& [industry, industry_total] : industries) {
    std::vector<long double> quotients;
    std::vector<long double> logs;
    for (const auto& [region, region_total] : regions) {
      const auto cell = cells.find({region, industry});
      Expected& e = table[{region, industry}];
      e.value = cell == cells.end() ? 0 : cell->second;
      e.region_total = region_total;
      e.industry_total = industry_total;
      e.lq = e.value * total / (region_total * industry_total);
      quotients.push_back(e.lq);
      if (e.lq > 0) logs.push_back(std::log10(e.lq));
    }
    const auto [mean, deviation] = moments(quotients);
    const auto [log_mean, log_deviation] = moments(logs);
    for (const auto& [region, unused] : regions) {
      Expected& e = table[{region, industry}];
      e.z = (e.lq - mean) / deviation;
      e.log_z = e.lq > 0 ? (std::log10(e.lq) - log_mean) / log_deviation : kNull;
    }
  }
  return table;
}

void expect_table(Database& db, const std::string& crosstab, const std::map<Key, Expected>& expected) {
  const Outcome outcome = db.run(
      "SELECT region, industry, value, region_total, industry_total, lq, lq_z, lq_log_z "
      "FROM cl_location_quotient((SELECT " +
      crosstab + "))");
  ASSERT_EQ(outcome.code, SQLITE_OK) << outcome.error;
  ASSERT_EQ(outcome.rows.size(), expected.size());
  for (const std::string& row : outcome.rows) {
    std::vector<std::string> fields;
    std::stringstream in(row);
    for (std::string field; std::getline(in, field, '|');) fields.push_back(field);
    fields.resize(8);
    const auto at = expected.find({fields[0], fields[1]});
    ASSERT_NE(at, expected.end()) << row;
    const Expected& e = at->second;
    const auto expect_field = [&](std::size_t i, long double wanted) {
      if (std::isnan(wanted)) {
        EXPECT_EQ(fields[i], "") << row;
      } else {
        const auto number = static_cast<double>(wanted);
        ASSERT_NE(fields[i], "") << row;
        EXPECT_NEAR(std::stod(fields[i]), number, 1e-9 * std::max(1e-3, std::fabs(number))) << row;
      }
    };
    expect_field(2, e.value);
    expect_field(3, e.region_total);
    expect_field(4, e.industry_total);
    expect_field(5, e.lq);
    expect_field(6, e.z);
    expect_field(7, e.log_z);
  }
}

// 40 regions, 12 industries, some cells empty, sizes over six powers of ten.
TEST(LocationQuotientReference, RandomTableAgainstLongDouble) {
  Database db;
  std::map<Key, long double> cells;
  std::string script = "CREATE TABLE t(region, industry, jobs); BEGIN;";
  std::uint64_t state = 1;
  for (int i = 0; i < 3000; ++i) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    const std::string region = "R" + std::to_string((state >> 33) % 40);
    const std::string industry = "I" + std::to_string((state >> 40) % 12 * ((state >> 50) % 2));
    const auto jobs =
        static_cast<std::int64_t>(std::pow(10.0, static_cast<double>((state >> 20) % 7))) + (i % 9);
    cells[{region, industry}] += static_cast<long double>(jobs);
    script += "INSERT INTO t VALUES ('" + region + "', '" + industry + "', " + std::to_string(jobs) + ");";
  }
  db.get(script + "COMMIT;");
  expect_table(db, "cl_crosstab(region, industry, jobs) FROM t", expected_table(cells));
}

// Employees of 16 German Laender in 17 sections (data set G.regions.industries of REAT), the whole table.
TEST(LocationQuotientReference, GermanLaenderAgainstLongDouble) {
  const auto file = source_file("../shared/realdata/reat/G.regions.industries.csv");
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no data set of German regions here: " << file;
  Database db;
  import_csv(db, file, "laender");
  std::map<Key, long double> cells;
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    const std::vector<std::string> fields = csv_fields(line);
    cells[{fields[2], fields[3]}] += std::stold(fields[6]);
  }
  EXPECT_EQ(cells.size(), 16U * 17U);
  const auto expected = expected_table(cells);
  expect_table(db, "cl_crosstab(region_code, ind_code, emp_all) FROM laender", expected);
  expect_table(db, "cl_crosstab_cells(region_code, ind_code, emp_all, firms) FROM laender", expected);
}

}  // namespace
}  // namespace clusterlite::testing
