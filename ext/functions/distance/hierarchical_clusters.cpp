// Density clusters without a radius: cl_hdbscan, cl_optics.
#include <memory>
#include <utility>

#include "distance/clusters/hdbscan.hpp"
#include "distance/clusters/optics.hpp"
#include "functions/distance/point_result.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/metric_option.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/threads.hpp"

namespace clusterlite {
namespace {

constexpr std::string_view kFamily = "Distance";
constexpr std::string_view kPointsMeaning =
    "the located firms: cl_points() or cl_geometries(); weights do not matter";

// ---- cl_hdbscan

constexpr Argument kHdbscanArguments[] = {
    {"points", "points", kPointsMeaning},
    {"min_cluster_size", "integer", "the fewest firms that make a cluster, >= 2"},
    {"min_points", "integer",
     "the core distance of a firm is that to its min_points-th nearest firm, itself counted, >= 1; more "
     "makes "
     "clusters smoother and leaves more firms out",
     "min_cluster_size", true},
    {"metric", "text", kMetricMeaning, "'planar'", true},
    {"selection_eps", "number",
     "clusters nearer to each other than this become one, >= 0, in the unit of the coordinates (geodesic: "
     "metres); joins clusters of single buildings",
     "0", true},
};

constexpr Column kHdbscanColumns[] = {
    {"id", "", "as collected"},
    {"group_key", "", "as collected; NULL without group keys"},
    {"cluster", "INTEGER",
     "1, 2, ... from the largest cluster down (ties: the smallest id first) inside each group; NULL for "
     "noise and for firms without coordinates"},
    {"probability", "REAL",
     "how firmly the firm belongs to its cluster, 0..1: 1 at the cluster's densest, falling towards its rim; "
     "0 "
     "for noise"},
    {"outlier_score", "REAL",
     "GLOSH, 0..1: how much sparser it is around the firm than in the densest part of the cluster nearest to "
     "it; near 1 for outliers, also inside a cluster"},
};

constexpr Declaration kHdbscan{
    .name = "cl_hdbscan",
    .kind = FunctionKind::table,
    .family = kFamily,
    .summary =
        "Density clusters of firms without a radius, each at its own density: exact HDBSCAN, each group by "
        "itself.",
    .summary_ko =
        "반경을 정하지 않고 곳마다 다른 밀도에 맞추어 기업 클러스터를 찾는다(정확한 HDBSCAN, 집단별로 따로).",
    .arguments = kHdbscanArguments,
    .columns = kHdbscanColumns,
    .result = "one row per collected firm",
    .formula =
        "core(p): the distance to the min_points-th nearest firm, p counted\nmutual reachability of a and b: "
        "max(core(a), core(b), d(a, b))\nthe minimum spanning tree of mutual reachability is taken apart "
        "from the longest edge down, all edges of one length at once; where two or more parts keep "
        "min_cluster_size firms, each is a new cluster; other firms leave\nstability = sum over the firms of "
        "1/eps_left - 1/eps_born\nchosen: the clusters of greatest total stability, none inside another "
        "(excess of mass), never the whole group\nselection_eps: a chosen cluster with eps_born < "
        "selection_eps gives way to its lowest ancestor with eps_born >= selection_eps; where that is the "
        "whole group, to the firms still together at selection_eps (DBSCAN* at that radius)\nprobability = "
        "eps_end / eps_left, at most 1; eps_end where the cluster ends, at least "
        "selection_eps\noutlier_score = 1 - eps_deepest / eps_left; eps_deepest where the last cluster "
        "inside the one that the firm left ends",
    .use =
        "min_cluster_size 20 to 30 with min_points 10 for a city. min_points firms at one place have core "
        "distance 0 and are infinitely dense. So a building with min_cluster_size and min_points firms is a "
        "cluster of its own, in which firms of other places have probability 0. A selection_eps, or a "
        "min_points above the number of firms in one building, avoids that",
    .nulls =
        "a firm without coordinates or weight has NULL results and is nobody's neighbour. In a group with "
        "fewer located firms than min_cluster_size or min_points all are noise, and outlier_score is NULL",
    .errors = "min_cluster_size below 2; min_points below 1; rows that are not points",
    .source =
        "Campello, Moulavi and Sander 2013 (PAKDD); Campello, Moulavi, Zimek and Sander 2015 (ACM TKDD "
        "10(1)) "
        "for the outlier scores; Malzer and Baum 2020 (IEEE MFI) for selection_eps; March, Ram and Gray 2010 "
        "(KDD) for the spanning tree",
    .peers =
        "R dbscan::hdbscan(minPts) is min_cluster_size = min_points = minPts (noise 0). Its membership_prob "
        "compares core distances instead, and it keeps the matrix of all distances. At a place with minPts "
        "firms its stability is 0 / 0, so the whole surroundings become one cluster: 15 firms in three "
        "squares of 10 m, kilometres apart, and 5 at one point are 2 clusters there, 4 here. Python hdbscan "
        "with match_reference_implementation = True and min_cluster_size - 1, and scikit-learn HDBSCAN "
        "(noise -1; hdbscan's min_samples does not count the firm itself): the same clusters, except that "
        "edges of equal length are cut in the order of rows there, at once here. selection_eps is "
        "cluster_selection_epsilon, which stops below the whole group there",
    .example =
        "SELECT id, cluster, round(probability, 3), round(outlier_score, 3)\n"
        "FROM cl_hdbscan((SELECT cl_points(column1, column2, column3)\n"
        "                 FROM (VALUES (1, 0, 0), (2, 100, 0), (3, 0, 100), (4, 250, 0), (5, 5000, 5000),\n"
        "                              (6, 5300, 5000), (7, 5000, 5300), (8, 90000, 0))), 3)",
    .example_result =
        "1|1|1.0|0.0\n2|1|1.0|0.0\n3|1|1.0|0.0\n4|1|0.566|0.434\n5|2|1.0|0.0\n6|2|1.0|0.0\n7|2|1.0|0.0\n8||0."
        "0|0.998",
    .history = "0.2.0: selection_eps",
};

static_assert(column_of(kHdbscanColumns, "cluster") == PointResult::kFirstOwnColumn);

class HdbscanTable final : public PointResult {
 public:
  HdbscanTable(const PointsView& points, HdbscanResult result, CancelToken& cancel)
      : PointResult(points, cancel), result_(std::move(result)) {}

