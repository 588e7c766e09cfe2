// Shift-share analysis of two crosstabs: cl_shift_share, cl_shift_share_arcelus.
#include "indicators/dynamics/shift_share.hpp"

#include <memory>

#include "functions/dynamics/before_after_table.hpp"
#include "functions/shared/families.hpp"

namespace clusterlite {
namespace {

constexpr std::string_view kFamily = "Dynamics";
constexpr Argument kArguments[] = {kBeforeArgument, kAfterArgument};

constexpr Column kShiftShareColumns[] = {
    {"region", "", "as collected"},
    {"industry", "", "as collected"},
    {"before", "REAL",
     "e, in the unit of the collected values; 0 where the earlier table has none; NULL when not known"},
    {"after", "REAL", "e', likewise of the later table"},
    {"change", "REAL", "e' - e = national_share + industry_mix + regional_shift"},
    {"national_share", "REAL", "what growth at the rate of the whole area would have brought"},
    {"industry_mix", "REAL", "what the industry's faster (or slower) growth in the whole area added to that"},
    {"regional_shift", "REAL",
     "the rest: what the industry gained (or lost) here beyond its growth in the whole area, the "
     "region's own strength; e' where e = 0"},
    {"homothetic", "REAL",
     "h: what the region would have of the industry if it were composed as the whole area is; NULL "
     "when the earlier table has no value at all"},
    {"homothetic_shift", "REAL",
     "the regional shift on the homothetic value: competitive strength freed from "
     "specialization; NULL where e = 0"},
    {"allocation", "REAL",
     "regional_shift - homothetic_shift: > 0 where the region is specialized in what it is strong "
     "in, or lacks what it is weak in; NULL where e = 0"},
};

enum ShiftShareColumn {
  kChange = column_of(kShiftShareColumns, "change"),
  kNationalShare = column_of(kShiftShareColumns, "national_share"),
  kIndustryMix = column_of(kShiftShareColumns, "industry_mix"),
  kRegionalShift = column_of(kShiftShareColumns, "regional_shift"),
  kHomothetic = column_of(kShiftShareColumns, "homothetic"),
  kHomotheticShift = column_of(kShiftShareColumns, "homothetic_shift"),
  kAllocation = column_of(kShiftShareColumns, "allocation"),
};
static_assert(kChange == BeforeAfterTable::kFirstOwnColumn);

constexpr Declaration kShiftShare{
    .name = "cl_shift_share",
    .kind = FunctionKind::table,
    .family = kFamily,
    .summary = "Shift-share analysis: which industries of which regions grew by their own strength.",
    .summary_ko = "변이할당분석으로 어느 지역의 어느 산업이 자체 경쟁력으로 성장했는지 밝힌다.",
    .arguments = kArguments,
    .columns = kShiftShareColumns,
    .result = kBeforeAfterRows,
    .formula =
        "national_share = e g\nindustry_mix = e (g_i - g)\nregional_shift = e (g_ij - g_i)\nh = e_j e_i / "
        "E\nhomothetic_shift = h (g_ij - g_i)\nallocation = (e - h)(g_ij - g_i)\ngrowth rates: g = E'/E - 1 "
        "of everything, g_i of the industry, g_ij of the industry in the region",
    .use =
        "the whole area is the sum of all regions of the table. To compare one city with the nation, collect "
        "the rest of the nation as one more region. Several years: add up one call for each pair of years",
    .nulls =
        "where e = 0 there is no growth rate: national_share and industry_mix are 0, regional_shift is e', "
        "and the last two columns are NULL (to add them up: coalesce(homothetic_shift + allocation, "
        "regional_shift)). A cell none of whose firms has a value in one of the tables is NULL and left out "
        "of the totals of both",
    .errors = kBeforeAfterErrors,
    .source =
        "Dunn 1960, Papers of the Regional Science Association 6; Esteban-Marquillas 1972, Regional and "
        "Urban "
        "Economics 2(3). Added up over years: Barff and Knight 1988, Growth and Change 19(2)",
    .peers =
        "REAT shift(), shifti(): Dunn, and with shift.method = 'Esteban' Esteban-Marquillas; NaN where e = "
        "0. Its net total shift is change - national_share. REAT shiftd() and Python shiftshare (dynamic) "
        "add up years. REAT's Gerfin indices are sum(before + national_share + industry_mix) / sum(before) / "
        "(E'/E) and sum(after) / sum(before + national_share + industry_mix)",
    .example =
        "SELECT region, industry, change, national_share, industry_mix, regional_shift\n"
        "FROM cl_shift_share((SELECT cl_crosstab_cells(column1, column2, column3)\n"
        "                     FROM (VALUES ('A', 'x', 40), ('A', 'y', 60), ('B', 'x', 60), ('B', 'y', "
        "40))),\n"
        "                    (SELECT cl_crosstab_cells(column1, column2, column3)\n"
        "                     FROM (VALUES ('A', 'x', 70), ('A', 'y', 60), ('B', 'x', 60), ('B', 'y', 50))))",
    .example_result =
        "A|x|30.0|8.0|4.0|18.0\nA|y|0.0|12.0|-6.0|-6.0\nB|x|0.0|12.0|6.0|-18.0\nB|y|10.0|8.0|-4.0|6.0",
};

constexpr Column kArcelusColumns[] = {
    {"region", "", "as collected"},
    {"industry", "", "as collected"},
    {"before", "REAL",
     "e, in the unit of the collected values; 0 where the earlier table has none; NULL when not known"},
    {"after", "REAL", "e', likewise of the later table"},
    {"change", "REAL", "e' - e: the sum of the eight terms"},
    {"homothetic", "REAL",
     "h: what the region would have of the industry if it were composed as the whole area is"},
    {"national_homothetic", "REAL", "h g: growth of the whole area"},
    {"national_differential", "REAL", "(e - h) g"},
    {"industry_homothetic", "REAL", "h (g_i - g): the industry's growth beyond it"},
    {"industry_differential", "REAL", "(e - h)(g_i - g)"},
    {"regional_homothetic", "REAL", "h (g_j - g): the region's growth beyond it"},
    {"regional_differential", "REAL", "(e - h)(g_j - g)"},
    {"interaction_homothetic", "REAL",
     "h [(g_ij - g_j) - (g_i - g)]: the industry in this region beyond both; NULL where "
     "e = 0"},
    {"interaction_differential", "REAL", "(e - h)[(g_ij - g_j) - (g_i - g)]; NULL where e = 0"},
};
constexpr int kArcelusChange = 4;
constexpr int kArcelusHomothetic = 5;
constexpr int kFirstTerm = 6;

constexpr Declaration kArcelus{
    .name = "cl_shift_share_arcelus",
    .kind = FunctionKind::table,
    .family = kFamily,
    .summary =
        "Shift-share analysis in the eight terms of Arcelus, which separate the region's growth from the "
        "industry's.",
    .summary_ko = "지역 성장의 몫과 산업 성장의 몫을 가르는 아르셀루스의 여덟 항으로 변이할당분석을 한다.",
    .arguments = kArguments,
    .columns = kArcelusColumns,
    .result = kBeforeAfterRows,
    .formula =
        "h = e_j e_i / E\neach term is h or e - h times one of four effects: g (national), g_i - g "
        "(industry), g_j - g (regional), (g_ij - g_j) - (g_i - g) (interaction)\ng is the growth rate of "
        "everything, g_i of the industry, g_j of the region, g_ij of the industry in the region\nthe terms "
        "of a new region or industry, whose h is 0, are 0",
    .nulls =
        "where e = 0 the two interaction terms are NULL: together they are e', as the other six add up to 0. "
        "All terms are NULL when the earlier table has no value at all. A cell none of whose firms has a "
        "value in one of the tables is NULL and left out of the totals of both",
    .errors = kBeforeAfterErrors,
    .source = "Arcelus 1984, Growth and Change 15(1)",
    .peers = "Python shiftshare (Arcelus eight-component model)",
    .example =
        "SELECT region, industry, homothetic, regional_homothetic, regional_differential, "
        "interaction_homothetic\n"
        "FROM cl_shift_share_arcelus((SELECT cl_crosstab_cells(column1, column2, column3)\n"
        "                             FROM (VALUES ('A', 'x', 40), ('A', 'y', 60), ('B', 'x', 60), ('B', "
        "'y', 40))),\n"
        "                            (SELECT cl_crosstab_cells(column1, column2, column3)\n"
        "                             FROM (VALUES ('A', 'x', 70), ('A', 'y', 60), ('B', 'x', 60), ('B', "
        "'y', 50))))",
    .example_result =
        "A|x|50.0|5.0|-1.0|17.5\nA|y|50.0|5.0|1.0|-10.0\nB|x|50.0|-5.0|-1.0|-10.0\nB|y|50.0|-5.0|1.0|12.5",
};

class ShiftShareTable final : public BeforeAfterTable {
 public:
  using BeforeAfterTable::BeforeAfterTable;

