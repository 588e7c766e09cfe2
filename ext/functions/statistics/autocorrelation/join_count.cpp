// Which labels are near each other: cl_join_count.
#include "statistics/autocorrelation/join_count.hpp"

#include "datasets/labels.hpp"
#include "functions/shared/families.hpp"
#include "functions/statistics/autocorrelation/autocorrelation_arguments.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"labels", "labels", "one label a unit: cl_labels()"},
    kWeightsArgument,
    style_argument("'given'"),
    permutations_argument("0"),
    kAlternativeArgument,
    kSeedArgument,
};

constexpr std::array kColumns{
    Column{"label_a", "", "as collected; NULL in the row of all different labels"},
    Column{"label_b", "", "as collected, label_a or behind it; NULL in the row of all different labels"},
    Column{"n_a", "INTEGER", "units of label_a that have a labelled neighbour"},
    Column{"n_b", "INTEGER", "the same of label_b"},
    Column{"joins", "REAL", "ties between the two labels, or inside the one; there and back is one join"},
    Column{"expected", "REAL", "its mean when the labels are dealt out at random"},
    Column{"variance", "REAL", "its variance over all arrangements of these labels"},
    Column{"z", "REAL", "(joins - expected) / sqrt(variance): > 0 more joins than chance gives"},
    Column{"p_normal", "REAL", "p of z, were it normal"},
    Column{"p", "REAL",
           "(1 + permutations at least as extreme) / (permutations + 1); NULL without permutations"},
};

constexpr Declaration kJoinCount{
    .name = "cl_join_count",
    .kind = FunctionKind::table,
    .family = "Statistics",
    .summary = "Join counts: which labels lie beside each other more often than chance gives?",
    .summary_ko = "어떤 범주끼리 무작위일 때보다 자주 이웃하는지를 결합 수 통계량으로 검정한다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result =
        "one row per pair of labels a <= b, in their order, and behind them one row with both labels NULL: "
        "all joins of different labels",
    .formula =
        "joins of a with itself: SumSum_(i, j in a) w_ij / 2; of a and b: Sum w_ij in both directions / 2\n"
        "x(k) = x (x - 1) ... (x - k + 1), T2 = S1, T3 = S2 - 2 S1, T4 = S0^2 + S1 - S2, notation of "
        "cl_moran\n"
        "a with itself: expected S0 a(2) / (2 n(2)), variance [T2 a(2)/n(2) + T3 a(3)/n(3) + T4 a(4)/n(4)] / "
        "4 - expected^2\n"
        "a and b: expected S0 a b / n(2), variance [2 T2 a b/n(2) + T3 a b (a + b - 2)/n(3) + 4 T4 a(2) "
        "b(2)/n(4)] / 4 - expected^2\n"
        "all different: the same with the chances that two, three and four units differ\n"
        "the permutations deal the n labels out over the n units",
    .use =
        "a with itself above expected: the label is clustered; a and b above expected: the two mingle. "
        "'greater' "
        "asks for many joins, in each row. Every pair is a test of its own: with many labels read p with "
        "their number in mind. What p means: How to read p, at the beginning of this chapter",
    .nulls =
        "A unit without label is nobody's neighbour. An island (no neighbour that has a label) is out of n. "
        "Fewer than 4 units, or one label only: expected, variance, z and p are NULL, the row stays. z is "
        "NULL "
        "where every arrangement gives the same joins.",
    .errors =
        "an id with two labels; more than 2,000 labels; an argument that is not labels, or not weights or "
        "links; no id in common; a link without weight, or to itself; another style or alternative; "
        "permutations that are negative, or would take over 10^10 steps (the error says how many fit)",
    .source = "Moran 1948; Cliff and Ord 1981 (nonfree sampling)",
    .peers =
        "spdep joincount.multi(), joincount.test() and joincount.mc(): the same numbers (with islands on the "
        "subset without them; its variance of Jtot is off when there are any)",
    .example =
        "WITH g6 AS (VALUES (1, 10, 10, 2), (2, 20, 10, 3), (3, 40, 10, 3.2), (4, 15, 20, 5), (5, 30, 20, "
        "8), (6, 30, 30, 7))\n"
        "SELECT label_a, label_b, joins, round(expected, 2), round(variance, 2)\n"
        "FROM cl_join_count((SELECT cl_labels(column1, iif(column4 >= 5, 'high', 'low')) FROM g6),\n"
        "                   cl_weights((SELECT cl_points(column1, column2, column3) FROM g6), 'band', 15))",
    .example_result = "high|high|2.0|1.4|0.74\nhigh|low|4.0|4.2|0.76\nlow|low|1.0|1.4|0.74\n||4.0|4.2|0.76",
    .since = "0.2.0",
};

