// Clusters by distance: cl_dbscan, cl_neighbour_count.
#include <memory>

#include "distance/clusters/dbscan.hpp"
#include "distance/frame/metric.hpp"
#include "distance/neighbours/neighbour_count.hpp"
#include "functions/distance/point_result.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/metric_option.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/threads.hpp"
#include "geometry/shapes/shape_dbscan.hpp"

namespace clusterlite {
namespace {

constexpr std::string_view kFamily = "Distance";
constexpr std::string_view kPointErrors =
    "with 'geodesic', rows that are not points; otherwise those of all functions";
constexpr std::string_view kDbscanErrors = "a min_points below 1; with 'geodesic', rows that are not points";
constexpr std::string_view kPointNulls =
    "a firm without coordinates or weight has NULL results and is nobody's neighbour";

constexpr Argument kDbscanArguments[] = {
    {"points", "points", "the located firms: cl_points() or cl_geometries()"},
    {"eps", "number",
     "the radius of a neighbourhood, >= 0, in the unit of the coordinates (geodesic: metres)"},
    {"min_points", "number",
     "how many firms, itself included, make a firm a core firm, >= 1; with weights, their sum"},
    {"metric", "text", kMetricMeaning, "'planar'", true},
};

constexpr Column kDbscanColumns[] = {
    {"id", "", "as collected"},
    {"group_key", "", "as collected; NULL without group keys"},
    {"cluster", "INTEGER",
     "1, 2, ... from the largest cluster down (ties: the smallest id first) inside each group; NULL for "
     "noise and for firms without coordinates"},
    {"kind", "TEXT", "'core', 'border' or 'noise'; NULL without coordinates"},
};

constexpr Declaration kDbscan{
    .name = "cl_dbscan",
    .kind = FunctionKind::table,
    .family = kFamily,
    .summary = "Density clusters of firms within a radius: exact DBSCAN, each group by itself.",
    .summary_ko = "반경 안의 밀도로 기업 클러스터를 찾는다(정확한 DBSCAN, 집단별로 따로).",
    .arguments = kDbscanArguments,
    .columns = kDbscanColumns,
    .result = "one row per collected firm",
    .formula =
        "core firm: at least min_points firms at a distance <= eps, itself counted\ncluster: core firms "
        "linked by steps <= eps, and the border firms within eps of one\nborder firm: belongs to the cluster "
        "of its nearest core firm (of equally near ones, that with the smallest id)",
    .use =
        "eps in metres and min_points decide what a cluster is: cl_suggest_eps gives a start. A line, "
        "polygon or collection (cl_geometries) is at the distance of its nearest point, 0 where they touch "
        "or overlap; a polygon contains its inside, but not its holes",
    .nulls = kPointNulls,
    .errors = kDbscanErrors,
    .source = "Ester, Kriegel, Sander and Xu 1996 (KDD-96)",
    .peers =
        "R dbscan::dbscan (noise 0), PostGIS ST_ClusterDBSCAN (counts from 0, noise NULL), scikit-learn "
        "DBSCAN (noise -1). Core firms and clusters are the same; there, a border firm between two clusters "
        "goes to whichever the order of rows reaches first. With min_points 1 and no weights it is PostGIS "
        "ST_ClusterWithin, with eps 0 ST_ClusterIntersecting (PostGIS gives an empty geometry a cluster of "
        "its own; here it is NULL)",
    .example =
        "SELECT id, cluster, kind\n"
        "FROM cl_dbscan((SELECT cl_points(column1, column2, column3)\n"
        "                FROM (VALUES (1, 0, 0), (2, 300, 0), (3, 0, 300), (4, 5000, 5000), (5, NULL, "
        "NULL))), 500, 3)",
    .example_result = "1|1|core\n2|1|core\n3|1|core\n4||noise\n5||",
};

constexpr Argument kCountArguments[] = {
    {"points", "points", "the located firms: cl_points() or cl_geometries()"},
    {"radius", "number",
     "how far a neighbour may be, >= 0, in the unit of the coordinates (geodesic: metres)"},
    {"metric", "text", kMetricMeaning, "'planar'", true},
};

constexpr Column kCountColumns[] = {
    {"id", "", "as collected"},
    {"group_key", "", "as collected; NULL without group keys"},
    {"neighbours", "INTEGER", "firms of the group at a distance <= radius, the firm itself included"},
    {"weight_within", "REAL", "the sum of their weights; without weights, their number"},
};

constexpr Declaration kCount{
    .name = "cl_neighbour_count",
    .kind = FunctionKind::table,
    .family = kFamily,
    .summary = "Local density: how many firms, and how much weight, lie within a radius of each firm.",
    .summary_ko = "기업마다 일정 반경 안에 있는 기업의 수와 가중치 합을 구한다.",
    .arguments = kCountArguments,
    .columns = kCountColumns,
    .result = "one row per collected firm",
    .formula =
        "neighbours: n_i = number of j with d(i, j) <= radius, i included\nweight_within: W_i = sum of w_j "
        "over the same firms",
    .use =
        "distances of lines, polygons and collections as in cl_dbscan. Counts are exact, so the time grows "
        "with what is counted, if slowly: over 200,000 firms of a city a radius of 2,000 m, with six times "
        "as "
        "many neighbours as 250 m, takes 2.5 times as long",
    .nulls = kPointNulls,
    .errors = kPointErrors,
    .source = "the neighbourhood count of DBSCAN and of Ripley's K",
    .peers =
        "R dbscan::frNN() with lengths() + 1; spatstat counts without the firm itself; PostGIS count(*) over "
        "a "
        "self-join with ST_DWithin",
    .example =
        "SELECT id, neighbours, weight_within\n"
        "FROM cl_neighbour_count((SELECT cl_points(column1, column2, column3, column4)\n"
        "                         FROM (VALUES (1, 0, 0, 10), (2, 300, 0, 5), (3, 900, 0, 2))), 600)",
    .example_result = "1|2|15.0\n2|3|17.0\n3|2|7.0",
};

static_assert(column_of(kDbscanColumns, "cluster") == PointResult::kFirstOwnColumn &&
              column_of(kCountColumns, "neighbours") == PointResult::kFirstOwnColumn);

class ClusterTable final : public PointResult {
 public:
  ClusterTable(const PointsView& points, DbscanResult result, CancelToken& cancel)
      : PointResult(points, cancel), result_(std::move(result)) {}

