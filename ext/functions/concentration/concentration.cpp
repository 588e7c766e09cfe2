// Concentration of one distribution: cl_lq, cl_herfindahl and its relatives, cl_concentration_ratio.
#include "indicators/concentration/concentration.hpp"

#include <memory>

#include "functions/shared/families.hpp"
#include "functions/shared/unit_window.hpp"
#include "indicators/crosstab/location_quotient.hpp"

namespace clusterlite {
namespace {

constexpr std::string_view kFamily = "Concentration";
constexpr std::string_view kValueNulls = "as all measures of a distribution (see Missing values)";
constexpr std::string_view kValueErrors = "those of all functions";

constexpr Argument kShareArguments[] = {
    {"value", "number", "the size of one unit, >= 0 (employees, firms, sales)"},
    {"category", "key", "rows of one category are summed first; without it each row is a unit", "", true},
};

constexpr Argument kLqArguments[] = {
    {"local_industry", "number", "the industry's value in the region, >= 0"},
    {"local_total", "number", "the region's value, >= 0"},
    {"reference_industry", "number", "the industry's value in the whole area, >= 0"},
    {"reference_total", "number", "the whole area's value, >= 0"},
};

constexpr Declaration kLq{
    .name = "cl_lq",
    .kind = FunctionKind::scalar,
    .family = kFamily,
    .summary =
        "Location quotient from four sums: how many times its share in the whole area an industry has in a "
        "region.",
    .summary_ko =
        "네 합계로 입지계수(LQ)를 구한다. 지역 안의 산업 비중이 전체 지역 비중의 몇 배인지를 나타낸다.",
    .arguments = kLqArguments,
    .result = "a real >= 0; 1 = as in the whole area, 2 = twice its share",
    .formula = "LQ = (local_industry / local_total) / (reference_industry / reference_total)",
    .nulls = "NULL when an argument is missing or one of the last three is 0",
    .errors = "those of all functions",
    .source = "Florence 1939; Hoover 1936; Balassa 1965 (as revealed comparative advantage)",
    .peers =
        "REAT locq() (NA where this gives NULL); EconGeo location.quotient() and RCA() (two digits; 0 where "
        "this gives "
        "NULL)",
    .example = "SELECT round(cl_lq(1714, 79006, 879213, 15593224), 10)",
    .example_result = "0.3847623423",
};

constexpr Declaration kHerfindahl{
    .name = "cl_herfindahl",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary = "Herfindahl-Hirschman index: the sum of squared shares.",
    .summary_ko = "점유율 제곱의 합인 허핀달-허시먼 지수를 구한다.",
    .arguments = kShareArguments,
    .result = "a real from 1/n (n equal shares) to 1 (one unit has all)",
    .formula = "H = sum of s^2, s = value / sum of values",
    .nulls = kValueNulls,
    .errors = kValueErrors,
    .source = "Hirschman 1945; Herfindahl 1950",
    .peers = "REAT herf(); EconGeo Herfindahl(). Times 10,000 it is the HHI of competition authorities.",
    .example = "SELECT round(cl_herfindahl(column1), 12) FROM (VALUES (20), (50), (20), (10))",
    .example_result = "0.34",
};

constexpr Declaration kNormalized{
    .name = "cl_herfindahl_normalized",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary = "Herfindahl index that is comparable between different numbers of units: 0 for equal shares.",
    .summary_ko = "단위 수가 달라도 견줄 수 있게 정규화한 허핀달-허시먼 지수를 구한다. 모두 같으면 0이다.",
    .arguments = kShareArguments,
    .result = "a real from 0 to 1",
    .formula = "(H - 1/n) / (1 - 1/n), n the number of rows or categories, those of value 0 included",
    .nulls = "as cl_herfindahl; also NULL for a single unit (n = 1)",
    .errors = kValueErrors,
    .source = "Hirschman 1945; Herfindahl 1950",
    .peers = "REAT herf(output = 'HHI.s')",
    .example = "SELECT round(cl_herfindahl_normalized(column1), 12) FROM (VALUES (20), (50), (20), (10))",
    .example_result = "0.12",
};

constexpr Declaration kEffective{
    .name = "cl_effective_number",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary = "Effective number of units: how many equal ones would give the same Herfindahl index.",
    .summary_ko = "같은 허핀달-허시먼 지수를 내는 균등한 단위의 수(유효 개수)를 구한다.",
    .arguments = kShareArguments,
    .result = "a real from 1 to n",
    .formula = "1 / H (the Hill number of order 2)",
    .nulls = kValueNulls,
    .errors = kValueErrors,
    .source = "Hannah and Kay 1977; Hill 1973",
    .peers = "REAT herf(output = 'eq'); Simpson's reciprocal index of ecology",
    .example = "SELECT round(cl_effective_number(column1), 10) FROM (VALUES (20), (50), (20), (10))",
    .example_result = "2.9411764706",
};

constexpr Argument kRatioArguments[] = {
    {"m", "integer", "how many of the largest units, >= 1 and the same in all rows"},
    {"value", "number", "the size of one unit, >= 0"},
    {"category", "key", "rows of one category are summed first; without it each row is a unit", "", true},
};

constexpr Declaration kRatio{
    .name = "cl_concentration_ratio",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary = "Concentration ratio CR_m: the share of the m largest units.",
    .summary_ko = "상위 m개 단위의 점유율인 집중률 CR_m을 구한다.",
    .arguments = kRatioArguments,
    .result = "a real from 0 to 1; 1 when there are at most m units",
    .formula = "CR_m = sum of the m largest values / sum of values",
    .nulls = kValueNulls,
    .errors = "m below 1",
    .source = "a standard measure of industrial economics (Hannah and Kay 1977)",
    .peers = "most packages leave it to a sort and a sum",
    .example = "SELECT cl_concentration_ratio(2, column1) FROM (VALUES (20), (50), (20), (10))",
    .example_result = "0.7",
};

void call_lq(const Arguments& arguments, ResultSink& result, Connection&) {
  double sums[4];
  for (std::size_t i = 0; i < 4; ++i) {
    const auto sum = arguments[i].real(Sign::not_negative);
    if (!sum) return result.null();
    sums[i] = *sum;
  }
  result.real(location_quotient(sums[0], sums[1], sums[2], sums[3]));
}

// What the aggregates below report of a Herfindahl index and the number of its units.
using HerfindahlForm = double (*)(double herfindahl, std::size_t units);
double plain(double herfindahl, std::size_t) { return herfindahl; }
double effective(double herfindahl, std::size_t) { return 1 / herfindahl; }

// Each row a unit: two exact sums, whatever the number of rows.
template <HerfindahlForm kForm>
class HerfindahlOfRows final : public WindowAggregate {
 public:
  void step(const Arguments& row) override {
    const auto value = row[0].real(Sign::not_negative);
    if (!value) return;
    ++units_;
    sum_.add(*value);
    squares_.add_square(*value);
  }
  void inverse(const Arguments& row) override {
    const auto value = row[0].real(Sign::not_negative);
    if (!value) return;
    --units_;
    sum_.subtract(*value);
    squares_.subtract_square(*value);
  }
  void value(ResultSink& result) const override { result.real(kForm(herfindahl(sum_, squares_), units_)); }

