// One distribution against another: cl_locational_gini, cl_hoover, cl_krugman, cl_kl_divergence.
#include "functions/shared/families.hpp"
#include "functions/shared/unit_window.hpp"
#include "indicators/inequality/distribution_pair.hpp"

namespace clusterlite {
namespace {

constexpr std::string_view kFamily = "Inequality";
constexpr std::string_view kNulls = "as all measures of a distribution (see Missing values)";
constexpr std::string_view kErrors = "those of all functions";

constexpr Argument kArguments[] = {
    {"value", "number", "the unit's value, >= 0 (an industry's employees in a region)"},
    {"reference", "number",
     "what it is compared with, >= 0 (all employees of the region; 1 compares with equal shares)"},
    {"category", "key",
     "rows of one category are summed first, value and reference; without it each row is a unit", "", true},
};

constexpr Declaration kLocationalGini{
    .name = "cl_locational_gini",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary = "Locational Gini coefficient: how unevenly one distribution lies over another, from 0 to 1.",
    .summary_ko = "한 분포가 다른 분포에 비해 얼마나 고르지 않은지를 입지 지니계수(0~1)로 나타낸다.",
    .arguments = kArguments,
    .result = "a real from 0 (the same shares everywhere) to 1 (nowhere together)",
    .formula =
        "s = value / sum of values, x = reference / sum of references\nG = 1 - sum of (y_r + y_(r-1)) (p_r - "
        "p_(r-1)), units in ascending order of s / x\ny and p the cumulated s and x",
    .nulls = kNulls,
    .errors = "a unit with a value > 0 and a reference of 0: its location quotient is infinite",
    .source = "Hoover 1936, Review of Economics and Statistics 18; Krugman 1991",
    .peers =
        "EconGeo Hoover.Gini(), and twice its locational.Gini(), which like Krugman's own runs from 0 to "
        "0.5. REAT gini.conc() does not weight regions by size: it is cl_gini of the location quotients "
        "(0.4069 for the example)",
    .example =
        "SELECT round(cl_locational_gini(column1, column2), 10) FROM (VALUES (500, 20000), (500, 15000), "
        "(1000, 20000), (7000, 40000), (1000, 5000))",
    .example_result = "0.3725",
};

constexpr Declaration kHoover{
    .name = "cl_hoover",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary =
        "Hoover coefficient of localisation: the share of one distribution that would have to move to match "
        "the other.",
    .summary_ko = "한 분포를 다른 분포와 같게 하려면 옮겨야 하는 몫인 후버 국지화계수를 구한다.",
    .arguments = kArguments,
    .result = "a real from 0 (the same shares everywhere) to 1 (nowhere together)",
    .formula = "1/2 sum of |s - x|, s = value / sum of values, x = reference / sum of references",
    .nulls = kNulls,
    .errors = kErrors,
    .source = "Hoover 1936, Review of Economics and Statistics 18; Florence 1948",
    .peers =
        "REAT hoover() (with a reference of 1: hoover(weighting = NULL), the Robin Hood index); EconGeo "
        "Hoover.index() is in per cent, rounded. For two groups of people it is the dissimilarity index of "
        "segregation studies",
    .example =
        "SELECT round(cl_hoover(column1, column2), 10) FROM (VALUES (500, 20000), (500, 15000), (1000, "
        "20000), (7000, 40000), (1000, 5000))",
    .example_result = "0.35",
};

constexpr Declaration kKrugman{
    .name = "cl_krugman",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary =
        "Krugman index of dissimilarity: the sum of the differences between two distributions' shares.",
    .summary_ko = "두 분포의 비중 차이(절댓값)를 모두 더한 크루그먼 비유사성 지수를 구한다.",
    .arguments = kArguments,
    .result = "a real from 0 (the same shares everywhere) to 2 (nowhere together): twice cl_hoover",
    .formula = "K = sum of |s - x|, s = value / sum of values, x = reference / sum of references",
    .nulls = kNulls,
    .errors = kErrors,
    .source = "Krugman 1991",
    .peers =
        "REAT krugman.spec(), krugman.conc() (two regions, two industries); EconGeo Krugman.index() compares "
        "with all regions together. The reference argument decides: a second region, the rest or everything",
    .example =
        "SELECT round(cl_krugman(column1, column2), 10) FROM (VALUES (700, 30000), (600, 15000), (500, "
        "10000), (10000, 60000), (40000, 50000))",
    .example_result = "0.9383409383",
};

constexpr Declaration kKlDivergence{
    .name = "cl_kl_divergence",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary =
        "Kullback-Leibler divergence of one distribution from another (relative entropy, topographic Theil "
        "index), in nats.",
    .summary_ko =
        "한 분포가 다른 분포와 얼마나 다른지를 쿨백-라이블러 발산(상대 엔트로피, 단위 내트)으로 나타낸다.",
    .arguments = kArguments,
    .result = "a real >= 0 (0: the same shares everywhere), in nats; divided by ln 2 in bits",
    .formula =
        "D = sum of s ln(s / x), s = value / sum of values, x = reference / sum of references, 0 ln 0 = 0",
    .use =
        "with a reference of 1 it is cl_theil; with value * weight and weight the weighted Theil index; over "
        "groups, with the number of units as reference, Theil's part between groups",
    .nulls = "as cl_hoover; also NULL when a unit has a value > 0 and a reference of 0: D is infinite",
    .errors = kErrors,
    .source =
        "Kullback and Leibler 1951; Mori, Nishikimi and Smith 2005 (reference: economic area); Bruelhart and "
        "Traeger 2005",
    .peers = "R entropy::KL.plugin()",
    .example =
        "SELECT round(cl_kl_divergence(column1, column2), 7) FROM (VALUES (50, 20), (30, 30), (20, 50))",
    .example_result = "0.2748872",
};

using Formula = double (*)(UnitPairs units, CancelToken& cancel);
template <Formula kFormula>
double of_pairs(UnitPairs units, double, CancelToken& cancel) {
  return kFormula(units, cancel);
}

bool has_reference(const std::array<double, 2>& unit) { return unit[0] == 0 || unit[1] > 0; }

using Window = UnitWindow<2>::Function;
constexpr Window kLocationalGiniWindow{
    .formula = &of_pairs<locational_gini>,
    .fits = &has_reference,
    .misfit = "a unit has a value > 0 and a reference of 0, where no location quotient is defined",
};
constexpr Window kHooverWindow{.formula = &of_pairs<hoover>};
constexpr Window kKrugmanWindow{.formula = &of_pairs<krugman>};
constexpr Window kKlWindow{.formula = &of_pairs<kl_divergence>};

}  // namespace

void register_distribution_comparison(const ConnectionPtr& connection) {
  register_function(connection,
                    WindowFunction{&kLocationalGini, &make_unit_window<kLocationalGiniWindow, 2>});
  register_function(connection, WindowFunction{&kHoover, &make_unit_window<kHooverWindow, 2>});
  register_function(connection, WindowFunction{&kKrugman, &make_unit_window<kKrugmanWindow, 2>});
  register_function(connection, WindowFunction{&kKlDivergence, &make_unit_window<kKlWindow, 2>});
}

}  // namespace clusterlite