class JoinCountTable final : public TableResult {
 public:
  JoinCountTable(const Dictionary& labels, JoinCounts counts, const AutocorrelationOptions& options,
                 CancelToken& cancel)
      : counts_(std::move(counts)), options_(options) {
    for (std::uint32_t i = 0; i < labels.size(); ++i) labels_.intern(labels[i]);
    for (std::uint32_t a = 0; a < labels_.size(); ++a) {
      for (std::uint32_t b = a; b < labels_.size(); ++b) {
        cancel.check();
        pairs_.push_back({a, b});
      }
    }
  }

  std::size_t size() const override { return labels_.size() == 0 ? 0 : pairs_.size() + 1; }
  void column(std::size_t row, int column, ResultSink& out) const override {
    const bool all = row == counts_.all_different();
    const Pair pair = all ? Pair{0, 0} : pairs_[row];
    switch (column) {
      case column_of(kColumns, "label_a"):
        return all ? out.null() : out.key(labels_[pair.a]);
      case column_of(kColumns, "label_b"):
        return all ? out.null() : out.key(labels_[pair.b]);
      case column_of(kColumns, "n_a"):
        return all ? out.null() : out.integer(std::optional(counts_.units(pair.a)));
      case column_of(kColumns, "n_b"):
        return all ? out.null() : out.integer(std::optional(counts_.units(pair.b)));
      case column_of(kColumns, "joins"):
        return out.real(counts_.joins(row));
      case column_of(kColumns, "p"):
        return counts_.defined()
                   ? out.real(p_value(counts_.counts(row), options_.permutations.count, options_.alternative))
                   : out.null();
      default:
        break;
    }
    const JoinMoments m = all ? counts_.moments_of_all_different() : counts_.moments(pair.a, pair.b);
    const double numbers[] = {m.expected, m.variance, m.z, normal_p(m.z, options_.alternative)};
    static_assert(column_of(kColumns, "p") - column_of(kColumns, "expected") == std::size(numbers));
    out.real(numbers[column - column_of(kColumns, "expected")]);
  }

 private:
  struct Pair {
    std::uint32_t a;
    std::uint32_t b;
  };

  Dictionary labels_;
  JoinCounts counts_;
  AutocorrelationOptions options_;
  std::vector<Pair> pairs_;
};

constexpr std::uint32_t kNoLabel = 0xFFFFFFFF;

// The label of each id, by number of the id.
std::vector<std::uint32_t> only_labels(const LabelsView& labels, CancelToken& cancel) {
  std::vector<std::uint32_t> label_of(labels.ids().size(), kNoLabel);
  for (std::size_t m = 0; m < labels.size(); ++m) {
    cancel.check();
    std::uint32_t& label = label_of[labels.id(m)];
    if (label != kNoLabel && label != labels.label(m)) {
      throw Error(concat("each unit needs one label, but id ", to_text(labels.ids()[labels.id(m)]), " has ",
                         to_text(labels.labels()[label]), " and ",
                         to_text(labels.labels()[labels.label(m)])));
    }
    label = labels.label(m);
  }
  return label_of;
}

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection& connection,
                                     CancelToken& cancel) {
  constexpr std::size_t kMostLabels = 2000;  // two million rows
  const auto labels = open_data_set<LabelsView>(arguments, 0, cancel);
  if (labels.labels().size() > kMostLabels) {
    throw Error(concat("at most ", kMostLabels, " different labels have their pairs counted (got ",
                       labels.labels().size(), ")"));
  }
  const TieArgument ties(arguments, 1, SelfTies::refused, cancel);
  const auto options = read_styled_options(arguments, 2, Style::given, 0, Stream::global_autocorrelation);
  const Threads threads = threads_of(connection);
  const std::vector<std::uint32_t> label_of = only_labels(labels, cancel);
  const auto nodes = nodes_of_units(labels.ids(), ties.source(), "labels", cancel);
  std::vector<std::uint32_t> chosen;
  std::vector<std::uint32_t> labels_of_units;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    cancel.check();
    if (nodes[i] == kNoNode || label_of[i] == kNoLabel) continue;
    chosen.push_back(nodes[i]);
    labels_of_units.push_back(label_of[i]);
  }
  const TiesAmong among(ties.source(), std::move(chosen), options.style, threads, cancel);
  return std::make_unique<JoinCountTable>(
      labels.labels(),
      JoinCounts(among, labels_of_units, static_cast<std::uint32_t>(labels.labels().size()),
                 options.permutations, threads, cancel),
      options, cancel);
}

}  // namespace

void register_join_count(const ConnectionPtr& connection) {
  register_function_of_forms(connection, TableFunction{&kJoinCount, &compute},
                             forms_with_weights({{0, label_collectors().front(), {"id", "label"}}}, 1));
}

}  // namespace clusterlite
