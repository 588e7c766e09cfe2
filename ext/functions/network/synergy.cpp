// Synergy of three classifications: cl_synergy, cl_synergy_expected, cl_synergy_sd.
#include "indicators/interaction/synergy.hpp"

#include "functions/shared/families.hpp"
#include "indicators/interaction/expected_synergy.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr std::string_view kFamily = "Network";
constexpr std::string_view kSource =
    "McGill 1954, Psychometrika 19; Leydesdorff 2003, Scientometrics 58; Vinh, Epps and Bailey 2010, Journal "
    "of Machine Learning Research 11";

constexpr Argument kArguments[] = {
    {"a", "key", "the first classification of the firm (district)"},
    {"b", "key", "the second (industry)"},
    {"c", "key", "the third (role, size class)"},
    {"weight", "number", "how much the row counts, >= 0 (employees)", "1", true},
};
constexpr auto kThree = std::span(kArguments).first<3>();

constexpr Declaration kSynergy{
    .name = "cl_synergy",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary =
        "Synergy of three classifications of firms (triple helix): mutual information in three dimensions.",
    .summary_ko = "기업의 세 가지 분류(삼중나선) 사이에서 생기는 시너지를 3차원 상호정보량으로 구한다.",
    .arguments = kArguments,
    .result =
        "a real in bits, between -m and m, m the least of H(a), H(b), H(c); negative: the three together "
        "leave less uncertain than they do pair by pair (synergy), positive: they repeat each other. Chance "
        "alone makes it negative: read it beside cl_synergy_expected and cl_synergy_sd",
    .formula =
        "T = H(a) + H(b) + H(c) - H(a,b) - H(a,c) - H(b,c) + H(a,b,c)\nH = -sum of s log2 s over the shares "
        "s of the categories",
    .nulls =
        "rows whose a, b, c or weight is NULL or '' are left out; NULL when nothing is left or the weights "
        "add up to 0; 0 when a classification has one category",
    .errors = "those of all functions",
    .source = kSource,
    .peers =
        "Leydesdorff's th4.exe (millibits: times 1000). R infotheo::interinformation() has the other sign "
        "and "
        "nats; infotheo::multiinformation() is another measure",
    .example =
        "SELECT cl_synergy(column1, column2, column3) FROM (VALUES (0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, "
        "0))",
    .example_result = "-1.0",
    .since = "0.2.0",
};

constexpr Declaration kExpected{
    .name = "cl_synergy_expected",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary = "What cl_synergy is on average when c is shuffled among the firms: synergy by chance.",
    .summary_ko =
        "분류 c를 기업들 사이에서 무작위로 섞을 때의 평균 시너지, 곧 시너지의 무작위 기댓값을 구한다.",
    .arguments = kThree,
    .result =
        "a real in bits; cl_synergy below it: synergy beyond chance. The difference in units of "
        "cl_synergy_sd "
        "says how far",
    .formula =
        "E[T] = EMI(a;c) + EMI(b;c) - EMI(ab;c)\nEMI(x;c) = sum over categories i of x, k of c and n = 1 .. "
        "min(x_i, c_k) of n/N log2(N n / (x_i c_k)) P(n)\nP(n) the hypergeometric probability that they "
        "share n of N rows\nto first order: -(Kc - 1)(Kab - Ka - Kb + 1) / (2 N ln 2), K the numbers of "
        "categories",
    .use =
        "exact, without random numbers. Put what one would shuffle (role, size class) last: here the order "
        "matters. For groups, not for running windows: each value takes the time of its whole window",
    .nulls = "rows whose a, b or c is NULL or '' are left out; NULL when nothing is left",
    .errors = "those of all functions",
    .source = kSource,
    .peers = "scikit-learn expected_mutual_information() gives the EMI of two classifications, in nats",
    .example =
        "SELECT cl_synergy(column1, column2, column3), round(cl_synergy_expected(column1, column2, column3), "
        "9)\n"
        "FROM (VALUES (0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0))",
    .example_result = "-1.0|-0.333333333",
    .since = "0.2.0",
};

