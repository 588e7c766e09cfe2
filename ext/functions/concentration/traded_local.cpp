// cl_traded_local: which industries sell beyond their region.
#include <memory>

#include "functions/concentration/threshold_arguments.hpp"
#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"
#include "indicators/concentration/cluster_scoring.hpp"

namespace clusterlite {
namespace {

constexpr Argument kTradedArguments[] = {
    {"crosstab", "crosstab", "the firms by region and industry: cl_crosstab() or cl_crosstab_cells()"},
    {"min_specialized_share", "number",
     "least share of the industry in regions with LQ >= 1, 0 to 1; the default is Porter's for US states, as "
     "are the next two",
     "0.5", true},
    {"min_mean_top_lq", "number", "least mean location quotient of the top regions, >= 0", "2", true},
    {"min_gini", "number", "least locational Gini, 0 to 1", "0.3", true},
    {"top_regions", "integer", "how many regions are the top ones, >= 1", "5", true},
};

constexpr Column kTradedColumns[] = {
    {"industry", "", "as collected"},
    {"value", "REAL", "e_i, NULL when none of its firms has a value"},
    {"firms", "INTEGER", "number of firms; NULL when collected without it"},
    {"regions", "INTEGER", "number of regions with a value > 0"},
    {"specialized_share", "REAL",
     "share of the industry's value in regions where LQ >= 1, 0 to 1; NULL when e_i = 0"},
    {"mean_top_lq", "REAL",
     "mean location quotient of the top_regions regions where it is largest, regions without the industry "
     "with 0; of all regions when there are fewer; NULL when e_i = 0"},
    {"locational_gini", "REAL", "locational Gini against all industries together, 0 to 1; NULL when e_i = 0"},
    {"traded", "INTEGER", "1 when all three reach their thresholds, else 0 (local); NULL when e_i = 0"},
};

enum TradedColumn {
  kTradedIndustry = column_of(kTradedColumns, "industry"),
  kTradedValue = column_of(kTradedColumns, "value"),
  kTradedFirms = column_of(kTradedColumns, "firms"),
  kTradedRegions = column_of(kTradedColumns, "regions"),
  kTradedShare = column_of(kTradedColumns, "specialized_share"),
  kTradedTopLq = column_of(kTradedColumns, "mean_top_lq"),
  kTradedGini = column_of(kTradedColumns, "locational_gini"),
  kTradedTraded = column_of(kTradedColumns, "traded"),
};

constexpr Declaration kTraded{
    .name = "cl_traded_local",
    .kind = FunctionKind::table,
    .family = "Concentration",
    .summary =
        "Porter's split of industries into traded and local ones; for labour market regions, not for the "
        "districts of one city, where it says the opposite of what it means.",
    .summary_ko =
        "포터의 기준에 따라 산업을 교역산업과 지역시장형 산업으로 나눈다. 노동시장권에 쓰는 기준이므로 한 "
        "도시의 구 단위에서는 뜻이 뒤집힌다.",
    .arguments = kTradedArguments,
    .columns = kTradedColumns,
    .result = "one row per industry, sorted by industry",
    .formula =
        "traded = 1 when specialized_share >= min_specialized_share, mean_top_lq >= min_mean_top_lq and "
        "locational_gini >= min_gini",
    .use =
        "use cities or provinces as regions, look at the three measures, and say your thresholds in the "
        "call. Inside one city shops and schools crowd where few people otherwise work and reach quotients "
        "that no US state has, while an industry that sells to the whole world may sit in every district",
    .nulls = "an industry whose values add up to 0 or are not known is neither (NULL)",
    .errors = "min_specialized_share or min_gini outside 0 to 1; top_regions below 1",
    .source = "Porter 2003, Regional Studies 37(6-7); its three measures and thresholds, over US states",
    .peers = "Porter also moved industries by hand and set apart those tied to natural resources",
    .example =
        "SELECT industry, specialized_share, round(mean_top_lq, 2), round(locational_gini, 2), traded FROM "
        "cl_traded_local((SELECT cl_crosstab(column1, column2, column3) FROM (VALUES ('A', 'ships', 90), "
        "('A', 'shops', 50), ('B', 'ships', 0), ('B', 'shops', 60), ('C', 'ships', 10), ('C', 'shops', "
        "90))), 0.5, 1, 0.3)",
    .example_result = "ships|0.9|0.74|0.45|0\nshops|0.75|1.13|0.23|0",
};

class TradedTable final : public TableResult {
 public:
  TradedTable(Crosstab table, const TradedThresholds& thresholds, CancelToken& cancel)
      : rows_(traded_local(table, thresholds, cancel)),
        knows_firms_(table.knows_firms),
        industries_(std::move(table.industries)) {}

  std::size_t size() const override { return rows_.size(); }

  void column(std::size_t row, int column, ResultSink& out) const override {
    const TradedLocal& industry = rows_[row];
    switch (column) {
      case kTradedIndustry:
        return out.key(industries_[row]);
      case kTradedValue:
        return out.real(industry.value);
      case kTradedFirms:
        return knows_firms_ ? out.integer(std::optional(industry.firms)) : out.null();
      case kTradedRegions:
        return out.integer(std::optional(industry.regions));
      case kTradedShare:
        return out.real(industry.specialized_share);
      case kTradedTopLq:
        return out.real(industry.mean_top_lq);
      case kTradedGini:
        return out.real(industry.locational_gini);
      default:
        return industry.regions > 0 ? out.integer(std::int64_t{industry.traded})
                                    : out.null();  // kTradedTraded
    }
  }

 private:
  std::vector<TradedLocal> rows_;
  bool knows_firms_;
  Dictionary industries_;
};

std::unique_ptr<TableResult> compute_traded(const TableArguments& arguments, Connection&,
                                            CancelToken& cancel) {
  auto table = open_data_set<Crosstab>(arguments, 0, cancel);
  const Thresholds given(arguments, kTradedArguments);
  TradedThresholds thresholds;
  thresholds.min_specialized_share = given.number(1, thresholds.min_specialized_share, 1);
  thresholds.min_mean_top_lq = given.number(2, thresholds.min_mean_top_lq);
  thresholds.min_gini = given.number(3, thresholds.min_gini, 1);
  thresholds.top_regions = given.whole(4, thresholds.top_regions, 1);
  return std::make_unique<TradedTable>(std::move(table), thresholds, cancel);
}

}  // namespace

void register_traded_local(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kTraded, &compute_traded}, crosstab_collectors());
}

}  // namespace clusterlite
