// cl_growth_portfolio: stars, mature, emerging and declining industries of regions; entry and exit.
#include "indicators/dynamics/growth_portfolio.hpp"

#include <array>
#include <memory>
#include <utility>

#include "functions/dynamics/before_after_table.hpp"
#include "functions/shared/families.hpp"

namespace clusterlite {
namespace {

constexpr std::array<std::string_view, 3> kBenchmarks = {"total", "industry", "zero"};

constexpr Argument kArguments[] = {
    kBeforeArgument,
    kAfterArgument,
    {"benchmark", "text",
     "what a growing industry grows faster than: 'total': everything in the whole area; 'industry': its "
     "industry in the "
     "whole area; 'zero': not at all",
     "'total'", true},
    {"min_firms", "integer",
     "a cell with fewer firms in both tables has no quadrant, >= 1: where a handful of firms is counted, one "
     "more or less makes a star",
     "1", true},
};

constexpr Column kColumns[] = {
    {"region", "", "as collected"},
    {"industry", "", "as collected"},
    {"before", "REAL",
     "e, in the unit of the collected values; 0 where the earlier table has none; NULL when not known"},
    {"after", "REAL", "e', likewise of the later table"},
    {"lq_before", "REAL",
     "location quotient of the earlier table; NULL when the region or the industry has no value there"},
    {"lq_after", "REAL", "location quotient of the later table; NULL likewise"},
    {"growth", "REAL", "e'/e - 1: 0.1 is 10 % more; NULL where e = 0"},
    {"industry_growth", "REAL", "the industry's in the whole area; NULL when it had no value"},
    {"total_growth", "REAL", "of everything in the whole area; NULL when nothing had a value"},
    {"quadrant", "TEXT",
     "'star', 'mature', 'emerging' or 'declining'; NULL where nothing was and nothing is, and "
     "below min_firms"},
    {"specialization", "TEXT",
     "'entry': specialized (LQ >= 1) after only; 'kept': both times; 'exit': before only; NULL: "
     "neither time"},
};

enum ColumnNumber {
  kLqBefore = column_of(kColumns, "lq_before"),
  kLqAfter = column_of(kColumns, "lq_after"),
  kGrowth = column_of(kColumns, "growth"),
  kIndustryGrowth = column_of(kColumns, "industry_growth"),
  kTotalGrowth = column_of(kColumns, "total_growth"),
  kQuadrant = column_of(kColumns, "quadrant"),
  kSpecialization = column_of(kColumns, "specialization"),
};
static_assert(kLqBefore == BeforeAfterTable::kFirstOwnColumn);

constexpr Declaration kDeclaration{
    .name = "cl_growth_portfolio",
    .kind = FunctionKind::table,
    .family = "Dynamics",
    .summary =
        "Growth portfolio: each region's industries as star, mature, emerging or declining, with entry and "
        "exit of specializations.",
    .summary_ko = "지역의 산업을 스타·성숙·신흥·쇠퇴로 나누고 특화의 진입과 이탈을 보여 준다.",
    .arguments = kArguments,
    .columns = kColumns,
    .result = kBeforeAfterRows,
    .formula =
        "grows: growth > 0 and growth above the benchmark; also an industry new to the region (e = 0, e' > "
        "0)\nstar: lq_after >= 1 and it grows\nmature: lq_after >= 1 and it does not grow\nemerging: "
        "lq_after < 1 and it grows\ndeclining: lq_after < 1 and it does not grow",
    .use =
        "in a shrinking city a cell without any change is mature or declining. An undefined lq_after does "
        "not count as a specialization. A quotient short of 1 by less than 1e-14, which is rounding, is 1",
    .nulls =
        "as the columns say. A cell none of whose firms has a value in one of the tables is NULL throughout "
        "and left out of the totals of both",
    .errors =
        "min_firms below 1, or above 1 where a table was collected without numbers of firms; a region or "
        "industry that is a number in one table and the same text in the other. One that only one table has "
        "is not an error: it is new, or gone",
    .source =
        "the quadrants of the location-quotient growth chart of US regional practice, after the growth-share "
        "matrix; "
        "entry and exit: Boschma, Balland and Kogler 2015, Industrial and Corporate Change 24(1)",
    .peers =
        "REAT locq.growth() and portfolio() draw the chart and leave the reading to the eye. EconGeo entry() "
        "and exit(): matrices of 1 and 0, NA where there was nothing to enter or leave, also from LQ >= 1",
    .example =
        "SELECT region, industry, round(lq_after, 2), round(growth, 3), quadrant, specialization\n"
        "FROM cl_growth_portfolio((SELECT cl_crosstab_cells(column1, column2, column3)\n"
        "                          FROM (VALUES ('A', 'x', 40), ('A', 'y', 60), ('B', 'x', 60), ('B', 'y', "
        "40))),\n"
        "                         (SELECT cl_crosstab_cells(column1, column2, column3)\n"
        "                          FROM (VALUES ('A', 'x', 90), ('A', 'y', 60), ('B', 'x', 60), ('B', 'y', "
        "50))))",
    .example_result =
        "A|x|1.04|1.25|star|entry\nA|y|0.95|0.0|declining|exit\nB|x|0.95|0.0|declining|exit\n"
        "B|y|1.07|0.25|mature|entry",
    .history = "0.2.0: min_firms as last argument; a cell without growth is no longer a star or emerging",
};

class PortfolioTable final : public BeforeAfterTable {
 public:
  PortfolioTable(BeforeAfter both, GrowthBenchmark benchmark, std::uint64_t min_firms)
      : BeforeAfterTable(std::move(both)), benchmark_(benchmark), min_firms_(min_firms) {}