constexpr Declaration kDeviation{
    .name = "cl_synergy_sd",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary = "How much cl_synergy varies by chance: its approximate standard deviation when c is shuffled.",
    .summary_ko = "분류 c를 무작위로 섞을 때 시너지가 흔들리는 정도(근사 표준편차)를 구한다.",
    .arguments = kThree,
    .result =
        "a real >= 0, in bits. (T - E[T]) / sd below -3: synergy; above 3: less than chance would give; "
        "between: chance",
    .formula =
        "sqrt(2 df) / (2 N ln 2)\ndf = (Kc - 1)(Kab - Ka - Kb + 1), K the numbers of categories that occur",
    .use =
        "this is the first order, some 10 % off with 5 rows a cell. For groups, not for running windows, as "
        "cl_synergy_expected",
    .nulls =
        "rows whose a, b or c is NULL or '' are left out; NULL when nothing is left, and below 5 rows a cell "
        "(N < 5 Kab Kc), where the first order does not hold",
    .errors = "those of all functions",
    .source = kSource,
    .example =
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 79)\n"
        "SELECT round(cl_synergy_sd(i % 2, i / 2 % 2, i / 4 % 2), 9) FROM n",
    .example_result = "0.012751743",
    .since = "0.2.0",
};

struct Categories {
  KeyView a, b, c;
};

// nullopt: the row has no part in the result.
std::optional<Categories> categories_of(const Arguments& row) {
  const auto a = row[0].key();
  const auto b = row[1].key();
  const auto c = row[2].key();
  if (!a || !b || !c) return std::nullopt;
  return Categories{*a, *b, *c};
}

template <class Mass>
class SynergyWindow final : public WindowAggregate {
 public:
  explicit SynergyWindow(bool weighted) : weighted_(weighted) {}

  void step(const Arguments& row) override {
    const auto of = categories_of(row);
    const auto weight = of ? weight_of(row, *of) : std::nullopt;
    if (weight) synergy_.add(of->a, of->b, of->c, *weight);
  }
  void inverse(const Arguments& row) override {
    const auto of = categories_of(row);
    const auto weight = of ? weight_of(row, *of) : std::nullopt;
    if (weight) synergy_.remove(of->a, of->b, of->c, *weight);
  }
  void value(ResultSink& result) const override {
    CancelToken never;
    result.real(synergy_.value(never));
  }
  void finish(ResultSink& result, CancelToken& cancel) override { result.real(synergy_.value(cancel)); }

 private:
  std::optional<double> weight_of(const Arguments& row, const Categories& of) const {
    if (!weighted_) return 1.0;
    try {
      return row[3].real(Sign::not_negative);
    } catch (const BadValue& bad) {
      throw bad.at(concat("the row ", to_text(of.a), ", ", to_text(of.b), ", ", to_text(of.c)));
    }
  }

  bool weighted_;
  mutable Synergy<Mass> synergy_;  // takes down what has changed when it is asked
};

std::unique_ptr<WindowAggregate> make_synergy(std::size_t arguments, Connection&) {
  if (arguments > kThree.size()) return std::make_unique<SynergyWindow<WeightSum>>(true);
  return std::make_unique<SynergyWindow<RowCount>>(false);
}

template <double (ExpectedSynergy::*kFigure)(CancelToken&) const>
class ChanceWindow final : public WindowAggregate {
 public:
  void step(const Arguments& row) override {
    if (const auto of = categories_of(row)) rows_.add(of->a, of->b, of->c);
  }
  void inverse(const Arguments& row) override {
    if (const auto of = categories_of(row)) rows_.remove(of->a, of->b, of->c);
  }
  void value(ResultSink& result) const override {
    CancelToken never;
    result.real((rows_.*kFigure)(never));
  }
  void finish(ResultSink& result, CancelToken& cancel) override { result.real((rows_.*kFigure)(cancel)); }

 private:
  ExpectedSynergy rows_;
};

template <double (ExpectedSynergy::*kFigure)(CancelToken&) const>
std::unique_ptr<WindowAggregate> make_chance(std::size_t, Connection&) {
  return std::make_unique<ChanceWindow<kFigure>>();
}

}  // namespace

void register_synergy(const ConnectionPtr& connection) {
  register_function(connection, WindowFunction{&kSynergy, &make_synergy});
  register_function(connection, WindowFunction{&kExpected, &make_chance<&ExpectedSynergy::expected>});
  register_function(connection,
                    WindowFunction{&kDeviation, &make_chance<&ExpectedSynergy::standard_deviation>});
}

}  // namespace clusterlite