 protected:
  void value_column(std::size_t row, int column, ResultSink& out) const override {
    if (column == column_of(kHdbscanColumns, "probability")) return out.real(result_.probability[row]);
    if (column == column_of(kHdbscanColumns, "outlier_score")) return out.real(result_.outlier_score[row]);
    const std::uint32_t cluster = result_.cluster[row];
    cluster == 0 ? out.null() : out.integer(std::int64_t{cluster});
  }

 private:
  HdbscanResult result_;
};

std::unique_ptr<TableResult> compute_hdbscan(const TableArguments& arguments, Connection& connection,
                                             CancelToken& cancel) {
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  HdbscanOptions options{};
  options.min_cluster_size = arguments.integer(1);
  options.min_points = arguments.given(2) ? arguments.integer(2) : options.min_cluster_size;
  if (arguments.given(4)) options.selection_eps = arguments.real(4);
  options.metric = options.selection_eps > 0 ? read_metric(arguments, 3, points, 4, "selection_eps", cancel)
                                             : metric_of_neighbours(arguments, 3, points, cancel);
  options.threads = threads_of(connection);
  return std::make_unique<HdbscanTable>(points, hdbscan(points, options, cancel), cancel);
}

// ---- cl_optics

constexpr Argument kOpticsArguments[] = {
    {"points", "points", kPointsMeaning},
    {"min_points", "integer",
     "the core distance of a firm is that to its min_points-th nearest firm, itself counted, >= 1"},
    {"eps", "number",
     "the longest step, >= 0, in the unit of the coordinates (geodesic: metres); beyond it the walk begins "
     "anew. The cost hardly depends on it",
     "unlimited", true},
    {"metric", "text", kMetricMeaning, "'planar'", true},
};

constexpr Column kOpticsColumns[] = {
    {"id", "", "as collected"},
    {"group_key", "", "as collected; NULL without group keys"},
    {"position", "INTEGER", "1, 2, ... in the order of the walk, inside each group"},
    {"reachability", "REAL",
     "how far the firm was from what had been reached before it: the bars of the reachability plot, in which "
     "clusters are valleys; NULL where the walk begins"},
    {"core_distance", "REAL",
     "to the min_points-th nearest firm, itself counted; NULL when that is beyond eps"},
    {"predecessor_id", "", "the firm it was reached from, the first of several; NULL where the walk begins"},
};

enum OpticsColumnNumber {
  kPosition = column_of(kOpticsColumns, "position"),
  kReachability = column_of(kOpticsColumns, "reachability"),
  kCoreDistance = column_of(kOpticsColumns, "core_distance"),
  kPredecessor = column_of(kOpticsColumns, "predecessor_id"),
};
static_assert(kPosition == PointResult::kFirstOwnColumn);

constexpr Declaration kOptics{
    .name = "cl_optics",
    .kind = FunctionKind::table,
    .family = kFamily,
    .summary =
        "Firms in the order of density, with the reachability plot that shows clusters within clusters: "
        "exact OPTICS, each group by itself.",
    .summary_ko =
        "기업을 밀도 순으로 늘어놓고 도달거리를 구하여 클러스터 속의 클러스터를 보여 준다(정확한 OPTICS, "
        "집단별로 따로).",
    .arguments = kOpticsArguments,
    .columns = kOpticsColumns,
    .result =
        "one row per collected firm: group by group in the order of the walk, then the firms without "
        "coordinates",
    .formula =
        "core(o): the distance to the min_points-th nearest firm, o counted\nreachability of p from o: "
        "max(core(o), d(o, p)) for d(o, p) <= eps and core(o) <= eps\nnext firm: the one with the least "
        "reachability from any firm before it, of equal ones the smallest id\nthe walk begins, and begins "
        "again when nothing is reachable, at the smallest id that is left",
    .use =
        "plot reachability over position: clusters are valleys. Cutting the plot at some eps' <= eps gives "
        "the clusters of cl_dbscan(points, eps', min_points), except for some border firms: a cluster begins "
        "where reachability is NULL or > eps' and core_distance <= eps', and goes on while reachability <= "
        "eps'",
    .nulls =
        "a firm without coordinates or weight has NULL results and is nobody's neighbour. In a group with "
        "fewer than min_points located firms nothing is reachable, and the order is that of the ids",
    .errors = "min_points below 1; rows that are not points",
    .source = "Ankerst, Breunig, Kriegel and Sander 1999 (SIGMOD)",
    .peers =
        "R dbscan::optics() and scikit-learn OPTICS: the same core distances and reachabilities. Of equally "
        "reachable firms they take the one their queue gives, here the smallest id comes first",
    .example =
        "SELECT position, id, reachability, core_distance, predecessor_id\n"
        "FROM cl_optics((SELECT cl_points(column1, column2, 0)\n"
        "                FROM (VALUES (1, 0), (2, 10), (3, 1), (4, 3), (5, 12))), 2)",
    .example_result = "1|1||1.0|\n2|3|1.0|1.0|1\n3|4|2.0|2.0|3\n4|2|7.0|2.0|4\n5|5|2.0|2.0|2",
};

class OpticsTable final : public OrderedPointResult {
 public:
  OpticsTable(const PointsView& points, RawVector<OpticsPoint> order, CancelToken& cancel)
      : OrderedPointResult(points, cancel), order_(std::move(order)) {}
  std::size_t size() const override { return order_.size(); }

