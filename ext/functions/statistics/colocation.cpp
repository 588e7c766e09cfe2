// Whose nearest neighbours are whose: cl_colocation_quotient.
#include "statistics/patterns/colocation.hpp"

#include <memory>

#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/threads.hpp"
#include "functions/statistics/curve_function.hpp"

namespace clusterlite {
namespace {

constexpr auto kArguments = std::to_array<Argument>({
    {"points", "points", "all located firms, with their industry as group_key; weights do not matter"},
    {"reference", "key", "only the pairs (reference, b); without it all pairs and the global quotient", "",
     true},
    {"neighbour", "key", "only the pair (reference, neighbour)", "", true},
    {"simulations", "integer", "how many times the group keys are permuted; 0: none", "999", true},
    {"null_model", "text", "'labelling': group keys change places", "'labelling'", true},
    kAlphaArgument,
    {"envelope", "text", "has no effect here, where there is one number and no curve", "'erl'", true},
    kAlternativeArgument,
    kSeedArgument,
    kMetricArgument,
});

constexpr Column kColumns[] = {
    {"group_a", "", "whose nearest neighbours are looked at; NULL in the row of the global quotient"},
    {"group_b", "", "whose firms are counted among them; NULL in the row of the global quotient"},
    {"n_a", "INTEGER", "firms of a; all firms in the row of the global quotient"},
    {"n_b", "INTEGER", "firms of b; likewise"},
    {"clq", "REAL",
     "co-location quotient: 1 = as often as chance puts it, 2 = twice as often; NULL where there is nobody "
     "to meet"},
    {"mean", "REAL", "of the permutations"},
    {"lo", "REAL", "lower bound: chance stays above it with 1 - alpha / 2"},
    {"hi", "REAL", "upper bound"},
    {"p", "REAL",
     "(1 + permutations at least as extreme) / (simulations + 1), two-sided twice the smaller tail"},
    {"p_fdr", "REAL", "p adjusted for the number of pairs in the answer (Benjamini and Hochberg 1995)"},
};

constexpr Declaration kColocation{
    .name = "cl_colocation_quotient",
    .kind = FunctionKind::table,
    .family = kStatistics,
    .summary =
        "Co-location quotient: do firms of a have firms of b as nearest neighbours more often than by "
        "chance?",
    .summary_ko =
        "한 산업의 최근린 기업이 다른 산업에 속하는 경우가 무작위일 때보다 많은지를 공동입지계수로 나타낸다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result = "one row per ordered pair of groups, and the global quotient last",
    .formula =
        "CLQ_ab = [mean over the firms i of a of the share of i's nearest neighbours that are of b] / [n_b' "
        "/ (N - 1)], n_b' = n_b, less one where a = b\nglobal: sum of C_aa / (sum of n_a (n_a - 1) / (N - "
        "1))",
    .use =
        "m nearest firms at one distance count 1 / m each, as do all others at the firm's own place. Not "
        "symmetric: a may seek b, and b "
        "not a. The null model permutes the group keys over the occupied places; every mean is 1",
    .nulls =
        "a firm without coordinates or weight takes no part. clq is NULL where n_a or n_b' is 0; p is NULL "
        "without "
        "simulations",
    .errors =
        "a group key that the points do not have; neighbour without reference; too few simulations for "
        "alpha; rows that are not points",
    .source = "Leslie and Kronenfeld 2011, Geographical Analysis 43(3)",
    .peers =
        "R sfdep pairwise_colocation() (its p lacks the + 1 and is of one tail); ArcGIS Colocation Analysis",
    .example =
        "SELECT group_a, group_b, round(clq, 4)\n"
        "FROM cl_colocation_quotient((SELECT cl_points(column1, column2, column3, 1, column4)\n"
        "                             FROM (VALUES (1, 1, 1, 'A'), (2, 2, 1, 'A'), (3, 2, 2, 'A'), (4, 6, 6, "
        "'B'),\n"
        "                                          (5, 7, 6, 'B'), (6, 7, 7, 'A'), (7, 3, 8, 'B'), (8, 9, 1, "
        "'C'))))\n"
        "WHERE reference = 'A'",
    .example_result = "A|A|1.75\nA|B|0.5833\nA|C|0.0",
    .since = "0.2.0",
};

class ColocationTable final : public TableResult {
 public:
  ColocationTable(const PointsView& points, const statistics::SiteMarks& marks,
                  std::vector<ColocationQuotient> quotients, CancelToken& cancel)
      : keys_(points, marks, cancel), quotients_(std::move(quotients)), all_(marks.size()) {
    for (std::uint32_t group = 0; group < marks.group_count(); ++group) {
      cancel.check();
      sizes_.push_back(static_cast<std::int64_t>(marks.sites_of(group).size()));
    }
    std::vector<double> p;
    for (const ColocationQuotient& quotient : quotients_) p.push_back(quotient.envelope.p);
    p_fdr_ = false_discovery_p(p, cancel);
  }

  std::size_t size() const override { return quotients_.size(); }
  void column(std::size_t row, int column, ResultSink& out) const override {
    const ColocationQuotient& quotient = quotients_[row];
    const auto& pair = quotient.pair;
    switch (column) {
      case column_of(kColumns, "group_a"):
        return pair ? keys_.column(pair->reference, out) : out.null();
      case column_of(kColumns, "group_b"):
        return pair ? keys_.column(pair->neighbour, out) : out.null();
      case column_of(kColumns, "n_a"):
        return out.integer(pair ? sizes_[pair->reference] : all_);
      case column_of(kColumns, "n_b"):
        return out.integer(pair ? sizes_[pair->neighbour] : all_);
      case column_of(kColumns, "clq"):
        return out.real(quotient.quotient);
      case column_of(kColumns, "mean"):
        return out.real(quotient.envelope.mean[0]);
      case column_of(kColumns, "lo"):
        return out.real(quotient.envelope.low[0]);
      case column_of(kColumns, "hi"):
        return out.real(quotient.envelope.high[0]);
      case column_of(kColumns, "p"):
        return out.real(quotient.envelope.p);
      default:
        return out.real(p_fdr_[row]);
    }
  }

 private:
  GroupKeys keys_;
  std::vector<ColocationQuotient> quotients_;
  std::int64_t all_;
  std::vector<std::int64_t> sizes_;
  std::vector<double> p_fdr_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection& connection,
                                     CancelToken& cancel) {
  static constexpr std::string_view kWords[] = {"labelling"};
  static constexpr NullModel kModels[] = {NullModel::labelling};
  static constexpr CurveArguments kAt = CurveArguments::of(kArguments);
  const auto points = open_data_set<PointsView>(arguments, 0, cancel);
  CurveOptions options = read_curve_options(arguments, kAt, 1, 999);
  options.null_model = read_null_model(arguments, kAt.null_model, kWords, kModels, NullModel::labelling);
  options.metric = metric_of_neighbours(arguments, argument_of(kArguments, "metric"), points, cancel);
  const statistics::SiteMarks marks(points, cancel);
  const auto reference = read_group(arguments, kAt.reference, points, marks, "reference");
  const auto neighbour = read_group(arguments, kAt.neighbour, points, marks, "neighbour");
  if (neighbour && !reference)
    throw Error("neighbour needs a reference: the group whose firms are looked at");
  return std::make_unique<ColocationTable>(
      points, marks,
      colocation_quotients(points, marks, reference, neighbour, options, threads_of(connection), cancel),
      cancel);
}

}  // namespace

void register_colocation(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kColocation, &compute}, point_collectors());
}

}  // namespace clusterlite