 protected:
  void value_column(std::size_t row, int column, ResultSink& out) const override {
    if (column == column_of(kDbscanColumns, "cluster")) {
      const std::uint32_t cluster = result_.cluster(row);
      return cluster == 0 ? out.null() : out.integer(std::int64_t{cluster});
    }
    switch (result_.kind(row)) {
      case PointKind::core:
        return out.literal("core");
      case PointKind::border:
        return out.literal("border");
      case PointKind::noise:
        return out.literal("noise");
      case PointKind::unlocated:
        return out.null();
    }
  }

 private:
  DbscanResult result_;
};

class CountTable final : public PointResult {
 public:
  CountTable(const PointsView& points, NeighbourCounts counts, CancelToken& cancel)
      : PointResult(points, cancel), counts_(std::move(counts)) {}

 protected:
  void value_column(std::size_t row, int column, ResultSink& out) const override {
    if (counts_.neighbours[row] == 0) return out.null();  // a located firm is its own neighbour
    column == column_of(kCountColumns, "neighbours") ? out.integer(std::int64_t{counts_.neighbours[row]})
                                                     : out.real(counts_.weight_within[row]);
  }

 private:
  NeighbourCounts counts_;
};

void refuse_shapes_on_the_globe(const PointsView& points, Metric metric, CancelToken& cancel) {
  if (metric == Metric::planar) return;
  refuse_shapes(
      points, "metric 'geodesic' measures between points only",
      "bring the geometries to a projected SRID (ST_Transform) and say 'planar', or collect a point "
      "of each",
      cancel);
}

std::unique_ptr<TableResult> compute_dbscan(const TableArguments& arguments, Connection& connection,
                                            CancelToken& cancel) {
  const auto points = open_data_set<PointsView>(arguments, 0, cancel, Shapes::welcome);
  DbscanOptions options{.eps = arguments.real(1), .min_points = arguments.real(2)};
  options.threads = threads_of(connection);
  options.metric = read_metric(arguments, 3, points, 1, "eps", cancel);
  refuse_shapes_on_the_globe(points, options.metric, cancel);
  DbscanResult result = dbscan_of_geometries(points, options, connection.service<GeosContext>(), cancel);
  return std::make_unique<ClusterTable>(points, std::move(result), cancel);
}

std::unique_ptr<TableResult> compute_count(const TableArguments& arguments, Connection& connection,
                                           CancelToken& cancel) {
  const auto points = open_data_set<PointsView>(arguments, 0, cancel, Shapes::welcome);
  const double radius = arguments.real(1);
  const Metric metric = read_metric(arguments, 2, points, 1, "radius", cancel);
  refuse_shapes_on_the_globe(points, metric, cancel);
  NeighbourCounts counts = count_neighbours_of_geometries(points, radius, metric, threads_of(connection),
                                                          connection.service<GeosContext>(), cancel);
  return std::make_unique<CountTable>(points, std::move(counts), cancel);
}

}  // namespace

void register_distance_clusters(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kDbscan, &compute_dbscan, 0}, point_collectors());
  register_function(connection, TableFunction{&kCount, &compute_count, 0}, point_collectors());
}

}  // namespace clusterlite