 protected:
  std::size_t point(std::size_t row) const override { return order_[row].row; }

  void value_column(std::size_t row, int column, ResultSink& out) const override {
    const OpticsPoint& at = order_[row];
    switch (column) {
      case kPosition:
        return at.position == 0 ? out.null() : out.integer(std::int64_t{at.position});
      case kReachability:
        return out.real(at.reachability);
      case kCoreDistance:
        return out.real(at.core_distance);
      default:  // kPredecessor
        return at.predecessor == OpticsPoint::kNone ? out.null() : out.key(keys().id(at.predecessor));
    }
  }

 private:
  RawVector<OpticsPoint> order_;
};

std::unique_ptr<TableResult> compute_optics(const TableArguments& arguments, Connection& connection,
                                            CancelToken& cancel) {
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  OpticsOptions options{.min_points = arguments.integer(1)};
  if (arguments.given(2)) options.eps = arguments.real(2);
  options.metric = arguments.given(2) ? read_metric(arguments, 3, points, 2, "eps", cancel)
                                      : metric_of_neighbours(arguments, 3, points, cancel);
  options.threads = threads_of(connection);
  return std::make_unique<OpticsTable>(points, optics(points, options, cancel), cancel);
}

}  // namespace

void register_hierarchical_clusters(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kHdbscan, &compute_hdbscan, 0}, point_collectors());
  register_function(connection, TableFunction{&kOptics, &compute_optics, 0}, point_collectors());
}

}  // namespace clusterlite
