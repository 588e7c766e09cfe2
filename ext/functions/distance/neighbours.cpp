// Nearest firms, among each other and of another kind: cl_neighbours, cl_nearest.
#include "distance/neighbours/neighbours.hpp"

#include <memory>
#include <optional>

#include "datasets/point_keys.hpp"
#include "distance/neighbours/nearest_across.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/metric_option.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/threads.hpp"
#include "sqlite/connection/connection.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"points", "points", "the located firms: cl_points() or cl_geometries(); weights do not matter"},
    {"k", "integer", "how many neighbours of each firm, >= 1, the firm itself not counted"},
    {"metric", "text", kMetricMeaning, "'planar'", true},
};

constexpr Column kColumns[] = {
    {"id", "", "as collected"},
    {"rank", "INTEGER",
     "1 for the nearest other firm of the group, 2, ... k; of firms equally near (equal squared distances) "
     "the smallest id first"},
    {"neighbour_id", "", "its id, as collected"},
    {"distance", "REAL", "how far it is, in the unit of the coordinates (geodesic: metres)"},
    {"group_key", "", "as collected, the same for both firms; NULL without group keys"},
};

enum ColumnNumber {
  kId = column_of(kColumns, "id"),
  kRank = column_of(kColumns, "rank"),
  kNeighbourId = column_of(kColumns, "neighbour_id"),
  kDistance = column_of(kColumns, "distance"),
  kGroupKey = column_of(kColumns, "group_key"),
};

constexpr Declaration kNeighbours{
    .name = "cl_neighbours",
    .kind = FunctionKind::table,
    .family = "Distance",
    .summary = "The k nearest firms of each firm, each group by itself.",
    .summary_ko = "기업마다 가장 가까운 기업 k개를 집단별로 찾는다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result =
        "k rows per located firm, nearest first, in the order of collection; fewer where its group has "
        "no more than k located firms",
    .formula = "rank r: the r-th other firm of the group by (distance, id)",
    .use =
        "the distances of rank k, in descending order over all firms, are the k-distance curve. Its bend "
        "suggests an eps for cl_dbscan with min_points k + 1 (the firm itself counts there)",
    .nulls =
        "a firm without coordinates or weight has no rows and is nobody's neighbour; the only firm of a "
        "group has no rows either. A LEFT JOIN from the firms shows them",
    .errors = "k below 1; rows that are not points",
    .source =
        "Friedman, Bentley and Finkel 1977 (ACM TOMS 3); for choosing eps: Ester, Kriegel, Sander and Xu "
        "1996, section 4.2",
    .peers =
        "R dbscan::kNN() and kNNdist() (the point itself excluded, as here); scikit-learn "
        "NearestNeighbors.kneighbors() of the same points counts the point itself as the first neighbour; "
        "PostGIS ORDER BY geom <-> geom LIMIT k, one index search per row",
    .example =
        "SELECT id, rank, neighbour_id, distance\n"
        "FROM cl_neighbours((SELECT cl_points(column1, column2, column3)\n"
        "                    FROM (VALUES (1, 0, 0), (2, 300, 400), (3, 0, 900), (4, NULL, NULL))), 2)",
    .example_result =
        "1|1|2|500.0\n1|2|3|900.0\n2|1|1|500.0\n2|2|3|583.09518948453\n3|1|2|583.09518948453\n3|2|1|900.0",
};

constexpr Argument kNearestArguments[] = {
    {"points_a", "points",
     "the firms whose nearest ones are wanted: cl_points() or cl_geometries(); weights do not matter"},
    {"points_b", "points", "the firms, institutes, stations ... to choose from, collected in the same way"},
    {"k", "integer", "how many of points_b for each of points_a, >= 1"},
    {"metric", "text", kMetricMeaning, "'planar'", true},
};

constexpr Column kNearestColumns[] = {
    {"id", "", "of points_a, as collected"},
    {"rank", "INTEGER",
     "1 for the nearest of points_b, 2, ... k; of those equally near (equal squared distances) the smallest "
     "id first"},
    {"nearest_id", "", "its id in points_b, as collected"},
    {"distance", "REAL", "how far it is, in the unit of the coordinates (geodesic: metres)"},
    {"group_key", "", "of points_a, as collected; NULL without group keys"},
};

