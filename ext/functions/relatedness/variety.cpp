// cl_variety: related and unrelated variety of regions.
#include "indicators/relatedness/variety.hpp"

#include <memory>
#include <utility>

#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"crosstab", "crosstab", "the firms by region and industry: cl_crosstab() or cl_crosstab_cells()"},
    {"digits", "integer",
     "how many leading characters of the industry code name its group, >= 1: 3 of 'J62010' make 'J62', 2 of "
     "62010 make "
     "62"},
};

constexpr Column kColumns[] = {
    {"region", "", "as collected"},
    {"related", "REAL", "variety inside the groups, in bits, >= 0; NULL in a region without any value"},
    {"unrelated", "REAL", "variety between the groups, in bits, >= 0; NULL likewise"},
    {"total", "REAL", "entropy of the region's industries, in bits: related + unrelated; NULL likewise"},
    {"industries", "INTEGER", "industries with a value > 0 in the region"},
    {"groups", "INTEGER", "their groups"},
};

enum ColumnNumber {
  kRegion = column_of(kColumns, "region"),
  kRelated = column_of(kColumns, "related"),
  kUnrelated = column_of(kColumns, "unrelated"),
  kTotal = column_of(kColumns, "total"),
  kIndustries = column_of(kColumns, "industries"),
  kGroups = column_of(kColumns, "groups"),
};

constexpr Declaration kDeclaration{
    .name = "cl_variety",
    .kind = FunctionKind::table,
    .family = "Relatedness",
    .summary =
        "Related and unrelated variety: how much of a region's diversity lies within and between groups of "
        "industries.",
    .summary_ko = "지역의 다양성을 산업군 안의 관련 다양성과 산업군 사이의 비관련 다양성으로 나눈다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result = "one row per region, sorted by region",
    .formula =
        "related = sum_g P_g sum_i (p_i / P_g) log2(P_g / p_i), i in g\nunrelated = sum_g P_g log2(1 / "
        "P_g)\ntotal = sum_i p_i log2(1 / p_i)\np_i the industry's share of the region, P_g the share of "
        "group g: the industries whose codes begin with the same `digits` characters",
    .use = "divide by log2(e) = 1.442695 for natural units",
    .nulls =
        "NULL in a region whose values add up to 0. Industries of value 0, or none of whose firms has a "
        "value, add "
        "nothing.",
    .errors =
        "digits below 1; an industry code, anywhere in the table, that is shorter than digits, or neither a "
        "text nor a whole number >= 0 (integers have lost leading zeros: collect such codes as text)",
    .source = "Frenken, Van Oort and Verburg 2007, Regional Studies 41(5)",
    .peers = "EconGeo entropy() is the total, rounded to three digits; no other package splits it",
    .example =
        "SELECT region, round(related, 4), round(unrelated, 4), round(total, 4)\n"
        "FROM cl_variety((SELECT cl_crosstab(column1, column2, column3)\n"
        "                 FROM (VALUES ('Jung-gu', 'C13', 10), ('Jung-gu', 'C14', 10), ('Jung-gu', 'J58', "
        "20),\n"
        "                              ('Guro-gu', 'J62', 50))), 1)",
    .example_result = "Guro-gu|0.0|0.0|0.0\nJung-gu|0.5|1.0|1.5",
};

class VarietyTable final : public TableResult {
 public:
  VarietyTable(Crosstab table, std::size_t digits, CancelToken& cancel)
      : rows_(
            variety_of(table, margins_of(table, cancel), groups_of_codes(table.industries, digits), cancel)),
        regions_(std::move(table.regions)) {}

  std::size_t size() const override { return rows_.size(); }
  KeyView lookup_key(std::size_t row) const override { return regions_[row]; }

  void column(std::size_t row, int column, ResultSink& out) const override {
    const Variety& variety = rows_[row];
    switch (column) {
      case kRegion:
        return out.key(regions_[row]);
      case kRelated:
        return out.real(variety.related);
      case kUnrelated:
        return out.real(variety.unrelated);
      case kTotal:
        return out.real(variety.total);
      case kIndustries:
        return out.integer(static_cast<std::int64_t>(variety.industries));
      default:
        return out.integer(static_cast<std::int64_t>(variety.groups));  // kGroups
    }
  }

 private:
  std::vector<Variety> rows_;
  Dictionary regions_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection&, CancelToken& cancel) {
  const std::int64_t digits = arguments.integer(1);
  if (digits < 1) throw Error(concat("digits must be >= 1 (got ", digits, ")"));
  return std::make_unique<VarietyTable>(open_data_set<Crosstab>(arguments, 0, cancel),
                                        static_cast<std::size_t>(digits), cancel);
}

}  // namespace

void register_variety(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kDeclaration, &compute, kRegion}, crosstab_collectors());
}

}  // namespace clusterlite
