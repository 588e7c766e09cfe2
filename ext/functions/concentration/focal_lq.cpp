// cl_focal_lq: location quotients around each firm, across all borders.
#include <memory>
#include <vector>

#include "datasets/point_keys.hpp"
#include "distance/neighbours/focal_quotient.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/metric_option.hpp"
#include "functions/shared/open_data_set.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"points", "points",
     "the located firms with their industry as group_key, and 1 or their size as weight: cl_points(id, x, y, "
     "weight, "
     "industry) or cl_geometries()"},
    {"bandwidth_neighbours", "integer",
     "B >= 1: the weights fall to 0 at the B-th nearest other firm, of any industry"},
    {"metric", "text", kMetricMeaning, "'planar'", true},
};

constexpr Column kColumns[] = {
    {"id", "", "as collected"},
    {"group_key", "", "the firm's industry, as collected"},
    {"focal_lq", "REAL",
     "focal location quotient of the firm's industry around it: 1 = as in the whole area"},
    {"bandwidth", "REAL",
     "h, the distance to the B-th nearest other firm, in the unit of the coordinates (geodesic: metres); 0 "
     "when B others "
     "share the firm's place"},
    {"local_share", "REAL", "the industry's share of what lies around the firm, weighted by distance, 0..1"},
    {"reference_share", "REAL", "the industry's share of all located firms (or of their weight), 0..1"},
    {"local_weight", "REAL",
     "what local_share rests on: the firms (or their weight) around, each times its distance weight, the "
     "firm itself "
     "included"},
};

enum ColumnNumber {
  kId = column_of(kColumns, "id"),
  kGroupKey = column_of(kColumns, "group_key"),
  kFocalLq = column_of(kColumns, "focal_lq"),
  kBandwidth = column_of(kColumns, "bandwidth"),
  kLocalShare = column_of(kColumns, "local_share"),
  kReferenceShare = column_of(kColumns, "reference_share"),
  kLocalWeight = column_of(kColumns, "local_weight"),
};

constexpr Declaration kFocal{
    .name = "cl_focal_lq",
    .kind = FunctionKind::table,
    .family = "Concentration",
    .summary =
        "Focal location quotient: how strong a firm's industry is around it, regardless of district borders.",
    .summary_ko =
        "행정구역 경계와 상관없이 각 기업 주변에서 해당 산업이 얼마나 강한지를 국지 입지계수로 나타낸다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result = "one row per collected firm",
    .formula =
        "FLQ_j = (sum over the firms m of j's industry of w_jm e_m / sum over all firms m of w_jm e_m) / "
        "(e_i / e)\nw_jm = (1 - (d_jm / h)^2)^2 for d_jm < h, else 0; w_jj = 1\ne_m the weight of firm m\nh "
        "the distance to the B-th nearest other firm",
    .use =
        "firms exactly at h weigh 0, so ties do not matter. With h = 0 the plain location quotient of the "
        "place remains. For areas instead of firms, collect one point for each area and industry, zeros "
        "included, and give B times the number of industries for B areas",
    .nulls =
        "a firm without coordinates or weight has NULL results and is nobody's neighbour. All results are "
        "NULL with B or fewer located firms. focal_lq and local_share are NULL where everything around "
        "weighs 0, focal_lq also for an industry without weight",
    .errors = "points without group keys; bandwidth_neighbours below 1; rows that are not points",
    .source = "Cromley and Hanink 2012, Geographical Analysis 44(4)",
    .peers =
        "R lctools::FLQ() takes areas with e_i and e of one industry, straight distances and the reference "
        "share as an argument; here one call covers all industries and firms. Not to be confused with "
        "Flegg's location quotient of input-output tables, also written FLQ",
    .example =
        "SELECT id, round(focal_lq, 4), bandwidth, round(local_weight, 4)\n"
        "FROM cl_focal_lq((SELECT cl_points(column1, column2, 0, 1, column3)\n"
        "                  FROM (VALUES (1, 0, 'J62'), (2, 100, 'J62'), (3, 250, 'C14'), (4, 400, 'C14'),\n"
        "                               (5, 450, 'C14'), (6, 2000, 'J62'))), 3)",
    .example_result =
        "1|1.67|400.0|2.2502\n2|1.5218|300.0|2.3526\n3|1.7232|200.0|1.3828\n4|2.0|300.0|2.5077\n"
        "5|2.0|350.0|2.4132\n6|1.8633|1750.0|1.0734",
};

class FocalTable final : public TableResult {
 public:
  FocalTable(const PointsView& points, FocalQuotients focal, CancelToken& cancel)
      : keys_(points, cancel), focal_(std::move(focal)) {
    group_of_.reserve(points.size());
    for (std::size_t row = 0; row < points.size(); ++row) {
      cancel.check();
      group_of_.push_back(points.group(row));
    }
  }

  std::size_t size() const override { return keys_.size(); }
  KeyView lookup_key(std::size_t row) const override { return keys_.id(row); }

  void column(std::size_t row, int column, ResultSink& out) const override {
    switch (column) {
      case kId:
        return out.key(keys_.id(row));
      case kGroupKey:
        return out.key(*keys_.group_key(row));
      case kFocalLq:
        return out.real(focal_.local_share[row] / focal_.reference_share[group_of_[row]]);
      case kBandwidth:
        return out.real(focal_.bandwidth[row]);
      case kLocalShare:
        return out.real(focal_.local_share[row]);
      case kReferenceShare:
        return out.real(focal_.reference_share[group_of_[row]]);
      default:
        return out.real(focal_.local_weight[row]);  // kLocalWeight
    }
  }

 private:
  PointKeys keys_;
  FocalQuotients focal_;
  std::vector<std::uint32_t> group_of_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection&, CancelToken& cancel) {
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  const std::int64_t neighbours = arguments.integer(1);
  const Metric metric = metric_of_neighbours(arguments, 2, points, cancel);
  return std::make_unique<FocalTable>(points, focal_quotients(points, neighbours, metric, cancel), cancel);
}

}  // namespace

void register_focal_lq(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kFocal, &compute, kId}, point_collectors());
}

}  // namespace clusterlite
