// Choosing the radius of density clusters: cl_suggest_eps.
#include <memory>
#include <utility>

#include "distance/clusters/distance_curve.hpp"
#include "functions/distance/point_result.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/metric_option.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/threads.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"points", "points", "the located firms: cl_points() or cl_geometries(); weights do not matter"},
    {"k", "integer",
     "which neighbour's distance, >= 1, the firm itself not counted, as in cl_neighbours: min_points - 1 of "
     "cl_dbscan"},
    {"metric", "text", kMetricMeaning, "'planar'", true},
};

constexpr Column kColumns[] = {
    {"id", "", "as collected"},
    {"group_key", "", "as collected; NULL without group keys"},
    {"rank", "INTEGER", "1 for the greatest distance of the group, ...; of equal ones the smallest id first"},
    {"distance", "REAL",
     "to the k-th nearest other firm of the group, in the unit of the coordinates (geodesic: metres)"},
    {"eps", "REAL",
     "the suggested eps of the group, the same in each of its rows: the distance at its knee, or the median "
     "distance where that is less"},
    {"is_knee", "INTEGER", "1 in the knee's row, else 0"},
};

enum ColumnNumber {
  kRank = column_of(kColumns, "rank"),
  kDistance = column_of(kColumns, "distance"),
  kEps = column_of(kColumns, "eps"),
  kIsKnee = column_of(kColumns, "is_knee"),
};
static_assert(kRank == PointResult::kFirstOwnColumn);

constexpr Declaration kSuggestEps{
    .name = "cl_suggest_eps",
    .kind = FunctionKind::table,
    .family = "Distance",
    .summary =
        "A start value of eps for cl_dbscan, and the k-distance curve from which it comes, for each group.",
    .summary_ko = "cl_dbscan에 쓸 반경 eps의 초깃값과 그 근거인 k-거리 곡선을 집단별로 제시한다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result =
        "one row per located firm, group by group, the greatest distance first. SELECT DISTINCT group_key, "
        "eps gives the suggestions",
    .formula =
        "d: the distances of the group's firms to their k-th nearest others, in descending order\neps = "
        "min(d_knee, median of d), the lower one of two medians; d_knee where the median is 0\nknee: d is "
        "taken as a mixture of two Poisson processes, firms of dense areas and scattered ones, each with a "
        "density proportional to a^k exp(-a d^2); the knee is the first firm that is more likely dense than "
        "scattered\nthe fit is by maximum likelihood (EM, from the nearer and the farther half; distances of "
        "0 apart; of more than 10,000 firms evenly spaced points of the curve)",
    .use =
        "with cl_dbscan(points, eps, k + 1) all firms at a distance below eps are core; of those at exactly "
        "eps "
        "rounding may put one just beyond it, so take eps a little larger. The knee is good where "
        "clusters lie in sparse surroundings. Where nearly everything is built up it is the edge of town, "
        "and the whole town would be one cluster; then the median holds, which makes half of the firms core. "
        "Neither says what a cluster is: look at the curve, and try half of it. Where clusters differ in "
        "density no eps is right (use cl_hdbscan)",
    .nulls =
        "a firm without coordinates or weight has no row. distance and eps are NULL in a group of at most k "
        "located firms; eps also where fewer than three distances are above 0, all are equal, or none would "
        "be scattered",
    .errors = "k below 1; rows that are not points",
    .source =
        "Ester, Kriegel, Sander and Xu 1996 (KDD-96), section 4.2, for the curve; Byers and Raftery 1998 "
        "(JASA "
        "93(442)), nearest-neighbour clutter removal, for its knee",
    .peers =
        "R dbscan::kNNdistplot() draws the curve in ascending order and leaves the knee to the eye. R "
        "spatstat nnclean() and prabclus NNclean() fit the same mixture, without an eps. Kneedle (Python "
        "kneed), the point farthest from the chord of the curve's ends, follows the few farthest firms: for "
        "the IT firms of the synthetic city and k = 11 it gives 1,397 m, by which all but 99 of 1,950 are in "
        "some cluster. Here the knee is 351.72 m and eps 231.42 m, by which the three planted clusters stand "
        "alone",
    .example =
        "SELECT id, rank, distance, eps, is_knee\n"
        "FROM cl_suggest_eps((SELECT cl_points(column1, column2, 0)\n"
        "                     FROM (VALUES (1, 0), (2, 100), (3, 220), (4, 350), (5, 5000))), 1)",
    .example_result =
        "5|1|4650.0|120.0|0\n4|2|130.0|120.0|1\n3|3|120.0|120.0|0\n1|4|100.0|120.0|0\n2|5|100.0|120.0|0",
    .history = "0.2.0: eps is at most the median distance",
};

class CurveTable final : public OrderedPointResult {
 public:
  CurveTable(const PointsView& points, RawVector<CurvePoint> curves, CancelToken& cancel)
      : OrderedPointResult(points, cancel), curves_(std::move(curves)) {}
  std::size_t size() const override { return curves_.size(); }

 protected:
  std::size_t point(std::size_t row) const override { return curves_[row].row; }

  void value_column(std::size_t row, int column, ResultSink& out) const override {
    const CurvePoint& at = curves_[row];
    switch (column) {
      case kRank:
        return out.integer(std::int64_t{at.rank});
      case kDistance:
        return out.real(at.distance);
      case kEps:
        return out.real(at.eps);
      default:  // kIsKnee
        return out.integer(at.is_knee ? 1 : 0);
    }
  }

 private:
  RawVector<CurvePoint> curves_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection& connection,
                                     CancelToken& cancel) {
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  const std::int64_t k = arguments.integer(1);
  const Metric metric = metric_of_neighbours(arguments, 2, points, cancel);
  return std::make_unique<CurveTable>(
      points, distance_curves(points, k, metric, threads_of(connection), cancel), cancel);
}

}  // namespace

void register_suggest_eps(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kSuggestEps, &compute, 0}, point_collectors());
}

}  // namespace clusterlite