 protected:
  void value_column(const BeforeAfter::Cell& cell, int column, ResultSink& out) const override {
    const PortfolioEntry entry = portfolio_entry(both(), cell, benchmark_, min_firms_);
    switch (column) {
      case kLqBefore:
        return out.real(entry.lq_before);
      case kLqAfter:
        return out.real(entry.lq_after);
      case kGrowth:
        return out.real(entry.growth);
      case kIndustryGrowth:
        return out.real(entry.industry_growth);
      case kTotalGrowth:
        return out.real(entry.total_growth);
      case kQuadrant:
        return quadrant(entry.quadrant, out);
      default:
        return specialization(entry.specialization, out);  // kSpecialization
    }
  }

 private:
  static void quadrant(Quadrant quadrant, ResultSink& out) {
    switch (quadrant) {
      case Quadrant::none:
        return out.null();
      case Quadrant::star:
        return out.literal("star");
      case Quadrant::mature:
        return out.literal("mature");
      case Quadrant::emerging:
        return out.literal("emerging");
      case Quadrant::declining:
        return out.literal("declining");
    }
  }
  static void specialization(Specialization specialization, ResultSink& out) {
    switch (specialization) {
      case Specialization::none:
        return out.null();
      case Specialization::entry:
        return out.literal("entry");
      case Specialization::kept:
        return out.literal("kept");
      case Specialization::exit:
        return out.literal("exit");
    }
  }

  GrowthBenchmark benchmark_;
  std::uint64_t min_firms_;
};

std::uint64_t read_min_firms(const TableArguments& arguments) {
  if (!arguments.given(3)) return 1;
  const std::int64_t number = arguments.integer(3);
  if (number < 1) throw Error(concat("min_firms must be >= 1 (got ", number, ")"));
  return static_cast<std::uint64_t>(number);
}

std::unique_ptr<TableResult> compute(const TableArguments& arguments, Connection&, CancelToken& cancel) {
  const auto benchmark = static_cast<GrowthBenchmark>(arguments.option(2, kBenchmarks).value_or(0));
  const std::uint64_t min_firms = read_min_firms(arguments);
  BeforeAfter both = open_before_after(arguments, cancel);
  if (min_firms > 1 && !both.knows_firms) {
    throw Error(
        "min_firms needs the number of firms, which a table was collected without; give cl_crosstab_cells() "
        "a fourth argument");
  }
  return std::make_unique<PortfolioTable>(std::move(both), benchmark, min_firms);
}

}  // namespace

// Two data sets: no permanent form.
void register_growth_portfolio(const ConnectionPtr& connection) {
  register_function(connection, TableFunction{&kDeclaration, &compute}, {});
}

}  // namespace clusterlite
