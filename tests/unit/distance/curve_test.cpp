// The k-distance curve against a sort of all distances, and its knee by hand.
#include <gtest/gtest.h>

#include "distance/clusters/distance_curve.hpp"
#include "support/city.hpp"
#include "unit/distance/density_by_definition.hpp"

namespace clusterlite {
namespace {

using namespace testing_support;

RawVector<CurvePoint> curves_of(const Firms& firms, std::int64_t k, Metric metric = Metric::planar,
                                unsigned threads = 1) {
  CancelToken cancel;
  return distance_curves(DataSet(firms).view(), k, metric, Threads(threads), cancel);
}

TEST(DistanceCurve, IsTheSortedDistances) {
  with_seeds(1, 500, [&](std::uint64_t seed) {
    const DensityCase c = random_density_case(seed, 150);
    std::map<std::int64_t, RawVector<CurvePoint>> curves;
    for (const CurvePoint& point :
         curves_of(c.firms, static_cast<std::int64_t>(c.k), c.metric, static_cast<unsigned>(seed % 3 + 1))) {
      curves[c.firms.groups ? c.firms.rows[point.row].group : 0].push_back(point);
    }
    const auto groups = point_groups(c.firms, c.metric);
    ASSERT_EQ(groups.size(), curves.size()) << c.what;
    for (const PointGroup& group : groups) {
      std::vector<std::pair<double, std::size_t>> expected;
      for (std::size_t i = 0; i < group.size(); ++i) {
        expected.emplace_back(c.k < group.size() ? -group.distance_of(group.core(i, c.k + 1)) : 0, i);
      }
      std::sort(expected.begin(), expected.end());
      const Firm& any = c.firms.rows[group.rows[0]];
      const RawVector<CurvePoint>& curve = curves.at(c.firms.groups ? any.group : 0);
      ASSERT_EQ(curve.size(), group.size());
      for (std::size_t r = 0; r < curve.size(); ++r) {
        EXPECT_EQ(curve[r].rank, r + 1);
        EXPECT_EQ(curve[r].row, group.rows[expected[r].second]) << c.what << " rank " << r + 1;
        EXPECT_TRUE(same(curve[r].distance, c.k < group.size() ? -expected[r].first : kNone)) << c.what;
        EXPECT_EQ(curve[r].is_knee && !std::isnan(curve[r].eps), curve[r].is_knee);
        if (curve[r].is_knee) {
          const double median = curve[curve.size() / 2].distance;
          EXPECT_EQ(curve[r].eps, median > 0 ? std::min(median, curve[r].distance) : curve[r].distance);
        }
      }
    }
  });
}

// The mixture of the header, straight from its formulas. Below 0: it has no limit.
long double limit_of(std::vector<double> distances, long double k, int steps = 400) {
  std::erase(distances, 0.0);
  const std::size_t n = distances.size();
  std::vector<long double> w;
  for (std::size_t i = 0; i < n; ++i) w.push_back(i < n / 2 ? 0 : 1);
  long double limit = -1;
  for (int step = 0; step < steps; ++step) {
    long double in_dense = 0;
    long double squares = 0;
    long double other_squares = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const long double squared = static_cast<long double>(distances[i]) * distances[i];
      in_dense += w[i];
      squares += w[i] * squared;
      other_squares += (1 - w[i]) * squared;
    }
    const long double p = in_dense / n;
    const long double a = k * in_dense / squares;
    const long double b = k * (n - in_dense) / other_squares;
    limit = (std::log(p / (1 - p)) + k * std::log(a / b)) / (a - b);
    for (std::size_t i = 0; i < n; ++i) {
      const long double squared = static_cast<long double>(distances[i]) * distances[i];
      w[i] = 1 / (1 + (1 - p) / p * std::exp(k * std::log(b / a) + (a - b) * squared));
    }
  }
  return limit > 0 ? std::sqrt(limit) : -1;
}

TEST(DistanceCurve, KneePartsTheTwoProcesses) {
  with_seeds(1001, 15, [&](std::uint64_t seed) {
    Random random(seed);
    std::vector<std::pair<double, double>> places;
    const int dense = integer(random, 100, 300);
    for (int i = 0; i < dense; ++i) places.emplace_back(uniform(random, 0, 100), uniform(random, 0, 100));
    for (int i = 0; i < 200; ++i)
      places.emplace_back(uniform(random, -2000, 2000), uniform(random, -2000, 2000));
    for (int i = 0; i < 20; ++i) places.emplace_back(50, 50);  // at distance 0 of k others
    const std::int64_t k = integer(random, 2, 12);
    const auto curve = curves_of(firms_at(places), k);
    std::vector<double> distances;
    for (const CurvePoint& point : curve) distances.push_back(point.distance);
    const auto limit = static_cast<double>(limit_of(distances, static_cast<long double>(k)));
    ASSERT_GT(limit, 0);
    int knees = 0;
    for (std::size_t i = 1; i < curve.size(); ++i) {
      EXPECT_EQ(curve[i].eps, curve[0].eps);
      if (!curve[i].is_knee) continue;
      ++knees;
      EXPECT_LE(curve[i].distance, limit * (1 + 1e-4)) << seed;
      EXPECT_GT(curve[i - 1].distance, limit * (1 - 1e-4)) << seed;
      EXPECT_NEAR(static_cast<double>(curve.size() - i), dense + 20, 20) << seed;
    }
    EXPECT_EQ(knees, 1);
  });
}

// The knee of the IT firms of the synthetic city, and the eps at which the three planted clusters stand
// alone; k = 11 for min_points 12. The knee is at 351.72 m and the median at 231.42.
TEST(DistanceCurve, OfThePlantedItFirms) {
  std::vector<std::pair<double, double>> places;
  for (const auto& firm : city_firms()) {
    ASSERT_EQ(firm.size(), static_cast<std::size_t>(kClosed) + 1);
    if (firm[kIndustry] == "J62" && firm[kClosed].empty() && !firm[kX].empty()) {
      places.emplace_back(std::stod(firm[kX]), std::stod(firm[kY]));
    }
  }
  ASSERT_EQ(places.size(), 1939U);
  const auto curve = curves_of(firms_at(places), 11);
  std::vector<double> distances;
  for (const CurvePoint& point : curve) distances.push_back(point.distance);
  const auto limit = static_cast<double>(limit_of(distances, 11));
  const auto knee = std::find_if(curve.begin(), curve.end(), [](const auto& point) { return point.is_knee; });
  ASSERT_NE(knee, curve.end());
  EXPECT_NEAR(knee->distance, 351.72, 0.005);
  EXPECT_LE(knee->distance, limit);
  EXPECT_GT((knee - 1)->distance, limit);
  EXPECT_NEAR(knee->eps, 231.42, 0.005);
  EXPECT_EQ(knee->eps, curve[969].distance);  // the middle one
}

// Half of the firms share a place with k others: the median is 0, and the knee is all there is.
TEST(DistanceCurve, EpsIsTheKneeWhereTheMedianIsZero) {
  Random random(5);
  std::vector<std::pair<double, double>> places(150, {50, 50});
  for (int i = 0; i < 100; ++i) places.emplace_back(uniform(random, 0, 100), uniform(random, 0, 100));
  for (int i = 0; i < 40; ++i)
    places.emplace_back(uniform(random, -3000, 3000), uniform(random, -3000, 3000));
  const auto curve = curves_of(firms_at(places), 3);
  const auto knee = std::find_if(curve.begin(), curve.end(), [](const auto& point) { return point.is_knee; });
  ASSERT_NE(knee, curve.end());
  EXPECT_EQ(curve[curve.size() / 2].distance, 0);
  EXPECT_GT(knee->distance, 0);
  EXPECT_EQ(knee->eps, knee->distance);
}

// Evenly spaced points of a long curve say as much as all of it.
TEST(DistanceCurve, KneeOfManyPoints) {
  Random random(3);
  std::vector<std::pair<double, double>> places;
  for (int i = 0; i < 30'000; ++i) places.emplace_back(uniform(random, 0, 1000), uniform(random, 0, 1000));
  for (int i = 0; i < 15'000; ++i)
    places.emplace_back(uniform(random, -5000, 5000), uniform(random, -5000, 5000));
  const auto curve = curves_of(firms_at(places), 9, Metric::planar, 2);
  std::size_t knee = 0;
  while (knee < curve.size() && !curve[knee].is_knee) ++knee;
  ASSERT_LT(knee, curve.size());
  EXPECT_NEAR(static_cast<double>(curve.size() - knee), 30'150, 300);
  std::vector<double> distances;
  for (const CurvePoint& point : curve) distances.push_back(point.distance);
  const auto limit = static_cast<double>(limit_of(distances, 9, 60));
  EXPECT_LE(curve[knee].distance, limit * (1 + 1e-3));
  EXPECT_GT(curve[knee - 1].distance, limit * (1 - 1e-3));
}

// Which ones: the middles of 10,000 parts of equal size. The two processes overlap, so that many firms lie on
// either side of the limit and tell where it is.
TEST(DistanceCurve, KneeOfManyPointsIsThatOfTheMiddlesOfTheirParts) {
  Random random(4);
  std::vector<std::pair<double, double>> places;
  for (int i = 0; i < 30'000; ++i) places.emplace_back(uniform(random, 0, 1000), uniform(random, 0, 1000));
  for (int i = 0; i < 70'000; ++i)
    places.emplace_back(uniform(random, -2000, 3000), uniform(random, -2000, 3000));
  const auto curve = curves_of(firms_at(places), 2, Metric::planar, 2);
  std::size_t knee = 0;
  while (knee < curve.size() && !curve[knee].is_knee) ++knee;
  ASSERT_LT(knee, curve.size());
  std::vector<double> middles;
  for (std::size_t part = 0; part < 10'000; ++part) middles.push_back(curve[10 * part + 5].distance);
  const auto limit = static_cast<double>(limit_of(middles, 2, 300));
  EXPECT_LE(curve[knee].distance, limit * (1 + 1e-9));
  EXPECT_GT(curve[knee - 1].distance, limit * (1 - 1e-9));
}

TEST(DistanceCurve, DoesNotDependOnTheUnit) {
  with_seeds(2001, 100, [&](std::uint64_t seed) {
    Configuration c = random_configuration(seed, 100);
    const auto curve = curves_of(c.firms, 2);
    for (Firm& firm : c.firms.rows) {
      firm.x = std::ldexp(firm.x, 300);
      firm.y = std::ldexp(firm.y, 300);
    }
    const auto scaled = curves_of(c.firms, 2);
    ASSERT_EQ(curve.size(), scaled.size());
    for (std::size_t i = 0; i < curve.size(); ++i) {
      EXPECT_EQ(curve[i].row, scaled[i].row);
      EXPECT_EQ(curve[i].is_knee, scaled[i].is_knee);
      EXPECT_TRUE(same(std::ldexp(curve[i].eps, 300), scaled[i].eps));
    }
  });
}

TEST(DistanceCurve, WithoutAKnee) {
  EXPECT_TRUE(curves_of({}, 1).empty());
  EXPECT_TRUE(curves_of(firms_at({{kNone, kNone}}), 1).empty());
  const std::vector<Firms> none = {
      firms_at({{1, 1}}),
      firms_at({{1, 1}, {2, 2}}),                  // fewer than three
      firms_at({{1, 1}, {1, 1}, {1, 1}}),          // all distances are 0
      firms_at({{1, 1}, {1, 1}, {3, 3}, {4, 3}}),  // two are above 0
      firms_at({{0, 0}, {1, 0}, {2, 0}, {3, 0}}),  // all are 1
  };
  for (const Firms& firms : none) {
    const auto curve = curves_of(firms, 1);
    EXPECT_EQ(curve.size(), firms.rows.size());
    for (const CurvePoint& point : curve) {
      EXPECT_TRUE(std::isnan(point.eps));
      EXPECT_FALSE(point.is_knee);
    }
  }
  // No third other firm among three.
  for (const CurvePoint& point : curves_of(firms_at({{0, 0}, {1, 0}, {5, 0}}), 3)) {
    EXPECT_TRUE(std::isnan(point.distance) && std::isnan(point.eps));
  }
  EXPECT_EQ(curves_of(firms_at({{0, 0}, {1, 0}, {5, 0}}), std::numeric_limits<std::int64_t>::max()).size(),
            3U);
}

TEST(DistanceCurve, RefusesABadK) {
  try {
    curves_of({}, 0);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "k must be >= 1 (got 0)");
  }
}

TEST(DistanceCurve, StopsWhenAsked) {
  const DataSet data(scattered_firms(20'000));
  CancelToken cancel([](void*) { return true; }, nullptr);
  EXPECT_THROW(distance_curves(data.view(), 5, Metric::planar, Threads(2), cancel), Cancelled);
}

}  // namespace
}  // namespace clusterlite
