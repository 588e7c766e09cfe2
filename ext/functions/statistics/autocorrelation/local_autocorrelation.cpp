// A number for each place: cl_local_moran, cl_getis_ord, cl_local_geary.
#include <memory>
#include <vector>

#include "functions/shared/families.hpp"
#include "functions/statistics/autocorrelation/autocorrelation_arguments.hpp"
#include "statistics/autocorrelation/local.hpp"
#include "support/memory/laid_out.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    kValuesArgument,      kWeightsArgument, style_argument("'row'"), permutations_argument("999"),
    kAlternativeArgument, kSeedArgument,
};
constexpr Argument kGetisArguments[] = {
    kValuesArgument, kWeightsArgument, permutations_argument("999"), kAlternativeArgument, kSeedArgument,
};

constexpr Column kIdColumn{"id", "", "as collected"};
constexpr Column kGroupColumn{"group_key", "", "as collected; NULL without group keys"};
constexpr Column kValueColumn{"value", "REAL", "as collected"};
constexpr Column kNeighboursColumn{"neighbours", "INTEGER",
                                   "neighbours that have a value; NULL for a unit without one"};
constexpr Column kPColumn{"p", "REAL",
                          "(1 + permutations at least as extreme) / (permutations + 1): the unit keeps its "
                          "value, others are drawn for its neighbours; NULL without permutations"};
constexpr Column kFdrColumn{"p_fdr", "REAL",
                            "p (without permutations p_normal) adjusted for the number of units of the group "
                            "(Benjamini and Hochberg): read this one for a map"};

constexpr std::array kMoranColumns{
    kIdColumn,
    kGroupColumn,
    kValueColumn,
    kNeighboursColumn,
    Column{"lag", "REAL",
           "Sum_j w_ij y_j: with style 'row' the mean of the neighbours, in the unit of the value"},
    Column{"moran", "REAL", "I_i: > 0 where unit and neighbours lie on the same side of the mean"},
    Column{"expected", "REAL", "the mean of I_i over all arrangements in which the unit keeps its value"},
    Column{"variance", "REAL", "the variance of I_i over them"},
    Column{"z", "REAL", "(moran - expected) / sqrt(variance)"},
    Column{"p_normal", "REAL", "p of z, were it normal"},
    kPColumn,
    kFdrColumn,
    Column{"quadrant", "TEXT",
           "'HH' a high value among high ones, 'LL' a low one among low ones, 'HL', 'LH': the unit first, "
           "then its neighbours, each against the mean"}};
constexpr std::array kGetisColumns{
    kIdColumn,
    kGroupColumn,
    kValueColumn,
    kNeighboursColumn,
    Column{"g", "REAL", "G_i: the neighbours' share of all others' values, weighted"},
    Column{"g_z", "REAL", "z of G_i"},
    Column{"g_p_normal", "REAL", "p of g_z, were it normal"},
    Column{"g_star", "REAL", "G_i*: the same with the unit itself"},
    Column{"g_star_z", "REAL", "z of G_i*: > 0 a hot spot, < 0 a cold one"},
    Column{"g_star_p_normal", "REAL", "p of g_star_z, were it normal"},
    kPColumn,
    Column{"p_fdr", "REAL",
           "p of G_i* (without permutations g_star_p_normal) adjusted for the number of units of the group "
           "(Benjamini and Hochberg)"}};
constexpr std::array kGearyColumns{
    kIdColumn,
    kGroupColumn,
    kValueColumn,
    kNeighboursColumn,
    Column{"geary", "REAL",
           "c_i: the weighted squared differences from the neighbours, in standard deviations"},
    Column{"expected", "REAL", "the mean of c_i over the permutations; NULL without"},
    Column{
        "z", "REAL",
        "(expected - geary) / its standard deviation over the permutations: > 0 where neighbours are alike"},
    kPColumn,
    Column{"p_fdr", "REAL", "p adjusted for the number of units of the group (Benjamini and Hochberg)"},
    Column{"association", "TEXT",
           "'HH', 'LL': alike (geary < expected) and both above, both below the mean; 'other positive': "
           "alike; 'negative'; NULL without permutations"}};

