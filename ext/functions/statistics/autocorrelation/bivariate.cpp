// Two variables over the same units: cl_bivariate, cl_local_bivariate.
#include "statistics/autocorrelation/bivariate.hpp"

#include "functions/shared/families.hpp"
#include "functions/statistics/autocorrelation/autocorrelation_arguments.hpp"
#include "support/memory/laid_out.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"values_x", "values", "the variable in place, one number a unit: cl_values()"},
    {"values_y", "values",
     "the variable of the neighbours, with the same ids; its group keys those of values_x, or none: then it "
     "serves every group"},
    kWeightsArgument,
    style_argument("'row'"),
    permutations_argument("999"),
    kAlternativeArgument,
    kSeedArgument,
};

constexpr std::array kGlobalColumns{
    Column{"group_key", "", "as collected; NULL without group keys"},
    Column{"n", "INTEGER", "units with both values and a neighbour that has both"},
    Column{"correlation", "REAL", "Pearson's correlation of x and y, in place"},
    Column{"moran", "REAL", "bivariate Moran: x of a unit with y of its neighbours"},
    Column{"moran_p", "REAL",
           "(1 + permutations of y at least as extreme) / (permutations + 1); NULL without permutations"},
    Column{"lee", "REAL", "Lee's L: the neighbourhood's x with the neighbourhood's y"},
    Column{"lee_p", "REAL", "the same, by permutations of the pairs (x, y)"},
};
constexpr std::array kLocalColumns{
    Column{"id", "", "as collected"},
    Column{"group_key", "", "as collected; NULL without group keys"},
    Column{"x", "REAL", "as collected"},
    Column{"lag_y", "REAL", "Sum_j w_ij y_j: with style 'row' the mean of the neighbours' y"},
    Column{"moran", "REAL", "z^x_i Sum_j w_ij z^y_j: > 0 where x and the neighbours' y lie on the same side"},
    Column{"p", "REAL",
           "(1 + permutations at least as extreme) / (permutations + 1): the unit keeps its x, y of others "
           "are drawn for its neighbours; NULL without permutations"},
    Column{"p_fdr", "REAL",
           "p adjusted for the number of units of the group (Benjamini and Hochberg): read this one for a "
           "map"},
    Column{"quadrant", "TEXT",
           "'HH' high x among high y, 'LL', 'HL', 'LH': x of the unit first, then y of its neighbours, each "
           "against its mean"},
    Column{"lee", "REAL", "the unit's part of Lee's L, which is their mean"},
};

constexpr std::string_view kNulls =
    "A unit takes part when it has both values and a neighbour that has both. One that has not is out of n "
    "and "
    "nobody's neighbour; its row has NULL results. Fewer than 4 units, or all x or all y equal: NULL, the "
    "row "
    "stays.";
constexpr std::string_view kErrors =
    "values_y with group keys and values_x without; no id in common; else as cl_moran";

constexpr Declaration kBivariate{
    .name = "cl_bivariate",
    .kind = FunctionKind::table,
    .family = "Statistics",
    .summary = "Is one variable high where another is high nearby? Bivariate Moran and Lee's L.",
    .summary_ko =
        "한 변수가 높은 곳 주변에서 다른 변수도 높은지를 이변량 모란 지수와 리의 L 지수로 검정한다.",
    .arguments = kArguments,
    .columns = kGlobalColumns,
    .result = "one row per group of values_x",
    .formula =
        "moran = Sum z^x_i (Sum_j w_ij z^y_j) / Sum (z^x)^2, both standardised\n"
        "lee = n / Sum W_i^2 Sum (W z^x)_i (W z^y)_i / sqrt(Sum (z^x)^2 Sum (z^y)^2), W_i = Sum_j w_ij\n"
        "correlation = Sum z^x_i z^y_i / sqrt(Sum (z^x)^2 Sum (z^y)^2)",
    .use =
        "x with y of the neighbours is not y with x of the neighbours: exchange the arguments for the other. "
        "The bivariate Moran mixes correlation in place with correlation across places: two variables that "
        "go together in each unit, and lie in patches, give a high value without any influence of "
        "neighbours. So read correlation beside it. What p means: How to read p, at the beginning of this "
        "chapter",
    .nulls = kNulls,
    .errors = kErrors,
    .source = "Wartenberg 1985; Anselin, Syabri and Smirnov 2002; Lee 2001",
    .peers =
        "spdep moran_bv(), lee() and lee.mc(), GeoDa Bivariate Moran's I, PySAL esda Moran_BV, "
        "Spatial_Pearson: "
        "the same numbers for weights by row",
    .example =
        "WITH g6 AS (VALUES (1, 10, 10, 2, 1), (2, 20, 10, 3, 2), (3, 40, 10, 3.2, 2), (4, 15, 20, 5, 4), "
        "(5, 30, 20, 8, 3), (6, 30, 30, 7, 5))\n"
        "SELECT n, round(correlation, 4), round(moran, 6), round(lee, 6)\n"
        "FROM cl_bivariate((SELECT cl_values(column1, column4) FROM g6), (SELECT cl_values(column1, column5) "
        "FROM g6),\n"
        "                  cl_weights((SELECT cl_points(column1, column2, column3) FROM g6), 'band', 15))",
    .example_result = "6|0.7656|0.061911|0.066716",
    .since = "0.2.0",
};

