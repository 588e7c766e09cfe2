// What plant sizes do to concentration: sums from outside, and the exact moments of the null hypothesis.
#include "indicators/concentration/plant_size.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "indicators/concentration/industry_concentration.hpp"
#include "unit/indicators/tables.hpp"

namespace clusterlite {
namespace {

using testing_support::message_of;

struct CellRow {
  std::string region;
  std::string industry;
  std::optional<double> value;
  std::optional<std::uint64_t> firms = std::nullopt;
  std::optional<double> squares = std::nullopt;
};

std::optional<CompensatedSum> sum_of(std::optional<double> value) {
  return value ? std::optional(CompensatedSum(*value, 0)) : std::nullopt;
}

Crosstab crosstab_of_cells(const std::vector<CellRow>& rows) {
  CrosstabBuilder builder;
  CancelToken cancel;
  for (const CellRow& row : rows) {
    builder.add_cell(KeyView::of(std::string_view(row.region)), KeyView::of(std::string_view(row.industry)),
                     {sum_of(row.value), row.firms, sum_of(row.squares), std::nullopt});
  }
  const ByteBuffer blob = builder.finish(cancel);
  return Crosstab::open(blob.bytes(), cancel);
}

std::vector<IndustryConcentration> concentration_of(const std::vector<CellRow>& rows) {
  CancelToken cancel;
  return industry_concentration(crosstab_of_cells(rows), cancel);
}

// Plants of x: 3, 1 in A and 4 in B; of y: 2 in A, 2, 2 in B.
TEST(PlantSize, FromSumsOfSquares) {
  const auto rows = concentration_of(
      {{"A", "x", 4, 2, 10.}, {"B", "x", 4, 1, 16.}, {"A", "y", 2, 1, 4.}, {"B", "y", 4, 2, 8.}});
  EXPECT_DOUBLE_EQ(rows[0].plant_herfindahl, 26. / 64);
  EXPECT_DOUBLE_EQ(rows[1].plant_herfindahl, 1. / 3);
  EXPECT_FALSE(std::isnan(rows[0].ellison_glaeser));
  EXPECT_FALSE(std::isnan(rows[0].maurel_sedillot));
  // The fourth powers are not known.
  EXPECT_TRUE(std::isnan(rows[0].ellison_glaeser_z));
}

TEST(PlantSize, UnknownWithoutThem) {
  for (const auto& row : concentration_of({{"A", "x", 4}, {"B", "x", 4}, {"A", "y", 2}, {"B", "y", 4}})) {
    EXPECT_TRUE(std::isnan(row.plant_herfindahl));
    EXPECT_TRUE(std::isnan(row.ellison_glaeser));
    EXPECT_TRUE(std::isnan(row.maurel_sedillot));
    EXPECT_FALSE(std::isnan(row.locational_gini));
  }
  // Missing in one row is missing for all: which industry the row's firms made larger nobody knows.
  for (const auto& row : concentration_of({{"A", "x", 4, 2, 10.}, {"B", "y", 4, 2}})) {
    EXPECT_TRUE(std::isnan(row.plant_herfindahl));
  }
}

TEST(PlantSize, ImpossibleSumsOfSquaresAreErrors) {
  EXPECT_EQ(message_of([] {
              concentration_of({{"A", "x", 4, 2, 17.}});
            }),
            "the sum_of_squares of industry 'x' is 1.0625 times the square of its value 4, which no sizes of "
            "2 firms can "
            "give: sum_of_squares must be the sum of the squared sizes of the single firms");
  // Four firms that share 8 have at least 4 2^2 together.
  EXPECT_NE(message_of([] { concentration_of({{"A", "x", 8, 4, 15.9}}); }), "");
  EXPECT_EQ(message_of([] { concentration_of({{"A", "x", 8, 4, 16.}}); }), "");
  // Without the number of firms only the square of the whole is a limit.
  EXPECT_EQ(message_of([] { concentration_of({{"A", "x", 8, std::nullopt, 15.9}}); }), "");
  EXPECT_NE(message_of([] { concentration_of({{"A", "x", 8, std::nullopt, 65.}}); }), "");
  EXPECT_NE(message_of([] { concentration_of({{"A", "x", 8, std::nullopt, 0.}}); }), "");
  // Rounded outside to single precision.
  EXPECT_EQ(message_of([] { concentration_of({{"A", "x", 8, 4, 15.9999995}}); }), "");
}

// A firm that lacks its value is no plant.
TEST(PlantSize, PlantsOfUnknownSize) {
  const auto rows =
      testing_support::crosstab_of({{"A", "x", 5}, {"B", "x", 5}, {"B", "x", std::nullopt}, {"A", "y", 1}});
  CancelToken cancel;
  EXPECT_DOUBLE_EQ(industry_concentration(rows, cancel)[0].plant_herfindahl, .5);
}

// Equal plants have H = 1/N exactly, a single one 1, whatever their size.
TEST(PlantSize, EqualPlants) {
  for (const double size : {1., 1. / 3, 0.1, 1e-300, 1e300}) {
    for (const std::size_t plants : {1U, 2U, 7U, 49U}) {
      std::vector<testing_support::Row> rows(plants, {"A", "x", size});
      rows.push_back({"B", "y", size});
      CancelToken cancel;
      const auto row = industry_concentration(testing_support::crosstab_of(rows), cancel)[0];
      EXPECT_DOUBLE_EQ(row.plant_herfindahl, 1 / static_cast<double>(plants));
      EXPECT_EQ(std::isnan(row.ellison_glaeser), plants == 1);
    }
  }
}

// E[G] = (1 - X2) H and Var G of the paper, against all ways in which 4 plants can fall into 3 regions, each
// with its probability.
TEST(PlantSize, MomentsOfTheNullHypothesis) {
  const double x[] = {.5, .3, .2};
  const double z[] = {.4, .3, .2, .1};
  double mean = 0;
  double square = 0;
  for (int way = 0; way < 81; ++way) {
    double s[3] = {};
    double probability = 1;
    for (int plant = 0, rest = way; plant < 4; ++plant, rest /= 3) {
      s[rest % 3] += z[plant];
      probability *= x[rest % 3];
    }
    double g = 0;
    for (int j = 0; j < 3; ++j) g += (s[j] - x[j]) * (s[j] - x[j]);
    mean += probability * g;
    square += probability * g * g;
  }
  const double x2 = .38, x3 = .16;
  const PlantShares plants{.3, .0354};
  EXPECT_NEAR(mean, (1 - x2) * plants.squares, 1e-15);
  const double g = .5;
  EXPECT_NEAR(ellison_glaeser_z(g, x2, x3, plants), (g - mean) / std::sqrt(square - mean * mean), 1e-12);
  EXPECT_NEAR(ellison_glaeser(mean, x2, plants.squares), 0, 1e-15);
}

// Two equal plants between two equal regions can share a region or not. A single plant gives G no room.
TEST(PlantSize, NoVarianceNoScore) {
  EXPECT_FALSE(std::isnan(ellison_glaeser_z(.5, .5, .25, {.5, .125})));
  EXPECT_TRUE(std::isnan(ellison_glaeser_z(.5, .5, .25, {1, 1})));
  EXPECT_TRUE(std::isnan(ellison_glaeser_z(.5, 1, 1, {.5, .125})));
  // All but a single plant between equal regions: G is the same wherever it goes, but for rounding.
  EXPECT_TRUE(std::isnan(ellison_glaeser_z(.5, .5, .25, {1 - 1e-15, 1 - 2e-15})));
}

}  // namespace
}  // namespace clusterlite