constexpr Declaration kLocalMoran{
    .name = "cl_local_moran",
    .kind = FunctionKind::table,
    .family = "Statistics",
    .summary =
        "Local Moran: where alike values are together, and where a unit differs from its neighbours (LISA).",
    .summary_ko = "비슷한 값이 모인 곳과 이웃과 다른 단위를 국지 모란 지수(LISA)로 찾는다.",
    .arguments = kArguments,
    .columns = kMoranColumns,
    .result = "one row per unit, by group_key and id",
    .formula =
        "I_i = z_i / m2 Sum_j w_ij z_j, m2 = Sum z^2 / n, so that Sum I_i = S0 I\n"
        "expected -z_i^2 W_i / ((n - 1) m2), W_i = Sum_j w_ij\n"
        "variance (z_i / m2)^2 n / (n - 2) (S1_i - W_i^2 / (n - 1)) (m2 - z_i^2 / (n - 1)), S1_i = Sum_j "
        "w_ij^2\n"
        "the permutations: the unit keeps its value, its k neighbours get values drawn without replacement "
        "from all others, by their ids; permutation p is one list of units for everybody, so each p is exact",
    .use =
        "for a map colour quadrant where p_fdr <= 0.05 (p <= 0.05 marks one unit in twenty by chance alone). "
        "Units share the permutations, so p of two units share their noise. A unit that is not marked is not "
        "shown to be chance, and HH is a unit among units, not a cluster of firms. What p means: How to read "
        "p, at the beginning of this chapter",
    .nulls = kTiesNulls,
    .errors = kTiesErrors,
    .source =
        "Anselin 1995; conditional moments: Sokal, Oden and Thomson 1998; false discoveries: Castro and "
        "Singer 2006",
    .peers =
        "spdep localmoran(alternative = \"two.sided\"): the same numbers, quadrants as its 'pysal'. esda and "
        "GeoDa divide by n - 1: I_i (n - 1)/n. GeoDa and esda before "
        "2.5 give the smaller tail as p, half of the two-sided one. ArcGIS Cluster and Outlier Analysis "
        "(Anselin Local Moran's I)",
    .example =
        "WITH g6 AS (VALUES (1, 10, 10, 2), (2, 20, 10, 3), (3, 40, 10, 3.2), (4, 15, 20, 5), (5, 30, 20, "
        "8), (6, 30, 30, 7))\n"
        "SELECT id, neighbours, lag, round(moran, 6), round(z, 6), quadrant\n"
        "FROM cl_local_moran((SELECT cl_values(column1, column4) FROM g6),\n"
        "                    cl_weights((SELECT cl_points(column1, column2, column3) FROM g6), 'band', 15)) "
        "WHERE id < 4",
    .example_result =
        "1|2|4.0|0.395122|1.013673|LL\n2|3|5.0|-0.10662|0.043616|LH\n3|1|8.0|-1.034843|-1.315587|LH",
    .since = "0.2.0",
};

