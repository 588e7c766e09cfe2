// cl_location_quotient: all location quotients of a crosstab.
#include "indicators/crosstab/location_quotient.hpp"

#include <cmath>
#include <memory>

#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"
#include "indicators/crosstab/cell_index.hpp"
#include "indicators/crosstab/lq_confidence.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"crosstab", "crosstab", "the firms by region and industry: cl_crosstab() or cl_crosstab_cells()"},
};

constexpr Column kColumns[] = {
    {"region", "", "as collected"},
    {"industry", "", "as collected"},
    {"value", "REAL",
     "e_ij, in the unit of the collected values; 0 in an empty cell; NULL when none of its firms has a "
     "value"},
    {"firms", "INTEGER", "number of firms; NULL when collected without it"},
    {"region_total", "REAL", "e_j, the sum of the region"},
    {"industry_total", "REAL", "e_i, the sum of the industry"},
    {"total", "REAL", "e, the sum of everything"},
    {"region_share", "REAL", "e_ij / e_j, the industry's share of the region; NULL when e_j = 0"},
    {"industry_share", "REAL", "e_ij / e_i, the region's share of the industry; NULL when e_i = 0"},
    {"lq", "REAL", "location quotient; NULL when e_j or e_i is 0"},
    {"lq_symmetric", "REAL", "(LQ - 1) / (LQ + 1), from -1 to 1, 0 = as in the whole area (Laursen 1998)"},
    {"lq_additive", "REAL", "e_ij / e_i - e_j / e, 0 = as in the whole area (Hoen and Oosterhaven 2006)"},
    {"lq_z", "REAL",
     "LQ less the industry's mean over the regions, in sample standard deviations (O'Donoghue and "
     "Gleave 2004); NULL below two regions or when all are equal"},
    {"lq_log_z", "REAL", "the same of log10 LQ over the regions where LQ > 0 (Tian 2013); NULL where LQ = 0"},
    {"lq_lower", "REAL",
     "lower 95 % bound of lq_firms (Clopper and Pearson); 0 where the industry has no firm; NULL when "
     "firms are not known, or the region or the industry has none"},
    {"lq_upper", "REAL",
     "upper 95 % bound of lq_firms, at most the quotient that the region would have with all firms of the "
     "industry, or with no others; NULL as lq_lower"},
    {"p_value", "REAL",
     "two-sided: how probable so unusual a number of firms would be if the region had the whole area's mix; "
     "NULL as lq_lower"},
    {"lq_firms", "REAL",
     "the location quotient of the numbers of firms, which the bounds enclose (lq itself may lie "
     "outside when firms differ in size); NULL as lq_lower"},
};

enum ColumnNumber {
  kRegion = column_of(kColumns, "region"),
  kIndustry = column_of(kColumns, "industry"),
  kValue = column_of(kColumns, "value"),
  kFirms = column_of(kColumns, "firms"),
  kRegionTotal = column_of(kColumns, "region_total"),
  kIndustryTotal = column_of(kColumns, "industry_total"),
  kTotal = column_of(kColumns, "total"),
  kRegionShare = column_of(kColumns, "region_share"),
  kIndustryShare = column_of(kColumns, "industry_share"),
  kLqColumn = column_of(kColumns, "lq"),
  kLqSymmetric = column_of(kColumns, "lq_symmetric"),
  kLqAdditive = column_of(kColumns, "lq_additive"),
  kLqZ = column_of(kColumns, "lq_z"),
  kLqLogZ = column_of(kColumns, "lq_log_z"),
  kLqLower = column_of(kColumns, "lq_lower"),
  kLqUpper = column_of(kColumns, "lq_upper"),
  kPValue = column_of(kColumns, "p_value"),
  kLqFirms = column_of(kColumns, "lq_firms"),
};

