// One number for a whole map: cl_moran, cl_geary, cl_getis_ord_g.
#include <memory>
#include <vector>

#include "functions/shared/families.hpp"
#include "functions/statistics/autocorrelation/autocorrelation_arguments.hpp"
#include "statistics/autocorrelation/global.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    kValuesArgument,      kWeightsArgument, style_argument("'row'"), permutations_argument("0"),
    kAlternativeArgument, kSeedArgument,
};
constexpr Argument kGArguments[] = {
    kValuesArgument,      kWeightsArgument, style_argument("'given'"), permutations_argument("0"),
    kAlternativeArgument, kSeedArgument,
};

constexpr Column kGroupKey{"group_key", "", "as collected; NULL without group keys"};
constexpr Column kN{"n", "INTEGER", "units with a value and a neighbour that has one"};
constexpr Column kIslands{"islands", "INTEGER", "units with a value and without such a neighbour"};
constexpr Column kExpectedColumn{"expected", "REAL", "its mean when the values are dealt out at random"};
constexpr Column kVariance{"variance", "REAL",
                           "its variance under randomisation: over all arrangements of these values"};
constexpr Column kZ{"z", "REAL",
                    "how many standard deviations from there; > 0: alike values are near each other"};
constexpr Column kNormal{"p_normal", "REAL", "p of z, were it normal"};
constexpr Column kP{"p", "REAL",
                    "(1 + permutations at least as extreme) / (permutations + 1); NULL without permutations"};
constexpr Column kFdr{"p_fdr", "REAL",
                      "p (without permutations p_normal) adjusted for the number of groups asked at once "
                      "(Benjamini and Hochberg)"};

constexpr std::array kMoranColumns{
    kGroupKey,
    kN,
    kIslands,
    Column{"moran", "REAL", "Moran's I"},
    kExpectedColumn,
    kVariance,
    kZ,
    kNormal,
    Column{"variance_normality", "REAL", "its variance if the values were drawn from a normal distribution"},
    kP,
    kFdr};
constexpr std::array kGearyColumns{
    kGroupKey,
    kN,
    kIslands,
    Column{"geary", "REAL", "Geary's C; below 1: alike values are near each other"},
    kExpectedColumn,
    kVariance,
    kZ,
    kNormal,
    kP,
    kFdr};
constexpr std::array kGColumns{
    kGroupKey, kN, kIslands, Column{"g", "REAL", "Getis and Ord's G"}, kExpectedColumn, kVariance, kZ,
    kNormal,   kP, kFdr};

constexpr Declaration kMoran{
    .name = "cl_moran",
    .kind = FunctionKind::table,
    .family = "Statistics",
    .summary = "Moran's I: are alike values near each other?",
    .summary_ko = "비슷한 값끼리 이웃해 있는지를 모란 I 지수로 검정한다.",
    .arguments = kArguments,
    .columns = kMoranColumns,
    .result = "one row per group",
    .formula =
        "I = n/S0 SumSum w_ij z_i z_j / Sum z^2, z_i = y_i - mean, S0 = SumSum w_ij\n"
        "expected -1/(n - 1)\n"
        "variance {n[(n^2 - 3n + 3) S1 - n S2 + 3 S0^2] - b2[(n^2 - n) S1 - 2n S2 + 6 S0^2]} / [(n - 1)(n - "
        "2)(n - 3) S0^2] - expected^2\n"
        "variance_normality (n^2 S1 - n S2 + 3 S0^2) / [(n^2 - 1) S0^2] - expected^2\n"
        "S1 = SumSum (w_ij + w_ji)^2 / 2, S2 = Sum (w_i. + w_.i)^2, b2 = n Sum z^4 / (Sum z^2)^2\n"
        "the permutations deal the n values out over the n units",
    .use =
        "near 0 where values lie in no order (exactly -1 / (n - 1)), above where like is beside like, below "
        "where high is beside low. It says that there is an order, not where (cl_local_moran) nor why. What "
        "p means: How to read p, at the beginning of this chapter",
    .nulls = kTiesNulls,
    .errors = kTiesErrors,
    .source = "Moran 1950; Cliff and Ord 1981",
    .peers =
        "spdep moran.test(alternative = \"two.sided\") and moran.mc(), PySAL esda Moran: the same numbers. "
        "With islands compare on the subset "
        "without them: spdep keeps their values in the mean. ArcGIS Spatial Autocorrelation (Global Moran's "
        "I)",
    .example =
        "WITH g6 AS (VALUES (1, 10, 10, 2), (2, 20, 10, 3), (3, 40, 10, 3.2), (4, 15, 20, 5), (5, 30, 20, "
        "8), (6, 30, 30, 7))\n"
        "SELECT n, round(moran, 6), expected, round(variance, 6), round(p_normal, 4)\n"
        "FROM cl_moran((SELECT cl_values(column1, column4) FROM g6),\n"
        "              cl_weights((SELECT cl_points(column1, column2, column3) FROM g6), 'band', 15))",
    .example_result = "6|0.11899|-0.2|0.086704|0.2787",
    .since = "0.2.0",
};