 protected:
  void value_column(const BeforeAfter::Cell& cell, int column, ResultSink& out) const override {
    const ShiftShare parts = shift_share(both(), cell);
    switch (column) {
      case kChange:
        return out.real(parts.change);
      case kNationalShare:
        return out.real(parts.national_share);
      case kIndustryMix:
        return out.real(parts.industry_mix);
      case kRegionalShift:
        return out.real(parts.regional_shift);
      case kHomothetic:
        return out.real(parts.homothetic);
      case kHomotheticShift:
        return out.real(parts.homothetic_shift);
      default:
        return out.real(parts.allocation);  // kAllocation
    }
  }
};

class ArcelusTable final : public BeforeAfterTable {
 public:
  using BeforeAfterTable::BeforeAfterTable;

 protected:
  void value_column(const BeforeAfter::Cell& cell, int column, ResultSink& out) const override {
    if (column == kArcelusChange) return out.real(shift_share(both(), cell).change);
    if (column == kArcelusHomothetic) return out.real(shift_share(both(), cell).homothetic);
    out.real(arcelus_terms(both(), cell).*kArcelusTerms[static_cast<std::size_t>(column - kFirstTerm)]);
  }
};

template <class Table>
std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection&, CancelToken& cancel) {
  return std::make_unique<Table>(open_before_after(arguments, cancel));
}

}  // namespace

// Two data sets: no permanent form.
void register_shift_share(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kShiftShare, &compute<ShiftShareTable>}, {});
  register_function(connection, TableFunction{&kArcelus, &compute<ArcelusTable>}, {});
}

}  // namespace clusterlite