 private:
  std::size_t units_ = 0;
  ExactSum sum_;
  ExactSum squares_;
};

template <HerfindahlForm kForm>
double herfindahl_of_categories(std::span<const CountedUnit<1>> units, double, CancelToken& cancel) {
  const Distribution distribution(units, cancel);
  return kForm(herfindahl(distribution), static_cast<std::size_t>(distribution.units()));
}

template <HerfindahlForm kForm>
constexpr UnitWindow<1>::Function kHerfindahlOfCategories{.formula = &herfindahl_of_categories<kForm>};

template <HerfindahlForm kForm>
std::unique_ptr<WindowAggregate> make_herfindahl(std::size_t arguments, Connection& connection) {
  if (arguments == 2) return make_unit_window<kHerfindahlOfCategories<kForm>>(arguments, connection);
  return std::make_unique<HerfindahlOfRows<kForm>>();
}

double read_m(const Value& value) {
  const auto m = value.integer();
  if (!m || *m < 1) throw Error(concat("m must be a whole number >= 1 (got ", value.shown(), ")"));
  return static_cast<double>(*m);
}

constexpr UnitWindow<1>::Function kRatioWindow{
    .formula = &of_distribution_with<concentration_ratio>,
    .value_at = 1,
    .parameter = ParameterRule{0, &read_m},
};

}  // namespace

void register_concentration(const ConnectionPtr& connection) {
  register_function(connection, ScalarFunction{&kLq, &call_lq});
  register_function(connection, WindowFunction{&kHerfindahl, &make_herfindahl<plain>});
  register_function(connection, WindowFunction{&kNormalized, &make_herfindahl<normalized_herfindahl>});
  register_function(connection, WindowFunction{&kEffective, &make_herfindahl<effective>});
  register_function(connection, WindowFunction{&kRatio, &make_unit_window<kRatioWindow>});
}

}  // namespace clusterlite
