// The k nearest points of another data set against a sort of all distances.
#include <gtest/gtest.h>

#include <cmath>

#include "distance/neighbours/nearest_across.hpp"
#include "unit/distance/neighbours_by_definition.hpp"

namespace clusterlite {
namespace {

using namespace testing_support;

Lists reference(const Firms& from, const Firms& to, std::size_t k,
                double (*squared)(const Firm&, const Firm&)) {
  Lists lists(from.rows.size());
  for (std::size_t i = 0; i < from.rows.size(); ++i) {
    const Firm& own = from.rows[i];
    if (!own.located()) continue;
    std::vector<std::pair<double, std::int64_t>> others;
    for (const Firm& other : to.rows) {
      if (!other.located() || (from.groups && to.groups && other.group != own.group)) continue;
      others.emplace_back(squared(own, other), other.id);
    }
    std::sort(others.begin(), others.end());
    others.resize(std::min(k, others.size()));
    for (const auto& [d, id] : others) lists[i].push_back({id, std::sqrt(d)});
  }
  return lists;
}

Lists run(const Firms& from, const Firms& to, std::size_t k, Metric metric,
          const std::vector<std::uint32_t>& order) {
  CancelToken cancel;
  const DataSet a(from);
  const DataSet b(to);
  const auto nearest =
      nearest_points(a.view(), b.view(), static_cast<std::int64_t>(k), metric, Threads(2), cancel);
  Lists lists(from.rows.size());
  for (const std::uint32_t row : order) {
    for (const Neighbour& neighbour : nearest->of(row, cancel)) {
      lists[row].push_back({to.rows[neighbour.row].id, neighbour.distance});
    }
    EXPECT_EQ(lists[row].size(), nearest->count(row));
  }
  return lists;
}

// Some of the firms of a configuration look for others of it: places of both coincide often.
struct Pair {
  Firms from;
  Firms to;
  std::size_t k;
  std::string what;
};

Pair random_pair(std::uint64_t seed) {
  const Configuration c = random_configuration(seed, 250);
  Random random(seed);
  Pair pair{c.firms, c.firms, 1, c.what};
  pair.from.rows.clear();
  pair.to.rows.clear();
  const double share = uniform(random, 0, 1);
  for (const Firm& firm : c.firms.rows) {
    const bool both = chance(random, 0.1);
    const bool first = chance(random, share);
    if (both || first) pair.from.rows.push_back(firm);
    if (both || !first) pair.to.rows.push_back(firm);
  }
  if (c.firms.groups) {
    pair.from.groups = chance(random, 0.7);
    pair.to.groups = chance(random, 0.7);
    if (chance(random, 0.5)) {  // a key that only one of them knows
      for (Firm& firm : pair.to.rows) firm.group = firm.group == 2 ? 7 : firm.group;
    }
  }
  pair.k = static_cast<std::size_t>(chance(random, 0.8)
                                        ? integer(random, 1, 6)
                                        : integer(random, 1, static_cast<int>(pair.to.rows.size()) + 3));
  return pair;
}

TEST(Nearest, AreTheNearestOfAll) {
  with_seeds(1, 1500, [&](std::uint64_t seed) {
    const Pair pair = random_pair(seed);
    Random random(seed);
    const Lists expected = reference(pair.from, pair.to, pair.k, squared_plane_distance);
    std::vector<std::uint32_t> order = all_rows(pair.from);
    expect_same(expected, run(pair.from, pair.to, pair.k, Metric::planar, order), pair.what + " in order");
    std::shuffle(order.begin(), order.end(), random);
    expect_same(expected, run(pair.from, pair.to, pair.k, Metric::planar, order),
                pair.what + " in any order");
  });
}

TEST(Nearest, DoNotDependOnTheOrderOfTheRows) {
  with_seeds(10001, 300, [&](std::uint64_t seed) {
    Pair pair = random_pair(seed);
    Random random(seed);
    shuffle_rows(random, pair.from);
    shuffle_rows(random, pair.to);
    expect_same(reference(pair.from, pair.to, pair.k, squared_plane_distance),
                run(pair.from, pair.to, pair.k, Metric::planar, all_rows(pair.from)), pair.what);
  });
}

TEST(Nearest, OfTheGlobe) {
  with_seeds(20001, 300, [&](std::uint64_t seed) {
    Random random(seed);
    const auto firms_of = [&](int count) {
      Firms firms;
      const double spread = integer(random, 0, 1) == 0 ? 1 : 180;
      for (int i = 0; i < count; ++i) {
        double lon = 180 + uniform(random, -spread, spread);  // across the date line
        if (lon > 180) lon -= 360;
        firms.rows.push_back({i, lon, std::clamp(uniform(random, -spread, spread), -90.0, 90.0), 1, 0});
      }
      return firms;
    };
    const Firms from = firms_of(60);
    const Firms to = firms_of(90);
    const Lists expected = reference(from, to, 4, squared_great_circle);
    const Lists actual = run(from, to, 4, Metric::geodesic, all_rows(from));
    for (std::size_t row = 0; row < expected.size(); ++row) {
      ASSERT_EQ(actual[row].size(), 4U);
      for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_NEAR(expected[row][i].distance, actual[row][i].distance, kDoubtful) << seed << " " << row;
        EXPECT_NEAR(great_circle(from.rows[row], to.rows[static_cast<std::size_t>(actual[row][i].id)]),
                    actual[row][i].distance, kDoubtful);
      }
    }
  });
}

TEST(Nearest, CoordinatesOfAnyMagnitude) {
  with_seeds(30001, 200, [&](std::uint64_t seed) {
    const Pair pair = random_pair(seed);
    const Lists expected = reference(pair.from, pair.to, pair.k, squared_plane_distance);
    for (const int exponent : {-900, -300, 250, 300}) {
      const auto scaled = [exponent](Firms firms) {
        for (Firm& firm : firms.rows) {
          firm.x = std::ldexp(firm.x, exponent);
          firm.y = std::ldexp(firm.y, exponent);
        }
        return firms;
      };
      Lists back = run(scaled(pair.from), scaled(pair.to), pair.k, Metric::planar, all_rows(pair.from));
      for (auto& list : back) {
        for (Found& found : list) found.distance = std::ldexp(found.distance, -exponent);
      }
      expect_same(expected, back, pair.what + " times 2^" + std::to_string(exponent));
    }
  });
}

// Firms so far away that the institutes are one place for them: the smallest id, and no overflow on the way.
TEST(Nearest, FromFarAway) {
  const Firms from = firms_at({{1e100, 0}, {0, 0}, {-1e-300, 3}});
  const Firms to = firms_at({{1, 1}, {0, 2}, {1e-200, 0}});
  const Lists lists = run(from, to, 3, Metric::planar, all_rows(from));
  ASSERT_EQ(lists[0].size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(lists[0][i].id, static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(lists[0][i].distance, 1e100);
  }
}

TEST(Nearest, OfNothing) {
  const Firms none;
  const Firms one = firms_at({{3, 4}});
  EXPECT_TRUE(run(none, one, 1, Metric::planar, {}).empty());
  EXPECT_TRUE(run(one, none, 1, Metric::planar, {0})[0].empty());
  Firms nowhere = firms_at({{kNone, kNone}});
  EXPECT_TRUE(run(one, nowhere, 1, Metric::planar, {0})[0].empty());
  EXPECT_TRUE(run(nowhere, one, 1, Metric::planar, {0})[0].empty());
  EXPECT_EQ(run(one, one, 5, Metric::planar, {0})[0].size(), 1U);  // itself
}

}  // namespace
}  // namespace clusterlite
