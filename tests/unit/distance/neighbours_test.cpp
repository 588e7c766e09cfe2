// The k nearest neighbours against a sort of all distances.
#include "distance/neighbours/neighbours.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

#include "unit/distance/neighbours_by_definition.hpp"

namespace clusterlite {
namespace {

using namespace testing_support;

// Squares are compared: two of them may have one square root as a double.
Lists reference(const Firms& firms, std::size_t k, double (*squared)(const Firm&, const Firm&)) {
  Lists lists(firms.rows.size());
  for (std::size_t i = 0; i < firms.rows.size(); ++i) {
    const Firm& own = firms.rows[i];
    if (!own.located()) continue;
    std::vector<std::pair<double, std::int64_t>> others;
    for (std::size_t j = 0; j < firms.rows.size(); ++j) {
      const Firm& other = firms.rows[j];
      if (j == i || !other.located() || (firms.groups && other.group != own.group)) continue;
      others.emplace_back(squared(own, other), other.id);
    }
    std::sort(others.begin(), others.end());
    others.resize(std::min(k, others.size()));
    for (const auto& [d, id] : others) lists[i].push_back({id, std::sqrt(d)});
  }
  return lists;
}

// Reads the rows in the given order.
Lists run(const Firms& firms, std::size_t k, Metric metric, const std::vector<std::uint32_t>& order,
          unsigned threads = 1) {
  CancelToken cancel;
  const DataSet data(firms);
  const auto neighbours =
      nearest_neighbours(data.view(), static_cast<std::int64_t>(k), metric, Threads(threads), cancel);
  Lists lists(firms.rows.size());
  for (const std::uint32_t row : order) {
    for (const Neighbour& neighbour : neighbours->of(row, cancel)) {
      lists[row].push_back({firms.rows[neighbour.row].id, neighbour.distance});
      EXPECT_TRUE(!firms.groups || firms.rows[neighbour.row].group == firms.rows[row].group);
    }
    EXPECT_EQ(lists[row].size(), neighbours->count(row));
  }
  std::uint64_t sum = 0;
  for (std::uint32_t row = 0; row < firms.rows.size(); ++row) {
    EXPECT_EQ(neighbours->count_before(row), sum);
    for (std::uint32_t i = 0; i < neighbours->count(row); ++i) EXPECT_EQ(neighbours->row_of(sum + i), row);
    sum += neighbours->count(row);
  }
  EXPECT_EQ(neighbours->count_before(static_cast<std::uint32_t>(firms.rows.size())), sum);
  return lists;
}

std::size_t random_k(Random& random, const Firms& firms) {
  return static_cast<std::size_t>(chance(random, 0.8)
                                      ? integer(random, 1, 8)
                                      : integer(random, 1, static_cast<int>(firms.rows.size()) + 3));
}

TEST(Neighbours, AreTheNearestOfAllOthers) {
  with_seeds(1, 1500, [&](std::uint64_t seed) {
    const Configuration c = random_configuration(seed, 200);
    Random random(seed);
    const std::size_t k = random_k(random, c.firms);
    const Lists expected = reference(c.firms, k, squared_plane_distance);
    std::vector<std::uint32_t> order = all_rows(c.firms);
    expect_same(expected, run(c.firms, k, Metric::planar, order), c.what + " in order");
    std::shuffle(order.begin(), order.end(), random);
    expect_same(expected, run(c.firms, k, Metric::planar, order), c.what + " in any order");
  });
}

TEST(Neighbours, DoNotDependOnTheOrderOfTheRows) {
  with_seeds(10001, 300, [&](std::uint64_t seed) {
    Configuration c = random_configuration(seed, 200);
    Random random(seed);
    const std::size_t k = random_k(random, c.firms);
    shuffle_rows(random, c.firms);
    expect_same(reference(c.firms, k, squared_plane_distance),
                run(c.firms, k, Metric::planar, all_rows(c.firms)), c.what);
  });
}

TEST(Neighbours, OfTheGlobe) {
  with_seeds(20001, 300, [&](std::uint64_t seed) {
    Random random(seed);
    Firms firms;
    const double spread = integer(random, 0, 1) == 0 ? 1 : 180;
    for (int i = 0; i < 120; ++i) {
      double lon = 180 + uniform(random, -spread, spread);  // across the date line
      if (lon > 180) lon -= 360;
      firms.rows.push_back({i, lon, std::clamp(uniform(random, -spread, spread), -90.0, 90.0), 1, 0});
    }
    const Lists expected = reference(firms, 5, squared_great_circle);
    const Lists actual = run(firms, 5, Metric::geodesic, all_rows(firms));
    for (std::size_t row = 0; row < expected.size(); ++row) {
      for (std::size_t i = 0; i < 5; ++i) {
        EXPECT_NEAR(expected[row][i].distance, actual[row][i].distance, kDoubtful) << seed << " " << row;
        EXPECT_NEAR(great_circle(firms.rows[row], firms.rows[static_cast<std::size_t>(actual[row][i].id)]),
                    actual[row][i].distance, kDoubtful);
      }
    }
  });
}

// A place with many firms: those with the smallest ids, and never the firm itself.
TEST(Neighbours, ManyFirmsAtOnePlace) {
  Firms firms;
  for (int i = 0; i < 20'000; ++i) firms.rows.push_back({(i * 7919) % 20'011, 3, 4, 1, 0});
  const Lists lists = run(firms, 3, Metric::planar, all_rows(firms));
  std::vector<std::int64_t> smallest;
  for (const Firm& firm : firms.rows) smallest.push_back(firm.id);
  std::sort(smallest.begin(), smallest.end());
  for (std::size_t row = 0; row < lists.size(); ++row) {
    std::vector<std::int64_t> expected;
    for (const std::int64_t id : smallest) {
      if (id != firms.rows[row].id && expected.size() < 3) expected.push_back(id);
    }
    ASSERT_EQ(lists[row].size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
      ASSERT_EQ(lists[row][i].id, expected[i]);
      ASSERT_EQ(lists[row][i].distance, 0);
    }
  }
}

TEST(Neighbours, CoordinatesOfAnyMagnitude) {
  with_seeds(30001, 200, [&](std::uint64_t seed) {
    Configuration c = random_configuration(seed, 80);
    const Lists expected = reference(c.firms, 4, squared_plane_distance);
    for (const int exponent : {-900, -300, 250, 300}) {
      Firms scaled = c.firms;
      for (Firm& firm : scaled.rows) {
        firm.x = std::ldexp(firm.x, exponent);
        firm.y = std::ldexp(firm.y, exponent);
      }
      Lists back = run(scaled, 4, Metric::planar, all_rows(scaled));
      for (auto& list : back) {
        for (Found& found : list) found.distance = std::ldexp(found.distance, -exponent);
      }
      expect_same(expected, back, c.what + " times 2^" + std::to_string(exponent));
    }
  });
}

// A full read of so many is computed in blocks that threads share.
TEST(Neighbours, OnThreeThreads) {
  Random random(11);
  std::vector<std::pair<double, double>> places;
  for (int i = 0; i < 40000; ++i) {
    places.emplace_back(integer(random, 0, 300), integer(random, 0, 300));  // many ties, many shared places
  }
  const Firms firms = firms_at(places);
  const std::vector<std::uint32_t> order = all_rows(firms);
  expect_same(run(firms, 6, Metric::planar, order, 1), run(firms, 6, Metric::planar, order, 3), "threads");
}

}  // namespace
}  // namespace clusterlite