constexpr Declaration kGetisOrd{
    .name = "cl_getis_ord",
    .kind = FunctionKind::table,
    .family = "Statistics",
    .summary = "Getis and Ord's G_i and G_i*: hot spots and cold spots.",
    .summary_ko = "핫스팟과 콜드스팟을 게티스-오드 G_i와 G_i* 통계량으로 찾는다.",
    .arguments = kGetisArguments,
    .columns = kGetisColumns,
    .result = "one row per unit, by group_key and id",
    .formula =
        "z = (Sum_j w_ij y_j - W_i mean) / (s sqrt[(m S1_i - W_i^2) / (m - 1)]), s with divisor m\n"
        "G_i: j never i, mean and s without i, m = n - 1\n"
        "G_i*: with i, m = n; w_ii is the links' own tie i-i, else the largest weight of the row\n"
        "g = Sum_j w_ij y_j / Sum_(j != i) y_j; g_star over all. z does not change when the weights of a row "
        "are multiplied\n"
        "p is that of G_i*; permutations as in cl_local_moran",
    .use =
        "above 0: a hot spot, below: a cold one. G_i* has the unit itself in, as most maps of hot spots do; "
        "G_i asks about its neighbours only. A low value inside a hot spot is hot too: cl_local_moran tells "
        "it apart. What p means: How to read p, at the beginning of this chapter",
    .nulls = kTiesNulls,
    .errors = "as cl_local_moran; ties of a unit to itself are taken",
    .source = "Getis and Ord 1992; Ord and Getis 1995",
    .peers =
        "spdep localG() and localG(include.self()): the same z. esda's G_Local of row-standardised weights "
        "has another z, which depends on the scale of a row. ArcGIS Hot "
        "Spot Analysis (Getis-Ord Gi*), QGIS Hotspot Analysis",
    .example =
        "WITH g6 AS (VALUES (1, 10, 10, 2), (2, 20, 10, 3), (3, 40, 10, 3.2), (4, 15, 20, 5), (5, 30, 20, "
        "8), (6, 30, 30, 7))\n"
        "SELECT id, round(g_z, 6), round(g_star_z, 6)\n"
        "FROM cl_getis_ord((SELECT cl_values(column1, column4) FROM g6),\n"
        "                  cl_weights((SELECT cl_points(column1, column2, column3) FROM g6), 'band', 15)) "
        "WHERE id > 3",
    .example_result = "4|-0.314127|-0.289178\n5|1.15374|1.234521\n6|1.778339|2.024243",
    .since = "0.2.0",
};

constexpr Declaration kLocalGeary{
    .name = "cl_local_geary",
    .kind = FunctionKind::table,
    .family = "Statistics",
    .summary = "Local Geary: how much a unit differs from its neighbours.",
    .summary_ko = "각 단위가 이웃과 얼마나 다른지를 국지 기어리 지수로 나타낸다.",
    .arguments = kArguments,
    .columns = kGearyColumns,
    .result = "one row per unit, by group_key and id",
    .formula =
        "c_i = Sum_j w_ij (z_i - z_j)^2, z standardised by the standard deviation with n - 1\n"
        "expected and z from the permutations, which are those of cl_local_moran",
    .use =
        "a small c_i: the unit is like its neighbours, be they high or low. What p means: How to read p, at "
        "the "
        "beginning of this chapter",
    .nulls = kTiesNulls,
    .errors = kTiesErrors,
    .source = "Anselin 1995, 2019",
    .peers = "spdep localC_perm(), GeoDa Local Geary, PySAL esda Geary_Local: the same c_i",
    .example =
        "WITH g6 AS (VALUES (1, 10, 10, 2), (2, 20, 10, 3), (3, 40, 10, 3.2), (4, 15, 20, 5), (5, 30, 20, "
        "8), (6, 30, 30, 7))\n"
        "SELECT id, round(geary, 6)\n"
        "FROM cl_local_geary((SELECT cl_values(column1, column4) FROM g6),\n"
        "                    cl_weights((SELECT cl_points(column1, column2, column3) FROM g6), 'band', 15)) "
        "WHERE id < 4",
    .example_result = "1|0.87108\n2|1.74216\n3|4.013937",
    .since = "0.2.0",
};

// The columns before it are the same in all three.
constexpr int kOwnColumn = column_of(kMoranColumns, "lag");
static_assert(column_of(kGetisColumns, "g") == kOwnColumn && column_of(kGearyColumns, "geary") == kOwnColumn);

// One row per row of the values.
template <class Local>
class LocalTable : public TableResult {
 public:
  struct Row {
    const Local* local = nullptr;  // null: takes no part
    double p = std::numeric_limits<double>::quiet_NaN();
    double p_fdr = p;
    std::uint32_t neighbours = 0;
  };

