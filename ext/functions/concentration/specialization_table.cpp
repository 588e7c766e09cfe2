// cl_specialization: how specialised, or how diverse, the industries of each region of a crosstab are.
#include <memory>
#include <vector>

#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"
#include "indicators/concentration/region_specialization.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"crosstab", "crosstab", "the firms by region and industry: cl_crosstab() or cl_crosstab_cells()"},
};

constexpr Column kColumns[] = {
    {"region", "", "as collected"},
    {"value", "REAL", "e_j, NULL when none of its firms has a value"},
    {"firms", "INTEGER", "number of firms; NULL when collected without it"},
    {"industries", "INTEGER", "industries with a value above 0 in the region"},
    {"top_industry", "", "the industry with the largest share (the first of equal ones)"},
    {"top_share", "REAL", "its share of the region, 0..1"},
    {"herfindahl", "REAL", "sum of p_i^2, from 1/n (even) to 1 (a single industry)"},
    {"herfindahl_normalized", "REAL", "(H - 1/n) / (1 - 1/n), 0..1; NULL for one industry (n = 1)"},
    {"effective_industries", "REAL", "1 / herfindahl: how many equal industries would be as diverse, 1..n"},
    {"gini", "REAL", "Gini coefficient of the region's values over all n industries, 0 (even) to 1 - 1/n"},
    {"krugman", "REAL", "Krugman's index of specialisation: sum of |p_i - q_i|, 0 (as the whole area) to 2"},
    {"hoover", "REAL",
     "half of it, 0..1: the part of the region's value that would have to change industry to match the "
     "whole area"},
    {"kl_divergence", "REAL", "sum of p_i ln(p_i / q_i), >= 0, in nats (times 1.442695 in bits)"},
    {"entropy", "REAL", "sum of p_i log2(1 / p_i), in bits, 0 (a single industry) to log2 n"},
    {"evenness", "REAL",
     "entropy / log2 n, 0..1, n all industries of the crosstab; divide entropy by log2 of industries "
     "for Pielou's evenness among those present. NULL for n = 1"},
    {"relative_diversity", "REAL",
     "1 / krugman (Duranton and Puga), >= 0.5; NULL when the region's structure is that of "
     "the whole area (krugman = 0)"},
    {"relative_specialization", "REAL", "the largest location quotient (Duranton and Puga), >= 1"},
    {"hachman", "REAL", "Hachman's index: 1 / sum of p_i LQ_i, 1 (as diverse as the whole area) down to 0"},
};

enum ColumnNumber {
  kRegion = column_of(kColumns, "region"),
  kValue = column_of(kColumns, "value"),
  kFirms = column_of(kColumns, "firms"),
  kIndustries = column_of(kColumns, "industries"),
  kTopIndustry = column_of(kColumns, "top_industry"),
  kTopShare = column_of(kColumns, "top_share"),
  kHerfindahl = column_of(kColumns, "herfindahl"),
  kHerfindahlNormalized = column_of(kColumns, "herfindahl_normalized"),
  kEffectiveIndustries = column_of(kColumns, "effective_industries"),
  kGini = column_of(kColumns, "gini"),
  kKrugman = column_of(kColumns, "krugman"),
  kHoover = column_of(kColumns, "hoover"),
  kKlDivergence = column_of(kColumns, "kl_divergence"),
  kEntropy = column_of(kColumns, "entropy"),
  kEvenness = column_of(kColumns, "evenness"),
  kRelativeDiversity = column_of(kColumns, "relative_diversity"),
  kRelativeSpecialization = column_of(kColumns, "relative_specialization"),
  kHachman = column_of(kColumns, "hachman"),
};

