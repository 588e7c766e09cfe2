// M of Marcon and Puech: cl_m_function, cl_local_m.
#include "statistics/curves/m_function.hpp"

#include <memory>

#include "datasets/point_keys.hpp"
#include "distance/frame/distance_bands.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/threads.hpp"
#include "functions/statistics/curve_function.hpp"

namespace clusterlite {
namespace {

constexpr Argument kOwnArguments[] = {
    {"points", "points",
     "all located firms of the city, with their industry as group_key and 1 or their size as weight: "
     "cl_points(id, x, y, weight, industry)"},
    {"r_max", "number", "the largest distance, in the unit of the coordinates (geodesic: metres)"},
    {"r_step", "number", "the step between distances, > 0"},
    {"control", "key", "compare with the firms of this group only, instead of all", "", true},
    kReferenceArgument,
    kNeighbourArgument,
    kSimulationsArgument,
    {"null_model", "text", kPairNulls, "'location'", true},
    kAlphaArgument,
    kEnvelopeArgument,
    kAlternativeArgument,
    kSeedArgument,
    kMetricArgument,
};
constexpr auto kArguments = std::to_array(kOwnArguments);

constexpr Column kOwnColumns[] = {
    {"m", "REAL",
     "M(r): 1 = as in the whole city, 2 = twice as often within r of the firms looked at; NULL where none of "
     "them has a neighbour within r"},
};
constexpr auto kColumns = joined(kCurveKeys, kOwnColumns, kCurveBounds);

constexpr Declaration kM{
    .name = "cl_m_function",
    .kind = FunctionKind::table,
    .family = kStatistics,
    .summary =
        "M function: is an industry clustered beyond the city's own clustering, and at which distances?",
    .summary_ko = "산업이 도시 전체의 밀집보다 더 집적해 있는지, 어느 거리에서 그러한지를 M 함수로 검정한다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result = kCurveResult,
    .formula =
        "M(r) = [sum over the firms i of a of W_b(i, r) / W_all(i, r)] / [sum over the same i of (W_b - w_i "
        "[a = b]) / (W - w_i)]\nW(i, r) the weight of the other firms at a distance <= r; firms with "
        "W_all(i, r) = 0 are left out of both sums",
    .use =
        "r = 0 is a row: the firms at one place. The null model keeps the occupied places, so the city's own "
        "clustering is in it: 'location' asks whether the industry chooses its places, 'labelling' whether "
        "industries are mixed at random. p is for the whole curve: with p <= alpha the curve leaves the "
        "global bounds somewhere. A small p says that chance alone hardly makes such a curve, not how strong "
        "the clustering is (m says that) nor why",
    .nulls =
        "a firm without coordinates or weight takes no part. m is NULL where no firm of the group has a "
        "neighbour "
        "within r, and the bounds are NULL with it. Weighted, the mean of the simulations need not be 1: "
        "compare "
        "with mean. One group only: p is 1",
    .errors = kCurveErrors,
    .source =
        "Marcon and Puech 2010, Journal of Economic Geography 10(5); global envelopes: Myllymaki et al. "
        "2017, JRSS "
        "B 79(2)",
    .peers =
        "R dbmss Mhat() (the same values) and MEnvelope(), whose bounds are interpolated quantiles and whose "
        "global "
        "envelope drops simulations without a fixed level",
    .example =
        "SELECT r, round(m, 6)\n"
        "FROM cl_m_function((SELECT cl_points(column1, column2, column3, column4, column5)\n"
        "                    FROM (VALUES (1, 1, 1, 10, 'A'), (2, 2, 1, 20, 'A'), (3, 2, 2, 5, 'A'),\n"
        "                                 (4, 6, 6, 8, 'B'), (5, 7, 6, 4, 'B'), (6, 7, 7, 10, 'A'),\n"
        "                                 (7, 3, 8, 2, 'B'), (8, 9, 1, 6, 'C'))), 9, 3)\n"
        "WHERE reference = 'A'",
    .example_result = "0.0|\n3.0|1.202429\n6.0|1.118048\n9.0|1.0",
    .since = "0.2.0",
};

constexpr Argument kLocalArguments[] = {
    {"points", "points", "as of cl_m_function"},
    {"radius", "number", "within which firms are compared, >= 0, in the unit of the coordinates"},
    {"reference", "key", "only the firms of this group; the others have NULL results", "", true},
    {"neighbour", "key", "the group counted around each firm; without it the firm's own", "", true},
    kMetricArgument,
};
enum LocalArgument { kRadius = 1, kLocalReference, kLocalNeighbour, kLocalMetric };

constexpr Column kLocalColumns[] = {
    {"id", "", "as collected"},
    {"group_key", "", "as collected; NULL without group keys"},
    {"m", "REAL",
     "M around this firm: 1 = as in the whole city; NULL without a neighbour within the radius, without "
     "coordinates or weight"},
    {"weight_within", "REAL", "the weight of all other firms within the radius (unweighted: their number)"},
};

constexpr Declaration kLocalM{
    .name = "cl_local_m",
    .kind = FunctionKind::table,
    .family = kStatistics,
    .summary =
        "M of each firm: around which firms their industry is concentrated beyond the city's own density.",
    .summary_ko =
        "어느 기업 주변에서 해당 산업이 도시 전체의 밀집보다 더 집적해 있는지를 기업별 M 값으로 나타낸다.",
    .arguments = kLocalArguments,
    .columns = kLocalColumns,
    .result = "one row per collected firm",
    .formula =
        "m_i = [W_b(i, radius) / W_all(i, radius)] / [(W_b - w_i [b is i's group]) / (W - w_i)], over the "
        "other firms at a distance <= radius",
    .use =
        "the mean of m_i over a group, weighted with the second bracket, is its M(radius). Mapped or "
        "interpolated, it shows where an industry is concentrated; it has no test of its own",
    .nulls = "a firm without coordinates or weight has NULL results and is nobody's neighbour",
    .errors = "a group key that the points do not have; rows that are not points",
    .source = "Marcon and Puech 2010; Marcon and Puech 2023, Spatial Statistics 54 (mapping)",
    .peers = "R dbmss Mhat(Individual = TRUE)",
    .example =
        "SELECT id, round(m, 6), weight_within\n"
        "FROM cl_local_m((SELECT cl_points(column1, column2, column3, column4, column5)\n"
        "                 FROM (VALUES (1, 1, 1, 10, 'A'), (2, 2, 1, 20, 'A'), (3, 2, 2, 5, 'A'),\n"
        "                              (4, 6, 6, 8, 'B'), (5, 7, 6, 4, 'B'), (6, 7, 7, 10, 'A'),\n"
        "                              (7, 3, 8, 2, 'B'), (8, 9, 1, 6, 'C'))), 3)\n"
        "WHERE group_key = 'A'",
    .example_result = "1|1.571429|25.0\n2|1.8|15.0\n3|1.5|30.0\n6|0.0|12.0",
    .since = "0.2.0",
};

class LocalTable final : public TableResult {
 public:
  LocalTable(const PointsView& points, LocalM local, CancelToken& cancel)
      : keys_(points, cancel), local_(std::move(local)) {}