  LocalTable(OwnedValues values, Alternative alternative)
      : values_(std::move(values)), alternative_(alternative), rows_(values_.view().size()) {}

  std::size_t size() const final { return rows_.size(); }
  KeyView lookup_key(std::size_t row) const final { return values_.id(row); }
  void column(std::size_t row, int column, ResultSink& out) const final {
    switch (column) {
      case column_of(kMoranColumns, "id"):
        return out.key(values_.id(row));
      case column_of(kMoranColumns, "group_key"):
        return values_.group_key(row, out);
      case column_of(kMoranColumns, "value"):
        return out.real(values_.view().value(row));
      case column_of(kMoranColumns, "neighbours"):
        return std::isnan(values_.view().value(row)) ? out.null()
                                                     : out.integer(std::int64_t{rows_[row].neighbours});
      default:
        return rows_[row].local == nullptr ? out.null() : local_column(rows_[row], column - kOwnColumn, out);
    }
  }

  const ValuesView& values() const { return values_.view(); }
  Row& row(std::size_t i) { return rows_[i]; }
  // Of one group, by unit. They stay where they are.
  std::span<const Local> keep(RawVector<Local> locals) { return locals_.emplace_back(std::move(locals)); }

 protected:
  // Of rows that take part.
  virtual void local_column(const Row& row, int column, ResultSink& out) const = 0;
  static void text(std::string_view value, ResultSink& out) { value.empty() ? out.null() : out.text(value); }
  double normal(double z) const { return normal_p(z, alternative_); }

 private:
  OwnedValues values_;
  Alternative alternative_;
  std::vector<Row> rows_;
  std::vector<RawVector<Local>> locals_;
};

class LocalMoranTable final : public LocalTable<LocalMoran> {
 public:
  using LocalTable::LocalTable;

 private:
  void local_column(const Row& row, int column, ResultSink& out) const override {
    const LocalMoran& m = *row.local;
    const double numbers[] = {m.lag, m.moran, m.expected, m.variance, m.z, normal(m.z), row.p, row.p_fdr};
    constexpr int kQuadrant = column_of(kMoranColumns, "quadrant") - kOwnColumn;
    static_assert(std::size(numbers) == kQuadrant);
    column < kQuadrant ? out.real(numbers[column]) : text(m.quadrant, out);
  }
};

class GetisOrdTable final : public LocalTable<LocalGetisOrd> {
 public:
  using LocalTable::LocalTable;

 private:
  void local_column(const Row& row, int column, ResultSink& out) const override {
    const LocalGetisOrd& g = *row.local;
    const double numbers[] = {g.g,   g.g_z,    normal(g.g_z), g.g_star, g.g_star_z, normal(g.g_star_z),
                              row.p, row.p_fdr};
    static_assert(std::size(numbers) == kGetisColumns.size() - kOwnColumn);
    out.real(numbers[column]);
  }
};

class LocalGearyTable final : public LocalTable<LocalGeary> {
 public:
  using LocalTable::LocalTable;

 private:
  void local_column(const Row& row, int column, ResultSink& out) const override {
    const LocalGeary& c = *row.local;
    const double numbers[] = {c.geary, c.expected, c.z, row.p, row.p_fdr};
    constexpr int kAssociation = column_of(kGearyColumns, "association") - kOwnColumn;
    static_assert(std::size(numbers) == kAssociation);
    column < kAssociation ? out.real(numbers[column]) : text(c.association, out);
  }
};

