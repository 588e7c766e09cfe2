// Many points in bad places.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "distance/clusters/dbscan.hpp"
#include "unit/distance/dbscan_by_definition.hpp"

namespace clusterlite {
namespace {

using namespace testing_support;

// Each of these is hopeless for an algorithm that compares all pairs of two
// cells.

std::vector<std::pair<double, double>> ball(Random& random, int count, double x, double y, double radius) {
  std::vector<std::pair<double, double>> places;
  while (static_cast<int>(places.size()) < count) {
    const double dx = uniform(random, -radius, radius);
    const double dy = uniform(random, -radius, radius);
    if (dx * dx + dy * dy <= radius * radius) places.emplace_back(x + dx, y + dy);
  }
  return places;
}

TEST(DbscanWorstCase, OnePlace) {
  const Firms firms = firms_at(std::vector<std::pair<double, double>>(300000, {953000.25, 1950000.75}));
  for (const double eps : {0.0, 1e-9, 500.0}) {
    const Labels result = run(firms, {eps, 300000});
    EXPECT_EQ(count_kinds(result), (std::map<int, int>{{3, 300000}}));
    EXPECT_EQ(count_kinds(run(firms, {eps, 300001})), (std::map<int, int>{{1, 300000}}));
  }
}

TEST(DbscanWorstCase, TwoDenseBallsJustOutOfReach) {
  Random random(2);
  auto places = ball(random, 150000, 0, 0, 20);
  const auto other = ball(random, 150000, 140.001, 0, 20);  // the gap is 100.001
  places.insert(places.end(), other.begin(), other.end());
  const Labels apart = run(firms_at(places), {100, 10});
  EXPECT_EQ(*std::max_element(apart.cluster.begin(), apart.cluster.end()), 2U);
  // No ball is core by itself; the points of the other one are out of reach.
  EXPECT_EQ(count_kinds(run(firms_at(places), {100, 150001})), (std::map<int, int>{{1, 300000}}));
  // One more point on each side closes the gap.
  places.emplace_back(20.0, 0);
  places.emplace_back(120.0, 0);
  const Labels joined = run(firms_at(places), {100, 10});
  EXPECT_EQ(*std::max_element(joined.cluster.begin(), joined.cluster.end()), 1U);
}

// The points of the ring have a third of the ring and the middle within reach, the middle has everything: it
// alone is core, and each point of the ring has 100,000 nearest core points.
TEST(DbscanWorstCase, BorderPointsAroundOneCrowdedPlace) {
  std::vector<std::pair<double, double>> places(100000, {0, 0});
  for (int i = 0; i < 2000; ++i) {
    const double angle = 2 * std::numbers::pi * i / 2000;
    places.emplace_back(99 * std::cos(angle), 99 * std::sin(angle));
  }
  EXPECT_EQ(count_kinds(run(firms_at(places), {100, 101500})), (std::map<int, int>{{2, 2000}, {3, 100000}}));
  EXPECT_EQ(count_kinds(run(firms_at(places), {98, 100000})), (std::map<int, int>{{1, 2000}, {3, 100000}}));
}

TEST(DbscanWorstCase, SlantedLinesJustOutOfReach) {
  std::vector<std::pair<double, double>> places;
  const double apart = 100.0001 * std::sqrt(2.0);
  for (int i = 0; i < 200000; ++i) {
    places.emplace_back(i * 0.001, i * 0.001);
    places.emplace_back(i * 0.001 + apart, i * 0.001);
  }
  const Labels result = run(firms_at(places), {100, 10});
  EXPECT_EQ(count_kinds(result), (std::map<int, int>{{3, 400000}}));
  EXPECT_EQ(*std::max_element(result.cluster.begin(), result.cluster.end()), 2U);
  EXPECT_EQ(result.cluster[0], 1U);
  EXPECT_EQ(result.cluster[1], 2U);
}

TEST(DbscanWorstCase, ACrowdWithoutWeightNextToCrowdsWithWeight) {
  Random random(3);
  auto places = ball(random, 60000, 0, 0, 10);
  const auto other = ball(random, 60000, 100, 0, 10);
  places.insert(places.end(), other.begin(), other.end());
  Firms firms = firms_at(places);
  firms.weights = true;
  for (std::size_t i = 0; i < firms.rows.size(); ++i) firms.rows[i].weight = i < 60000 ? 0 : 0.1;
  // Border points nearly everywhere: the points of the left ball that have some of the right one within
  // reach.
  const Labels result = run(firms, {90, 5990});
  const std::map<int, int> counts = count_kinds(result);
  EXPECT_EQ(counts.at(3), 60000);
  EXPECT_GT(counts.at(2), 1000);
  EXPECT_GT(counts.at(1), 1000);
}

TEST(DbscanWorstCase, LonelyPointsOverAHugeExtent) {
  Random random(4);
  std::vector<std::pair<double, double>> places;
  for (int i = 0; i < 200000; ++i)
    places.emplace_back(uniform(random, -1e100, 1e100), uniform(random, 0, 1e12));
  for (int i = 0; i < 1000; ++i) places.emplace_back(i * 0x1p-10, 5);
  const Labels result = run(firms_at(places), {0x1p-9, 3});
  EXPECT_EQ(count_kinds(result), (std::map<int, int>{{1, 200000}, {3, 1000}}));
}

TEST(DbscanWorstCase, AUnitLatticeOfAQuarterOfAMillionPoints) {
  std::vector<std::pair<double, double>> places;
  for (int i = 0; i < 500; ++i) {
    for (int j = 0; j < 500; ++j) places.emplace_back(i, j);
  }
  // Inner points have 5 neighbours, edges 4, corners 3.
  EXPECT_EQ(count_kinds(run(firms_at(places), {1, 5})),
            (std::map<int, int>{{1, 4}, {2, 4 * 498}, {3, 498 * 498}}));
  EXPECT_EQ(count_kinds(run(firms_at(places), {std::nextafter(1.0, 0.0), 2})),
            (std::map<int, int>{{1, 250000}}));
}

TEST(DbscanWorstCase, ManySmallGroups) {
  Firms firms;
  firms.groups = true;
  for (std::int64_t i = 0; i < 200000; ++i) {
    firms.rows.push_back({i + 1, static_cast<double>(i % 7), static_cast<double>(i % 1000), 1, i % 50000});
  }
  const Labels result = run(firms, {1000, 4});
  EXPECT_EQ(count_kinds(result), (std::map<int, int>{{3, 200000}}));
  EXPECT_EQ(*std::max_element(result.cluster.begin(), result.cluster.end()), 1U);
}

TEST(DbscanWorstCase, TwoDenseBallsOnTheGlobe) {
  Random random(5);
  auto places = ball(random, 60000, 127, 37.5, 1e-4);           // 11 m
  const auto other = ball(random, 60000, 127, 37.50121, 1e-4);  // 134.5 m away, so 112 m between them
  places.insert(places.end(), other.begin(), other.end());
  const Labels apart = run(firms_at(places), {110, 10, Metric::geodesic});
  EXPECT_EQ(*std::max_element(apart.cluster.begin(), apart.cluster.end()), 2U);
  const Labels joined = run(firms_at(places), {115, 10, Metric::geodesic});
  EXPECT_EQ(*std::max_element(joined.cluster.begin(), joined.cluster.end()), 1U);
}

}  // namespace
}  // namespace clusterlite