constexpr Declaration kLocationQuotient{
    .name = "cl_location_quotient",
    .kind = FunctionKind::table,
    .family = "Concentration",
    .summary =
        "Location quotients of all industries in all regions, with totals, shares, standardised forms and "
        "bounds.",
    .summary_ko = "모든 지역과 산업의 입지계수를 합계·비중·표준화 값·신뢰구간과 함께 구한다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result = "one row per region and industry, empty cells included, sorted by region and industry",
    .formula = "LQ_ij = (e_ij / e_j) / (e_i / e), industry i in region j",
    .use =
        "with few firms a quotient may be high by chance: read lq_lower and p_value beside it. Firms that "
        "come in threes (branches, a chain) are not independent of each other: the bounds are then too "
        "narrow and p_value too small. Of 1,000 cells about 50 fall below .05 by chance alone",
    .nulls =
        "a region or industry whose values add up to 0 has no quotient, in any form. An industry absent from "
        "a region has the quotient 0 there, which counts in lq_z; a cell whose value is missing does not "
        "count",
    .errors = "those of all functions",
    .source =
        "Florence 1939; Hoover 1936; O'Donoghue and Gleave 2004, Regional Studies 38(4); Clopper and "
        "Pearson 1934, Biometrika 26(4)",
    .peers =
        "REAT locq(), EconGeo location.quotient() and RCA() (NaN as 0, two digits), py-ecomplexity rca. REAT "
        "locq2() standardises with means of columns and deviations of rows, so its values differ. No other "
        "package gives bounds; in R: binom.test(n_ij, n_j, p_i)$conf.int / p_i (its p-value, by minimum "
        "likelihood, differs a little)",
    .example =
        "SELECT region, industry, value, round(lq, 2)\n"
        "FROM cl_location_quotient((SELECT cl_crosstab(column1, column2, column3)\n"
        "                           FROM (VALUES ('Jung-gu', 'C14', 30), ('Jung-gu', 'J62', 10), "
        "('Guro-gu', 'J62', 40))))\n"
        "WHERE industry = 'C14'",
    .example_result = "Guro-gu|C14|0.0|0.0\nJung-gu|C14|30.0|2.0",
};

class LocationQuotientTable final : public TableResult {
 public:
  LocationQuotientTable(Crosstab table, CancelToken& cancel)
      : q_(location_quotients(std::move(table), cancel)),
        cells_(q_.table),
        firms_(firm_margins_of(q_.table, cancel)) {}

  std::size_t size() const override { return q_.table.regions.size() * q_.table.industries.size(); }

  void column(std::size_t row, int column, ResultSink& out) const override {
    const std::size_t r = row / q_.table.industries.size();
    const std::size_t i = row % q_.table.industries.size();
    switch (column) {
      case kRegion:
        return out.key(q_.table.regions[r]);
      case kIndustry:
        return out.key(q_.table.industries[i]);
      case kRegionTotal:
        return out.real(q_.margins.regions[r]);
      case kIndustryTotal:
        return out.real(q_.margins.industries[i]);
      case kTotal:
        return out.real(q_.margins.total);
      default:
        break;
    }
    const Crosstab::Cell* const cell = cells_.find(r, i);
    if (column == kFirms) {
      if (!q_.table.knows_firms) return out.null();
      return out.integer(static_cast<std::int64_t>(cell == nullptr ? 0 : cell->firms));
    }
    if (column >= kLqLower) {  // costs microseconds a number: computed only when read
      const auto firms = cell == nullptr ? 0 : static_cast<double>(cell->firms);
      return out.real(of_firms(
          {firms, firms_.regions[r], firms_.industries[i] / firms_.total, firms_.industries[i]}, column));
    }
    if (cell != nullptr && !cell->has_value()) return out.null();
    out.real(of_value(cell == nullptr ? 0 : cell->value.value(), r, i, column));
  }

 private:
  double of_value(double value, std::size_t r, std::size_t i, int column) const {
    const double lq =
        location_quotient(value, q_.margins.regions[r], q_.margins.industries[i], q_.margins.total);
    switch (column) {
      case kValue:
        return value;
      case kRegionShare:
        return value / q_.margins.regions[r];
      case kIndustryShare:
        return value / q_.margins.industries[i];
      case kLqColumn:
        return lq;
      case kLqSymmetric:
        return symmetric_location_quotient(lq);
      case kLqAdditive:
        return std::isnan(lq) ? lq
                              : value / q_.margins.industries[i] - q_.margins.regions[r] / q_.margins.total;
      case kLqZ:
        return q_.spread[i].standardised(lq);
      default:
        return q_.log_spread[i].standardised(std::log10(lq));  // kLqLogZ; log10 0 is not finite: NULL
    }
  }

  static double of_firms(const FirmCount& count, int column) {
    switch (column) {
      case kLqLower:
        return count.lower();
      case kLqUpper:
        return count.upper();
      case kPValue:
        return count.p_value();
      default:
        return count.lq();  // kLqFirms
    }
  }

  LocationQuotients q_;
  CellIndex cells_;
  FirmMargins firms_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection&, CancelToken& cancel) {
  return std::make_unique<LocationQuotientTable>(open_data_set<Crosstab>(arguments, 0, cancel), cancel);
}

}  // namespace

void register_location_quotient(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kLocationQuotient, &compute}, crosstab_collectors());
}

}  // namespace clusterlite