// statistic(ties, values) gives the locals of one group; value_of(local) is NaN where p has nothing to speak
// of.
template <class Table, class Statistic, class ValueOf, class ZOf>
std::unique_ptr<TableResult> run(const TableArguments& arguments, Connection& connection, CancelToken& cancel,
                                 const TieSource& source, const AutocorrelationOptions& options,
                                 const Statistic& statistic, const ValueOf& value_of, const ZOf& z_of) {
  auto table = std::make_unique<Table>(OwnedValues(arguments, 0, cancel), options.alternative);
  const Threads threads = threads_of(connection);
  for_each_group_run(table->values(), source, options.style, threads, cancel,
                     [&](std::size_t, const GroupRun& group) {
                       const auto locals = table->keep(statistic(*group.ties, group.values, threads));
                       std::vector<double> p(group.values.size());
                       for (std::uint32_t unit = 0; unit < p.size(); ++unit) {
                         cancel.check();
                         auto& row = table->row(group.row_of_unit[unit]);
                         const auto& local = locals[unit];
                         row.neighbours = group.ties->neighbours(unit);
                         if (row.neighbours > 0) row.local = &local;
                         const double z = z_of(local);
                         if (row.neighbours > 0 && !std::isnan(value_of(local)))
                           row.p = p_value(local.counts, options.permutations.count, options.alternative);
                         p[unit] = options.permutations.count > 0 ? row.p : normal_p(z, options.alternative);
                       }
                       const std::vector<double> adjusted = false_discovery_p(p, cancel);
                       for (std::uint32_t unit = 0; unit < p.size(); ++unit)
                         table->row(group.row_of_unit[unit]).p_fdr = adjusted[unit];
                     });
  return table;
}

std::unique_ptr<TableResult> compute_moran(const TableArguments& arguments, Connection& connection,
                                           CancelToken& cancel) {
  const TieArgument ties(arguments, 1, SelfTies::refused, cancel);
  const auto options = read_styled_options(arguments, 2, Style::row, 999, Stream::local_autocorrelation);
  return run<LocalMoranTable>(
      arguments, connection, cancel, ties.source(), options,
      [&](const TiesAmong& among, std::span<const double> values, const Threads& threads) {
        return local_moran(among, values, options.permutations, threads, cancel);
      },
      [](const LocalMoran& local) { return local.moran; }, [](const LocalMoran& local) { return local.z; });
}

std::unique_ptr<TableResult> compute_getis(const TableArguments& arguments, Connection& connection,
                                           CancelToken& cancel) {
  const TieArgument ties(arguments, 1, SelfTies::taken, cancel);
  AutocorrelationOptions options = read_options(arguments, 2, 999, Stream::local_autocorrelation);
  options.style = Style::given;
  const TieSource& source = ties.source();
  return run<GetisOrdTable>(
      arguments, connection, cancel, source, options,
      [&](const TiesAmong& among, std::span<const double> values, const Threads& threads) {
        RawVector<double> self;
        if (source.has_self_weights()) {
          for (const std::uint32_t node : among.nodes()) self.push_back(source.self_weight(node));
        }
        return getis_ord(among, self, values, options.permutations, threads, cancel);
      },
      [](const LocalGetisOrd& local) { return local.g_star_z; },
      [](const LocalGetisOrd& local) { return local.g_star_z; });
}

std::unique_ptr<TableResult> compute_geary(const TableArguments& arguments, Connection& connection,
                                           CancelToken& cancel) {
  const TieArgument ties(arguments, 1, SelfTies::refused, cancel);
  const auto options = read_styled_options(arguments, 2, Style::row, 999, Stream::local_autocorrelation);
  return run<LocalGearyTable>(
      arguments, connection, cancel, ties.source(), options,
      [&](const TiesAmong& among, std::span<const double> values, const Threads& threads) {
        return local_geary(among, values, options.permutations, threads, cancel);
      },
      [](const LocalGeary& local) { return local.geary; },
      [](const LocalGeary&) { return std::numeric_limits<double>::quiet_NaN(); });
}

}  // namespace

void register_local_autocorrelation(const ConnectionPtr& connection) {
  register_function_of_forms(connection, TableFunction{&kLocalMoran, &compute_moran, 0}, value_forms());
  register_function_of_forms(connection, TableFunction{&kGetisOrd, &compute_getis, 0}, value_forms());
  register_function_of_forms(connection, TableFunction{&kLocalGeary, &compute_geary, 0}, value_forms());
}

}  // namespace clusterlite