constexpr Declaration kLocalBivariate{
    .name = "cl_local_bivariate",
    .kind = FunctionKind::table,
    .family = "Statistics",
    .summary = "Where is one variable high and another high, or low, around it?",
    .summary_ko = "한 변수와 그 주변의 다른 변수가 함께 높거나 엇갈리는 곳을 찾는다.",
    .arguments = kArguments,
    .columns = kLocalColumns,
    .result = "one row per row of values_x, by group_key and id",
    .formula =
        "moran_i = z^x_i Sum_j w_ij z^y_j, z with the divisor n, so that with style 'row' the mean of "
        "moran_i "
        "is moran of cl_bivariate\n"
        "lee_i = n (W z^x)_i (W z^y)_i / sqrt(Sum (z^x)^2 Sum (z^y)^2)\n"
        "the permutations are those of cl_local_moran, of y",
    .use =
        "jobs high where rents around are high, in one map: colour quadrant where p_fdr <= 0.05. It mixes "
        "correlation in place with that across places, as cl_bivariate does. What p means: How to read p, at "
        "the beginning of this chapter",
    .nulls = kNulls,
    .errors = kErrors,
    .source = "Anselin, Syabri and Smirnov 2002; Lee 2001",
    .peers =
        "spdep localmoran_bv(), GeoDa Bivariate Local Moran: they standardise with n - 1, moran_i (n - 1)/n; "
        "spdep lee()$localL: the same numbers",
    .example =
        "WITH g6 AS (VALUES (1, 10, 10, 2, 1), (2, 20, 10, 3, 2), (3, 40, 10, 3.2, 2), (4, 15, 20, 5, 4), "
        "(5, 30, 20, 8, 3), (6, 30, 30, 7, 5))\n"
        "SELECT id, lag_y, round(moran, 6), quadrant, round(lee, 6)\n"
        "FROM cl_local_bivariate((SELECT cl_values(column1, column4) FROM g6), (SELECT cl_values(column1, "
        "column5) FROM g6),\n"
        "                        cl_weights((SELECT cl_points(column1, column2, column3) FROM g6), 'band', "
        "15)) "
        "WHERE id > 4",
    .example_result = "5|3.25|0.467877|HH|-0.021267\n6|3.0|0.130439|HH|0.187151",
    .since = "0.2.0",
};

// For each key its number among those of `others`, kNoNode where they lack it. Both are in order.
RawVector<std::uint32_t> numbers_in(const Dictionary& keys, const Dictionary& others, CancelToken& cancel) {
  RawVector<std::uint32_t> numbers = filled(keys.size(), kNoNode, cancel);
  std::uint32_t other = 0;
  for (std::uint32_t key = 0; key < keys.size(); ++key) {
    cancel.check();
    while (other < others.size() && compare(others[other], keys[key]) < 0) ++other;
    if (other < others.size() && others[other] == keys[key]) numbers[key] = other;
  }
  return numbers;
}

