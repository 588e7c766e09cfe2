// Clusters and counts of shapes: by hand, against PostGIS, and against GEOSDistance between all pairs.
#include "geometry/shapes/shape_dbscan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "support/text/text.hpp"
#include "unit/geometry/random_shapes.hpp"
#include "unit/geometry/shapes_support.hpp"

namespace clusterlite::testing_support {
namespace {

struct Clusters {
  std::vector<std::uint32_t> cluster;
  std::vector<PointKind> kind;
};

Clusters copy_of(const DbscanResult& result) {
  Clusters copy;
  for (std::size_t row = 0; row < result.size(); ++row) {
    copy.cluster.push_back(result.cluster(row));
    copy.kind.push_back(result.kind(row));
  }
  return copy;
}

Clusters clusters_of(const GeosContext& context, const PointsView& view, double eps, double min_points) {
  CancelToken cancel;
  const DbscanOptions options{.eps = eps, .min_points = min_points};
  DbscanResult result = dbscan(view, options, cancel);
  dbscan_of_shapes(view, options, context, cancel, result);
  return copy_of(result);
}

NeighbourCounts counts_of(const GeosContext& context, const PointsView& view, double radius) {
  CancelToken cancel;
  NeighbourCounts counts = count_neighbours(view, radius, Metric::planar, Threads(1), cancel);
  count_neighbours_of_shapes(view, radius, context, cancel, counts);
  return counts;
}

std::vector<std::uint32_t> labels(const GeosContext& context, const std::vector<std::string>& wkts,
                                  double eps, double min_points) {
  return clusters_of(context, ShapeSet(context, things_of(wkts)).view(), eps, min_points).cluster;
}

using Labels = std::vector<std::uint32_t>;

// ---- What can be counted by hand

TEST(ShapeDbscan, ParcelsThatShareSidesAreOneCluster) {
  const GeosContext geos;
  std::vector<std::string> parcels;
  for (int x = 0; x < 30; ++x) {
    for (int y = 0; y < 20; ++y) {
      parcels.push_back(concat("POLYGON((", x, " ", y, ",", x + 1, " ", y, ",", x + 1, " ", y + 1, ",", x,
                               " ", y + 1, ",", x, " ", y, "))"));
    }
  }
  EXPECT_EQ(labels(geos, parcels, 0, 1), Labels(parcels.size(), 1));
  // With its eight neighbours an inner parcel counts nine; those at the edge count six and are border.
  const ShapeSet set(geos, things_of(parcels));
  const Clusters result = clusters_of(geos, set.view(), 0, 9);
  EXPECT_EQ(result.cluster, Labels(parcels.size(), 1));
  EXPECT_EQ(std::count(result.kind.begin(), result.kind.end(), PointKind::core), 28 * 18);
  const NeighbourCounts counts = counts_of(geos, set.view(), 0);
  EXPECT_EQ(std::count(counts.neighbours.begin(), counts.neighbours.end(), 9U), 28 * 18);
  EXPECT_EQ(std::count(counts.neighbours.begin(), counts.neighbours.end(), 4U), 4);
}

TEST(ShapeDbscan, APolygonContainsItsInsideButNotItsHole) {
  const GeosContext geos;
  const std::string frame = "POLYGON((0 0,10 0,10 10,0 10,0 0),(2 2,8 2,8 8,2 8,2 2))";
  EXPECT_EQ(labels(geos, {frame, "POINT(1 1)"}, 0, 1), (Labels{1, 1}));
  EXPECT_EQ(labels(geos, {frame, "POINT(5 5)"}, 0, 1), (Labels{1, 2}));
  EXPECT_EQ(labels(geos, {frame, "POINT(5 5)"}, 3, 1), (Labels{1, 1}));
  EXPECT_EQ(labels(geos, {frame, "POINT(5 5)"}, 2.999, 1), (Labels{1, 2}));
  EXPECT_EQ(labels(geos, {frame, "POLYGON((3 3,4 3,4 4,3 3))"}, 0.999, 1), (Labels{1, 2}));
  EXPECT_EQ(labels(geos, {"POLYGON((0 0,10 0,10 10,0 10,0 0))", "LINESTRING(4 4,5 5)"}, 0, 1),
            (Labels{1, 1}));
}

// A prepared line or polygon with many vertices takes another way through GEOS.
TEST(ShapeDbscan, ALongLineInsideAPolygonTouchesIt) {
  const GeosContext geos;
  std::string line = "LINESTRING(3 3";
  for (int i = 1; i < 100; ++i) line += concat(",", 3 + i * 0.03125, " ", 3 + i % 2 * 0.5);
  EXPECT_EQ(labels(geos, {line + ")", "POLYGON((0 0,10 0,10 10,0 10,0 0))"}, 0, 1), (Labels{1, 1}));
  EXPECT_EQ(labels(geos, {line + ")", "POLYGON((0 0,10 0,10 10,0 10,0 0))"}, 0.5, 1), (Labels{1, 1}));
}

TEST(ShapeDbscan, MixedPointsAndShapes) {
  const GeosContext geos;
  // A road with shops on both sides; the last shop is too far away.
  EXPECT_EQ(
      labels(geos, {"LINESTRING(0 0,100 0)", "POINT(10 5)", "POINT(50 -5)", "POINT(90 5)", "POINT(50 6)"}, 5,
             1),
      (Labels{1, 1, 1, 1, 2}));
  EXPECT_EQ(
      labels(geos, {"LINESTRING(0 0,100 0)", "POINT(10 5)", "POINT(50 -5)", "POINT(90 5)", "POINT(50 6)"}, 5,
             4),
      (Labels{1, 1, 1, 1, 0}));
}

TEST(ShapeDbscan, WithoutGeometryOrWithAnEmptyOneThereIsNoCluster) {
  const GeosContext geos;
  const ShapeSet set(geos,
                     things_of({"POLYGON((0 0,1 0,1 1,0 0))", "", "POLYGON EMPTY", "GEOMETRYCOLLECTION EMPTY",
                                "MULTIPOINT(EMPTY,(3 3))", "MULTIPOLYGON(EMPTY,((0 0,1 0,1 1,0 0)))"}));
  const Clusters result = clusters_of(geos, set.view(), 0, 1);
  EXPECT_EQ(result.cluster, (Labels{1, 0, 0, 0, 2, 1}));
  EXPECT_EQ(result.kind[2], PointKind::unlocated);
  EXPECT_EQ(set.view().summary().shapes, 2U);  // a multipoint of one point is a point
}

// ---- PostGIS: the cases of its regression test cluster.sql, with one shape far away, so that the points are
// measured as shapes are.

TEST(ShapeDbscan, AgreesWithTheRegressionCasesOfPostgis) {
  const GeosContext geos;
  std::vector<std::string> rows = {"POINT(0 0)", "POINT(0 1)",   "POINT(-0.5 0.5)",        "POINT(1 0)",
                                   "POINT(1 1)", "POINT(1 0.5)", "LINESTRING(90 90,91 90)"};
  EXPECT_EQ(labels(geos, rows, 0.8, 1), (Labels{1, 1, 1, 2, 2, 2, 3}));
  EXPECT_EQ(labels(geos, rows, 0.8, 4), (Labels{0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(labels(geos, rows, 0.6, 3), (Labels{0, 0, 0, 1, 1, 1, 0}));
}

// ---- Brute force: GEOSDistance between all pairs, straight from the definition

struct Expected {
  Clusters clusters;
  NeighbourCounts counts;
};

Expected brute_force(const GeosContext& context, const Things& things, double eps, double min_points) {
  const std::vector<Thing>& rows = things.rows;
  const std::size_t n = rows.size();
  std::vector<GeosGeometry> geometries;
  std::vector<bool> located;
  for (const Thing& row : rows) {
    geometries.push_back(row.wkt.empty() ? GeosGeometry() : from_wkt(context, row.wkt));
    located.push_back(geometries.back() && GEOSisEmpty_r(context.handle(), geometries.back().get()) == 0 &&
                      !std::isnan(row.weight));
  }
  const auto distance = [&](std::size_t i, std::size_t j) {
    double value = -1;
    EXPECT_EQ(GEOSDistance_r(context.handle(), geometries[i].get(), geometries[j].get(), &value), 1);
    return value;
  };
  Expected out;
  out.clusters.cluster.assign(n, 0);
  out.clusters.kind.assign(n, PointKind::unlocated);
  out.counts.neighbours.assign(n, 0);
  out.counts.weight_within.assign(n, 0);
  std::vector<std::vector<std::size_t>> near(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n && located[i]; ++j) {
      if (!located[j] || (things.groups && rows[i].group != rows[j].group) || distance(i, j) > eps) continue;
      near[i].push_back(j);
      ++out.counts.neighbours[i];
      out.counts.weight_within[i] += things.weights ? rows[j].weight : 1;
    }
  }
  const auto is_core = [&](std::size_t i) { return located[i] && out.counts.weight_within[i] >= min_points; };
  std::vector<std::size_t> root(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    if (!is_core(i) || root[i] != n) continue;
    std::vector<std::size_t> stack{i};
    root[i] = i;
    while (!stack.empty()) {
      const std::size_t p = stack.back();
      stack.pop_back();
      for (const std::size_t q : near[p]) {
        if (!is_core(q) || root[q] != n) continue;
        root[q] = i;
        stack.push_back(q);
      }
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (!located[i]) continue;
    out.clusters.kind[i] = is_core(i) ? PointKind::core : PointKind::noise;
    if (is_core(i)) continue;
    std::size_t best = n;
    for (const std::size_t q : near[i]) {
      if (!is_core(q)) continue;
      if (best == n || std::pair(distance(i, q), rows[q].id) < std::pair(distance(i, best), rows[best].id))
        best = q;
    }
    if (best == n) continue;
    out.clusters.kind[i] = PointKind::border;
    root[i] = root[best];
  }
  // group, cluster -> members, smallest id
  std::map<std::pair<std::int64_t, std::size_t>, std::pair<std::int64_t, std::int64_t>> found;
  for (std::size_t i = 0; i < n; ++i) {
    if (root[i] == n) continue;
    auto [entry, is_new] = found.try_emplace({things.groups ? rows[i].group : 0, root[i]},
                                             std::pair(std::int64_t{0}, rows[i].id));
    --entry->second.first;
    entry->second.second = std::min(entry->second.second, rows[i].id);
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (root[i] == n) continue;
    const std::int64_t group = things.groups ? rows[i].group : 0;
    for (const auto& [key, rank] : found) {
      if (key.first == group && rank <= found[{group, root[i]}]) ++out.clusters.cluster[i];
    }
  }
  return out;
}

TEST(ShapeDbscan, IsThatOfAllPairs) {
  const GeosContext geos;
  std::size_t found[4] = {};
  with_seeds(1, 2000, [&](std::uint64_t seed) {
    Random random(seed);
    Things things = random_things(random);
    const double steps[] = {0, 0.125, 0.5, 0.625, 1, 1.25, 2.5, uniform(random, 0, 4)};
    const double eps = steps[integer(random, 0, 7)];
    const double min_points = integer(random, 1, 6);
    const Expected expected = brute_force(geos, things, eps, min_points);
    const ShapeSet set(geos, things);
    const Clusters result = clusters_of(geos, set.view(), eps, min_points);
    EXPECT_EQ(result.cluster, expected.clusters.cluster) << "seed " << seed;
    EXPECT_EQ(result.kind, expected.clusters.kind) << "seed " << seed;
    const NeighbourCounts counts = counts_of(geos, set.view(), eps);
    EXPECT_EQ(counts.neighbours, expected.counts.neighbours) << "seed " << seed;
    EXPECT_EQ(counts.weight_within, expected.counts.weight_within) << "seed " << seed;
    for (const PointKind kind : result.kind) ++found[static_cast<std::size_t>(kind)];
  });
  for (const std::size_t kind : found) EXPECT_GT(kind, 300U / kRunsDivisor);
}

TEST(ShapeDbscan, DoesNotDependOnTheOrderOfRows) {
  const GeosContext geos;
  with_seeds(7000, 300, [&](std::uint64_t seed) {
    Random random(seed);
    Things things = random_things(random);
    const double eps = uniform(random, 0, 3);
    std::map<std::pair<std::int64_t, std::int64_t>, std::pair<std::uint32_t, PointKind>> before;
    for (int round = 0; round < 3; ++round) {
      const ShapeSet set(geos, things);
      const Clusters result = clusters_of(geos, set.view(), eps, 3);
      for (std::size_t i = 0; i < things.rows.size(); ++i) {
        const std::pair found(result.cluster[i], result.kind[i]);
        const auto entry = before.try_emplace({things.rows[i].group, things.rows[i].id}, found).first;
        EXPECT_EQ(entry->second, found) << "seed " << seed;
      }
      std::shuffle(things.rows.begin(), things.rows.end(), random);
    }
  });
}

// A group of points next to one with shapes is clustered as it is alone; and a shape far away changes nothing
// among points, ties included.
TEST(ShapeDbscan, PointsAmongShapesAreMeasuredAsPoints) {
  const GeosContext geos;
  CancelToken cancel;
  with_seeds(100, 400, [&](std::uint64_t seed) {
    Random random(seed);
    const double eps = integer(random, 1, 30) * 0.1;
    const auto places = random_places(random, static_cast<Pattern>(integer(random, 0, kPatterns - 1)),
                                      integer(random, 1, 80), eps);
    PointsBuilder points(false, false);
    PointsBuilder mixed(false, false);
    std::int64_t id = 0;
    for (const auto& [x, y] : places) {
      points.add(KeyView::of(++id), x, y);
      mixed.add(KeyView::of(id), x, y);
    }
    ShapeDraft draft;
    read_shape(wkb_of(geos, from_wkt(geos, "LINESTRING(9000 9000,9001 9000)").get()), draft, cancel);
    mixed.add_shape(KeyView::of(++id), draft.view(), draft.box());
    const ByteBuffer points_bytes = points.finish(cancel);
    const ByteBuffer mixed_bytes = mixed.finish(cancel);
    const double min_points = integer(random, 2, 6);
    const DbscanOptions options{.eps = eps, .min_points = min_points};
    const Clusters expected =
        copy_of(dbscan(PointsView::open(points_bytes.bytes(), cancel), options, cancel));
    Clusters found = clusters_of(geos, PointsView::open(mixed_bytes.bytes(), cancel), eps, min_points);
    EXPECT_EQ(found.kind.back(), PointKind::noise);
    found.cluster.pop_back();
    found.kind.pop_back();
    EXPECT_EQ(found.cluster, expected.cluster) << "seed " << seed;
    EXPECT_EQ(found.kind, expected.kind) << "seed " << seed;
  });
}

// Parallel strokes 0.707 apart, whose boxes overlap and whose first vertices are too far apart, so that each
// pair of neighbours is measured. Their numbers differ by 16384, or by that and one: of so many shapes only
// some are geometries of GEOS at a time.
TEST(ShapeDbscan, OfManyShapesEachIsMeasured) {
  constexpr std::uint32_t kApart = 16'384;
  const GeosContext geos;
  Things things;
  things.rows.resize(3 * kApart);
  for (std::uint32_t place = 0; place < things.rows.size(); ++place) {
    const std::uint32_t number = place % 3 * kApart + place / 3;
    things.rows[number] = {number, concat("LINESTRING(", place, " 0,", place + 1, " 1)")};
  }
  const ShapeSet set(geos, things);
  std::vector<std::uint32_t> expected(things.rows.size(), 3);
  expected.front() = expected.back() = 2;
  const NeighbourCounts counts = counts_of(geos, set.view(), 0.75);
  EXPECT_TRUE(std::equal(expected.begin(), expected.end(), counts.neighbours.begin()));
  const Clusters result = clusters_of(geos, set.view(), 0.75, 3);
  EXPECT_EQ(result.cluster, Labels(things.rows.size(), 1));
  EXPECT_EQ(std::count(result.kind.begin(), result.kind.end(), PointKind::border), 2);
  EXPECT_EQ(clusters_of(geos, set.view(), 0.7, 2).cluster, Labels(things.rows.size(), 0));
}

TEST(ShapeDbscan, MeasuresAsFarOutAsCoordinatesMayLie) {
  const GeosContext geos;
  EXPECT_EQ(
      labels(geos, {"LINESTRING(-1e100 0,-9e99 1)", "POLYGON((1e100 0,1e100 1,9e99 1,1e100 0))"}, 1e300, 2),
      (Labels{1, 1}));
}

TEST(ShapeDbscan, StopsWhenAsked) {
  const GeosContext geos;
  Things things;
  for (int i = 0; i < 20'000; ++i) {
    things.rows.push_back(
        {i, concat("LINESTRING(", i % 200, " ", i / 200, ",", i % 200 + 0.5, " ", i / 200 + 0.5, ")")});
  }
  const ShapeSet set(geos, things);
  // Nobody has 10,000 neighbours, but only counting them all tells: some fifty million distances.
  for (int polls = 1; polls <= 3; ++polls) {
    int left = polls;
    CancelToken cancel([](void* counter) { return --*static_cast<int*>(counter) == 0; }, &left);
    CancelToken never;
    DbscanResult result(set.view().size(), never);
    EXPECT_THROW(dbscan_of_shapes(set.view(), {.eps = 30, .min_points = 10'000}, geos, cancel, result),
                 Cancelled);
  }
}

}  // namespace
}  // namespace clusterlite::testing_support
