// Ripley's K, L and the pair correlation function: cl_ripley_k.
#include "statistics/curves/ripley_k.hpp"

#include <memory>
#include <numbers>

#include "distance/frame/distance_bands.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/threads.hpp"
#include "functions/statistics/curve_function.hpp"
#include "functions/statistics/window_argument.hpp"

namespace clusterlite {
namespace {

constexpr auto kArguments = std::to_array<Argument>({
    {"points", "points", "the located firms; group keys when groups are compared; weights do not matter"},
    {"r_max", "number", "the largest distance, in the unit of the coordinates"},
    {"r_step", "number", "the step between distances, > 0"},
    {"window", "geometry",
     "the study area, a POLYGON or MULTIPOLYGON; without it the bounding box of all located firms", "", true},
    {"correction", "text",
     "for what lies beyond the window's edge: 'isotropic' (Ripley), 'translation' (rectangles), 'border' or "
     "'none'",
     "'isotropic'", true},
    {"bandwidth", "number",
     "of pcf: the standard deviation of its kernel, > 0; without it 0.15 / sqrt(5 lambda) (Stoyan)", "",
     true},
    kReferenceArgument,
    kNeighbourArgument,
    kSimulationsArgument,
    {"null_model", "text",
     "'labelling': group keys change places; 'independence' (two groups): the reference stays, the others "
     "change "
     "places; 'csr': uniform points in the window",
     "'labelling', without group keys 'csr'", true},
    kAlphaArgument,
    kEnvelopeArgument,
    kAlternativeArgument,
    kSeedArgument,
});

constexpr Column kOwnColumns[] = {
    {"k", "REAL", "K(r); pi r^2 under complete spatial randomness. NULL where the correction has no value"},
    {"l", "REAL", "L(r) = sqrt(K / pi); r under complete spatial randomness. mean, bounds and p are of l"},
    {"l_minus_r", "REAL", "L(r) - r: above 0 clustered, below dispersed"},
    {"pcf", "REAL",
     "pair correlation g(r) = K'(r) / (2 pi r): at r alone, 1 under randomness. NULL with 'border'"},
    {"expected", "REAL", "pi r^2"},
};
constexpr auto kColumns = joined(kCurveKeys, kOwnColumns, kCurveBounds);

constexpr Declaration kRipley{
    .name = "cl_ripley_k",
    .kind = FunctionKind::table,
    .family = kStatistics,
    .summary = "Ripley's K with L and the pair correlation function: how many firms lie within r of a firm?",
    .summary_ko = "기업에서 거리 r 안에 있는 기업의 수를 리플리의 K 함수와 L 함수, 쌍상관함수로 나타낸다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result = kCurveResult,
    .formula =
        "K(r) = A / (n (n - 1)) sum over i != j with d_ij <= r of e_ij; two groups: A / (n_a n_b), i of the "
        "reference, j of the neighbour\ne_ij: 'none' 1; 'translation' A / ((a - |dx|)(b - |dy|)) in a "
        "rectangle a x b; 'isotropic' 1 / (share of the circle around i through j inside the window); at "
        "most 100\n'border': A / n times the mean number within r of the firms at least r from the "
        "boundary\npcf = A / (2 pi n (n - 1)) sum of e_ij k(r - d_ij) / d_ij, k the Epanechnikov kernel, "
        "firms at one place left out",
    .use =
        "firms are never spread at random over a city: compare with 'labelling', whose null is the "
        "clustering of all firms",
    .nulls =
        "a firm without coordinates or weight takes no part. NULL: less than two firms; 'isotropic' beyond "
        "half the "
        "diagonal of the window's box, 'translation' beyond its shorter side, 'border' where no firm is r "
        "from the "
        "boundary",
    .errors =
        "firms outside the window; a window that is not a polygon or crosses itself; 'translation' in a "
        "window that is not a rectangle; as cl_m_function",
    .source =
        "Ripley 1976, Journal of Applied Probability 13; 1977, JRSS B 39; Ohser 1983 (translation); Stoyan "
        "and Stoyan "
        "1994 (pcf)",
    .peers =
        "R spatstat Kest(), Kcross(), pcf(divisor = 'd') (binned there); REAT and pointpats divide by n^2, "
        "pointpats "
        "takes d < r; ArcGIS Multi-Distance Spatial Cluster Analysis",
    .example =
        "SELECT r, round(k, 6), round(l, 6)\n"
        "FROM cl_ripley_k((SELECT cl_points(column1, column2, column3)\n"
        "                  FROM (VALUES (1, 0, 0), (2, 2, 0), (3, 0, 3), (4, 5, 5), (5, 10, 10))), 4, 2)\n"
        "WHERE correction = 'none'",
    .example_result = "0.0|0.0|0.0\n2.0|10.0|1.784124\n4.0|30.0|3.090194",
    .since = "0.2.0",
};

constexpr int kPcfColumn = column_of(kColumns, "pcf");

class RipleyTable final : public CurveTable {
 public:
  RipleyTable(GroupKeys keys, std::vector<GroupPair> pairs, std::vector<double> distances,
              std::vector<Curve> curves, std::vector<RipleyCurve> ripley, CancelToken& cancel)
      : CurveTable(std::move(keys), std::move(pairs), std::move(distances), std::move(curves),
                   static_cast<int>(std::size(kOwnColumns)), cancel),
        ripley_(std::move(ripley)) {}