constexpr Declaration kGeary{
    .name = "cl_geary",
    .kind = FunctionKind::table,
    .family = "Statistics",
    .summary = "Geary's C: how much neighbours differ from each other, against how much any two units do.",
    .summary_ko = "이웃끼리의 차이를 임의의 두 단위의 차이와 견주는 기어리 C 지수를 구한다.",
    .arguments = kArguments,
    .columns = kGearyColumns,
    .result = "one row per group",
    .formula =
        "C = (n - 1) SumSum w_ij (y_i - y_j)^2 / (2 S0 Sum z^2), notation of cl_moran\n"
        "expected 1\n"
        "variance {(n - 1) S1 [n^2 - 3n + 3 - b2 (n - 1)] - (n - 1) S2 [n^2 + 3n - 6 - b2 (n^2 - n + 2)] / 4 "
        "+ S0^2 [n^2 - 3 - b2 (n - 1)^2]} / [n (n - 2)(n - 3) S0^2]\n"
        "z = (1 - C) / sqrt(variance), so that > 0 means the same as in cl_moran; 'greater' asks for a small "
        "C",
    .use =
        "1 where values lie in no order, below 1 where neighbours are alike. It feels single sharp borders "
        "more than Moran's I does. What p means: How to read p, at the beginning of this chapter",
    .nulls = kTiesNulls,
    .errors = kTiesErrors,
    .source = "Geary 1954; Cliff and Ord 1981",
    .peers = "spdep geary.test() and geary.mc(), PySAL esda Geary: the same numbers",
    .example =
        "WITH g6 AS (VALUES (1, 10, 10, 2), (2, 20, 10, 3), (3, 40, 10, 3.2), (4, 15, 20, 5), (5, 30, 20, "
        "8), (6, 30, 30, 7))\n"
        "SELECT n, round(geary, 6), round(variance, 6), round(z, 4)\n"
        "FROM cl_geary((SELECT cl_values(column1, column4) FROM g6),\n"
        "              cl_weights((SELECT cl_points(column1, column2, column3) FROM g6), 'band', 15))",
    .example_result = "6|0.883904|0.085972|0.3959",
    .since = "0.2.0",
};

constexpr Declaration kGetisOrdG{
    .name = "cl_getis_ord_g",
    .kind = FunctionKind::table,
    .family = "Statistics",
    .summary = "Getis and Ord's G: are it high values, or low ones, that are near each other?",
    .summary_ko = "높은 값끼리, 또는 낮은 값끼리 모여 있는지를 게티스-오드 G 지수로 검정한다.",
    .arguments = kGArguments,
    .columns = kGColumns,
    .result = "one row per group; a large G: high values are near each other, a small one: low values",
    .formula =
        "G = SumSum w_ij y_i y_j / SumSum y_i y_j, j never i\n"
        "expected S0 / (n (n - 1))\n"
        "variance [B0 m2^2 + B1 m4 + B2 m1^2 m2 + B3 m1 m3 + B4 m1^4] / [(m1^2 - m2)^2 n (n - 1)(n - 2)(n - "
        "3)] - expected^2, m_k = Sum y^k\n"
        "B0 = (n^2 - 3n + 3) S1 - n S2 + 3 S0^2, B1 = -[(n^2 - n) S1 - 2n S2 + 6 S0^2]\n"
        "B2 = -[2n S1 - (n + 3) S2 + 6 S0^2], B3 = 4 (n - 1) S1 - 2 (n + 1) S2 + 8 S0^2, B4 = S1 - S2 + S0^2",
    .use =
        "above expected: high values are together; below: low ones are. Moran's I cannot tell these apart. "
        "What p means: How to read p, at the beginning of this chapter",
    .nulls = kTiesNulls,
    .errors = "a value below 0 (the error names the unit); as cl_moran",
    .source = "Getis and Ord 1992",
    .peers =
        "spdep globalG.test(B1correct = TRUE), PySAL esda G: the same numbers. ArcGIS High/Low Clustering",
    .example =
        "WITH g6 AS (VALUES (1, 10, 10, 2), (2, 20, 10, 3), (3, 40, 10, 3.2), (4, 15, 20, 5), (5, 30, 20, "
        "8), (6, 30, 30, 7))\n"
        "SELECT n, round(g, 6), round(z, 6)\n"
        "FROM cl_getis_ord_g((SELECT cl_values(column1, column4) FROM g6),\n"
        "                    cl_weights((SELECT cl_points(column1, column2, column3) FROM g6), 'band', 15))",
    .example_result = "6|0.557098|0.942628",
    .since = "0.2.0",
};

