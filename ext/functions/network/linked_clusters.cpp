// Clusters of firms that are near each other and linked: cl_linked_clusters.
#include "network/places/linked_clusters.hpp"

#include "datasets/point_keys.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/metric_option.hpp"
#include "functions/shared/open_data_set.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"points", "points", "the located firms: cl_points()"},
    {"links", "links", "the ties between them: cl_links(); their direction and weight do not matter"},
    {"eps", "number",
     "how far a tied firm may be to count, >= 0, in the unit of the coordinates (geodesic: metres)"},
    {"min_points", "number",
     "how many firms, the firm itself and tied ones within eps, make it core, >= 1; with weights of the "
     "points, "
     "their sum"},
    {"metric", "text", kMetricMeaning, "'planar'", true},
};

constexpr Column kColumns[] = {
    {"id", "", "as collected"},
    {"group_key", "", "as collected; NULL without group keys"},
    {"cluster", "INTEGER",
     "1, 2, ... from the largest cluster down (ties: the smallest id first) inside each group; NULL for "
     "noise and for firms without coordinates"},
    {"kind", "TEXT", "'core', 'border' or 'noise'; NULL without coordinates"},
};

constexpr Declaration kLinkedClusters{
    .name = "cl_linked_clusters",
    .kind = FunctionKind::table,
    .family = "Network",
    .summary = "Clusters of firms that are near each other and linked: DBSCAN over ties within eps.",
    .summary_ko = "서로 가깝고 연계도 있는 기업의 클러스터를 찾는다(eps 안의 연계만 따라가는 DBSCAN).",
    .arguments = kArguments,
    .columns = kColumns,
    .result = "one row per collected firm",
    .formula =
        "as cl_dbscan, where the neighbours of p are p itself and every firm of its group within eps that "
        "has a tie with p, in either direction",
    .use =
        "two ties between the same firms are one neighbour. A border firm belongs to the cluster of its "
        "nearest core firm among those it is tied with (of equally near ones, that with the smallest id)",
    .nulls =
        "a firm without coordinates or weight has NULL results and is nobody's neighbour; a firm without "
        "ties is noise (core with min_points 1); ties to firms that are not among the points are left out",
    .errors =
        "points that are shapes; min_points below 1; ids that are numbers in one data set and the same "
        "numbers as texts in the other",
    .source = "Ester, Kriegel, Sander and Xu 1996 (KDD-96)",
    .example =
        "SELECT id, cluster, kind\n"
        "FROM cl_linked_clusters((SELECT cl_points(column1, column2, 0)\n"
        "                         FROM (VALUES (1, 0), (2, 100), (3, 200), (4, 150), (5, 9000))),\n"
        "                        (SELECT cl_links(column1, column2)\n"
        "                         FROM (VALUES (1, 2), (3, 2), (4, 5))), 500, 3)",
    .example_result = "1|1|border\n2|1|core\n3|1|border\n4||noise\n5||noise",
    .since = "0.2.0",
};

enum { kGroupKey = column_of(kColumns, "group_key"), kCluster = column_of(kColumns, "cluster") };

class LinkedClusterTable final : public TableResult {
 public:
  LinkedClusterTable(const PointsView& points, LinkedClusters clusters, CancelToken& cancel)
      : keys_(points, cancel), clusters_(std::move(clusters)) {}

  std::size_t size() const override { return keys_.size(); }
  KeyView lookup_key(std::size_t row) const override { return keys_.id(row); }

  void column(std::size_t row, int column, ResultSink& out) const override {
    if (column == 0) return out.key(keys_.id(row));
    if (column == kGroupKey) {
      const auto group = keys_.group_key(row);
      return group ? out.key(*group) : out.null();
    }
    if (column == kCluster) {
      const std::uint32_t cluster = clusters_.cluster[row];
      return cluster == 0 ? out.null() : out.integer(std::int64_t{cluster});
    }
    switch (clusters_.kind[row]) {
      case LinkedKind::core:
        return out.literal("core");
      case LinkedKind::border:
        return out.literal("border");
      case LinkedKind::noise:
        return out.literal("noise");
      case LinkedKind::unlocated:
        return out.null();
    }
  }

 private:
  PointKeys keys_;
  LinkedClusters clusters_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection&, CancelToken& cancel) {
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  const auto links = open_data_set<LinksView>(arguments, 1, cancel);
  const double eps = arguments.real(2);
  const double min_points = arguments.real(3);
  const Metric metric = read_metric(arguments, 4, points, 2, "eps", cancel);
  return std::make_unique<LinkedClusterTable>(
      points, linked_clusters(points, links, eps, min_points, metric, cancel), cancel);
}

}  // namespace

void register_linked_clusters(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kLinkedClusters, &compute, 0}, {});
}

}  // namespace clusterlite