// y of each row of x, not a number where there is none.
std::vector<double> partners(const ValuesView& x, const ValuesView& y, CancelToken& cancel) {
  if (y.has_groups() && !x.has_groups()) {
    throw Error("values_y has group keys and values_x has none: collect both with them, or values_y without");
  }
  const auto units = numbers_in(x.units(), y.units(), cancel);
  const auto groups = numbers_in(x.groups(), y.groups(), cancel);
  if (x.size() > 0 && y.size() > 0 &&
      std::all_of(units.begin(), units.end(), [](std::uint32_t unit) { return unit == kNoNode; })) {
    throw Error(concat("values_x and values_y have no id in common: id ", to_text(x.units()[0]), " here, ",
                       to_text(y.units()[0]), " there"));
  }
  std::vector<double> found(x.size(), std::numeric_limits<double>::quiet_NaN());
  const std::vector<ValueRows> rows_of_y = groups_of(y, cancel);
  for (const ValueRows& rows : groups_of(x, cancel)) {
    ValueRows other{0, y.size()};
    if (y.has_groups()) {
      const std::uint32_t group = groups[x.group(rows.first)];
      const auto rows_of_group = std::find_if(rows_of_y.begin(), rows_of_y.end(),
                                              [&](const ValueRows& r) { return y.group(r.first) == group; });
      if (rows_of_group == rows_of_y.end()) continue;
      other = *rows_of_group;
    }
    std::size_t at = other.first;  // rows of a group are in the order of units, on both sides
    for (std::size_t row = rows.first; row < rows.last; ++row) {
      cancel.check();
      const std::uint32_t unit = units[x.unit(row)];
      if (unit == kNoNode) continue;
      while (at < other.last && y.unit(at) < unit) ++at;
      if (at < other.last && y.unit(at) == unit) found[row] = y.value(at);
    }
  }
  return found;
}

// What both functions ask of their arguments.
struct Question {
  Question(const TableArguments& arguments, Connection& connection, CancelToken& cancel)
      : ties(arguments, 2, SelfTies::refused, cancel),
        options(read_styled_options(arguments, 3, Style::row, 999, Stream::bivariate)),
        threads(threads_of(connection)) {}

  // run(group, y by unit of the ties)
  template <class Run>
  void for_each_group(const TableArguments& arguments, const ValuesView& x, CancelToken& cancel,
                      const Run& run) const {
    const auto y = partners(x, open_data_set<ValuesView>(arguments, 1, cancel), cancel);
    for_each_group_run(
        x, ties.source(), options.style, threads, cancel,
        [&](std::size_t, const GroupRun& group) {
          std::vector<double> values;
          for (const std::uint32_t row : group.row_of_unit) values.push_back(y[row]);
          run(group, values);
        },
        [&](std::size_t row) { return !std::isnan(x.value(row)) && !std::isnan(y[row]); });
  }

  TieArgument ties;
  AutocorrelationOptions options;
  Threads threads;
};

struct GroupAnswer {
  Bivariate statistic;
  std::size_t row = 0;  // one of the group
};

class BivariateTable final : public TableResult {
 public:
  BivariateTable(OwnedValues values, const AutocorrelationOptions& options)
      : values_(std::move(values)), options_(options) {}

  std::size_t size() const override { return groups_.size(); }
  void column(std::size_t row, int column, ResultSink& out) const override {
    const Bivariate& b = groups_[row].statistic;
    switch (column) {
      case column_of(kGlobalColumns, "group_key"):
        return values_.group_key(groups_[row].row, out);
      case column_of(kGlobalColumns, "n"):
        return out.integer(static_cast<std::int64_t>(b.n));
      case column_of(kGlobalColumns, "correlation"):
        return out.real(b.correlation);
      case column_of(kGlobalColumns, "moran"):
        return out.real(b.moran);
      case column_of(kGlobalColumns, "moran_p"):
        return p(b, b.moran_counts, out);
      case column_of(kGlobalColumns, "lee"):
        return out.real(b.lee);
      default:
        return p(b, b.lee_counts, out);
    }
  }

  const ValuesView& values() const { return values_.view(); }
  void add(const GroupAnswer& group) { groups_.push_back(group); }

 private:
  void p(const Bivariate& b, const ExtremeCounts& counts, ResultSink& out) const {
    std::isnan(b.moran) ? out.null()
                        : out.real(p_value(counts, options_.permutations.count, options_.alternative));
  }