constexpr Declaration kNearest{
    .name = "cl_nearest",
    .kind = FunctionKind::table,
    .family = "Distance",
    .summary =
        "The k nearest points of a second data set for each firm of a first, such as the nearest research "
        "institute of each firm.",
    .summary_ko = "한 자료의 기업마다 다른 자료에서 가장 가까운 점 k개(예: 가장 가까운 연구기관)를 찾는다.",
    .arguments = kNearestArguments,
    .columns = kNearestColumns,
    .result =
        "k rows per located firm of points_a, nearest first, in the order of collection; fewer where there "
        "are fewer points to choose from",
    .formula = "rank r: the r-th point of points_b by (distance, id)",
    .use =
        "when both data sets have group keys (industry, year), only points with the firm's own key are "
        "searched; otherwise all of points_b. A firm that is in both data sets is its own nearest at "
        "distance 0; among the firms of one data set use cl_neighbours",
    .nulls =
        "a firm without coordinates or weight has no rows and is nobody's nearest; nor has a firm whose "
        "group_key does not occur in points_b. A LEFT JOIN from the firms shows them",
    .errors = "k below 1; two SRIDs; rows that are not points",
    .source = "Friedman, Bentley and Finkel 1977 (ACM TOMS 3)",
    .peers =
        "PostGIS CROSS JOIN LATERAL (... ORDER BY a.geom <-> b.geom LIMIT k), one index search per row; R "
        "RANN::nn2() and FNN::get.knnx(), nabor::knn(); SpatiaLite's KNN2 table; QGIS Distance to nearest "
        "hub "
        "(k = 1)",
    .example =
        "SELECT id, rank, nearest_id, distance\n"
        "FROM cl_nearest((SELECT cl_points(column1, column2, column3)\n"
        "                 FROM (VALUES ('firm 1', 0, 0), ('firm 2', 300, 400))),\n"
        "                (SELECT cl_points(column1, column2, column3)\n"
        "                 FROM (VALUES ('lab', 0, 900), ('university', 300, 0))), 1)",
    .example_result = "firm 1|1|university|300.0\nfirm 2|1|university|400.0",
};

// The neighbours of the firms of one data set, in that data set or in another one.
class NeighbourTable final : public TableResult {
 public:
  NeighbourTable(const PointsView& points, std::unique_ptr<Neighbours> neighbours, CancelToken& cancel)
      : keys_(points, cancel), neighbours_(std::move(neighbours)) {}
  NeighbourTable(const PointsView& points, const PointsView& others, std::unique_ptr<Neighbours> neighbours,
                 CancelToken& cancel)
      : keys_(points, cancel), others_(std::in_place, others, cancel), neighbours_(std::move(neighbours)) {}

  std::size_t size() const override { return neighbours_->count_before(rows()); }

  std::size_t lookup_size() const override { return keys_.size(); }
  KeyView lookup_key(std::size_t row) const override { return keys_.id(row); }
  RowRange lookup_rows(std::size_t row) const override {
    const auto point = static_cast<std::uint32_t>(row);
    return {neighbours_->count_before(point), neighbours_->count_before(point + 1)};
  }

  void column(std::size_t row, int column, ResultSink& out) const override {
    const std::uint32_t point = neighbours_->row_of(row);
    const std::size_t place = row - neighbours_->count_before(point);
    switch (column) {
      case kId:
        return out.key(keys_.id(point));
      case kRank:
        return out.integer(static_cast<std::int64_t>(place + 1));
      case kGroupKey: {
        const auto group = keys_.group_key(point);
        return group ? out.key(*group) : out.null();
      }
      default:
        break;
    }
    InterruptToken interrupt(sqlite3_context_db_handle(out.context()));
    const Neighbour& neighbour = neighbours_->of(point, interrupt.token())[place];
    column == kNeighbourId ? out.key((others_ ? *others_ : keys_).id(neighbour.row))
                           : out.real(neighbour.distance);
  }

 private:
  std::uint32_t rows() const { return static_cast<std::uint32_t>(keys_.size()); }

  PointKeys keys_;
  std::optional<PointKeys> others_;  // whose rows the neighbours are, when not those of keys_
  // Computes as it is read: what it remembers only decides how fast the next answer comes.
  std::unique_ptr<Neighbours> neighbours_;
};

std::unique_ptr<TableResult> compute_nearest(const TableArguments& arguments, Connection& connection,
                                             CancelToken& cancel) {
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  const auto others = open_data_set<PointsView>(arguments, 1, cancel);
  const std::int64_t k = arguments.integer(2);
  require_one_srid(points.summary(), others.summary());
  metric_of_neighbours(arguments, 3, others, cancel);
  const Metric metric = metric_of_neighbours(arguments, 3, points, cancel);
  return std::make_unique<NeighbourTable>(
      points, others, nearest_points(points, others, k, metric, threads_of(connection), cancel), cancel);
}

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection& connection,
                                     CancelToken& cancel) {
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  const std::int64_t k = arguments.integer(1);
  const Metric metric = metric_of_neighbours(arguments, 2, points, cancel);
  return std::make_unique<NeighbourTable>(
      points, nearest_neighbours(points, k, metric, threads_of(connection), cancel), cancel);
}

}  // namespace

void register_neighbours(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kNeighbours, &compute, kId}, point_collectors());
  register_function(connection, TableFunction{&kNearest, &compute_nearest, kId}, {});
}

}  // namespace clusterlite
