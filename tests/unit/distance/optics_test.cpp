// OPTICS against its definition: all pairs, a list of reachabilities.
#include "distance/clusters/optics.hpp"

#include <gtest/gtest.h>

#include "unit/distance/density_by_definition.hpp"

namespace clusterlite {
namespace {

using namespace testing_support;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

RawVector<OpticsPoint> walk(const Firms& firms, OpticsOptions options, unsigned threads = 1) {
  CancelToken cancel;
  options.threads = Threads(threads);
  return optics(DataSet(firms).view(), options, cancel);
}

RawVector<OpticsPoint> reference(const Firms& firms, const OpticsOptions& options) {
  RawVector<OpticsPoint> order;
  for (const PointGroup& group : point_groups(firms, options.metric)) {
    const std::size_t n = group.size();
    const double eps = options.metric == Metric::planar || std::isinf(options.eps)
                           ? options.eps
                           : 2 * kEarthRadius * std::sin(options.eps / (2 * kEarthRadius));
    std::vector<double> core;
    for (std::size_t i = 0; i < n; ++i) {
      core.push_back(group.core(i, static_cast<std::size_t>(options.min_points)));
    }
    std::vector<double> reach(n, kInfinity);
    std::vector<std::size_t> from(n, n);
    std::vector<bool> done(n, false);
    for (std::size_t step = 0; step < n; ++step) {
      std::size_t next = n;
      for (std::size_t i = 0; i < n; ++i) {  // by rising id
        if (!done[i] && (next == n || reach[i] < reach[next])) next = i;
      }
      done[next] = true;
      OpticsPoint point{static_cast<std::uint32_t>(group.rows[next])};
      point.position = static_cast<std::uint32_t>(step + 1);
      if (from[next] < n) {
        point.reachability = group.distance_of(reach[next]);
        point.predecessor = static_cast<std::uint32_t>(group.rows[from[next]]);
      }
      const bool dense = core[next] < kInfinity && core[next] <= eps * eps;
      if (dense) point.core_distance = group.distance_of(core[next]);
      order.push_back(point);
      for (std::size_t i = 0; dense && i < n; ++i) {
        const double squared = group.squared(next, i);
        if (done[i] || !(squared <= eps * eps)) continue;
        if (std::max(core[next], squared) < reach[i]) {
          reach[i] = std::max(core[next], squared);
          from[i] = next;
        }
      }
    }
  }
  for (std::size_t row = 0; row < firms.rows.size(); ++row) {
    if (!firms.rows[row].located()) order.push_back({static_cast<std::uint32_t>(row)});
  }
  return order;
}

// By id, so that the rows may be in any order.
void expect_same(const Firms& firms, const RawVector<OpticsPoint>& expected, const Firms& other_firms,
                 const RawVector<OpticsPoint>& actual, const std::string& what) {
  ASSERT_EQ(expected.size(), actual.size()) << what;
  const auto by_group = [](const Firms& of, const RawVector<OpticsPoint>& order) {
    std::map<std::pair<std::int64_t, std::uint32_t>, OpticsPoint> result;
    for (const OpticsPoint& point : order) {
      if (point.position > 0) result[{of.groups ? of.rows[point.row].group : 0, point.position}] = point;
    }
    return result;
  };
  const auto a = by_group(firms, expected);
  const auto b = by_group(other_firms, actual);
  ASSERT_EQ(a.size(), b.size()) << what;
  for (const auto& [key, point] : a) {
    const OpticsPoint& other = b.at(key);
    ASSERT_EQ(firms.rows[point.row].id, other_firms.rows[other.row].id) << what << " position " << key.second;
    ASSERT_TRUE(same(point.reachability, other.reachability)) << what << " position " << key.second;
    ASSERT_TRUE(same(point.core_distance, other.core_distance)) << what << " position " << key.second;
    ASSERT_EQ(point.predecessor == OpticsPoint::kNone, other.predecessor == OpticsPoint::kNone) << what;
    if (point.predecessor == OpticsPoint::kNone) continue;
    ASSERT_EQ(firms.rows[point.predecessor].id, other_firms.rows[other.predecessor].id)
        << what << " position " << key.second;
  }
}

OpticsOptions options_of(const DensityCase& c, std::uint64_t seed) {
  OpticsOptions options{.min_points = static_cast<std::int64_t>(c.k), .metric = c.metric};
  if (seed % 3 != 0) options.eps = c.eps;
  return options;
}

TEST(Optics, AgreesWithTheDefinition) {
  with_seeds(1, 1500, [&](std::uint64_t seed) {
    const DensityCase c = random_density_case(seed, 150);
    const OpticsOptions options = options_of(c, seed);
    expect_same(c.firms, reference(c.firms, options), c.firms, walk(c.firms, options), c.what);
  });
}

TEST(Optics, AgreesWithTheDefinitionOnMorePoints) {
  with_seeds(10001, 60, [&](std::uint64_t seed) {
    const DensityCase c = random_density_case(seed, 1000);
    const OpticsOptions options = options_of(c, seed);
    expect_same(c.firms, reference(c.firms, options), c.firms, walk(c.firms, options, 2), c.what);
  });
}

TEST(Optics, DependsNeitherOnTheRowsNorOnTheThreads) {
  with_seeds(20001, 24, [&](std::uint64_t seed) {
    DensityCase c = random_density_case(seed, 3000);
    c.k = std::min<std::size_t>(c.k, 50);
    const OpticsOptions options = options_of(c, seed);
    const RawVector<OpticsPoint> order = walk(c.firms, options);
    Random random(seed);
    Firms shuffled = c.firms;
    shuffle_rows(random, shuffled);
    for (const unsigned threads : {1U, 2U, 3U}) {
      expect_same(c.firms, order, shuffled, walk(shuffled, options, threads), c.what);
    }
  });
}

// Cutting the plot at eps gives the core points of DBSCAN, and its clusters of them.
TEST(Optics, HoldsTheClustersOfDbscan) {
  with_seeds(30001, 200, [&](std::uint64_t seed) {
    Configuration c = random_configuration(seed, 200);
    c.firms.weights = false;
    for (Firm& firm : c.firms.rows) firm.weight = 1;
    c.options.min_points = std::floor(c.options.min_points);
    const Labels clusters = testing_support::run(c.firms, c.options);
    std::uint32_t cluster = 0;
    for (const OpticsPoint& point :
         walk(c.firms, {.min_points = static_cast<std::int64_t>(c.options.min_points)})) {
      const bool core = point.core_distance <= c.options.eps;
      EXPECT_EQ(core, clusters.kind[point.row] == PointKind::core) << c.what;
      if (!core) continue;
      if (point.reachability <= c.options.eps) {
        EXPECT_EQ(cluster, clusters.cluster[point.row]) << c.what;
      }
      cluster = clusters.cluster[point.row];
    }
  });
}

TEST(Optics, Limits) {
  EXPECT_TRUE(walk({}, {.min_points = 1}).empty());
  const auto one = walk(firms_at({{1, 2}}), {.min_points = 1});
  EXPECT_EQ(one[0].core_distance, 0);
  EXPECT_TRUE(std::isnan(one[0].reachability));
  const auto two = walk(firms_at({{1, 2}, {4, 6}}), {.min_points = 3});
  EXPECT_EQ(two[1].position, 2U);
  EXPECT_TRUE(std::isnan(two[1].core_distance) && std::isnan(two[1].reachability));
  const auto none = walk(firms_at({{kNone, kNone}}), {.min_points = 1});
  EXPECT_EQ(none[0].position, 0U);
  const auto apart = walk(firms_at({{0, 0}, {0, 0}, {1, 0}}), {.min_points = 2, .eps = 0});
  EXPECT_EQ(apart[1].reachability, 0);
  EXPECT_TRUE(std::isnan(apart[2].reachability));
}

TEST(Optics, ManyFirmsAtOnePlace) {
  Firms firms;
  for (int i = 0; i < 200'000; ++i)
    firms.rows.push_back({i * 7919LL % 200'003, i % 4 == 0 ? 7.0 : 0.0, 0, 1, 0});
  const auto order = walk(firms, {.min_points = 10});
  for (std::size_t i = 1; i < order.size(); ++i) {
    ASSERT_EQ(order[i].reachability, i == 50'000 || i == 150'000 ? order[i].reachability : 0);
    ASSERT_EQ(order[i].core_distance, 0);
  }
}

TEST(Optics, RefusesBadOptions) {
  const auto message = [](const OpticsOptions& options) -> std::string {
    try {
      walk({}, options);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(message({.min_points = 0}), "min_points must be >= 1 (got 0)");
  EXPECT_EQ(message({.min_points = 1, .eps = -5}), "eps must be >= 0 (got -5)");
  EXPECT_EQ(message({.min_points = 1, .eps = kNone}), "eps must be >= 0 (got nan)");
}

TEST(Optics, StopsWhenAsked) {
  const DataSet data(scattered_firms(20'000));
  CancelToken cancel([](void*) { return true; }, nullptr);
  EXPECT_THROW(optics(data.view(), {.min_points = 10, .threads = Threads(2)}, cancel), Cancelled);
}

}  // namespace
}  // namespace clusterlite