constexpr Declaration kSpecialization{
    .name = "cl_specialization",
    .kind = FunctionKind::table,
    .family = "Concentration",
    .summary = "How specialised or diverse each region is, by itself and against the whole area.",
    .summary_ko = "각 지역이 얼마나 특화되었거나 다양한지를 지역 자체로, 또 전체 지역과 견주어 나타낸다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result = "one row per region, sorted by region",
    .formula =
        "p_i = e_ij / e_j, the industry's share of the region\nq_i = e_i / e, its share of everything, the "
        "region included\nLQ_i = p_i / q_i, n the number of industries\nrelative_diversity = 1 / sum of |p_i "
        "- q_i|\nrelative_specialization = max of p_i / q_i\nhachman = 1 / sum of p_i^2 / q_i",
    .nulls = "as all crosstabs (see Missing values)",
    .errors = "those of all functions",
    .source =
        "Krugman 1991; Hoover and Giarratani 1985; Duranton and Puga 2000, Urban Studies 37(3); Hachman "
        "(University "
        "of Utah); Shannon 1948",
    .peers =
        "EconGeo Krugman.index(), Hoover.index() (100 times, rounded), Hachman.index(), entropy(); its "
        "spec.coeff() is 1 / hachman. REAT krugman.spec() compares two regions, krugman.spec2() one region "
        "with the mean of the others; Python shiftshare compares with the rest of the nation. Here the whole "
        "includes the region; against the rest it is krugman / (1 - value / sum of the values of all "
        "regions)",
    .example =
        "SELECT region, top_industry, krugman, round(entropy, 4), hachman\n"
        "FROM cl_specialization((SELECT cl_crosstab(column1, column2, column3)\n"
        "                        FROM (VALUES ('Jung-gu', 'C14', 30), ('Jung-gu', 'J62', 10), ('Guro-gu', "
        "'J62', 20))))",
    .example_result = "Guro-gu|J62|1.0|0.0|0.5\nJung-gu|C14|0.5|0.8113|0.8",
};

class SpecializationTable final : public TableResult {
 public:
  SpecializationTable(Crosstab table, CancelToken& cancel)
      : rows_(region_specialization(table, cancel)),
        industries_(std::move(table.industries)),
        regions_(std::move(table.regions)),
        knows_firms_(table.knows_firms) {}

  std::size_t size() const override { return rows_.size(); }
  KeyView lookup_key(std::size_t row) const override { return regions_[row]; }

  void column(std::size_t row, int column, ResultSink& out) const override {
    const RegionSpecialization& r = rows_[row];
    switch (column) {
      case kRegion:
        return out.key(regions_[row]);
      case kFirms:
        return knows_firms_ ? out.integer(static_cast<std::int64_t>(r.firms)) : out.null();
      case kIndustries:
        return out.integer(static_cast<std::int64_t>(r.industries));
      case kTopIndustry:
        return r.industries > 0 ? out.key(industries_[r.top_industry]) : out.null();
      default:
        return out.real(measure(r, column));
    }
  }

 private:
  static double measure(const RegionSpecialization& r, int column) {
    switch (column) {
      case kValue:
        return r.value;
      case kTopShare:
        return r.top_share;
      case kHerfindahl:
        return r.herfindahl;
      case kHerfindahlNormalized:
        return r.herfindahl_normalized;
      case kEffectiveIndustries:
        return r.effective_industries;
      case kGini:
        return r.gini;
      case kKrugman:
        return r.krugman;
      case kHoover:
        return r.hoover;
      case kKlDivergence:
        return r.kl_divergence;
      case kEntropy:
        return r.entropy;
      case kEvenness:
        return r.evenness;
      case kRelativeDiversity:
        return r.relative_diversity;
      case kRelativeSpecialization:
        return r.relative_specialization;
      default:
        return r.hachman;  // kHachman
    }
  }

  std::vector<RegionSpecialization> rows_;
  Dictionary industries_;
  Dictionary regions_;
  bool knows_firms_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection&, CancelToken& cancel) {
  return std::make_unique<SpecializationTable>(open_data_set<Crosstab>(arguments, 0, cancel), cancel);
}

}  // namespace

void register_specialization_table(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kSpecialization, &compute, kRegion}, crosstab_collectors());
}

}  // namespace clusterlite
