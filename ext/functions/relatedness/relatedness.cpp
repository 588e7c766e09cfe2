// cl_relatedness_density: how near each industry is to what a region already has.
#include "indicators/relatedness/relatedness.hpp"

#include <array>
#include <memory>
#include <utility>

#include "functions/shared/families.hpp"
#include "functions/shared/open_data_set.hpp"
#include "functions/shared/presence_option.hpp"
#include "indicators/crosstab/cell_index.hpp"
#include "indicators/crosstab/location_quotient.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"crosstab", "crosstab", "the firms by region and industry: cl_crosstab() or cl_crosstab_cells()"},
    kPresenceArgument,
    {"self", "text",
     "whether the industry q itself is among the p of its density: 'excluded': only other industries count, "
     "so that the "
     "density can explain its presence; 'included': its own proximity to itself, 1, counts",
     "'excluded'", true},
};

constexpr Column kColumns[] = {
    {"region", "", "as collected"},
    {"industry", "", "as collected"},
    {"lq", "REAL",
     "location quotient; NULL when the region or the industry has no value, or none of the cell's firms has "
     "one"},
    {"present", "INTEGER",
     "1 where the industry is present (by default: lq >= 1), else 0; NULL where lq is NULL"},
    {"density", "REAL",
     "relatedness density, 0 (nothing related is present) to 1 (all of it); NULL in a region without any "
     "value and for an "
     "industry that is related to no other"},
};

enum ColumnNumber {
  kRegion = column_of(kColumns, "region"),
  kIndustry = column_of(kColumns, "industry"),
  kLqColumn = column_of(kColumns, "lq"),
  kPresent = column_of(kColumns, "present"),
  kDensity = column_of(kColumns, "density"),
};

constexpr Declaration kDeclaration{
    .name = "cl_relatedness_density",
    .kind = FunctionKind::table,
    .family = "Relatedness",
    .summary =
        "How much of what is related to an industry a region already has: which new specializations are "
        "within reach.",
    .summary_ko =
        "어떤 산업과 관련된 산업을 지역이 이미 얼마나 갖추었는지, 곧 새로 특화할 만한 산업이 무엇인지를 "
        "관련성 밀도로 나타낸다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result = "one row per region and industry, empty cells included, sorted by region and industry",
    .formula =
        "density_jq = sum_p M_jp phi_pq / sum_p phi_pq over the industries p (without q itself unless self = "
        "'included')\nM_jp = 1 where p is present in region j\nphi_pq = C_pq / max(k_p, k_q), C_pq the "
        "number of regions where both are present, k_p where p is",
    .nulls =
        "undefined values are NULL. An industry or region without any value is present nowhere and adds to "
        "no sum; nor does a cell none of whose firms has a value",
    .errors = "more than 8,000 industries",
    .source =
        "Hidalgo, Klinger, Barabasi and Hausmann 2007, Science 317; Boschma, Balland and Kogler 2015, "
        "Industrial and "
        "Corporate Change 24(1)",
    .peers =
        "EconGeo relatedness.density(): without q itself, times 100, with the relatedness that it is given. "
        "Its users mostly pass relatedness() > 1 (association strength, cut at 1), which gives values other "
        "than those of phi. py-ecomplexity density: with q itself, phi as here. Both give 0 where this gives "
        "NULL",
    .example =
        "SELECT region, industry, round(density, 3)\n"
        "FROM cl_relatedness_density((SELECT cl_crosstab(column1, column2)\n"
        "                             FROM (VALUES ('Jung', 'C13'), ('Jung', 'C14'), ('Guro', 'C13'), "
        "('Guro', 'C14'),\n"
        "                                          ('Guro', 'C15'), ('Mapo', 'C14'), ('Mapo', 'J58'))), "
        "'value')\n"
        "WHERE present = 0 ORDER BY density DESC, region",
    .example_result = "Guro|J58|1.0\nJung|C15|1.0\nJung|J58|1.0\nMapo|C13|0.571\nMapo|C15|0.4",
};

class DensityTable final : public TableResult {
 public:
  DensityTable(Crosstab table, PresenceRule rule, RelatednessDensity::Self self, CancelToken& cancel)
      : table_(std::move(table)),
        index_(table_),
        margins_(margins_of(table_, cancel)),
        presence_(table_, margins_, rule, cancel),
        density_(presence_, self, cancel) {}

  std::size_t size() const override { return table_.regions.size() * table_.industries.size(); }

  void column(std::size_t row, int column, ResultSink& out) const override {
    const std::size_t region = row / table_.industries.size();
    const std::size_t industry = row % table_.industries.size();
    switch (column) {
      case kRegion:
        return out.key(table_.regions[region]);
      case kIndustry:
        return out.key(table_.industries[industry]);
      case kDensity:
        return out.real(density_.at(region, industry));
      default:
        break;
    }
    const Crosstab::Cell* const cell = index_.find(region, industry);
    if (cell != nullptr && !cell->has_value()) return out.null();
    const double lq = location_quotient(cell == nullptr ? 0 : cell->value.value(), margins_.regions[region],
                                        margins_.industries[industry], margins_.total);
    if (column == kLqColumn || std::isnan(lq)) return out.real(lq);
    out.integer(std::int64_t{presence_.at(region, industry)});
  }

 private:
  Crosstab table_;
  CellIndex index_;
  Margins margins_;
  Presence presence_;
  RelatednessDensity density_;
};

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection&, CancelToken& cancel) {
  static constexpr std::array<std::string_view, 2> kSelf = {"excluded", "included"};
  const auto self = arguments.option(2, kSelf).value_or(0) == 0 ? RelatednessDensity::Self::excluded
                                                                : RelatednessDensity::Self::included;
  return std::make_unique<DensityTable>(open_data_set<Crosstab>(arguments, 0, cancel),
                                        presence_rule(arguments, 1), self, cancel);
}

}  // namespace

void register_relatedness(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kDeclaration, &compute}, crosstab_collectors());
}

}  // namespace clusterlite
