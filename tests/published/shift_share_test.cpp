// Shift-share analysis against REAT and the formulas of the papers.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "published/published.hpp"

namespace clusterlite::testing {
namespace {

class ShiftShareReference : public ::testing::Test {
 protected:
  // Regions A, B and C, which make up the nation.
  ShiftShareReference() { import_csv(db_, source_file("fixtures/textbook/shift_share.csv"), "jobs"); }

  static std::string analysis(const std::string& function) {
    return " FROM " + function +
           "((SELECT cl_crosstab_cells(region, industry, t0) FROM jobs), "
           "(SELECT cl_crosstab_cells(region, industry, t1) FROM jobs)) ";
  }

  Database db_;
};

// R package REAT 3.0.3, shift() and shifti(), method "Dunn".
TEST_F(ShiftShareReference, Dunn) {
  const std::string from = analysis("cl_shift_share");
  expect_published(numbers(db_, "SELECT national_share" + from + "WHERE region = 'A'"), {13.5, 3, 1.5, 9});
  expect_published(numbers(db_, "SELECT industry_mix" + from + "WHERE region = 'A'"), {-4.5, 5, -2.5, 3});
  expect_published(numbers(db_, "SELECT regional_shift" + from + "WHERE region = 'A'"), {1, 12, 1, -17});
  expect_published(numbers(db_, "SELECT sum(national_share)" + from + "GROUP BY region"), {27, 24, 114});
  expect_published(numbers(db_, "SELECT sum(industry_mix)" + from + "GROUP BY region"), {1, -1, 0});
  expect_published(numbers(db_, "SELECT sum(regional_shift)" + from + "GROUP BY region"), {-3, 32, -29});
  expect_published(
      numbers(db_, "SELECT max(abs(national_share + industry_mix + regional_shift - change))" + from), {0});
}

// REAT shift(), method "Esteban".
TEST_F(ShiftShareReference, EstebanMarquillas) {
  const std::string from = analysis("cl_shift_share") + "WHERE region = 'A'";
  expect_published(numbers(db_, "SELECT sum(homothetic_shift)" + from), {-.6363636364}, 10);
  expect_published(numbers(db_, "SELECT sum(allocation)" + from), {-2.3636363636}, 10);
}

// REAT shift(), method "Gerfin": quotients of the same parts.
TEST_F(ShiftShareReference, Gerfin) {
  const std::string from = analysis("cl_shift_share");
  const std::string expected = "sum(before + national_share + industry_mix)";
  expect_published(numbers(db_, "SELECT " + expected + " / sum(before) / (SELECT sum(after) / sum(before)" +
                                    from + ")" + from + "WHERE region = 'A'"),
                   {1.0048309179}, 10);
  expect_published(numbers(db_, "SELECT sum(after) / " + expected + from + "WHERE region = 'A'"),
                   {.9855769231}, 10);
}

// The eight terms of Arcelus 1984, by their formula.
TEST_F(ShiftShareReference, Arcelus) {
  const std::string from = analysis("cl_shift_share_arcelus") + "WHERE region = 'A'";
  const std::vector<std::string> terms = {
      "national_homothetic", "national_differential", "industry_homothetic",    "industry_differential",
      "regional_homothetic", "regional_differential", "interaction_homothetic", "interaction_differential"};
  const std::vector<double> published = {27, 0, 0, 1, -2, 0, 1.3636363636, -2.3636363636};
  std::string sum;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    expect_published(numbers(db_, "SELECT sum(" + terms[i] + ")" + from), {published[i]}, 10);
    sum += (i == 0 ? "" : " + ") + terms[i];
  }
  expect_published(numbers(db_, "SELECT sum(" + sum + ")" + from), {25});
  expect_published(numbers(db_, "SELECT max(abs(" + sum + " - change)) < 1e-12" + from), {1});
}

// REAT shiftd(): Barff and Knight 1988 add the parts of the single years up.
TEST_F(ShiftShareReference, Dynamic) {
  import_csv(db_, source_file("fixtures/textbook/shift_share_dynamic.csv"), "years");
  const auto sum = [&](const std::string& part) {
    std::string steps;
    for (const auto& [before, after] : {std::pair{"t0", "t1"}, std::pair{"t1", "t2"}}) {
      steps += std::string(steps.empty() ? "" : " UNION ALL ") +
               "SELECT * FROM cl_shift_share((SELECT cl_crosstab_cells(region, industry, " + before +
               ") FROM years), (SELECT cl_crosstab_cells(region, industry, " + after + ") FROM years))";
    }
    return numbers(db_, "SELECT sum(" + part + ") FROM (" + steps + ") WHERE region = 'A'");
  };
  expect_published(sum("national_share"), {39.9644268775}, 10);
  expect_published(sum("industry_mix"), {.1636996257}, 10);
  expect_published(sum("regional_shift"), {4.8718734969}, 10);
}

// Where REAT divides by 0 and prints NaN: what is new is the region's own.
TEST_F(ShiftShareReference, OfANewIndustry) {
  db_.get("UPDATE jobs SET t0 = 0 WHERE region = 'A' AND industry = '2'");
  const std::string from = analysis("cl_shift_share") + "WHERE region = 'A' AND industry = '2'";
  EXPECT_EQ(db_.get("SELECT before, after, national_share, industry_mix, regional_shift, homothetic > 0, "
                    "homothetic_shift, "
                    "allocation" +
                    from),
            "0.0|40.0|0.0|0.0|40.0|1||");
}

}  // namespace
}  // namespace clusterlite::testing
