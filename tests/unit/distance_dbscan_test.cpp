#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numbers>
#include <numeric>
#include <set>

#include "distance/dbscan.hpp"
#include "support/error.hpp"
#include "unit/distance_support.hpp"

namespace clusterlite {
namespace {

using namespace testing_support;

// ---- The reference: every pair of points, straight from the definition.

// The planar predicate. Where the squares would under- or overflow, both sides are divided by a power of two
// first.
bool planar_neighbours(const Firm& a, const Firm& b, double eps, double* squared) {
  double dx = a.x - b.x;
  double dy = a.y - b.y;
  if (eps == 0) {
    *squared = 0;
    return dx == 0 && dy == 0;
  }
  if (eps < 1e-140 || eps > 1e140) {
    const int exponent = std::ilogb(eps);
    dx = std::ldexp(dx, -exponent);
    dy = std::ldexp(dy, -exponent);
    eps = std::ldexp(eps, -exponent);
  }
  *squared = dx * dx + dy * dy;
  return *squared <= eps * eps;
}

// The haversine formula in extended precision. Distances that differ from eps (or from each other, where that
// matters) by less than this are not comparable with chords.
constexpr double kDoubtful = 1e-5;  // metres

double great_circle(const Firm& a, const Firm& b) {
  constexpr long double kRadian = std::numbers::pi_v<long double> / 180;
  const long double half_lat = std::sin((a.y - b.y) * kRadian / 2);
  const long double half_lon = std::sin((a.x - b.x) * kRadian / 2);
  const long double h =
      half_lat * half_lat + std::cos(a.y * kRadian) * std::cos(b.y * kRadian) * half_lon * half_lon;
  return static_cast<double>(2 * kEarthRadius * std::asin(std::sqrt(std::min(1.0L, h))));
}

__extension__ using Int128 = __int128;

// Weights in the tests are multiples of 2^-70 and less than 2^40.
double exact_sum(const std::vector<double>& weights) {
  Int128 sum = 0;
  for (const double weight : weights) sum += static_cast<Int128>(std::ldexp(weight, 70));
  return std::ldexp(static_cast<double>(sum), -70);
}

struct Reference {
  DbscanResult result;
  bool doubtful = false;  // a comparison of distances was too close to tell
};

Reference reference(const Firms& firms, const DbscanOptions& options) {
  const std::vector<Firm>& rows = firms.rows;
  const std::size_t n = rows.size();
  Reference out;
  out.result.cluster.assign(n, 0);
  out.result.kind.assign(n, PointKind::unlocated);
  std::map<std::int64_t, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < n; ++i) {
    if (rows[i].located()) groups[firms.groups ? rows[i].group : 0].push_back(i);
  }
  const auto near = [&](std::size_t i, std::size_t j, double* distance) {
    if (options.metric == Metric::planar) return planar_neighbours(rows[i], rows[j], options.eps, distance);
    *distance = great_circle(rows[i], rows[j]);
    const bool same = rows[i].x == rows[j].x && rows[i].y == rows[j].y;
    if (!same && std::abs(*distance - options.eps) < kDoubtful) out.doubtful = true;
    return *distance <= options.eps;
  };
  for (const auto& [key, members] : groups) {
    const std::size_t m = members.size();
    std::vector<std::vector<std::pair<std::size_t, double>>> neighbours(m);
    std::vector<bool> core(m);
    for (std::size_t i = 0; i < m; ++i) {
      std::vector<double> weights;
      for (std::size_t j = 0; j < m; ++j) {
        double distance = 0;
        if (!near(members[i], members[j], &distance)) continue;
        neighbours[i].emplace_back(j, distance);
        weights.push_back(firms.weights ? rows[members[j]].weight : 1);
      }
      core[i] = exact_sum(weights) >= options.min_points;
    }
    std::vector<int> component(m, -1);
    int components = 0;
    for (std::size_t i = 0; i < m; ++i) {
      if (!core[i] || component[i] >= 0) continue;
      std::vector<std::size_t> stack = {i};
      component[i] = components;
      while (!stack.empty()) {
        const std::size_t p = stack.back();
        stack.pop_back();
        for (const auto& [q, distance] : neighbours[p]) {
          if (!core[q] || component[q] >= 0) continue;
          component[q] = components;
          stack.push_back(q);
        }
      }
      ++components;
    }
    std::vector<int> label = component;
    for (std::size_t i = 0; i < m; ++i) {
      out.result.kind[members[i]] = core[i] ? PointKind::core : PointKind::noise;
      if (core[i]) continue;
      std::pair<double, std::int64_t> best;
      for (const auto& [q, distance] : neighbours[i]) {
        if (!core[q]) continue;
        const std::pair<double, std::int64_t> candidate(distance, rows[members[q]].id);
        if (label[i] < 0 || candidate < best) {
          best = candidate;
          label[i] = component[q];
        }
      }
      if (label[i] >= 0) out.result.kind[members[i]] = PointKind::border;
      for (const auto& [q, distance] : neighbours[i]) {
        if (options.metric == Metric::planar || !core[q] || component[q] == label[i]) continue;
        if (distance != best.first && distance < best.first + kDoubtful) out.doubtful = true;
      }
    }
    std::vector<std::pair<std::int64_t, std::int64_t>> size_and_id(
        static_cast<std::size_t>(components), {0, std::numeric_limits<std::int64_t>::max()});
    for (std::size_t i = 0; i < m; ++i) {
      if (label[i] < 0) continue;
      auto& [size, id] = size_and_id[static_cast<std::size_t>(label[i])];
      --size;
      id = std::min(id, rows[members[i]].id);
    }
    for (std::size_t i = 0; i < m; ++i) {
      if (label[i] < 0) continue;
      const auto& own = size_and_id[static_cast<std::size_t>(label[i])];
      out.result.cluster[members[i]] =
          1 + static_cast<std::uint32_t>(std::count_if(size_and_id.begin(), size_and_id.end(),
                                                       [&](const auto& other) { return other < own; }));
    }
  }
  return out;
}

DbscanResult run(const Firms& firms, const DbscanOptions& options) {
  CancelToken cancel;
  return dbscan(DataSet(firms).view(), options, cancel);
}

std::vector<std::uint32_t> clusters(const Firms& firms, const DbscanOptions& options) {
  return run(firms, options).cluster;
}

std::vector<int> kinds(const DbscanResult& result) {
  std::vector<int> out;
  for (const PointKind kind : result.kind) out.push_back(static_cast<int>(kind));
  return out;
}

void expect_same(const DbscanResult& expected, const DbscanResult& actual, const std::string& what) {
  EXPECT_EQ(kinds(expected), kinds(actual)) << what;
  EXPECT_EQ(expected.cluster, actual.cluster) << what;
}

// The result of other rows in the order of these rows, matched by group and id.
DbscanResult in_order_of(const Firms& firms, const Firms& other, const DbscanResult& result) {
  std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> place;
  for (std::size_t i = 0; i < other.rows.size(); ++i) place[{other.rows[i].group, other.rows[i].id}] = i;
  DbscanResult out;
  for (const Firm& firm : firms.rows) {
    const std::size_t i = place.at({firm.group, firm.id});
    out.cluster.push_back(result.cluster[i]);
    out.kind.push_back(result.kind[i]);
  }
  return out;
}

// ---- Random configurations

struct Configuration {
  Firms firms;
  DbscanOptions options;
  std::string what;
};

Configuration random_configuration(std::uint64_t seed, int most_points) {
  Random random(seed);
  const auto pattern = static_cast<Pattern>(integer(random, 0, kPatterns - 1));
  const int count = integer(random, 0, chance(random, 0.3) ? 12 : most_points);
  const double eps = pattern == Pattern::decimal_lattice ? integer(random, 1, 20) * 0.1
                     : chance(random, 0.5)               ? integer(random, 1, 20)
                                                         : uniform(random, 0.1, 50);
  Configuration c;
  c.options = {eps, static_cast<double>(integer(random, 1, 9)), Metric::planar};
  if (pattern == Pattern::crowds) c.options.min_points = integer(random, 1, std::max(1, count / 3));
  const auto places = random_places(random, pattern, count, eps);
  const double offsets[] = {0, 0, 953898.7, 1e6, -1e6, 1e9};
  const double offset_x = offsets[integer(random, 0, 5)];
  const double offset_y = offsets[integer(random, 0, 5)];
  c.firms.weights = chance(random, 0.5);
  c.firms.groups = chance(random, 0.3);
  c.firms.text_ids = chance(random, 0.2);
  const int kind_of_weights = integer(random, 0, 3);
  if (c.firms.weights && kind_of_weights == 1) c.options.min_points = integer(random, 10, 80) / 10.0;
  const bool unlocated = chance(random, 0.3);
  const bool rising = chance(random, 0.5);
  std::vector<std::int64_t> ids(static_cast<std::size_t>(count));
  std::iota(ids.begin(), ids.end(), 1);
  if (!rising) std::shuffle(ids.begin(), ids.end(), random);
  for (std::size_t i = 0; i < places.size(); ++i) {
    Firm firm{ids[i], places[i].first + offset_x, places[i].second + offset_y, 1, integer(random, 0, 2)};
    if (c.firms.weights) {
      switch (kind_of_weights) {
        case 0:
          firm.weight = integer(random, 0, 3);
          break;
        case 1:
          firm.weight = integer(random, 0, 12) / 10.0;
          break;
        case 2:
          firm.weight = chance(random, 0.7) ? 0 : integer(random, 1, 9);
          break;
        default:
          firm.weight = std::ldexp(integer(random, 0, 1000), integer(random, -60, 20));
      }
    }
    if (unlocated && chance(random, 0.2)) firm.x = firm.y = kNone;
    if (unlocated && c.firms.weights && chance(random, 0.1)) firm.weight = kNone;
    c.firms.rows.push_back(firm);
  }
  c.what = "seed " + std::to_string(seed) + " pattern " + std::to_string(static_cast<int>(pattern)) +
           " eps " + std::to_string(eps) + " min_points " + std::to_string(c.options.min_points) + " n " +
           std::to_string(count);
  return c;
}

TEST(Dbscan, AgreesWithTheDefinition) {
  for (std::uint64_t seed = 1; seed <= 6000 && !HasFailure(); ++seed) {
    const Configuration c = random_configuration(seed, 150);
    expect_same(reference(c.firms, c.options).result, run(c.firms, c.options), c.what);
  }
}

TEST(Dbscan, AgreesWithTheDefinitionInCrowdedCells) {
  for (std::uint64_t seed = 100001; seed <= 100250 && !HasFailure(); ++seed) {
    const Configuration c = random_configuration(seed, 1200);
    expect_same(reference(c.firms, c.options).result, run(c.firms, c.options), c.what);
  }
}

TEST(Dbscan, DoesNotDependOnTheOrderOfTheRows) {
  for (std::uint64_t seed = 200001; seed <= 200800 && !HasFailure(); ++seed) {
    const Configuration c = random_configuration(seed, 300);
    const DbscanResult result = run(c.firms, c.options);
    Random random(seed);
    Firms shuffled = c.firms;
    for (int i = 0; i < 2; ++i) {
      shuffle_rows(random, shuffled);
      expect_same(result, in_order_of(c.firms, shuffled, run(shuffled, c.options)), c.what);
    }
  }
}

TEST(Dbscan, ScalesWithPowersOfTwo) {
  for (std::uint64_t seed = 300001; seed <= 300400 && !HasFailure(); ++seed) {
    const Configuration c = random_configuration(seed, 150);
    const DbscanResult result = run(c.firms, c.options);
    for (const int exponent : {-900, -600, -40, 3, 40, 505, 900}) {
      Configuration other = c;
      for (Firm& firm : other.firms.rows) {
        firm.x = std::ldexp(firm.x, exponent);
        firm.y = std::ldexp(firm.y, exponent);
      }
      other.options.eps = std::ldexp(c.options.eps, exponent);
      expect_same(result, run(other.firms, other.options), c.what + " times 2^" + std::to_string(exponent));
    }
  }
}

TEST(Dbscan, DoesNotDependOnAnExactShift) {
  for (std::uint64_t seed = 400001; seed <= 400400 && !HasFailure(); ++seed) {
    Configuration c = random_configuration(seed, 150);
    // Multiples of 2^-10 below 2^40: sums with 2^20 times an integer are exact.
    for (Firm& firm : c.firms.rows) {
      firm.x = std::isnan(firm.x) ? firm.x : std::ldexp(std::round(std::ldexp(firm.x, 10)), -10);
      firm.y = std::isnan(firm.y) ? firm.y : std::ldexp(std::round(std::ldexp(firm.y, 10)), -10);
    }
    const DbscanResult result = run(c.firms, c.options);
    for (const double shift : {-1048576.0, 5242880.0}) {
      Configuration other = c;
      for (Firm& firm : other.firms.rows) {
        firm.x += shift;
        firm.y -= 2 * shift;
      }
      expect_same(result, run(other.firms, other.options), c.what + " shifted");
    }
  }
}

// ---- Numerical extremes

TEST(Dbscan, EpsZeroJoinsEqualPlacesOnly) {
  for (std::uint64_t seed = 500001; seed <= 500300 && !HasFailure(); ++seed) {
    Configuration c = random_configuration(seed, 150);
    Random random(seed);
    for (Firm& firm : c.firms.rows) {  // 0 and -0, the smallest doubles, neighbouring doubles, huge ones
      if (chance(random, 0.1)) firm.x = chance(random, 0.5) ? 0.0 : -0.0;
      if (chance(random, 0.1)) firm.x = 5e-324 * integer(random, -2, 2);
      if (chance(random, 0.1)) firm.x = std::nextafter(1.0, integer(random, 0, 2));
      if (chance(random, 0.1)) firm.y = 1e300 * integer(random, -1, 1);
    }
    for (Firm& firm : c.firms.rows) {
      if (std::isnan(firm.x) != std::isnan(firm.y)) firm.x = firm.y = 0;
    }
    c.options.eps = 0;
    c.options.min_points = integer(random, 1, 4);
    expect_same(reference(c.firms, c.options).result, run(c.firms, c.options), c.what + " eps 0");
  }
}

// Coordinates of all magnitudes together, so that the grid must leave out gaps of any size.
TEST(Dbscan, AgreesWithTheDefinitionAtAllMagnitudes) {
  for (std::uint64_t seed = 600001; seed <= 600800 && !HasFailure(); ++seed) {
    Random random(seed);
    Configuration c = random_configuration(seed, 120);
    const double magnitudes[] = {5e-324, 1e-310, 1e-200, 1e-100, 1e-9, 1, 1e6, 1e15, 1e100, 1e200, 1e300};
    c.options.eps = magnitudes[integer(random, 0, 10)] * integer(random, 1, 4);
    const int kinds_of_places = integer(random, 1, 4);
    std::vector<double> units;
    for (int i = 0; i < kinds_of_places; ++i) units.push_back(magnitudes[integer(random, 0, 10)]);
    units.push_back(c.options.eps / 4);
    units.push_back(c.options.eps);
    const auto coordinate = [&] {
      const double unit =
          units[static_cast<std::size_t>(integer(random, 0, static_cast<int>(units.size()) - 1))];
      const double steps = chance(random, 0.8) ? integer(random, -4, 4) : uniform(random, -4, 4);
      double value = unit * steps;
      if (chance(random, 0.2)) value += c.options.eps * integer(random, -2, 2);
      return value;
    };
    for (Firm& firm : c.firms.rows) {
      if (std::isnan(firm.x)) continue;
      firm.x = coordinate();
      firm.y = coordinate();
    }
    expect_same(reference(c.firms, c.options).result, run(c.firms, c.options),
                c.what + " eps " + std::to_string(std::log10(c.options.eps)));
  }
}

TEST(Dbscan, HugeExtentsWithOrdinaryClusters) {
  for (std::uint64_t seed = 700001; seed <= 700200 && !HasFailure(); ++seed) {
    Random random(seed);
    Configuration c = random_configuration(seed, 200);
    for (Firm& firm : c.firms.rows) {
      if (chance(random, 0.3)) firm.x += 1e14;
      if (chance(random, 0.2)) firm.y -= 1e250;
      if (chance(random, 0.05)) firm.y = -1.7e308;
      if (chance(random, 0.05)) firm.x = 1.7e308;
      if (std::isnan(firm.x) != std::isnan(firm.y)) firm.x = firm.y = 0;
    }
    expect_same(reference(c.firms, c.options).result, run(c.firms, c.options), c.what);
    c.options.eps = 1.7e308;
    expect_same(reference(c.firms, c.options).result, run(c.firms, c.options), c.what + " eps 1.7e308");
  }
}

// ---- The globe

TEST(DbscanGeodesic, AgreesWithTheHaversineFormula) {
  int compared = 0;
  for (std::uint64_t seed = 800001; seed <= 801500 && !HasFailure(); ++seed) {
    Configuration c = random_configuration(seed, 120);
    Random random(seed);
    c.options.metric = Metric::geodesic;
    const int place = integer(random, 0, 6);
    const double degrees[] = {1e-4, 1e-2, 1, 30};
    const double spread = place == 6 ? 90 : degrees[integer(random, 0, 3)];
    c.options.eps = spread * 111195 * uniform(random, 0.05, 1);
    if (chance(random, 0.05)) c.options.eps = uniform(random, 0.5, 1.1) * std::numbers::pi * kEarthRadius;
    for (Firm& firm : c.firms.rows) {
      if (!firm.located()) continue;
      const double u = chance(random, 0.3) ? integer(random, -3, 3) / 3.0 : uniform(random, -1, 1);
      const double v = chance(random, 0.3) ? integer(random, -3, 3) / 3.0 : uniform(random, -1, 1);
      switch (place) {
        case 0:  // Seoul
          firm.x = 127 + u * spread;
          firm.y = 37.5 + v * spread;
          break;
        case 1:  // Fiji, across the date line
          firm.x = 180 + u * spread;
          if (firm.x > 180) firm.x -= 360;
          firm.y = -17 + v * spread;
          break;
        case 2:  // the South Pole
          firm.x = u * 180;
          firm.y = -90 + std::abs(v) * spread;
          break;
        case 3:  // the North Pole
          firm.x = u * 180;
          firm.y = 90 - std::abs(v) * spread;
          break;
        case 4:  // antipodes
          firm.x = (chance(random, 0.5) ? 127 : -53) + u * spread;
          firm.y = firm.x > 50 ? 37.5 + v * spread : -37.5 + v * spread;
          break;
        case 5:  // the equator at Greenwich, south of it, west of it
          firm.x = u * spread;
          firm.y = v * spread;
          break;
        default:
          firm.x = u * 180;
          firm.y = v * 90;
      }
      firm.y = std::clamp(firm.y, -90.0, 90.0);
    }
    const Reference expected = reference(c.firms, c.options);
    if (expected.doubtful) continue;
    ++compared;
    expect_same(expected.result, run(c.firms, c.options), c.what + " place " + std::to_string(place));
  }
  EXPECT_GT(compared, 1000);
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

// ---- Published and peers' values

// Ten points; computed with the R package dbscan 1.1.11 (dbscan(), borderPoints = TRUE), which codes noise as
// 0.
TEST(Dbscan, TenPointsOfTheRPackage) {
  const Firms firms =
      firms_at({{0, 0}, {1, 0}, {0, 1}, {1, 1}, {2, 1}, {10, 10}, {10, 11}, {11, 10}, {5, 5}, {3.4, 1}});
  const DbscanResult four = run(firms, {1.5, 4});
  EXPECT_EQ(four.cluster, (std::vector<std::uint32_t>{1, 1, 1, 1, 1, 0, 0, 0, 0, 1}));
  EXPECT_EQ(kinds(four), (std::vector<int>{3, 3, 3, 3, 3, 1, 1, 1, 1, 2}));
  const DbscanResult three = run(firms, {1.5, 3});
  EXPECT_EQ(three.cluster, (std::vector<std::uint32_t>{1, 1, 1, 1, 1, 2, 2, 2, 0, 1}));
  EXPECT_EQ(kinds(three), (std::vector<int>{3, 3, 3, 3, 3, 3, 3, 3, 1, 2}));
}

// On a line with eps = 1 the middle one of three has three neighbours: eps is inclusive and a point counts
// itself. R dbscan, scikit-learn and PostGIS agree.
TEST(Dbscan, EpsIsInclusiveAndAPointCountsItself) {
  const DbscanResult result = run(firms_at({{0, 0}, {1, 0}, {2, 0}}), {1, 3});
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
  Firms firms = firms_at({{0, 0}, {0, 1}, {0, -1}, {4, 0}, {4, 1}, {4, -1}, {2.5, 0}});
  EXPECT_EQ(clusters(firms, {2.5, 4}), (std::vector<std::uint32_t>{2, 2, 2, 1, 1, 1, 1}));
  firms.rows[6].x = 1.5;
  EXPECT_EQ(clusters(firms, {2.5, 4}), (std::vector<std::uint32_t>{1, 1, 1, 2, 2, 2, 1}));
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
  const DbscanResult result = run(firms, {1, 5});
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
  const DbscanResult result = run(firms, {1, 2});
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
  // Let the analysis ask more and more often before it is told to stop: it is stopped in every phase.
  for (int allowed = 0; allowed < 6; ++allowed) {
    struct Counter {
      int asked = 0;
      int allowed = 0;
    } counter{0, allowed};
    CancelToken cancel(
        [](void* context) {
          auto* const c = static_cast<Counter*>(context);
          return ++c->asked > c->allowed;
        },
        &counter);
    EXPECT_THROW(dbscan(data.view(), {2, 300}, cancel), Cancelled) << allowed;
    EXPECT_EQ(counter.asked, allowed + 1);
  }
}

// ---- Many points in bad places: each of these is hopeless for an algorithm that compares all pairs of two
// cells.

std::map<int, int> count_kinds(const DbscanResult& result) {
  std::map<int, int> counts;
  for (const PointKind kind : result.kind) ++counts[static_cast<int>(kind)];
  return counts;
}

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
    const DbscanResult result = run(firms, {eps, 300000});
    EXPECT_EQ(count_kinds(result), (std::map<int, int>{{3, 300000}}));
    EXPECT_EQ(count_kinds(run(firms, {eps, 300001})), (std::map<int, int>{{1, 300000}}));
  }
}

