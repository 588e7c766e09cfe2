// Nearest firms: cl_neighbours.
#include "distance/neighbours.hpp"

#include <memory>

#include "datasets/point_keys.hpp"
#include "functions/families.hpp"
#include "functions/metric_option.hpp"
#include "functions/open_data_set.hpp"
#include "sqlite/connection.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"points", "points", "the located firms: cl_points() or cl_geometries(); weights do not matter"},
    {"k", "integer", "how many neighbours of each firm, >= 1, the firm itself not counted"},
    {"metric", "text", kMetricMeaning, "'planar'", true},
};

enum ColumnNumber { kId, kRank, kNeighbourId, kDistance, kGroupKey };

constexpr Column kColumns[] = {
    {"id", "", "as collected"},
    {"rank", "INTEGER",
     "1 for the nearest other firm of the group, 2, ... k; of firms equally near (equal squared distances) "
     "the smallest id first"},
    {"neighbour_id", "", "its id, as collected"},
    {"distance", "REAL", "how far it is, in the unit of the coordinates (geodesic: metres)"},
    {"group_key", "", "as collected, the same for both firms; NULL without group keys"},
};

constexpr Declaration kNeighbours{
    .name = "cl_neighbours",
    .kind = FunctionKind::table,
    .family = "Distance clusters",
    .summary = "The k nearest firms of each firm, each group by itself.",
    .arguments = kArguments,
    .columns = kColumns,
    .result =
        "k rows per located firm, nearest first, in the order of collection; fewer where its group has "
        "no more than k located firms",
    .formula =
        "rank r: the r-th other firm of the group by (distance, id). The distance of rank k, read in "
        "falling order over all firms, is the k-distance curve whose bend suggests an eps for cl_dbscan "
        "with min_points k + 1 (the firm itself counts there)",
    .nulls =
        "A firm without coordinates (or weight, when weights were collected) has no rows and is nobody's "
        "neighbour, and so has the only firm of a group no rows: a LEFT JOIN from the firms shows them.",
    .errors =
        "an argument that is no points data set, or a damaged one; a k that is missing, below 1 or no whole "
        "number; another metric; with 'geodesic', coordinates that are no longitude and latitude",
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

class NeighbourTable final : public TableResult {
 public:
  NeighbourTable(const PointsView& points, std::unique_ptr<Neighbours> neighbours, CancelToken& cancel)
      : keys_(points, cancel), neighbours_(std::move(neighbours)) {}

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
    column == kNeighbourId ? out.key(keys_.id(neighbour.row)) : out.real(neighbour.distance);
  }

 private:
  std::uint32_t rows() const { return static_cast<std::uint32_t>(keys_.size()); }

  PointKeys keys_;
  // Computes as it is read: what it remembers only decides how fast the next answer comes.
  std::unique_ptr<Neighbours> neighbours_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection&, CancelToken& cancel) {
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  const std::int64_t k = arguments.integer(1);
  const Metric metric = metric_option(arguments, 2).value_or(Metric::planar);
  return std::make_unique<NeighbourTable>(points, nearest_neighbours(points, k, metric, cancel), cancel);
}

}  // namespace

void register_neighbours(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kNeighbours, &compute, kId}, point_collectors());
}

}  // namespace clusterlite
