// The spatially weighted index: its links, its limits, and the exact moments of its null hypothesis.
#include "indicators/concentration/spatial_concentration.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "indicators/concentration/industry_concentration.hpp"
#include "unit/indicators/tables.hpp"

namespace clusterlite {
namespace {

using testing_support::crosstab_of;
using testing_support::message_of;
using testing_support::Row;

struct Link {
  std::string from;
  std::string to;
  double weight = 1;
};

ByteBuffer links_of(const std::vector<Link>& links) {
  LinksBuilder builder(true, false);
  CancelToken cancel;
  for (const Link& link : links) {
    builder.add(KeyView::of(std::string_view(link.from)), KeyView::of(std::string_view(link.to)),
                link.weight);
  }
  return builder.finish(cancel);
}

std::vector<SpatialConcentration> spatial_of(const std::vector<Row>& rows, const std::vector<Link>& links) {
  CancelToken cancel;
  const Crosstab table = crosstab_of(rows);
  const ByteBuffer blob = links_of(links);
  return spatial_concentration(table, RegionNeighbours(table, LinksView::open(blob.bytes(), cancel), cancel),
                               cancel);
}

const std::vector<Row> kRows = {{"A", "x", 9},  {"A", "x", 8},  {"B", "x", 9}, {"B", "x", 7},
                                {"C", "y", 30}, {"D", "y", 30}, {"A", "y", 5}};

TEST(SpatialConcentration, WithoutLinksItIsEllisonAndGlaeser) {
  CancelToken cancel;
  const auto plain = industry_concentration(crosstab_of(kRows), cancel);
  for (const auto& links :
       {std::vector<Link>{}, std::vector<Link>{{"A", "B", 0}}, std::vector<Link>{{"A", "A", 1}}}) {
    const auto spatial = spatial_of(kRows, links);
    ASSERT_EQ(spatial.size(), plain.size());
    for (std::size_t i = 0; i < plain.size(); ++i) {
      EXPECT_EQ(spatial[i].value, plain[i].value);
      EXPECT_EQ(spatial[i].ellison_glaeser, plain[i].ellison_glaeser);
      EXPECT_NEAR(spatial[i].spatial_ellison_glaeser, plain[i].ellison_glaeser, 1e-14);
      EXPECT_NEAR(spatial[i].spatial_z, plain[i].ellison_glaeser_z, 1e-12);
    }
  }
}

// Regions that are wholly near each other are one region.
TEST(SpatialConcentration, FullyNearRegionsAreOne) {
  std::vector<Row> joined = kRows;
  for (Row& row : joined) {
    if (row.region == "B") row.region = "A";
  }
  const auto spatial = spatial_of(kRows, {{"A", "B", 1}});
  const auto one = spatial_of(joined, {});
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_NEAR(spatial[i].spatial_ellison_glaeser, one[i].ellison_glaeser, 1e-14);
    EXPECT_NEAR(spatial[i].spatial_z, one[i].spatial_z, 1e-12);
  }
}

TEST(SpatialConcentration, AllRegionsNearIsUndefined) {
  const auto rows =
      spatial_of(kRows, {{"A", "B"}, {"A", "C"}, {"A", "D"}, {"B", "C"}, {"B", "D"}, {"C", "D"}});
  for (const auto& row : rows) {
    EXPECT_FALSE(std::isnan(row.ellison_glaeser));
    EXPECT_TRUE(std::isnan(row.spatial_ellison_glaeser));
    EXPECT_TRUE(std::isnan(row.spatial_z));
  }
}

TEST(SpatialConcentration, DirectionsAndRepetitions) {
  const auto once = spatial_of(kRows, {{"A", "B", .3}, {"C", "D", .6}});
  const auto often =
      spatial_of(kRows, {{"B", "A", .3}, {"D", "C", .6}, {"A", "B", .3}, {"C", "C", 1}, {"D", "C", .6}});
  for (std::size_t i = 0; i < once.size(); ++i) {
    EXPECT_EQ(once[i].spatial_ellison_glaeser, often[i].spatial_ellison_glaeser);
    EXPECT_EQ(once[i].spatial_z, often[i].spatial_z);
  }
}

TEST(SpatialConcentration, WrongLinks) {
  EXPECT_EQ(message_of([] {
              spatial_of(kRows, {{"A", "Z"}});
            }),
            "the links name region 'Z', which the crosstab does not know; it has 4 regions (the first is "
            "'A'); link those "
            "only, and write them with the same type");
  EXPECT_EQ(message_of([] {
              spatial_of(kRows, {{"A", "B", 1.5}});
            }),
            "the weight between regions 'A' and 'B' must be within 0..1, 1 being as near as the same region "
            "(got 1.5)");
  EXPECT_EQ(message_of([] {
              spatial_of(kRows, {{"B", "A", std::nan("")}});
            }),
            "the weight between regions 'A' and 'B' must be within 0..1, 1 being as near as the same region "
            "(got NULL)");
  EXPECT_EQ(message_of([] {
              spatial_of(kRows, {{"A", "B", .5}, {"B", "A", .4}});
            }),
            "regions 'A' and 'B' are linked with two weights, 0.4 and 0.5; nearness is mutual: give one, or "
            "the same in both "
            "directions");
  EXPECT_EQ(message_of([] {
              spatial_of(kRows, {{"C", "C", .5}});
            }),
            "region 'C' is linked to itself with the weight 0.5; a region has the weight 1 with itself, and "
            "needs no link");
  EXPECT_EQ(message_of([] {
              spatial_of({}, {{"A", "B"}});
            }),
            "the links name region 'A', which the crosstab does not know; it has 0 regions; link those only, "
            "and write them "
            "with the same type");
}

TEST(SpatialConcentration, Limits) {
  EXPECT_TRUE(spatial_of({}, {}).empty());
  const auto one = spatial_of({{"A", "x", 5}}, {});
  EXPECT_TRUE(std::isnan(one[0].spatial_ellison_glaeser));
  const auto unknown =
      spatial_of({{"A", "x", std::nullopt}, {"B", "y", 0}, {"A", "z", 2}, {"B", "z", 2}}, {{"A", "B", .5}});
  EXPECT_TRUE(std::isnan(unknown[0].value));
  EXPECT_EQ(unknown[1].value, 0);
  for (const std::size_t i : {0U, 1U}) {
    EXPECT_TRUE(std::isnan(unknown[i].plant_herfindahl));
    EXPECT_TRUE(std::isnan(unknown[i].spatial_ellison_glaeser));
  }
  EXPECT_FALSE(std::isnan(unknown[2].spatial_ellison_glaeser));
}

// gamma_S and its z against all 81 ways in which 4 plants can fall into 3 regions: the industry x takes each
// way in turn, and the industry "rest" keeps the regions' totals at (.5, .3, .2) of 1000.
TEST(SpatialConcentration, MomentsOfTheNullHypothesis) {
  const double x[] = {.5, .3, .2};
  const double sizes[] = {40, 30, 20, 10};
  const char* const names[] = {"A", "B", "C"};
  const std::vector<Link> links = {{"A", "B", .5}, {"B", "C", .25}};
  const double psi[3][3] = {{1, .5, 0}, {.5, 1, .25}, {0, .25, 1}};
  double mean = 0, square = 0, mean_index = 0, mean_z = 0, mean_z2 = 0;
  for (int way = 0; way < 81; ++way) {
    double in_region[3] = {};
    double probability = 1;
    std::vector<Row> rows;
    for (int plant = 0, rest = way; plant < 4; ++plant, rest /= 3) {
      const int j = rest % 3;
      rows.push_back({names[j], "x", sizes[plant]});
      in_region[j] += sizes[plant];
      probability *= x[j];
    }
    double g = 0;
    for (int j = 0; j < 3; ++j) {
      rows.push_back({names[j], "rest", 1000 * x[j] - in_region[j]});
      for (int m = 0; m < 3; ++m) g += (in_region[j] / 100 - x[j]) * psi[j][m] * (in_region[m] / 100 - x[m]);
    }
    const SpatialConcentration index = spatial_of(rows, links)[1];
    mean += probability * g;
    square += probability * g * g;
    mean_index += probability * index.spatial_ellison_glaeser;
    mean_z += probability * index.spatial_z;
    mean_z2 += probability * index.spatial_z * index.spatial_z;
    // G_S itself, from the index: G_S = Q (gamma_S (1 - H) + H).
    const double q = 1 - (.25 + .09 + .04 + 2 * (.5 * .15 + .25 * .06));
    EXPECT_NEAR(q * (index.spatial_ellison_glaeser * .7 + .3), g, 1e-14);
  }
  // E[G_S] = Q H and Var G_S, from the formulas with c = Psi x, H and Z4 of these plants.
  double xc = 0, xc2 = 0, psi2 = 0;
  for (int j = 0; j < 3; ++j) {
    double c = 0;
    for (int m = 0; m < 3; ++m) {
      c += psi[j][m] * x[m];
      psi2 += psi[j][m] * psi[j][m] * x[j] * x[m];
    }
    xc += x[j] * c;
    xc2 += x[j] * c * c;
  }
  const double h = .3, z4 = .0354;
  EXPECT_NEAR(mean, (1 - xc) * h, 1e-15);
  EXPECT_NEAR(square - mean * mean, 2 * (h * h - z4) * (psi2 - 2 * xc2 + xc * xc) + 4 * z4 * (xc2 - xc * xc),
              1e-15);
  EXPECT_NEAR(mean_index, 0, 1e-14);
  EXPECT_NEAR(mean_z, 0, 1e-13);
  EXPECT_NEAR(mean_z2, 1, 1e-12);
}

}  // namespace
}  // namespace clusterlite
