// Territories against their definition, pair by pair.
#include "network/places/territory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "unit/distance/support.hpp"

namespace clusterlite {
namespace {

using testing_support::DataSet;
using testing_support::Firm;
using testing_support::Firms;
using testing_support::kNone;

Firms random_firms(std::mt19937_64& random, std::size_t count, std::int64_t groups, double step) {
  Firms firms;
  firms.groups = groups > 1;
  for (std::size_t i = 0; i < count; ++i) {
    Firm firm{static_cast<std::int64_t>(i), kNone, kNone, 1,
              static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(groups))};
    if (random() % 10 != 0) {
      firm.x = step * static_cast<double>(random() % 30);
      firm.y = step * static_cast<double>(random() % 30);
    }
    firms.rows.push_back(firm);
  }
  return firms;
}

Territory by_definition(const std::vector<Firm>& points, const std::vector<Firm>& members, double eps) {
  Territory result;
  const auto distance = [](const Firm& a, const Firm& b) {
    return std::sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
  };
  for (const Firm& point : points) {
    const bool near = std::any_of(members.begin(), members.end(),
                                  [&](const Firm& member) { return distance(point, member) <= eps; });
    result.firms += near ? 1 : 0;
  }
  if (points.empty() || members.empty()) return result;
  std::vector<double> nearest;
  for (const Firm& member : members) {
    double least = std::numeric_limits<double>::infinity();
    for (const Firm& point : points) least = std::min(least, distance(point, member));
    nearest.push_back(least);
  }
  std::sort(nearest.begin(), nearest.end());
  result.nearest = (nearest[(nearest.size() - 1) / 2] + nearest[nearest.size() / 2]) / 2;
  return result;
}

std::vector<Firm> located(const Firms& firms, const PointsView& view, std::size_t group) {
  std::vector<Firm> result;
  for (const Firm& firm : firms.rows) {
    if (!firm.located()) continue;
    if (!firms.groups || view.group_key(group).integer == firm.group) result.push_back(firm);
  }
  return result;
}

TEST(TerritoryOfClusters, IsWhatTheDefinitionGives) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 200; ++round) {
    const double step = round % 20 == 0 ? 1e-180 : 10;  // also where squares vanish
    const Firms points = random_firms(random, random() % 300, 1 + round % 4, step);
    const Firms members = random_firms(random, random() % 60, 1 + round % 3, step);
    const double eps = step * static_cast<double>(random() % 8);
    CancelToken cancel;
    const DataSet points_set(points);
    const DataSet members_set(members);
    const auto got =
        territories(points_set.view(), members_set.view(), eps, Metric::planar, Threads(2), cancel);
    const std::size_t kinds = points_set.view().group_count();
    ASSERT_EQ(got.size(), kinds * members_set.view().group_count());
    if (step < 1) continue;  // the definition itself would lose them
    for (std::size_t i = 0; i < got.size(); ++i) {
      const Territory expected = by_definition(located(points, points_set.view(), i % kinds),
                                               located(members, members_set.view(), i / kinds), eps);
      EXPECT_EQ(got[i].firms, expected.firms) << round;
      EXPECT_TRUE(got[i].nearest == expected.nearest ||
                  (std::isnan(got[i].nearest) && std::isnan(expected.nearest)))
          << round << " " << got[i].nearest << " " << expected.nearest;
    }
  }
}

// All distances are multiplied by a power of two: the same counts, whatever the size of the coordinates (up
// to 1e100).
TEST(TerritoryOfClusters, HoldsForVerySmallAndVeryLargeCoordinates) {
  const auto measure = [](double scale) {
    std::mt19937_64 random(4);
    const Firms points = random_firms(random, 500, 3, scale);
    const Firms members = random_firms(random, 100, 2, scale);
    CancelToken cancel;
    return territories(DataSet(points).view(), DataSet(members).view(), 3 * scale, Metric::planar, Threads(1),
                       cancel);
  };
  const auto usual = measure(1);
  for (const double scale : {0x1p-900, 0x1p300}) {
    const auto got = measure(scale);
    for (std::size_t i = 0; i < usual.size(); ++i) {
      EXPECT_EQ(got[i].firms, usual[i].firms);
      EXPECT_EQ(got[i].nearest, usual[i].nearest * scale);
    }
  }
}

}  // namespace
}  // namespace clusterlite
