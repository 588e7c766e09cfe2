// Diversity of one distribution: cl_entropy, cl_evenness, cl_hill.
#include "indicators/inequality/diversity.hpp"

#include "functions/shared/families.hpp"
#include "functions/shared/unit_window.hpp"

namespace clusterlite {
namespace {

constexpr std::string_view kFamily = "Inequality";
constexpr std::string_view kNulls = "as all measures of a distribution (see Missing values)";
constexpr std::string_view kErrors = "those of all functions";

constexpr Argument kArguments[] = {
    {"value", "number", "the size of one unit, >= 0 (employees, firms)"},
    {"category", "key", "rows of one category are summed first; without it each row is a unit", "", true},
};

constexpr Declaration kEntropy{
    .name = "cl_entropy",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary = "Shannon entropy of the shares, in bits: how diverse a distribution is.",
    .summary_ko = "비중의 섀넌 엔트로피(비트)로 분포의 다양성을 나타낸다.",
    .arguments = kArguments,
    .result =
        "a real from 0 (one unit has all) to log2 n (n equal shares), in bits; times ln 2 it is in nats",
    .formula = "H = -sum of s log2 s, s = value / sum of values, 0 log 0 = 0",
    .nulls = kNulls,
    .errors = kErrors,
    .source = "Shannon 1948",
    .peers = "EconGeo entropy() (bits); R vegan::diversity() and entropy::entropy() give nats",
    .example = "SELECT cl_entropy(column1) FROM (VALUES (2), (1), (1))",
    .example_result = "1.5",
};

constexpr Declaration kEvenness{
    .name = "cl_evenness",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary = "Evenness: the entropy as a share of what n equal shares would have.",
    .summary_ko = "엔트로피를 균등 분포의 엔트로피로 나눈 균등도를 구한다.",
    .arguments = kArguments,
    .result = "a real from 0 (one unit has all) to 1 (all equal)",
    .formula = "J = H / log2 n, n the number of rows or categories, those of value 0 included",
    .use =
        "an industry that a region does not have makes the region less even; FILTER (WHERE value > 0) leaves "
        "it out",
    .nulls = "as cl_entropy; also NULL for a single unit (n = 1)",
    .errors = kErrors,
    .source = "Pielou 1966",
    .peers = "R diverse and vegan divide by the logarithm of the number of units that have something",
    .example = "SELECT cl_evenness(column1) FROM (VALUES (2), (2), (0), (0))",
    .example_result = "0.5",
};

constexpr Argument kHillArguments[] = {
    {"value", "number", "the size of one unit, >= 0 (employees, firms)"},
    {"order", "number",
     "the order q, >= 0 and the same in all rows; the larger, the more the large units count"},
    {"category", "key", "rows of one category are summed first; without it each row is a unit", "", true},
};

constexpr Declaration kHill{
    .name = "cl_hill",
    .kind = FunctionKind::window_aggregate,
    .family = kFamily,
    .summary = "Hill number: how many equal units would be as diverse.",
    .summary_ko = "힐 수, 곧 같은 다양성을 내는 균등한 단위의 수를 구한다.",
    .arguments = kHillArguments,
    .result = "a real from 1 (one unit has all) to the number of units that have something",
    .formula =
        "(sum of s^q)^(1 / (1 - q)), s = value / sum of values > 0\nq = 0: the number of units that have "
        "something\nq = 1: exp of the entropy in nats\nq = 2: 1 / Herfindahl (cl_effective_number)\nlarge q: "
        "1 / largest share",
    .nulls = kNulls,
    .errors = "those of all functions",
    .source = "Hill 1973, Ecology 54",
    .peers =
        "R vegan::renyi(hill = TRUE), diverse (type 'hn'). The Gini-Simpson index is 1 - 1 / cl_hill(value, "
        "2)",
    .example =
        "SELECT cl_hill(column1, 0), round(cl_hill(column1, 1), 9), round(cl_hill(column1, 2), 9) FROM "
        "(VALUES (6), (3), (1), (0))",
    .example_result = "3.0|2.454555596|2.173913043",
};

using Window = UnitWindow<1>::Function;
constexpr Window kEntropyWindow{.formula = &of_distribution<entropy>};
constexpr Window kEvennessWindow{.formula = &of_distribution<evenness>};
constexpr Window kHillWindow{.formula = &of_distribution_with<hill_number>,
                             .parameter = ParameterRule{1, &read_not_negative}};

}  // namespace

void register_diversity(const ConnectionPtr& connection) {
  register_function(connection, WindowFunction{&kEntropy, &make_unit_window<kEntropyWindow>});
  register_function(connection, WindowFunction{&kEvenness, &make_unit_window<kEvennessWindow>});
  register_function(connection, WindowFunction{&kHill, &make_unit_window<kHillWindow>});
}

}  // namespace clusterlite
