// Counts of neighbours against all pairs of points.
#include "distance/neighbours/neighbour_count.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <string>

#include "support/running/error.hpp"
#include "unit/distance/support.hpp"

namespace clusterlite {
namespace {

using namespace testing_support;

__extension__ using Int128 = __int128;

// Every pair of points. The weights are multiples of 2^-70 and less than 2^40, so that their sum is exact
// here.
NeighbourCounts reference(const Firms& firms, double radius) {
  const std::vector<Firm>& rows = firms.rows;
  NeighbourCounts counts;
  for (const Firm& a : rows) {
    std::uint32_t count = 0;
    Int128 weight = 0;
    for (const Firm& b : rows) {
      if (!a.located() || !b.located() || (firms.groups && a.group != b.group)) continue;
      const double dx = a.x - b.x;
      const double dy = a.y - b.y;
      if (dx * dx + dy * dy > radius * radius) continue;
      ++count;
      weight += static_cast<Int128>(std::ldexp(firms.weights ? b.weight : 1, 70));
    }
    counts.neighbours.push_back(count);
    counts.weight_within.push_back(std::ldexp(static_cast<double>(weight), -70));
  }
  return counts;
}

NeighbourCounts run(const Firms& firms, double radius, Metric metric = Metric::planar) {
  CancelToken cancel;
  const DataSet data(firms);
  const NeighbourCounts shared_out = count_neighbours(data.view(), radius, metric, Threads(3), cancel, 1);
  const NeighbourCounts counts = count_neighbours(data.view(), radius, metric, Threads(1), cancel);
  EXPECT_EQ(counts.neighbours, shared_out.neighbours) << "on three threads";
  EXPECT_EQ(counts.weight_within, shared_out.weight_within) << "on three threads";
  return counts;
}

Firms random_firms(std::uint64_t seed, int most_points, double radius) {
  Random random(seed);
  const auto pattern = static_cast<Pattern>(integer(random, 0, kPatterns - 1));
  const int count = integer(random, 0, most_points);
  Firms firms = firms_at(random_places(random, pattern, count, radius));
  firms.weights = chance(random, 0.6);
  firms.groups = chance(random, 0.3);
  const int kind_of_weights = integer(random, 0, 2);
  for (Firm& firm : firms.rows) {
    firm.group = integer(random, 0, 2);
    if (!firms.weights) continue;
    switch (kind_of_weights) {
      case 0:
        firm.weight = integer(random, 0, 1000);
        break;
      case 1:
        firm.weight = integer(random, 0, 1000) / 10.0;
        break;
      default:
        firm.weight = std::ldexp(integer(random, 0, 1000), integer(random, -60, 20));
    }
    if (chance(random, 0.05)) firm.weight = kNone;
  }
  for (Firm& firm : firms.rows) {
    if (chance(random, 0.05)) firm.x = firm.y = kNone;
  }
  return firms;
}

TEST(NeighbourCount, AgreesWithTheDefinition) {
  with_seeds(1, 2000, [&](std::uint64_t seed) {
    Random random(seed);
    const double radius = integer(random, 1, 100) / 10.0;
    const Firms firms = random_firms(seed, 150, radius);
    const NeighbourCounts expected = reference(firms, radius);
    const NeighbourCounts actual = run(firms, radius);
    EXPECT_EQ(expected.neighbours, actual.neighbours) << seed;
    EXPECT_EQ(expected.weight_within, actual.weight_within) << seed;
  });
}

TEST(NeighbourCount, AgreesWithTheDefinitionInCrowdedCells) {
  with_seeds(10001, 150, [&](std::uint64_t seed) {
    const Firms firms = random_firms(seed, 1500, 7);
    const NeighbourCounts expected = reference(firms, 7);
    const NeighbourCounts actual = run(firms, 7);
    EXPECT_EQ(expected.neighbours, actual.neighbours) << seed;
    EXPECT_EQ(expected.weight_within, actual.weight_within) << seed;
  });
}

TEST(NeighbourCount, DoesNotDependOnTheOrderOfTheRows) {
  with_seeds(20001, 200, [&](std::uint64_t seed) {
    const Firms firms = random_firms(seed, 400, 3);
    Random random(seed);
    Firms shuffled = firms;
    shuffle_rows(random, shuffled);
    const NeighbourCounts expected = run(firms, 3);
    const NeighbourCounts actual = run(shuffled, 3);
    for (std::size_t i = 0; i < shuffled.rows.size(); ++i) {
      const auto place = static_cast<std::size_t>(shuffled.rows[i].id - 1);
      EXPECT_EQ(expected.neighbours[place], actual.neighbours[i]);
      EXPECT_EQ(expected.weight_within[place], actual.weight_within[i]);
    }
  });
}

// Nine firms of a 3 x 3 lattice: the radius counts itself, the firm counts itself.
TEST(NeighbourCount, OfALattice) {
  Firms firms;
  for (std::int64_t i = 0; i < 9; ++i) {
    firms.rows.push_back({i + 1, static_cast<double>(i % 3), static_cast<double>(i / 3), 1, 0});
  }
  EXPECT_EQ(run(firms, 1).neighbours, (RawVector<std::uint32_t>{3, 4, 3, 4, 5, 4, 3, 4, 3}));
  EXPECT_EQ(run(firms, 0.99).neighbours, RawVector<std::uint32_t>(9, 1));
  EXPECT_EQ(run(firms, 0).neighbours, RawVector<std::uint32_t>(9, 1));
  EXPECT_EQ(run(firms, 1).weight_within, (RawVector<double>{3, 4, 3, 4, 5, 4, 3, 4, 3}));
}

TEST(NeighbourCount, RowsWithoutCoordinatesOrWeightHaveNone) {
  Firms firms = firms_at({{0, 0}, {kNone, kNone}, {0, 1}, {0, 2}});
  firms.weights = true;
  firms.rows[0].weight = 0.1;
  firms.rows[2].weight = kNone;
  EXPECT_EQ(run(firms, 5).neighbours, (RawVector<std::uint32_t>{2, 0, 0, 2}));
  EXPECT_EQ(run(firms, 5).weight_within, (RawVector<double>{1.1, 0, 0, 1.1}));
  EXPECT_EQ(run(firms, 1).weight_within, (RawVector<double>{0.1, 0, 0, 1}));
}

// A weight of its own comes back with all its digits, whatever is around.
TEST(NeighbourCount, SumsAreCorrectlyRounded) {
  Firms firms = firms_at({{0, 0}, {100, 0}, {100, 0}, {100, 0}, {200, 0}});
  firms.weights = true;
  const double weights[] = {0.1, 1e15, 0.1, 0.2, 1234567.1};
  for (std::size_t i = 0; i < 5; ++i) firms.rows[i].weight = weights[i];
  // 1e15 + 0.1 + 0.2: the doubles there are multiples of 0.125, and 0.3 is nearest to 0.25.
  EXPECT_EQ(run(firms, 1).weight_within,
            (RawVector<double>{0.1, 1e15 + 0.25, 1e15 + 0.25, 1e15 + 0.25, 1234567.1}));
}

TEST(NeighbourCount, OnTheGlobe) {
  // One degree of the great circle is 111.195 km; across the date line and over the pole.
  const Firms firms = firms_at({{179.5, 0}, {-179.5, 0}, {0, 89.5}, {180, 89.5}, {90, 0}});
  const double degree = kEarthRadius * std::numbers::pi / 180;
  EXPECT_EQ(run(firms, degree + 0.001, Metric::geodesic).neighbours,
            (RawVector<std::uint32_t>{2, 2, 2, 2, 1}));
  EXPECT_EQ(run(firms, degree - 0.001, Metric::geodesic).neighbours, RawVector<std::uint32_t>(5, 1));
  EXPECT_EQ(run(firms, 180 * degree, Metric::geodesic).neighbours, RawVector<std::uint32_t>(5, 5));
}

TEST(NeighbourCount, FewPoints) {
  EXPECT_TRUE(run(firms_at({}), 1).neighbours.empty());
  EXPECT_EQ(run(firms_at({{1, 1}}), 1).neighbours, RawVector<std::uint32_t>{1});
  EXPECT_EQ(run(firms_at({{1, 1}, {1, 2}}), 1).neighbours, (RawVector<std::uint32_t>{2, 2}));
}

TEST(NeighbourCount, WrongArguments) {
  const auto message_of = [](double radius, Metric metric) -> std::string {
    try {
      run(firms_at({{0, -91}}), radius, metric);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_EQ(message_of(-1, Metric::planar), "radius must be >= 0 (got -1)");
  EXPECT_EQ(message_of(std::numeric_limits<double>::infinity(), Metric::planar),
            "radius must be finite (got inf)");
  EXPECT_EQ(
      message_of(1, Metric::geodesic),
      "latitude must be within -90..90 (got -91 for id 1); with 'geodesic' x is the longitude and y the "
      "latitude, in degrees");
}

// All of them are neighbours of all.
TEST(NeighbourCountWorstCase, OnePlace) {
  const Firms firms = firms_at(std::vector<std::pair<double, double>>(300000, {7, 7}));
  EXPECT_EQ(run(firms, 100).neighbours, RawVector<std::uint32_t>(300000, 300000));
}

TEST(NeighbourCountWorstCase, TwoPlacesInReachOfEachOther) {
  std::vector<std::pair<double, double>> places(200000, {0, 0});
  places.insert(places.end(), 100000, {99, 0});
  EXPECT_EQ(run(firms_at(places), 99).neighbours, RawVector<std::uint32_t>(300000, 300000));
}

TEST(NeighbourCountWorstCase, ACrowdPartlyInReach) {
  Random random(1);
  std::vector<std::pair<double, double>> places;
  for (int i = 0; i < 50000; ++i) places.emplace_back(uniform(random, 0, 300), uniform(random, 0, 300));
  const NeighbourCounts counts = run(firms_at(places), 100);
  for (std::size_t i = 0; i < places.size(); i += 5000) {
    std::uint32_t expected = 0;
    for (const auto& [x, y] : places) {
      const double dx = x - places[i].first;
      const double dy = y - places[i].second;
      expected += dx * dx + dy * dy <= 100.0 * 100.0 ? 1 : 0;
    }
    EXPECT_EQ(counts.neighbours[i], expected);
  }
}

}  // namespace
}  // namespace clusterlite