  std::size_t size() const override { return keys_.size(); }
  KeyView lookup_key(std::size_t row) const override { return keys_.id(row); }
  void column(std::size_t row, int column, ResultSink& out) const override {
    switch (column) {
      case column_of(kLocalColumns, "id"):
        return out.key(keys_.id(row));
      case column_of(kLocalColumns, "group_key"): {
        const auto group = keys_.group_key(row);
        return group ? out.key(*group) : out.null();
      }
      case column_of(kLocalColumns, "m"):
        return out.real(local_.m[row]);
      default:
        return out.real(local_.weight_within[row]);
    }
  }

 private:
  PointKeys keys_;
  LocalM local_;
};

std::unique_ptr<TableResult> compute_m(const TableArguments& arguments, Connection& connection,
                                       CancelToken& cancel) {
  static constexpr std::string_view kWords[] = {"location", "labelling", "independence"};
  static constexpr NullModel kModels[] = {NullModel::location, NullModel::labelling, NullModel::independence};
  static constexpr CurveArguments kAt = CurveArguments::of(kArguments);
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  std::vector<double> distances = distance::curve_distances(arguments.real(1), arguments.real(2));
  CurveOptions options = read_curve_options(arguments, kAt, distances.size());
  options.null_model = read_null_model(arguments, kAt.null_model, kWords, kModels, NullModel::location);
  options.metric = read_metric(arguments, argument_of(kArguments, "metric"), points, 1, "r_max", cancel);
  const statistics::SiteMarks marks(points, cancel);
  std::vector<GroupPair> pairs = read_pairs(arguments, kAt, points, marks, options.null_model);
  const auto control = read_group(arguments, argument_of(kArguments, "control"), points, marks, "control");
  std::vector<Curve> curves =
      m_function(points, marks, pairs, control, distances, options, threads_of(connection), cancel);
  return std::make_unique<CurveTable>(GroupKeys(points, marks, cancel), std::move(pairs),
                                      std::move(distances), std::move(curves), 1, cancel);
}

std::unique_ptr<TableResult> compute_local_m(const TableArguments& arguments, Connection& connection,
                                             CancelToken& cancel) {
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  const double radius = arguments.real(kRadius);
  const Metric metric = read_metric(arguments, kLocalMetric, points, kRadius, "radius", cancel);
  const statistics::SiteMarks marks(points, cancel);
  const auto reference = read_group(arguments, kLocalReference, points, marks, "reference");
  const auto neighbour = read_group(arguments, kLocalNeighbour, points, marks, "neighbour");
  return std::make_unique<LocalTable>(
      points, local_m(points, marks, reference, neighbour, radius, metric, threads_of(connection), cancel),
      cancel);
}

}  // namespace

void register_m_function(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kM, &compute_m}, point_collectors());
  register_function(connection, TableFunction{&kLocalM, &compute_local_m, 0}, point_collectors());
}

}  // namespace clusterlite
