// HDBSCAN against its definition (distance_hdbscan_reference.hpp), and cases by hand.
#include "distance/clusters/hdbscan.hpp"

#include <gtest/gtest.h>

#include "unit/distance/hdbscan_by_definition.hpp"

namespace clusterlite {
namespace {

using namespace testing_support;

// Even small groups are worth all threads here.
HdbscanResult find_clusters(const Firms& firms, HdbscanOptions options, unsigned threads = 1) {
  CancelToken cancel;
  options.threads = Threads(threads);
  if (threads % 2 == 0) options.large_group = 0;
  return hdbscan(DataSet(firms).view(), options, cancel);
}

void expect_same(const HdbscanResult& expected, const HdbscanResult& actual, const std::string& what) {
  EXPECT_EQ(expected.cluster, actual.cluster) << what;
  for (std::size_t row = 0; row < expected.cluster.size(); ++row) {
    EXPECT_TRUE(same(expected.probability[row], actual.probability[row]))
        << what << " row " << row << ": " << expected.probability[row] << " " << actual.probability[row];
    EXPECT_TRUE(same(expected.outlier_score[row], actual.outlier_score[row]))
        << what << " row " << row << ": " << expected.outlier_score[row] << " " << actual.outlier_score[row];
  }
}

struct Case {
  DensityCase density;
  HdbscanOptions options;
  std::string what;
};

Case random_case(std::uint64_t seed, int most_points) {
  Case c{random_density_case(seed, most_points), {}, ""};
  Random random(seed + 99);
  c.options = {integer(random, 2, 8), static_cast<std::int64_t>(c.density.k), c.density.metric};
  if (chance(random, 0.3)) c.options.min_points = c.options.min_cluster_size;
  c.what = c.density.what + " min_cluster_size " + std::to_string(c.options.min_cluster_size) +
           " min_points " + std::to_string(c.options.min_points);
  return c;
}

// ---- Random configurations

TEST(Hdbscan, AgreesWithTheDefinition) {
  with_seeds(1, 700, [&](std::uint64_t seed) {
    const Case c = random_case(seed, 120);
    expect_same(hdbscan_by_definition(c.density.firms, c.options), find_clusters(c.density.firms, c.options),
                c.what);
  });
}

TEST(Hdbscan, AgreesWithTheDefinitionOnMorePoints) {
  with_seeds(10001, 20, [&](std::uint64_t seed) {
    const Case c = random_case(seed, 600);
    expect_same(hdbscan_by_definition(c.density.firms, c.options),
                find_clusters(c.density.firms, c.options, 2), c.what);
  });
}

// So many that the tree is searched in parts of 2,048 places: firms in three crowds and between them, each at
// a place of its own.
TEST(Hdbscan, AgreesWithTheDefinitionInSeveralParts) {
  Random random(40001);
  Firms firms;
  for (int id = 0; id < 2150; ++id) {
    const bool alone = id % 3 == 0;
    const double width = alone ? 1000 : 60;
    const double x = uniform(random, 0, width) + (alone ? 0 : id % 7 * 150);
    const double y = uniform(random, 0, width) + (alone ? 0 : id % 5 * 170);
    firms.rows.push_back({id, x, y});
  }
  const HdbscanOptions options{15, 6};
  const HdbscanResult expected = hdbscan_by_definition(firms, options);
  EXPECT_GT(*std::max_element(expected.cluster.begin(), expected.cluster.end()), 10);
  for (const unsigned threads : {1U, 2U})
    expect_same(expected, find_clusters(firms, options, threads), "parts");
}

// Lattices above all: the spanning tree that is found differs with the threads and the rows, the clusters do
// not.
TEST(Hdbscan, DependsNeitherOnTheRowsNorOnTheThreads) {
  with_seeds(20001, 24, [&](std::uint64_t seed) {
    Case c = random_case(seed, 3000);
    c.options.min_points = std::min<std::int64_t>(c.options.min_points, 50);
    const HdbscanResult result = find_clusters(c.density.firms, c.options);
    for (const unsigned threads : {2U, 3U}) {
      expect_same(result, find_clusters(c.density.firms, c.options, threads), c.what);
      Random random(seed);
      Firms shuffled = c.density.firms;
      shuffle_rows(random, shuffled);
      const HdbscanResult other = find_clusters(shuffled, c.options, threads);
      std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> place;
      for (std::size_t i = 0; i < shuffled.rows.size(); ++i) {
        place[{shuffled.rows[i].group, shuffled.rows[i].id}] = i;
      }
      HdbscanResult back;
      for (const Firm& firm : c.density.firms.rows) {
        const std::size_t i = place.at({firm.group, firm.id});
        back.cluster.push_back(other.cluster[i]);
        back.probability.push_back(other.probability[i]);
        back.outlier_score.push_back(other.outlier_score[i]);
      }
      expect_same(result, back, c.what + " shuffled");
    }
  });
}

TEST(Hdbscan, ScalesWithPowersOfTwo) {
  with_seeds(30001, 200, [&](std::uint64_t seed) {
    const Case c = random_case(seed, 150);
    if (c.options.metric == Metric::geodesic) return;
    const HdbscanResult result = find_clusters(c.density.firms, c.options);
    for (const int exponent : {-900, -600, -40, 40, 250, 300}) {
      Firms scaled = c.density.firms;
      for (Firm& firm : scaled.rows) {
        firm.x = std::ldexp(firm.x, exponent);
        firm.y = std::ldexp(firm.y, exponent);
      }
      expect_same(result, find_clusters(scaled, c.options), c.what + " times 2^" + std::to_string(exponent));
    }
  });
}

// ---- selection_eps

// Distances that occur, so that "at or above" matters, and some that do not.
TEST(Hdbscan, SelectionEpsAgreesWithTheDefinition) {
  int cases = 0;
  int changed = 0;
  with_seeds(50001, 500, [&](std::uint64_t seed) {
    Case c = random_case(seed, 120);
    ++cases;
    const HdbscanResult plain = find_clusters(c.density.firms, c.options);
    if (c.density.firms.rows.empty()) return;
    Random random(seed + 7);
    const Firm& a = c.density.firms.rows[random() % c.density.firms.rows.size()];
    const Firm& b = c.density.firms.rows[random() % c.density.firms.rows.size()];
    const double apart = std::hypot(a.x - b.x, a.y - b.y);
    if (!(apart > 0)) return;
    c.options.selection_eps = apart * (chance(random, 0.5) ? 1 : uniform(random, 0.05, 0.7));
    if (c.options.metric == Metric::geodesic) c.options.selection_eps *= 111195;
    const HdbscanResult result = find_clusters(c.density.firms, c.options, 2);
    expect_same(hdbscan_by_definition(c.density.firms, c.options), result,
                c.what + " selection_eps " + std::to_string(c.options.selection_eps));
    changed += result.cluster == plain.cluster ? 0 : 1;
  });
  EXPECT_GT(5 * changed, cases);
}

// Two buildings of six firms 30 m apart, a third 500 m away and a fourth 40 km away, by hand.
TEST(Hdbscan, SelectionEpsJoinsBuildings) {
  std::vector<std::pair<double, double>> places;
  for (const double building : {0.0, 30.0, 530.0, 40530.0}) {
    for (int i = 0; i < 6; ++i) places.emplace_back(building + i % 3, i / 3);
  }
  const Firms firms = firms_at(places);
  const auto clusters = [&](double selection_eps) {
    HdbscanOptions options{5, 3};
    options.selection_eps = selection_eps;
    return find_clusters(firms, options).cluster;
  };
  const auto expect = [](std::vector<std::uint32_t> of_building) {
    std::vector<std::uint32_t> each;
    for (const std::uint32_t cluster : of_building) each.insert(each.end(), 6, cluster);
    return each;
  };
  const auto is = [&](double eps, std::vector<std::uint32_t> of_building) {
    const auto found = clusters(eps);
    EXPECT_EQ(std::vector<std::uint32_t>(found.begin(), found.end()), expect(std::move(of_building))) << eps;
  };
  is(0, {1, 2, 3, 4});
  is(28, {1, 2, 3, 4});    // from 2 to 30: born at it, not below
  is(28.1, {1, 1, 2, 3});  // the largest first
  is(499, {1, 1, 1, 2});
  is(39999, {1, 1, 1, 1});  // the whole group, as DBSCAN* has it at that radius
}

TEST(Hdbscan, SelectionEpsAtTheRootIsDbscanStar) {
  with_seeds(60001, 60, [&](std::uint64_t seed) {
    Case c = random_case(seed, 150);
    if (c.options.metric == Metric::geodesic) return;
    c.options.selection_eps = 1e6;
    const HdbscanResult result = find_clusters(c.density.firms, c.options);
    for (std::size_t row = 0; row < result.cluster.size(); ++row) {
      if (std::isnan(result.probability[row])) continue;
      EXPECT_EQ(result.probability[row], result.cluster[row] == 0 ? 0 : 1) << c.what;
    }
  });
  CancelToken cancel;
  HdbscanOptions options{5, 3};
  for (const double bad : {-1.0, kNone, std::numeric_limits<double>::infinity()}) {
    options.selection_eps = bad;
    EXPECT_THROW(hdbscan(DataSet(firms_at({{0, 0}})).view(), options, cancel), Error) << bad;
  }
}

TEST(Hdbscan, ProbabilitiesAndScoresStayInRange) {
  with_seeds(40001, 300, [&](std::uint64_t seed) {
    const Case c = random_case(seed, 300);
    const HdbscanResult result = find_clusters(c.density.firms, c.options);
    for (std::size_t row = 0; row < result.cluster.size(); ++row) {
      if (!c.density.firms.rows[row].located()) {
        EXPECT_TRUE(std::isnan(result.probability[row]) && std::isnan(result.outlier_score[row]));
        continue;
      }
      EXPECT_TRUE(result.probability[row] >= 0 && result.probability[row] <= 1) << c.what;
      EXPECT_TRUE(std::isnan(result.outlier_score[row]) ||
                  (result.outlier_score[row] >= 0 && result.outlier_score[row] <= 1))
          << c.what;
      if (result.cluster[row] == 0) {
        EXPECT_EQ(result.probability[row], 0) << c.what;
      }
    }
  });
}

// ---- Cases by hand

// Two balls a long way apart, one tight and one loose, and single firms between: no eps finds both.
TEST(Hdbscan, FindsClustersOfDifferentDensity) {
  Random random(5);
  Firms firms;
  const double centres[3][3] = {{0, 0, 10}, {5000, 0, 300}, {0, 8000, 60}};
  std::vector<std::size_t> planted;
  for (std::size_t cluster = 0; cluster < 3; ++cluster) {
    std::normal_distribution<double> normal(0, centres[cluster][2]);
    for (std::size_t i = 0; i < 300 + 100 * cluster; ++i) {
      firms.rows.push_back({static_cast<std::int64_t>(firms.rows.size()),
                            centres[cluster][0] + normal(random), centres[cluster][1] + normal(random), 1,
                            0});
      planted.push_back(cluster);
    }
  }
  const std::size_t in_clusters = firms.rows.size();
  for (int i = 0; i < 60; ++i) {
    firms.rows.push_back({static_cast<std::int64_t>(firms.rows.size()), uniform(random, -20000, 25000),
                          uniform(random, -20000, 25000), 1, 0});
  }
  const HdbscanResult result = find_clusters(firms, {25, 10});
  std::map<std::size_t, std::map<std::uint32_t, int>> found;
  for (std::size_t i = 0; i < in_clusters; ++i) ++found[planted[i]][result.cluster[i]];
  EXPECT_EQ(*std::max_element(result.cluster.begin(), result.cluster.end()), 3U);
  for (std::uint32_t cluster = 0; cluster < 3; ++cluster) {
    EXPECT_GT(found[cluster][3 - cluster], (300 + 100 * static_cast<int>(cluster)) * 9 / 10) << cluster;
  }
}

TEST(Hdbscan, Limits) {
  EXPECT_TRUE(find_clusters({}, {2, 1}).cluster.empty());
  for (const int count : {1, 2}) {
    const Firms firms =
        firms_at(std::vector<std::pair<double, double>>(static_cast<std::size_t>(count), {3, 4}));
    const HdbscanResult result = find_clusters(firms, {3, 1});
    EXPECT_EQ(result.cluster[0], 0U);
    EXPECT_EQ(result.probability[0], 0);
    EXPECT_TRUE(std::isnan(result.outlier_score[0]));
  }
  // Two at one place are everything, and everything is no cluster.
  const HdbscanResult pair = find_clusters(firms_at({{3, 4}, {3, 4}}), {2, 1});
  EXPECT_EQ(pair.cluster, results_for(2).cluster);
  EXPECT_EQ(pair.outlier_score[1], 0);
  const HdbscanResult none = find_clusters(firms_at({{kNone, kNone}, {kNone, kNone}}), {2, 1});
  EXPECT_EQ(none.cluster, results_for(2).cluster);
  EXPECT_TRUE(std::isnan(none.probability[1]));
}

// Two buildings with many firms, and firms around them: the buildings are infinitely dense.
TEST(Hdbscan, ManyFirmsAtOnePlace) {
  Firms firms;
  for (int i = 0; i < 200'000; ++i) {
    firms.rows.push_back({i, i < 150'000 ? 0.0 : 1000.0, 0, 1, 0});
  }
  for (int i = 0; i < 100; ++i) firms.rows.push_back({200'000 + i, 5.0 + i, 3, 1, 0});
  const HdbscanResult result = find_clusters(firms, {5, 5}, 2);
  EXPECT_EQ(result.cluster[0], 1U);
  EXPECT_EQ(result.cluster[199'999], 2U);
  EXPECT_EQ(result.probability[0], 1);
  EXPECT_EQ(result.outlier_score[0], 0);
  for (const double probability : result.probability) ASSERT_TRUE(probability >= 0 && probability <= 1);
}

TEST(Hdbscan, RefusesBadOptions) {
  const auto message = [](const HdbscanOptions& options, const Firms& firms) -> std::string {
    try {
      find_clusters(firms, options);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(message({1, 1}, {}), "min_cluster_size must be >= 2 (got 1)");
  EXPECT_EQ(message({2, 0}, {}), "min_points must be >= 1 (got 0)");
  EXPECT_EQ(message({2, 1, Metric::geodesic}, firms_at({{181, 0}})),
            "longitude must be within -180..180 (got 181 for id 1); with 'geodesic' x is the longitude and y "
            "the latitude, in degrees");
}

TEST(Hdbscan, StopsWhenAsked) {
  const DataSet data(scattered_firms(20'000));
  for (const unsigned threads : {1U, 3U}) {
    CancelToken cancel([](void*) { return true; }, nullptr);
    EXPECT_THROW(hdbscan(data.view(), {10, 10, Metric::planar, Threads(threads)}, cancel), Cancelled);
  }
}

}  // namespace
}  // namespace clusterlite
