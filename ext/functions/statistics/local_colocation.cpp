// Around which firms are those of another industry: cl_local_colocation.
#include "statistics/patterns/local_colocation.hpp"

#include <memory>

#include "datasets/point_keys.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/threads.hpp"
#include "functions/statistics/curve_function.hpp"

namespace clusterlite {
namespace {

constexpr auto kArguments = std::to_array<Argument>({
    {"points", "points", "all located firms, with their industry as group_key; weights do not matter"},
    {"neighbour", "key", "the group whose firms are counted around each firm"},
    {"k", "integer", "how many nearest firms are looked at, all that are as near as the k-th included; >= 1"},
    kReferenceArgument,
    {"simulations", "integer", "how many times the group keys are permuted; 0: none", "999", true},
    {"null_model", "text", "'labelling': group keys change places", "'labelling'", true},
    kAlternativeArgument,
    kSeedArgument,
    kMetricArgument,
});

constexpr Column kColumns[] = {
    {"id", "", "as collected"},
    {"group_key", "", "as collected"},
    {"clq", "REAL", "1 = as many firms of the neighbour around it as chance puts there, 2 = twice as many"},
    {"p", "REAL",
     "(1 + permutations at least as extreme) / (simulations + 1), two-sided twice the smaller tail"},
    {"p_fdr", "REAL", "p adjusted for the number of firms in the answer (Benjamini and Hochberg 1995)"},
};

constexpr Declaration kLocalColocation{
    .name = "cl_local_colocation",
    .kind = FunctionKind::table,
    .family = kStatistics,
    .summary =
        "Local co-location quotient: which firms of a have more firms of b around them than by chance?",
    .summary_ko =
        "어느 기업 주변에 다른 산업의 기업이 무작위일 때보다 많은지를 국지 공동입지계수로 나타낸다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result = "one row per located firm of the reference, without a reference of all groups",
    .formula =
        "clq_i = [sum of w_ij over the firms j of b / sum of w_ij over all others] / [n_b' / (N - 1)], n_b' "
        "= n_b, "
        "less one where i is of b itself. w_ij = exp(-(d_ij / h_i)^2 / 2), h_i the distance to i's k-th "
        "nearest, 0 "
        "beyond it; where h_i = 0 the firms of the same place count, each 1",
    .use =
        "the null model keeps the firm's own group and permutes the others' over the occupied places. Firms "
        "share "
        "the permutations, so p of two firms share their noise. With many firms look at p_fdr; p cannot fall "
        "below 1 / (simulations + 1)",
    .nulls =
        "a firm without coordinates or weight takes no part and has no row. clq and p are NULL where n_b' is "
        "0; p is "
        "NULL without simulations",
    .errors =
        "a group key that the points do not have, or points without; k that is not from 1 to the number of "
        "located "
        "firms less one; simulations < 0; another null model, alternative or metric",
    .source =
        "Cromley, Hanink and Bentley 2014, Annals of the AAG 104; Wang et al. 2017, Annals of the AAG 107",
    .peers = "R sfdep local_colocation() (its p lacks the + 1); ArcGIS Colocation Analysis",
    .example =
        "SELECT id, round(clq, 6)\n"
        "FROM cl_local_colocation((SELECT cl_points(column1, column2, column3, 1, column4)\n"
        "                          FROM (VALUES (1, 0, 0, 'A'), (2, 1, 0, 'B'), (3, 5, 0, 'A'), (4, 6, 0, "
        "'A'),\n"
        "                                       (5, 9, 0, 'B'))), 'B', 1)\n"
        "WHERE reference = 'A'",
    .example_result = "1|2.0\n3|0.0\n4|0.0",
    .since = "0.2.0",
};

class LocalColocationTable final : public TableResult {
 public:
  LocalColocationTable(const PointsView& points, LocalColocation found, CancelToken& cancel)
      : keys_(points, cancel), found_(std::move(found)), p_fdr_(false_discovery_p(found_.p, cancel)) {}

  std::size_t size() const override { return found_.rows.size(); }
  void column(std::size_t row, int column, ResultSink& out) const override {
    switch (column) {
      case column_of(kColumns, "id"):
        return out.key(keys_.id(found_.rows[row]));
      case column_of(kColumns, "group_key"): {
        const auto group = keys_.group_key(found_.rows[row]);
        return group ? out.key(*group) : out.null();
      }
      case column_of(kColumns, "clq"):
        return out.real(found_.quotient[row]);
      case column_of(kColumns, "p"):
        return out.real(found_.p[row]);
      default:
        return out.real(p_fdr_[row]);
    }
  }

 private:
  PointKeys keys_;
  LocalColocation found_;
  std::vector<double> p_fdr_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection& connection,
                                     CancelToken& cancel) {
  static constexpr std::string_view kWords[] = {"labelling"};
  static constexpr CurveArguments kAt = CurveArguments::of(kArguments);
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  CurveOptions options;
  options.simulations = read_simulations(arguments, kAt.simulations, 999);
  arguments.option(static_cast<std::size_t>(kAt.null_model), kWords);
  options.envelope.alternative = read_alternative(arguments, kAt.alternative);
  options.seed = read_seed(arguments, kAt.seed);
  options.metric = metric_of_neighbours(arguments, argument_of(kArguments, "metric"), points, cancel);
  const std::int64_t k = arguments.integer(2);
  if (k < 1) throw Error(concat("k must be >= 1 (got ", k, ")"));
  const statistics::SiteMarks marks(points, cancel);
  if (marks.size() == 0) return std::make_unique<LocalColocationTable>(points, LocalColocation{}, cancel);
  const auto reference = read_group(arguments, kAt.reference, points, marks, "reference");
  const auto neighbour = read_group(arguments, kAt.neighbour, points, marks, "neighbour");
  if (!neighbour) throw Error("neighbour must be a group key (got NULL)");
  return std::make_unique<LocalColocationTable>(
      points,
      local_colocation(points, marks, reference, *neighbour, k, options, threads_of(connection), cancel),
      cancel);
}

}  // namespace

void register_local_colocation(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kLocalColocation, &compute}, point_collectors());
}

}  // namespace clusterlite