 protected:
  void own_column(std::size_t curve, std::size_t r, int column, ResultSink& out) const override {
    const double distance = distances()[r];
    switch (column) {
      case column_of(kOwnColumns, "k"):
        return out.real(ripley_[curve].k[r]);
      case column_of(kOwnColumns, "l"):
        return out.real(curves()[curve].values[r]);
      case column_of(kOwnColumns, "l_minus_r"):
        return out.real(curves()[curve].values[r] - distance);
      case column_of(kOwnColumns, "pcf"):
        return out.real(ripley_[curve].pcf[r]);
      default:
        return out.real(std::numbers::pi * distance * distance);
    }
  }

 private:
  std::vector<RipleyCurve> ripley_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection& connection,
                                     CancelToken& cancel) {
  static constexpr std::string_view kWords[] = {"labelling", "independence", "csr"};
  static constexpr NullModel kModels[] = {NullModel::labelling, NullModel::independence, NullModel::csr};
  static constexpr std::array<std::string_view, 4> kCorrections = {"isotropic", "translation", "border",
                                                                   "none"};
  static constexpr CurveArguments kAt = CurveArguments::of(kArguments);
  static constexpr int kBandwidth = argument_of(kArguments, "bandwidth");
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  std::vector<double> distances = distance::curve_distances(arguments.real(1), arguments.real(2));
  CurveOptions options = read_curve_options(arguments, kAt, distances.size());
  options.null_model = read_null_model(arguments, kAt.null_model, kWords, kModels,
                                       points.has_groups() ? NullModel::labelling : NullModel::csr);
  refuse_plane_distance_on_degrees(points, "r_max", arguments.real(1), cancel,
                                   "bring the coordinates to a projected SRID first (ST_Transform)");
  RipleyOptions ripley;
  ripley.correction = static_cast<EdgeCorrection>(
      arguments.option(argument_of(kArguments, "correction"), kCorrections).value_or(0));
  if (arguments.given(kBandwidth)) ripley.bandwidth = arguments.real(kBandwidth);
  ripley.pcf = arguments.reads(kPcfColumn);
  const auto window = read_window(arguments, argument_of(kArguments, "window"), connection, cancel);
  const statistics::SiteMarks marks(points, cancel);
  std::vector<GroupPair> pairs = read_pairs(arguments, kAt, points, marks, options.null_model);
  if (options.null_model == NullModel::csr && !pairs.empty() && pairs[0].reference != pairs[0].neighbour) {
    throw Error("null_model 'csr' is for one group; between two take 'labelling' or 'independence'");
  }
  std::vector<RipleyCurve> found =
      ripley_k(points, marks, pairs, window.value_or(bounding_window(points.summary())), distances, ripley,
               options, threads_of(connection), cancel);
  std::vector<Curve> curves;
  curves.reserve(found.size());
  for (RipleyCurve& curve : found) curves.push_back(std::move(curve.l));
  return std::make_unique<RipleyTable>(GroupKeys(points, marks, cancel), std::move(pairs),
                                       std::move(distances), std::move(curves), std::move(found), cancel);
}

}  // namespace

void register_ripley_k(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kRipley, &compute, -1, ColumnSet{kPcfColumn}},
                    point_collectors());
}

}  // namespace clusterlite
