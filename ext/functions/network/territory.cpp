// What is near each cluster: cl_territory.
#include "network/places/territory.hpp"

#include "functions/network/sorted_groups.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/metric_option.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/threads.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"points", "points",
     "all firms, with their role (or any kind) as group key: cl_points(id, x, y, NULL, role) or "
     "cl_geometries(); weights do not matter"},
    {"members", "points",
     "the members of clusters, with the cluster as group key: cl_points(id, x, y, NULL, industry || ' ' || "
     "cluster), collected in the same way"},
    {"eps", "number", "the reach of a member, >= 0, in the unit of the coordinates (geodesic: metres)"},
    {"metric", "text", kMetricMeaning, "'planar'", true},
};

constexpr Column kColumns[] = {
    {"cluster", "", "group key of the members, as collected; NULL without group keys"},
    {"kind", "", "group key of the points, likewise"},
    {"firms", "INTEGER",
     "points of this kind within eps of any member, each counted once; 0 when there are none"},
    {"nearest_m", "REAL",
     "median over the members of the distance to the nearest point of this kind, in the unit of the "
     "coordinates (geodesic: metres); NULL when there is no such point, or no located member"},
};

constexpr Declaration kTerritory{
    .name = "cl_territory",
    .kind = FunctionKind::table,
    .family = "Network",
    .summary = "What lies in the territory of a cluster: firms of each role within reach of its members.",
    .summary_ko = "클러스터의 권역, 곧 구성 기업에서 일정 거리 안에 있는 기업의 수를 역할별로 센다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result =
        "one row per cluster and kind, pairs without any firm included, in the order of clusters and kinds",
    .formula =
        "territory: all points within eps of a member\nnearest_m: of an even number of members the mean of "
        "the two in the middle",
    .use =
        "a member that is among the points is in its own territory, at distance 0. Territories may overlap: "
        "a firm counts in each",
    .nulls = "points and members without coordinates or weight take no part",
    .errors = "two SRIDs; rows that are not points",
    .peers = "PostGIS: count(DISTINCT f.id) over ST_DWithin(f.geom, m.geom, eps) per cluster and role",
    .example =
        "SELECT cluster, kind, firms, nearest_m\n"
        "FROM cl_territory((SELECT cl_points(column1, column2, column3, 1, column4)\n"
        "                   FROM (VALUES (1, 0, 0, 'production'), (2, 300, 400, 'production'), (3, 0, 900, "
        "'research'))),\n"
        "                  (SELECT cl_points(column1, column2, column3, 1, column4)\n"
        "                   FROM (VALUES (1, 0, 0, 'C25-1'), (2, 300, 400, 'C25-1'))), 500)",
    .example_result = "C25-1|production|2|0.0\nC25-1|research|0|741.547594742265",
    .since = "0.2.0",
};

enum { kCluster, kKind, kFirms, kNearest };
static_assert(kNearest == column_of(kColumns, "nearest_m"));

class TerritoryTable final : public TableResult {
 public:
  TerritoryTable(const PointsView& points, const PointsView& members, std::vector<Territory> territories,
                 CancelToken& cancel)
      : kinds_(points, cancel), clusters_(members, cancel), territories_(std::move(territories)) {}

  std::size_t size() const override { return territories_.size(); }
  std::size_t lookup_size() const override { return clusters_.keyed() ? clusters_.size() : 0; }
  KeyView lookup_key(std::size_t cluster) const override { return *clusters_.key(cluster); }
  RowRange lookup_rows(std::size_t cluster) const override {
    return {cluster * kinds_.size(), (cluster + 1) * kinds_.size()};
  }

  void column(std::size_t row, int column, ResultSink& out) const override {
    const std::size_t cluster = row / kinds_.size();
    const std::size_t kind = row % kinds_.size();
    if (column == kCluster || column == kKind) {
      const auto key = column == kCluster ? clusters_.key(cluster) : kinds_.key(kind);
      return key ? out.key(*key) : out.null();
    }
    const Territory& territory = territories_[clusters_.group(cluster) * kinds_.size() + kinds_.group(kind)];
    column == kFirms ? out.integer(std::optional(territory.firms)) : out.real(territory.nearest);
  }

 private:
  SortedGroups kinds_;
  SortedGroups clusters_;
  std::vector<Territory> territories_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection& connection,
                                     CancelToken& cancel) {
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  const auto members = open_data_set<PointsView>(arguments, 1, cancel);
  const double eps = arguments.real(2);
  require_at_least(0, eps, "eps");
  require_one_srid(points.summary(), members.summary());
  read_metric(arguments, 3, members, 2, "eps", cancel);
  const Metric metric = read_metric(arguments, 3, points, 2, "eps", cancel);
  return std::make_unique<TerritoryTable>(
      points, members, territories(points, members, eps, metric, threads_of(connection), cancel), cancel);
}

}  // namespace

// Two data sets: no permanent form.
void register_territory(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kTerritory, &compute, kCluster}, {});
}

}  // namespace clusterlite