  OwnedValues values_;
  AutocorrelationOptions options_;
  std::vector<GroupAnswer> groups_;
};

class LocalBivariateTable final : public TableResult {
 public:
  struct Row {
    LocalBivariate local;
    bool takes_part = false;
    double p = std::numeric_limits<double>::quiet_NaN();
    double p_fdr = p;
  };

  explicit LocalBivariateTable(OwnedValues values)
      : values_(std::move(values)), rows_(values_.view().size()) {}

  std::size_t size() const override { return rows_.size(); }
  KeyView lookup_key(std::size_t row) const override { return values_.id(row); }
  void column(std::size_t row, int column, ResultSink& out) const override {
    const Row& r = rows_[row];
    const auto number = [&](double value) { r.takes_part ? out.real(value) : out.null(); };
    switch (column) {
      case column_of(kLocalColumns, "id"):
        return out.key(values_.id(row));
      case column_of(kLocalColumns, "group_key"):
        return values_.group_key(row, out);
      case column_of(kLocalColumns, "x"):
        return out.real(values_.view().value(row));
      case column_of(kLocalColumns, "lag_y"):
        return number(r.local.lag_y);
      case column_of(kLocalColumns, "moran"):
        return number(r.local.moran);
      case column_of(kLocalColumns, "p"):
        return number(r.p);
      case column_of(kLocalColumns, "p_fdr"):
        return number(r.p_fdr);
      case column_of(kLocalColumns, "quadrant"):
        return !r.takes_part || r.local.quadrant.empty() ? out.null() : out.text(r.local.quadrant);
      default:
        return number(r.local.lee);
    }
  }

  const ValuesView& values() const { return values_.view(); }
  Row& row(std::size_t i) { return rows_[i]; }

 private:
  OwnedValues values_;
  std::vector<Row> rows_;
};

std::unique_ptr<TableResult> compute_global(const TableArguments& arguments, Connection& connection,
                                            CancelToken& cancel) {
  const Question question(arguments, connection, cancel);
  auto table = std::make_unique<BivariateTable>(OwnedValues(arguments, 0, cancel), question.options);
  question.for_each_group(
      arguments, table->values(), cancel, [&](const GroupRun& group, std::span<const double> y) {
        table->add(
            {bivariate(*group.ties, group.values, y, question.options.permutations, question.threads, cancel),
             group.rows.first});
      });
  return table;
}

std::unique_ptr<TableResult> compute_local(const TableArguments& arguments, Connection& connection,
                                           CancelToken& cancel) {
  const Question question(arguments, connection, cancel);
  const Permutations& permutations = question.options.permutations;
  auto table = std::make_unique<LocalBivariateTable>(OwnedValues(arguments, 0, cancel));
  question.for_each_group(
      arguments, table->values(), cancel, [&](const GroupRun& group, std::span<const double> y) {
        const auto locals =
            local_bivariate(*group.ties, group.values, y, permutations, question.threads, cancel);
        std::vector<double> p(locals.size());
        for (std::uint32_t unit = 0; unit < p.size(); ++unit) {
          cancel.check();
          auto& row = table->row(group.row_of_unit[unit]);
          row.local = locals[unit];
          row.takes_part = group.ties->neighbours(unit) > 0;
          if (row.takes_part && !std::isnan(row.local.moran))
            row.p = p_value(row.local.counts, permutations.count, question.options.alternative);
          p[unit] = row.p;
        }
        const std::vector<double> adjusted = false_discovery_p(p, cancel);
        for (std::uint32_t unit = 0; unit < p.size(); ++unit)
          table->row(group.row_of_unit[unit]).p_fdr = adjusted[unit];
      });
  return table;
}

}  // namespace

void register_bivariate(const ConnectionPtr& connection) {
  // The columns are called value_x and value_y: x and y are those of the places.
  const std::vector<PermanentForm> forms =
      forms_with_weights({{0, value_collectors().front(), {"id", "value_x", "group_key"}},
                          {1, value_collectors().front(), {"id", "value_y", "group_key"}}},
                         2);
  register_function_of_forms(connection, TableFunction{&kBivariate, &compute_global}, forms);
  register_function_of_forms(connection, TableFunction{&kLocalBivariate, &compute_local, 0}, forms);
}

}  // namespace clusterlite
