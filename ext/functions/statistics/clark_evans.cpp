// The nearest neighbour index: cl_clark_evans.
#include "statistics/patterns/clark_evans.hpp"

#include <memory>

#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/threads.hpp"
#include "functions/statistics/curve_function.hpp"
#include "functions/statistics/window_argument.hpp"

namespace clusterlite {
namespace {

constexpr auto kArguments = std::to_array<Argument>({
    {"points", "points",
     "the located firms, with group keys when there are several groups; weights do not matter"},
    {"window", "geometry",
     "the study area, a POLYGON or MULTIPOLYGON; without it the bounding box of all located firms", "", true},
    {"reference", "key", kReferenceMeaning, "", true},
    {"simulations", "integer", "for p; 0: none", "0", true},
    {"null_model", "text", "'labelling': as many firms drawn from all; 'csr': uniform points in the window",
     "'labelling', without group keys 'csr'", true},
    {"alternative", "text", "'two_sided'; 'greater': only dispersed counts; 'less': only clustered",
     "'two_sided'", true},
    kSeedArgument,
});

constexpr Column kColumns[] = {
    {"group_key", "", "as collected; NULL without group keys"},
    {"n", "INTEGER", "located firms"},
    {"mean_distance", "REAL", "mean distance to the nearest other firm of the group"},
    {"expected", "REAL", "under complete spatial randomness: 0.5 / sqrt(n / A)"},
    {"ratio", "REAL", "R = mean_distance / expected: below 1 clustered, above 1 dispersed"},
    {"z", "REAL", "(mean_distance - expected) / (0.26136 / sqrt(n^2 / A))"},
    {"p_normal", "REAL", "of z"},
    {"ratio_donnelly", "REAL", "R with Donnelly's expected distance, which allows for the window's edge"},
    {"p", "REAL", "of mean_distance among the simulations; NULL without"},
};

constexpr Declaration kClarkEvans{
    .name = "cl_clark_evans",
    .kind = FunctionKind::table,
    .family = kStatistics,
    .summary =
        "Nearest neighbour index of Clark and Evans: are firms nearer to each other than random points?",
    .summary_ko = "기업들이 무작위로 놓인 점보다 서로 가까운지를 클라크-에번스 최근린 지수로 나타낸다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result = "one row per group",
    .formula =
        "R = d 2 sqrt(n / A), d the mean distance to the nearest other firm, A the window's area\nDonnelly's "
        "expected distance adds (0.0514 + 0.0412 / sqrt(n)) P / n, P the perimeter",
    .use =
        "firms at one place are at distance 0 from each other, so buildings with several firms alone make R "
        "small; 'labelling' has them in its null",
    .nulls =
        "a firm without coordinates or weight takes no part; NULL with less than two firms, or a window "
        "without area",
    .errors =
        "firms outside the window; a window that is not a polygon or crosses itself; a group key that the "
        "points do not have; rows that are not points",
    .source = "Clark and Evans 1954, Ecology 35(4); Donnelly 1978",
    .peers =
        "R spatstat clarkevans(correction = c('none', 'Donnelly')); Donnelly's paper has 0.041 where "
        "spatstat, and this, "
        "have 0.0412; QGIS Nearest neighbour analysis; ArcGIS Average Nearest Neighbor",
    .example =
        "SELECT n, round(mean_distance, 6), round(ratio, 6)\n"
        "FROM cl_clark_evans((SELECT cl_points(column1, column2, column3)\n"
        "                     FROM (VALUES (1, 0, 0), (2, 3, 4), (3, 10, 0), (4, 10, 10))))",
    .example_result = "4|6.820451|2.72818",
    .since = "0.2.0",
};

class ClarkEvansTable final : public TableResult {
 public:
  ClarkEvansTable(GroupKeys keys, std::vector<std::uint32_t> groups, std::vector<ClarkEvans> rows)
      : keys_(std::move(keys)), groups_(std::move(groups)), rows_(std::move(rows)) {}

  std::size_t size() const override { return rows_.size(); }
  void column(std::size_t number, int column, ResultSink& out) const override {
    const ClarkEvans& row = rows_[number];
    switch (column) {
      case column_of(kColumns, "group_key"):
        return keys_.column(groups_[number], out);
      case column_of(kColumns, "n"):
        return out.integer(static_cast<std::int64_t>(row.n));
      case column_of(kColumns, "mean_distance"):
        return out.real(row.mean_distance);
      case column_of(kColumns, "expected"):
        return out.real(row.expected);
      case column_of(kColumns, "ratio"):
        return out.real(row.ratio);
      case column_of(kColumns, "z"):
        return out.real(row.z);
      case column_of(kColumns, "p_normal"):
        return out.real(row.p_normal);
      case column_of(kColumns, "ratio_donnelly"):
        return out.real(row.ratio_donnelly);
      default:
        return out.real(row.p);
    }
  }

 private:
  GroupKeys keys_;
  std::vector<std::uint32_t> groups_;
  std::vector<ClarkEvans> rows_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection& connection,
                                     CancelToken& cancel) {
  static constexpr std::string_view kWords[] = {"labelling", "csr"};
  static constexpr NullModel kModels[] = {NullModel::labelling, NullModel::csr};
  static constexpr CurveArguments kAt = CurveArguments::of(kArguments);
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  refuse_degrees(points, cancel);
  CurveOptions options;
  options.simulations = read_simulations(arguments, kAt.simulations, 0);
  options.envelope.alternative = read_alternative(arguments, kAt.alternative);
  options.seed = read_seed(arguments, kAt.seed);
  options.null_model = read_null_model(arguments, kAt.null_model, kWords, kModels,
                                       points.has_groups() ? NullModel::labelling : NullModel::csr);
  const auto window = read_window(arguments, argument_of(kArguments, "window"), connection, cancel);
  const statistics::SiteMarks marks(points, cancel);
  const auto reference = read_group(arguments, kAt.reference, points, marks, "reference");
  std::vector<std::uint32_t> groups;
  for (std::uint32_t group = 0; group < marks.group_count(); ++group) {
    if (!reference || group == *reference) groups.push_back(group);
  }
  std::vector<ClarkEvans> rows =
      clark_evans(points, marks, groups, window.value_or(bounding_window(points.summary())), options,
                  threads_of(connection), cancel);
  return std::make_unique<ClarkEvansTable>(GroupKeys(points, marks, cancel), std::move(groups),
                                           std::move(rows));
}

}  // namespace

void register_clark_evans(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kClarkEvans, &compute}, point_collectors());
}

}  // namespace clusterlite
