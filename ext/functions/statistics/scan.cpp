// Circles with more of an industry than the city would put there: cl_scan.
#include "statistics/patterns/scan.hpp"

#include <memory>

#include "datasets/point_keys.hpp"
#include "distance/frame/distance_bands.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/threads.hpp"
#include "functions/statistics/curve_function.hpp"

namespace clusterlite {
namespace {

constexpr auto kArguments = std::to_array<Argument>({
    {"points", "points",
     "all located firms of the city, with their industry as group_key: cl_points(id, x, y, 1, industry)"},
    {"reference", "key", "the group key whose firms are the cases"},
    {"r_max", "number", "the largest radius, in the unit of the coordinates (geodesic: metres)"},
    {"r_step", "number", "the step between radii, > 0"},
    {"simulations", "integer",
     "how many times as many cases are drawn from the city; 0: none. p cannot fall below 1 / (simulations + "
     "1)",
     "99", true},
    {"null_model", "text", "'labelling': group keys change places", "'labelling'", true},
    {"alternative", "text",
     "'greater': circles with more cases than expected; 'less': with fewer; 'two_sided': both", "'greater'",
     true},
    kSeedArgument,
    kMetricArgument,
});

constexpr Column kColumns[] = {
    {"id", "", "of the firm in the middle, as collected"},
    {"radius", "REAL", "of the circle: one of 0, r_step, 2 r_step ... r_max"},
    {"firms", "INTEGER", "of all groups within the radius, the middle included"},
    {"cases", "INTEGER", "firms of the reference among them"},
    {"expected", "REAL", "firms times the share of the reference in the city"},
    {"relative_risk", "REAL", "cases / expected inside over the same outside; NULL when no case is outside"},
    {"llr", "REAL", "log likelihood ratio: how much better two shares, inside and outside, fit than one"},
    {"p", "REAL",
     "(1 + simulated cities whose best circle has at least this llr) / (simulations + 1); NULL without "
     "simulations"},
};

constexpr Declaration kScan{
    .name = "cl_scan",
    .kind = FunctionKind::table,
    .family = kStatistics,
    .summary =
        "Spatial scan: in which circles is an industry's share of the firms higher than chance would make it "
        "anywhere in the city?",
    .summary_ko =
        "도시 안의 어느 원에서 한 산업의 기업 비중이 무작위일 때보다 뚜렷이 높은지를 공간 스캔 통계량으로 "
        "찾는다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result =
        "one row per circle, best first: the best circle of all, and of the others each that shares no firm "
        "with a "
        "better one in the answer",
    .formula =
        "llr = c ln(c / E) + (n - c) ln((n - c) / (n - E)) + (C - c) ln((C - c) / (C - E)) + (N - n - C + c) "
        "ln((N "
        "- n - C + c) / (N - n - C + E)), E = n C / N; c cases of n firms in the circle, C of N in the city",
    .use =
        "around every firm the radius with the largest llr is taken. p compares with the best circle of each "
        "simulated city, so it already allows for all the circles looked at; for all but the first it is "
        "cautious. "
        "Take the rows with p <= 0.05. A circle is where to look, not the outline of the cluster: cl_dbscan "
        "draws "
        "that",
    .nulls =
        "a firm without coordinates or weight takes no part; weights do not matter. No rows when the city "
        "has one "
        "group only, or no circle departs from the city's share",
    .errors =
        "r_step <= 0, r_max < r_step or more than 10,000 radii; a group key that the points do not have; "
        "rows that "
        "are not points",
    .source = "Kulldorff 1997, Communications in Statistics - Theory and Methods 26(6)",
    .peers =
        "SaTScan (Bernoulli, circles), which also stops at half of all firms; R rsatscan runs SaTScan; PySAL "
        "has "
        "none",
    .example =
        "SELECT id, radius, firms, cases, round(expected, 3), round(relative_risk, 3), round(llr, 6)\n"
        "FROM cl_scan((SELECT cl_points(column1, column2, column3, 1, column4)\n"
        "              FROM (VALUES (1, 0, 0, 'A'), (2, 1, 0, 'A'), (3, 0, 1, 'A'), (4, 9, 9, 'A'),\n"
        "                           (5, 30, 0, 'B'), (6, 50, 9, 'B'), (7, 70, 20, 'B'))), 'A', 4, 1)\n"
        "WHERE simulations = 0",
    .example_result = "1|1.0|3|3|1.714|4.0|2.531016\n4|0.0|1|1|0.571|2.0|0.621474",
    .since = "0.2.0",
};

class ScanTable final : public TableResult {
 public:
  ScanTable(const PointsView& points, std::vector<ScanCircle> circles, CancelToken& cancel)
      : keys_(points, cancel), circles_(std::move(circles)) {}

  std::size_t size() const override { return circles_.size(); }
  void column(std::size_t number, int column, ResultSink& out) const override {
    const ScanCircle& circle = circles_[number];
    switch (column) {
      case column_of(kColumns, "id"):
        return out.key(keys_.id(circle.row));
      case column_of(kColumns, "radius"):
        return out.real(circle.radius);
      case column_of(kColumns, "firms"):
        return out.integer(std::int64_t{circle.firms});
      case column_of(kColumns, "cases"):
        return out.integer(std::int64_t{circle.cases});
      case column_of(kColumns, "expected"):
        return out.real(circle.expected);
      case column_of(kColumns, "relative_risk"):
        return out.real(circle.relative_risk);
      case column_of(kColumns, "llr"):
        return out.real(circle.llr);
      default:
        return out.real(circle.p);
    }
  }

 private:
  PointKeys keys_;
  std::vector<ScanCircle> circles_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection& connection,
                                     CancelToken& cancel) {
  static constexpr std::string_view kNulls[] = {"labelling"};
  static constexpr std::array<std::string_view, 3> kAlternatives = {"greater", "less", "two_sided"};
  static constexpr std::array<Alternative, 3> kMeanings = {Alternative::greater, Alternative::less,
                                                           Alternative::two_sided};
  static constexpr CurveArguments kAt = CurveArguments::of(kArguments);
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  const std::vector<double> distances = distance::curve_distances(arguments.real(2), arguments.real(3));
  CurveOptions options;
  options.simulations = read_simulations(arguments, kAt.simulations, 99);
  options.envelope.alternative =
      kMeanings[arguments.option(static_cast<std::size_t>(kAt.alternative), kAlternatives).value_or(0)];
  options.seed = read_seed(arguments, kAt.seed);
  options.metric = read_metric(arguments, argument_of(kArguments, "metric"), points, 2, "r_max", cancel);
  arguments.option(static_cast<std::size_t>(kAt.null_model), kNulls);
  const statistics::SiteMarks marks(points, cancel);
  const auto reference = read_group(arguments, kAt.reference, points, marks, "reference");
  std::vector<ScanCircle> circles;
  if (reference)
    circles = scan(points, marks, *reference, distances, options, threads_of(connection), cancel);
  return std::make_unique<ScanTable>(points, std::move(circles), cancel);
}

}  // namespace

void register_scan(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kScan, &compute}, point_collectors());
}

}  // namespace clusterlite