struct GroupAnswer {
  GlobalStatistic statistic;
  std::uint64_t islands = 0;
  std::size_t row = 0;  // one of the group
  double p_normal = 0;
  double p = 0;
  double p_fdr = 0;
};

class GlobalTable final : public TableResult {
 public:
  GlobalTable(OwnedValues values, std::span<const Column> columns, std::vector<GroupAnswer> groups)
      : values_(std::move(values)), columns_(columns), groups_(std::move(groups)) {}

  std::size_t size() const override { return groups_.size(); }
  void column(std::size_t row, int column, ResultSink& out) const override {
    const GroupAnswer& g = groups_[row];
    const std::string_view name = columns_[static_cast<std::size_t>(column)].name;
    if (name == "group_key") return values_.group_key(g.row, out);
    if (name == "n") return out.integer(static_cast<std::int64_t>(g.statistic.n));
    if (name == "islands") return out.integer(std::optional(g.islands));
    if (name == "expected") return out.real(g.statistic.expected);
    if (name == "variance") return out.real(g.statistic.variance);
    if (name == "variance_normality") return out.real(g.statistic.variance_normality);
    if (name == "z") return out.real(g.statistic.z);
    if (name == "p_normal") return out.real(g.p_normal);
    if (name == "p") return out.real(g.p);
    if (name == "p_fdr") return out.real(g.p_fdr);
    out.real(g.statistic.value);
  }

 private:
  OwnedValues values_;
  std::span<const Column> columns_;
  std::vector<GroupAnswer> groups_;
};

using Compute = GlobalStatistic (*)(const TiesAmong&, std::span<const double>, const Permutations&,
                                    const Threads&, CancelToken&);

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection& connection,
                                     CancelToken& cancel, std::span<const Column> columns, Style style,
                                     Compute statistic, bool negative_allowed) {
  OwnedValues values(arguments, 0, cancel);
  const TieArgument ties(arguments, 1, SelfTies::refused, cancel);
  const auto options = read_styled_options(arguments, 2, style, 0, Stream::global_autocorrelation);
  const Threads threads = threads_of(connection);
  std::vector<GroupAnswer> groups;
  for_each_group_run(
      values.view(), ties.source(), options.style, threads, cancel, [&](std::size_t, const GroupRun& run) {
        for (std::size_t unit = 0; unit < run.values.size() && !negative_allowed; ++unit) {
          cancel.check();
          if (run.values[unit] >= 0) continue;
          throw Error(concat("values must be >= 0 (got ", run.values[unit], " for id ",
                             to_text(values.id(run.row_of_unit[unit])), ")"));
        }
        GroupAnswer answer;
        answer.row = run.rows.first;
        answer.islands = run.islands;
        answer.statistic = statistic(*run.ties, run.values, options.permutations, threads, cancel);
        answer.p_normal = normal_p(answer.statistic.z, options.alternative);
        constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
        answer.p = std::isnan(answer.statistic.value)
                       ? kNaN
                       : p_value(answer.statistic.counts, options.permutations.count, options.alternative);
        groups.push_back(answer);
      });
  std::vector<double> p;
  p.reserve(groups.size());
  for (const GroupAnswer& group : groups)
    p.push_back(options.permutations.count > 0 ? group.p : group.p_normal);
  const std::vector<double> adjusted = false_discovery_p(p, cancel);
  for (std::size_t i = 0; i < groups.size(); ++i) groups[i].p_fdr = adjusted[i];
  return std::make_unique<GlobalTable>(std::move(values), columns, std::move(groups));
}

std::unique_ptr<TableResult> compute_moran(const TableArguments& arguments, Connection& connection,
                                           CancelToken& cancel) {
  return compute(arguments, connection, cancel, kMoranColumns, Style::row, &moran, true);
}
std::unique_ptr<TableResult> compute_geary(const TableArguments& arguments, Connection& connection,
                                           CancelToken& cancel) {
  return compute(arguments, connection, cancel, kGearyColumns, Style::row, &geary, true);
}
std::unique_ptr<TableResult> compute_g(const TableArguments& arguments, Connection& connection,
                                       CancelToken& cancel) {
  return compute(arguments, connection, cancel, kGColumns, Style::given, &getis_ord_g, false);
}

}  // namespace

void register_global_autocorrelation(const ConnectionPtr& connection) {
  register_function_of_forms(connection, TableFunction{&kMoran, &compute_moran}, value_forms());
  register_function_of_forms(connection, TableFunction{&kGeary, &compute_geary}, value_forms());
  register_function_of_forms(connection, TableFunction{&kGetisOrdG, &compute_g}, value_forms());
}

}  // namespace clusterlite
