// Published values, ties, missing values, limits, wrong arguments.
#include "distance/clusters/dbscan.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "support/running/error.hpp"
#include "unit/distance/dbscan_by_definition.hpp"

namespace clusterlite {
namespace {

using namespace testing_support;

// ---- Published and peers' values

// Ten points; computed with the R package dbscan 1.1.11 (dbscan(), borderPoints = TRUE), which codes noise as
// 0.
TEST(Dbscan, TenPointsOfTheRPackage) {
  const Firms firms =
      firms_at({{0, 0}, {1, 0}, {0, 1}, {1, 1}, {2, 1}, {10, 10}, {10, 11}, {11, 10}, {5, 5}, {3.4, 1}});
  const Labels four = run(firms, {1.5, 4});
  EXPECT_EQ(four.cluster, (std::vector<std::uint32_t>{1, 1, 1, 1, 1, 0, 0, 0, 0, 1}));
  EXPECT_EQ(kinds(four), (std::vector<int>{3, 3, 3, 3, 3, 1, 1, 1, 1, 2}));
  const Labels three = run(firms, {1.5, 3});
  EXPECT_EQ(three.cluster, (std::vector<std::uint32_t>{1, 1, 1, 1, 1, 2, 2, 2, 0, 1}));
  EXPECT_EQ(kinds(three), (std::vector<int>{3, 3, 3, 3, 3, 3, 3, 3, 1, 2}));
}

// On a line with eps = 1 the middle one of three has three neighbours: eps is inclusive and a point counts
// itself. R dbscan, scikit-learn and PostGIS agree.
TEST(Dbscan, EpsIsInclusiveAndAPointCountsItself) {
  const Labels result = run(firms_at({{0, 0}, {1, 0}, {2, 0}}), {1, 3});
  EXPECT_EQ(result.cluster, (std::vector<std::uint32_t>{1, 1, 1}));
  EXPECT_EQ(kinds(result), (std::vector<int>{2, 3, 2}));
}

// PostGIS, regress/core/cluster.sql: ST_ClusterDBSCAN of six points. It numbers from 0 and has NULL for
// noise.
TEST(Dbscan, SixPointsOfThePostgisRegressionTests) {
  const Firms firms = firms_at({{0, 0}, {0, 1}, {-0.5, 0.5}, {1, 0}, {1, 1}, {1, 0.5}});
  EXPECT_EQ(clusters(firms, {0.8, 1}), (std::vector<std::uint32_t>{1, 1, 1, 2, 2, 2}));
  EXPECT_EQ(clusters(firms, {0.8, 4}), (std::vector<std::uint32_t>{0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(clusters(firms, {0.6, 3}), (std::vector<std::uint32_t>{0, 0, 0, 1, 1, 1}));
}

// R dbscan 1.1.11, dbscan(x, eps = 1, minPts = 10, weights = c(6, 5, 12)).
TEST(Dbscan, WeightsOfTheRPackage) {
  Firms firms = firms_at({{0, 0}, {0.5, 0}, {5, 0}});
  firms.weights = true;
  firms.rows[0].weight = 6;
  firms.rows[1].weight = 5;
  firms.rows[2].weight = 12;
  EXPECT_EQ(clusters(firms, {1, 10}), (std::vector<std::uint32_t>{1, 1, 2}));
}

// ---- Ties, weights, groups, missing values

TEST(Dbscan, ABorderPointGoesToItsNearestCorePoint) {
  Firms firms = firms_at({{0, 0}, {-1, 0}, {0, 1}, {0, -1}, {4, 0}, {5, 0}, {4, 1}, {4, -1}, {2.1, 0}});
  EXPECT_EQ(clusters(firms, {2.12, 5}), (std::vector<std::uint32_t>{2, 2, 2, 2, 1, 1, 1, 1, 1}));
  firms.rows[8].x = 1.9;
  EXPECT_EQ(clusters(firms, {2.12, 5}), (std::vector<std::uint32_t>{1, 1, 1, 1, 2, 2, 2, 2, 1}));
}

TEST(Dbscan, ABorderPointBetweenTwoClustersGoesToTheSmallestCoreId) {
  // Both core points nearest to the last one are at distance 2 exactly.
  Firms firms = firms_at({{0, 0}, {-1, 0}, {0, 1}, {0, -1}, {4, 0}, {5, 0}, {4, 1}, {4, -1}, {2, 0}});
  EXPECT_EQ(clusters(firms, {2, 5}), (std::vector<std::uint32_t>{1, 1, 1, 1, 2, 2, 2, 2, 1}));
  std::swap(firms.rows[0].id, firms.rows[4].id);
  EXPECT_EQ(clusters(firms, {2, 5}), (std::vector<std::uint32_t>{2, 2, 2, 2, 1, 1, 1, 1, 1}));
}

TEST(Dbscan, ClustersAreNumberedBySizeThenBySmallestId) {
  Firms firms = firms_at({{0, 0}, {0, 0}, {10, 0}, {10, 0}, {20, 0}, {20, 0}, {20, 0}, {30, 0}, {30, 0}});
  EXPECT_EQ(clusters(firms, {1, 2}), (std::vector<std::uint32_t>{2, 2, 3, 3, 1, 1, 1, 4, 4}));
  firms.rows[8].id = -1;
  EXPECT_EQ(clusters(firms, {1, 2}), (std::vector<std::uint32_t>{3, 3, 4, 4, 1, 1, 1, 2, 2}));
  firms.text_ids = true;
  firms.rows[8].id = 0;
  EXPECT_EQ(clusters(firms, {1, 2}), (std::vector<std::uint32_t>{3, 3, 4, 4, 1, 1, 1, 2, 2}));
}

TEST(Dbscan, AWeightOfZeroMakesNobodyCoreButCanBeCore) {
  Firms firms = firms_at({{0, 0}, {1, 0}, {2, 0}, {9, 0}, {9, 0}});
  firms.weights = true;
  firms.rows[0].weight = 5;
  for (const std::size_t i : {1U, 2U, 3U, 4U}) firms.rows[i].weight = 0;
  const Labels result = run(firms, {1, 5});
  EXPECT_EQ(result.cluster, (std::vector<std::uint32_t>{1, 1, 1, 0, 0}));
  EXPECT_EQ(kinds(result), (std::vector<int>{3, 3, 2, 1, 1}));
}

// 0.1 + 0.2 + 0.7 is 1 or less than 1 in doubles, as the order will have it; correctly rounded it is 1.
TEST(Dbscan, DecimalWeightsReachTheirSumInAnyOrder) {
  std::vector<double> weights = {0.1, 0.2, 0.7};
  do {
    Firms firms = firms_at({{0, 0}, {1, 0}, {0, 1}});
    firms.weights = true;
    for (std::size_t i = 0; i < 3; ++i) firms.rows[i].weight = weights[i];
    EXPECT_EQ(clusters(firms, {3, 1}), (std::vector<std::uint32_t>{1, 1, 1}));
    EXPECT_EQ(clusters(firms, {3, std::nextafter(1.0, 2.0)}), (std::vector<std::uint32_t>{0, 0, 0}));
  } while (std::next_permutation(weights.begin(), weights.end()));
}

TEST(Dbscan, GroupsDoNotSeeEachOther) {
  Firms firms = firms_at({{0, 0}, {0, 1}, {0, 2}, {0, 3}, {0, 4}, {0, 5}});
  firms.groups = true;
  for (std::size_t i = 0; i < 6; ++i) firms.rows[i].group = static_cast<std::int64_t>(i % 2);
  EXPECT_EQ(clusters(firms, {1, 2}), (std::vector<std::uint32_t>{0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(clusters(firms, {2, 2}), (std::vector<std::uint32_t>{1, 1, 1, 1, 1, 1}));
}

TEST(Dbscan, RowsWithoutCoordinatesOrWeightInfluenceNobody) {
  Firms firms = firms_at({{0, 0}, {kNone, kNone}, {0, 1}, {0, 2}});
  firms.weights = true;
  firms.rows[3].weight = kNone;
  const Labels result = run(firms, {1, 2});
  EXPECT_EQ(result.cluster, (std::vector<std::uint32_t>{1, 0, 1, 0}));
  EXPECT_EQ(kinds(result), (std::vector<int>{3, 0, 3, 0}));
  EXPECT_EQ(kinds(run(firms, {1, 3})), (std::vector<int>{1, 0, 1, 0}));
}

TEST(Dbscan, FewPoints) {
  EXPECT_TRUE(run(firms_at({}), {1, 1}).kind.empty());
  EXPECT_EQ(kinds(run(firms_at({{7, 7}}), {1, 1})), std::vector<int>{3});
  EXPECT_EQ(kinds(run(firms_at({{7, 7}}), {1, 2})), std::vector<int>{1});
  EXPECT_EQ(kinds(run(firms_at({{7, 7}, {7, 8}}), {1, 2})), (std::vector<int>{3, 3}));
  EXPECT_EQ(kinds(run(firms_at({{7, 7}, {7, 8}}), {0.999, 2})), (std::vector<int>{1, 1}));
  EXPECT_EQ(kinds(run(firms_at({{kNone, kNone}, {kNone, kNone}}), {1, 1})), (std::vector<int>{0, 0}));
}

TEST(Dbscan, MinPointsMayBeFractionalOrOutOfReach) {
  const Firms firms = firms_at({{0, 0}, {0, 0}, {0, 0}});
  EXPECT_EQ(clusters(firms, {1, 2.5}), (std::vector<std::uint32_t>{1, 1, 1}));
  EXPECT_EQ(clusters(firms, {1, 3.0000001}), (std::vector<std::uint32_t>{0, 0, 0}));
  EXPECT_EQ(clusters(firms, {1, 1e300}), (std::vector<std::uint32_t>{0, 0, 0}));
}

TEST(DbscanGeodesic, ThePoleIsOnePlaceAndTheDateLineIsNoBorder) {
  const Firms firms = firms_at({{0, 90}, {77, 90}, {-180, 10}, {180, 10}, {179.9999, -10}, {-179.9999, -10}});
  EXPECT_EQ(clusters(firms, {0, 2, Metric::geodesic}), (std::vector<std::uint32_t>{1, 1, 2, 2, 0, 0}));
  EXPECT_EQ(clusters(firms, {30, 2, Metric::geodesic}), (std::vector<std::uint32_t>{1, 1, 2, 2, 3, 3}));
}

TEST(DbscanGeodesic, HalfTheCircumferenceReachesEverything) {
  const Firms firms =
      firms_at({{0, 0}, {180, 0}, {90, 0}, {12, 90}, {34, -90}, {-121.3, 45.7}, {58.7, -45.7}});
  const double half = std::numbers::pi * kEarthRadius;
  for (const double eps : {half, 2.1e7, 1e200}) {
    EXPECT_EQ(kinds(run(firms, {eps, 7, Metric::geodesic})), std::vector<int>(7, 3)) << eps;
  }
  EXPECT_EQ(kinds(run(firms, {0.4 * half, 7, Metric::geodesic})), std::vector<int>(7, 1));
}

// ---- Wrong arguments and cancellation

std::string message_of(const Firms& firms, const DbscanOptions& options) {
  try {
    run(firms, options);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Dbscan, WrongArguments) {
  const Firms firms = firms_at({{200, 0}, {0, 95}});
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(message_of(firms, {-5, 3}), "eps must be >= 0 (got -5)");
  EXPECT_EQ(message_of(firms, {kNone, 3}), "eps must be >= 0 (got nan)");
  EXPECT_EQ(message_of(firms, {infinity, 3}), "eps must be finite (got inf)");
  EXPECT_EQ(message_of(firms, {5, 0}), "min_points must be >= 1 (got 0)");
  EXPECT_EQ(message_of(firms, {5, infinity}), "min_points must be finite (got inf)");
  EXPECT_EQ(
      message_of(firms, {5, 3, Metric::geodesic}),
      "longitude must be within -180..180 (got 200 for id 1); with 'geodesic' x is the longitude and y the "
      "latitude, in degrees");
  EXPECT_EQ(message_of(firms_at({{0, 90}, {0, 95}}), {5, 3, Metric::geodesic}),
            "latitude must be within -90..90 (got 95 for id 2); with 'geodesic' x is the longitude and y the "
            "latitude, in degrees");
}

TEST(Dbscan, StopsWhenAskedTo) {
  Random random(1);
  const DataSet data(firms_at(random_places(random, Pattern::crowds, 100000, 100)));
  struct Counter {
    int asked = 0;
    int allowed = 0;
  };
  const auto run_with = [&](int allowed, int* asked) {
    Counter counter{0, allowed};
    CancelToken cancel(
        [](void* context) {
          auto* const c = static_cast<Counter*>(context);
          return ++c->asked > c->allowed;
        },
        &counter);
    const auto count = [&] { *asked = counter.asked; };
    try {
      dbscan(data.view(), {15, 5000}, cancel);
    } catch (const Cancelled&) {
      count();
      return true;
    }
    count();
    return false;
  };
  int asked = 0;
  ASSERT_FALSE(run_with(std::numeric_limits<int>::max(), &asked));
  EXPECT_GT(asked, 5);
  const int half = asked / 2;  // the time between two questions is not always the same
  for (int allowed = 0; allowed < half; allowed += 1 + half / 4) {
    EXPECT_TRUE(run_with(allowed, &asked));
    EXPECT_EQ(asked, allowed + 1);
  }
}

}  // namespace
}  // namespace clusterlite
