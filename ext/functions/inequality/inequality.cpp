// Inequality of one distribution: cl_gini and its forms, cl_theil, cl_theil_l, cl_atkinson,
// cl_coefficient_of_variation and its forms, cl_williamson.
#include "indicators/inequality/inequality.hpp"

#include "functions/shared/families.hpp"
#include "functions/shared/unit_window.hpp"

namespace clusterlite {
namespace {

constexpr std::string_view kFamily = "Inequality";
constexpr std::string_view kNulls =
    "as all measures of a distribution (see Missing values); units that have nothing must be rows too, with "
    "0";
constexpr std::string_view kErrors = "those of all functions";

constexpr Argument kArguments[] = {
    {"value", "number", "the size of one unit, >= 0 (income, employees, firms)"},
    {"category", "key", "rows of one category are summed first; without it each row is a unit", "", true},
};

constexpr Argument kWeightedArguments[] = {
    {"value", "number", "the value per head of one unit, >= 0 (income per head)"},
    {"weight", "number", "how many heads the unit has, >= 0 (people, employees)"},
};
constexpr std::string_view kWeightedNulls = "as all measures of a distribution (see Missing values)";
constexpr std::string_view kWeightedErrors = "those of all functions";

constexpr Declaration kGini{
    .name = "cl_gini",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary = "Gini coefficient of inequality: twice the area between the Lorenz curve and the diagonal.",
    .summary_ko = "불평등도를 나타내는 지니계수를 구한다. 로렌츠 곡선과 대각선 사이 면적의 두 배이다.",
    .arguments = kArguments,
    .result = "a real from 0 (all equal) to 1 - 1/n (one unit has all)",
    .formula =
        "G = sum of (2r - n - 1) v_(r) / (n sum of v), v_(r) the values in ascending order, r = 1 .. n",
    .use = "over n units its maximum is 1 - 1/n; cl_gini_corrected reaches 1",
    .nulls = kNulls,
    .errors = kErrors,
    .source = "Gini 1912; Lorenz 1905",
    .peers = "REAT gini(), R ineq::Gini(), PySAL inequality Gini, EconGeo Gini() (three digits)",
    .example = "SELECT round(cl_gini(column1), 12) FROM (VALUES (20), (50), (20), (10))",
    .example_result = "0.3",
};

constexpr Declaration kGiniCorrected{
    .name = "cl_gini_corrected",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary = "Gini coefficient corrected for a small number of units: 1 when one unit has all.",
    .summary_ko = "단위 수가 적을 때를 보정한 지니계수를 구한다. 한 단위가 모두 가지면 1이다.",
    .arguments = kArguments,
    .result = "a real from 0 to 1",
    .formula = "G* = G n / (n - 1)",
    .nulls = "as cl_gini; also NULL for a single unit (n = 1)",
    .errors = kErrors,
    .source = "Gini 1912; Deltas 2003, Review of Economics and Statistics 85",
    .peers = "REAT gini(coefnorm = TRUE), R ineq::Gini(corr = TRUE)",
    .example = "SELECT round(cl_gini_corrected(column1), 12) FROM (VALUES (20), (50), (20), (10))",
    .example_result = "0.4",
};

constexpr Declaration kGiniWeighted{
    .name = "cl_gini_weighted",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary =
        "Gini coefficient of a population given in groups: each row has a value per head and a number of "
        "heads.",
    .summary_ko = "집단마다 1인당 값과 인원수가 주어진 자료에서 가중 지니계수를 구한다.",
    .arguments = kWeightedArguments,
    .result = "a real from 0 to 1; whole weights give what cl_gini gives with each row repeated weight times",
    .formula =
        "G = 1 - sum of (Y_r + Y_(r-1)) w_r / W, rows in ascending order of value\nY the cumulated shares of "
        "value * weight, W the sum of the weights w",
    .nulls = kWeightedNulls,
    .errors = kWeightedErrors,
    .source = "Lorenz 1905; Gini 1912",
    .peers =
        "REAT gini(weighting = ) sorts the values without their weights, so it agrees only for rows already "
        "sorted by value. It also drops missing values and missing weights separately, which moves weights "
        "to other rows; here such a row is left out as a whole",
    .example =
        "SELECT round(cl_gini_weighted(column1, column2), 9) FROM (VALUES (500, 1000), (1500, 1200), (2500, "
        "1600), (4000, 400), (7500, 200), (15000, 600))",
    .example_result = "0.527826087",
};

constexpr Declaration kTheil{
    .name = "cl_theil",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary =
        "Theil index T of inequality; more sensitive to differences among large units than cl_theil_l.",
    .summary_ko = "타일 불평등 지수 T를 구한다. 큰 단위 사이의 차이에 더 민감하다.",
    .arguments = kArguments,
    .result = "a real from 0 (all equal) to ln n (one unit has all), in nats",
    .formula = "T = 1/n sum of (v / mu) ln(v / mu), mu the mean, 0 ln 0 = 0",
    .use =
        "the part between groups is cl_kl_divergence(value, 1, group); the rest is within them. Weighted by "
        "heads it is cl_kl_divergence(value * weight, weight)",
    .nulls = kNulls,
    .errors = kErrors,
    .source = "Theil 1967",
    .peers = "PySAL inequality Theil, R ineq::Theil(). REAT theil() is the mean log deviation: cl_theil_l",
    .example = "SELECT round(cl_theil(column1), 10) FROM (VALUES (10), (10), (10), (20), (50))",
    .example_result = "0.2502012118",
};

constexpr Declaration kTheilL{
    .name = "cl_theil_l",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary =
        "Theil index L, the mean log deviation; more sensitive to differences among small units than "
        "cl_theil.",
    .summary_ko = "타일 지수 L(평균 로그 편차)을 구한다. 작은 단위 사이의 차이에 더 민감하다.",
    .arguments = kArguments,
    .result = "a real >= 0 (all equal), in nats",
    .formula = "L = 1/n sum of ln(mu / v), mu the mean",
    .use = "weighted by heads it is cl_kl_divergence(weight, value * weight)",
    .nulls = "as cl_theil; also NULL when a unit has 0, since ln(mu / 0) is infinite",
    .errors = kErrors,
    .source = "Theil 1967",
    .peers =
        "REAT theil() (infinite where this is NULL); with weights it divides by the number of rows once more",
    .example = "SELECT round(cl_theil_l(column1), 10) FROM (VALUES (10), (10), (10), (20), (50))",
    .example_result = "0.232630162",
};

constexpr Argument kAtkinsonArguments[] = {
    {"value", "number", "the size of one unit, >= 0 (income, employees, firms)"},
    {"epsilon", "number",
     "aversion to inequality, >= 0 and the same in all rows: 0 none, 0.5 and 1 usual; the larger, the more "
     "the smallest units count"},
    {"category", "key", "rows of one category are summed first; without it each row is a unit", "", true},
};

constexpr Declaration kAtkinson{
    .name = "cl_atkinson",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary =
        "Atkinson index: the share of the total that could be given up for equality without loss of welfare.",
    .summary_ko = "앳킨슨 지수, 곧 똑같이 나눈다면 후생의 손실 없이 포기할 수 있는 총액의 몫을 구한다.",
    .arguments = kAtkinsonArguments,
    .result = "a real from 0 (all equal, or epsilon = 0) to 1",
    .formula =
        "A = 1 - [mean of (v / mu)^(1 - epsilon)]^(1 / (1 - epsilon))\nfor epsilon = 1: A = 1 - geometric "
        "mean / mu\nA = 1 when epsilon >= 1 and a unit has 0",
    .nulls = kNulls,
    .errors = "those of all functions",
    .source = "Atkinson 1970, Journal of Economic Theory 2",
    .peers = "R ineq::Atkinson(); REAT atkinson(), which gives NA where a 0 and epsilon = 1 make it 1",
    .example = "SELECT round(cl_atkinson(column1, 0.5), 10) FROM (VALUES (20), (50), (20), (10))",
    .example_result = "0.0805474789",
};

constexpr Declaration kVariation{
    .name = "cl_coefficient_of_variation",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary = "Coefficient of variation: the sample standard deviation (divided by n - 1) over the mean.",
    .summary_ko = "표본표준편차(n - 1로 나눔)를 평균으로 나눈 변동계수를 구한다.",
    .arguments = kArguments,
    .result = "a real from 0 (all equal) to sqrt(n) (one unit has all)",
    .formula = "sqrt(sum of (v - mu)^2 / (n - 1)) / mu, mu the mean",
    .use = "when the rows are all units there are, use cl_coefficient_of_variation_population",
    .nulls = "as cl_gini; also NULL for a single unit (n = 1)",
    .errors = kErrors,
    .source = "Pearson 1896",
    .peers = "REAT cv() (is.sample = TRUE is its default too), R sd(x) / mean(x)",
    .example = "SELECT round(cl_coefficient_of_variation(column1), 8) FROM (VALUES (20), (50), (20), (10))",
    .example_result = "0.69282032",
};

constexpr Declaration kVariationPopulation{
    .name = "cl_coefficient_of_variation_population",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary =
        "Coefficient of variation when the rows are all units there are: the standard deviation (divided by "
        "n) over the mean.",
    .summary_ko = "행이 모집단 전체일 때의 변동계수, 곧 표준편차(n으로 나눔)를 평균으로 나눈 값을 구한다.",
    .arguments = kArguments,
    .result = "a real from 0 (all equal) to sqrt(n - 1) (one unit has all)",
    .formula = "sqrt(sum of (v - mu)^2 / n) / mu, mu the mean",
    .nulls = kNulls,
    .errors = kErrors,
    .source = "Pearson 1896",
    .peers = "REAT cv(is.sample = FALSE)",
    .example =
        "SELECT round(cl_coefficient_of_variation_population(column1), 12) FROM (VALUES (20), (50), (20), "
        "(10))",
    .example_result = "0.6",
};

constexpr Declaration kWilliamson{
    .name = "cl_williamson",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary = "Williamson index of regional disparity: the coefficient of variation weighted by population.",
    .summary_ko = "인구로 가중한 변동계수인 윌리엄슨 지역격차 지수를 구한다.",
    .arguments = kWeightedArguments,
    .result = "a real >= 0 (all equal)",
    .formula = "sqrt(sum of w (v - mu)^2 / W) / mu, w the weights, W their sum, mu = sum of w v / W",
    .nulls = kWeightedNulls,
    .errors = kWeightedErrors,
    .source = "Williamson 1965, Economic Development and Cultural Change 13",
    .peers =
        "REAT williamson(wmean = TRUE); by default REAT takes deviations from the unweighted mean. Equal "
        "weights give cl_coefficient_of_variation_population",
    .example = "SELECT round(cl_williamson(column1, column2), 12) FROM (VALUES (10, 3), (30, 1))",
    .example_result = "0.57735026919",
};

using OneColumn = UnitWindow<1>::Function;
constexpr OneColumn kGiniWindow{.formula = &of_distribution<gini>};
constexpr OneColumn kGiniCorrectedWindow{.formula = &of_distribution<corrected_gini>};
constexpr OneColumn kTheilWindow{.formula = &of_distribution<theil>};
constexpr OneColumn kTheilLWindow{.formula = &of_distribution<mean_log_deviation>};
constexpr OneColumn kAtkinsonWindow{.formula = &of_distribution_with<atkinson>,
                                    .parameter = ParameterRule{1, &read_not_negative}};
constexpr OneColumn kVariationWindow{.formula = &of_distribution<sample_variation>};
constexpr OneColumn kVariationPopulationWindow{.formula = &of_distribution<population_variation>};

template <double (*kFormula)(const WeightedDistribution&)>
double of_weighted(std::span<const CountedUnit<2>> units, double, CancelToken& cancel) {
  return kFormula(WeightedDistribution(units, cancel));
}
using TwoColumns = UnitWindow<2>::Function;
constexpr TwoColumns kGiniWeightedWindow{.formula = &of_weighted<weighted_gini>};
constexpr TwoColumns kWilliamsonWindow{.formula = &of_weighted<williamson>};

}  // namespace

void register_inequality(const ConnectionPtr& connection) {
  for (const WindowFunction& function : {
           WindowFunction{&kGini, &make_unit_window<kGiniWindow>},
           WindowFunction{&kGiniCorrected, &make_unit_window<kGiniCorrectedWindow>},
           WindowFunction{&kGiniWeighted, &make_unit_window<kGiniWeightedWindow, 2>},
           WindowFunction{&kTheil, &make_unit_window<kTheilWindow>},
           WindowFunction{&kTheilL, &make_unit_window<kTheilLWindow>},
           WindowFunction{&kAtkinson, &make_unit_window<kAtkinsonWindow>},
           WindowFunction{&kVariation, &make_unit_window<kVariationWindow>},
           WindowFunction{&kVariationPopulation, &make_unit_window<kVariationPopulationWindow>},
           WindowFunction{&kWilliamson, &make_unit_window<kWilliamsonWindow, 2>},
       }) {
    register_function(connection, function);
  }
}

}  // namespace clusterlite