TEST(DbscanWorstCase, TwoDenseBallsJustOutOfReach) {
  Random random(2);
  auto places = ball(random, 150000, 0, 0, 20);
  const auto other = ball(random, 150000, 140.001, 0, 20);  // the gap is 100.001
  places.insert(places.end(), other.begin(), other.end());
  const DbscanResult apart = run(firms_at(places), {100, 10});
  EXPECT_EQ(*std::max_element(apart.cluster.begin(), apart.cluster.end()), 2U);
  // No ball is core by itself; the points of the other one are out of reach.
  EXPECT_EQ(count_kinds(run(firms_at(places), {100, 150001})), (std::map<int, int>{{1, 300000}}));
  // One more point on each side closes the gap.
  places.emplace_back(20.0, 0);
  places.emplace_back(120.0, 0);
  const DbscanResult joined = run(firms_at(places), {100, 10});
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
  const DbscanResult result = run(firms_at(places), {100, 10});
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
  const DbscanResult result = run(firms, {90, 5990});
  const std::map<int, int> counts = count_kinds(result);
  EXPECT_EQ(counts.at(3), 60000);
  EXPECT_GT(counts.at(2), 1000);
  EXPECT_GT(counts.at(1), 1000);
}

TEST(DbscanWorstCase, LonelyPointsOverAHugeExtent) {
  Random random(4);
  std::vector<std::pair<double, double>> places;
  for (int i = 0; i < 200000; ++i)
    places.emplace_back(uniform(random, -1e300, 1e300), uniform(random, 0, 1e12));
  for (int i = 0; i < 1000; ++i) places.emplace_back(i * 1e-3, 5);
  const DbscanResult result = run(firms_at(places), {2e-3, 3});
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
  const DbscanResult result = run(firms, {1000, 4});
  EXPECT_EQ(count_kinds(result), (std::map<int, int>{{3, 200000}}));
  EXPECT_EQ(*std::max_element(result.cluster.begin(), result.cluster.end()), 1U);
}

TEST(DbscanWorstCase, TwoDenseBallsOnTheGlobe) {
  Random random(5);
  auto places = ball(random, 60000, 127, 37.5, 1e-4);           // 11 m
  const auto other = ball(random, 60000, 127, 37.50121, 1e-4);  // 134.5 m away, so 112 m between them
  places.insert(places.end(), other.begin(), other.end());
  const DbscanResult apart = run(firms_at(places), {110, 10, Metric::geodesic});
  EXPECT_EQ(*std::max_element(apart.cluster.begin(), apart.cluster.end()), 2U);
  const DbscanResult joined = run(firms_at(places), {115, 10, Metric::geodesic});
  EXPECT_EQ(*std::max_element(joined.cluster.begin(), joined.cluster.end()), 1U);
}

}  // namespace
}  // namespace clusterlite
