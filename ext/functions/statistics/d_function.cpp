// K of an industry less K of the others: cl_d_function.
#include <memory>

#include "distance/frame/distance_bands.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/threads.hpp"
#include "functions/statistics/curve_function.hpp"
#include "functions/statistics/window_argument.hpp"
#include "statistics/curves/ripley_k.hpp"

namespace clusterlite {
namespace {

constexpr auto kArguments = std::to_array<Argument>({
    {"points", "points",
     "all located firms of the city, with their industry as group_key: cl_points(id, x, y, 1, industry)"},
    {"r_max", "number", "the largest distance, in the unit of the coordinates"},
    {"r_step", "number", "the step between distances, > 0"},
    {"window", "geometry",
     "the study area, a POLYGON or MULTIPOLYGON; without it the bounding box of all located firms", "", true},
    {"correction", "text", "as of cl_ripley_k: 'isotropic', 'translation', 'border' or 'none'", "'isotropic'",
     true},
    {"control", "key", "the group that is compared with; without it all other firms", "", true},
    kReferenceArgument,
    kSimulationsArgument,
    {"null_model", "text", "'labelling': group keys change places", "'labelling'", true},
    kAlphaArgument,
    kEnvelopeArgument,
    kAlternativeArgument,
    kSeedArgument,
});

constexpr Column kOwnColumns[] = {
    {"d", "REAL",
     "K of the group less K of the others; 0 when they cluster alike. NULL where either K has no value"},
};
constexpr auto kColumns = joined(kCurveKeys, kOwnColumns, kCurveBounds);

constexpr Declaration kDFunction{
    .name = "cl_d_function",
    .kind = FunctionKind::table,
    .family = kStatistics,
    .summary = "D: is an industry more clustered than the other firms of the city, and up to which distance?",
    .summary_ko =
        "한 산업의 K 함수에서 나머지 산업의 K 함수를 빼어, 다른 산업보다 더 모여 있는지, 어느 거리까지 "
        "그러한지를 나타낸다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result = kCurveResult,
    .formula = "D(r) = K_reference(r) - K_control(r), both in the same window with the same correction",
    .use =
        "each firm counts one: weights do not matter. The null model gives the group keys to the occupied "
        "places "
        "by lot. neighbour_key is the control, NULL when all other firms are. D is an area, larger at larger "
        "r: "
        "look at the bounds, not at its size",
    .nulls =
        "a firm without coordinates or weight takes no part. d is NULL with fewer than two firms on either "
        "side, "
        "and where cl_ripley_k is NULL",
    .errors =
        "points without group keys; a control that is the reference; firms outside the window; as "
        "cl_ripley_k",
    .source = "Diggle and Chetwynd 1991, Biometrics 47(3)",
    .peers = "R dbmss Dhat() and DEnvelope()",
    .example =
        "SELECT r, round(d, 6)\n"
        "FROM cl_d_function((SELECT cl_points(column1, column2, column3, 1, column4)\n"
        "                    FROM (VALUES (1, 0, 0, 'A'), (2, 1, 0, 'A'), (3, 0, 1, 'A'),\n"
        "                                 (4, 9, 9, 'B'), (5, 5, 9, 'B'), (6, 10, 0, 'B'), (7, 0, 10, "
        "'B'))), 4, 2)\n"
        "WHERE reference = 'A' AND correction = 'none'",
    .example_result = "0.0|0.0\n2.0|100.0\n4.0|83.333333",
    .since = "0.2.0",
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection& connection,
                                     CancelToken& cancel) {
  static constexpr std::string_view kWords[] = {"labelling"};
  static constexpr std::array<std::string_view, 4> kCorrections = {"isotropic", "translation", "border",
                                                                   "none"};
  static constexpr CurveArguments kAt = CurveArguments::of(kArguments);
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  std::vector<double> distances = distance::curve_distances(arguments.real(1), arguments.real(2));
  const CurveOptions options = read_curve_options(arguments, kAt, distances.size());
  arguments.option(static_cast<std::size_t>(kAt.null_model), kWords);
  refuse_plane_distance_on_degrees(points, "r_max", arguments.real(1), cancel,
                                   "bring the coordinates to a projected SRID first (ST_Transform)");
  const auto correction = static_cast<EdgeCorrection>(
      arguments.option(argument_of(kArguments, "correction"), kCorrections).value_or(0));
  const auto window = read_window(arguments, argument_of(kArguments, "window"), connection, cancel);
  const statistics::SiteMarks marks(points, cancel);
  if (!points.has_groups() && marks.group_count() > 0 && marks.size() > 0) {
    throw Error("points must have group keys: cl_points(id, x, y, 1, group_key)");
  }
  const auto reference = read_group(arguments, kAt.reference, points, marks, "reference");
  const auto control = read_group(arguments, argument_of(kArguments, "control"), points, marks, "control");
  if (reference && reference == control) throw Error("control must be another group than reference");
  std::vector<std::uint32_t> groups;
  std::vector<GroupPair> pairs;
  for (std::uint32_t group = 0; group < marks.group_count(); ++group) {
    if ((reference && group != *reference) || group == control) continue;
    groups.push_back(group);
    pairs.push_back({group, control.value_or(GroupKeys::kAllOthers)});
  }
  std::vector<Curve> curves =
      d_function(points, marks, groups, control, window.value_or(bounding_window(points.summary())),
                 distances, correction, options, threads_of(connection), cancel);
  return std::make_unique<CurveTable>(GroupKeys(points, marks, cancel), std::move(pairs),
                                      std::move(distances), std::move(curves), 1, cancel);
}

}  // namespace

void register_d_function(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kDFunction, &compute}, point_collectors());
}

}  // namespace clusterlite
