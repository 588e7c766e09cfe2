// Collectors of industry x region tables: cl_crosstab, cl_crosstab_cells.
#include <memory>

#include "datasets/crosstab.hpp"
#include "functions/shared/families.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr Argument kCrosstabArguments[] = {
    {"region", "key", "the firm's region (district, municipality, cluster)"},
    {"industry", "key", "the firm's industry"},
    {"value", "number", "the firm's size, >= 0 (employees); without it each firm counts 1", "1", true},
};

constexpr Declaration kCrosstab{
    .name = "cl_crosstab",
    .kind = FunctionKind::collector,
    .family = "Data sets",
    .summary =
        "Sums firms, one a row, into a table of regions by industries; it also keeps what measures of plant "
        "size need.",
    .summary_ko =
        "한 행에 하나인 기업 자료를 합산하여 지역×산업 교차표를 만들고, 기업 규모 지표에 필요한 값도 함께 "
        "담는다.",
    .arguments = kCrosstabArguments,
    .result =
        "a data set: a BLOB of 40 bytes for each cell that has firms and 48 for each industry, whatever the "
        "number of firms",
    .nulls =
        "a row without region or industry is left out and counted (cl_describe: skipped). A firm without "
        "value counts as a firm and adds nothing to the value. A cell whose firms all lack a value has none",
    .errors = "those of all functions",
    .example =
        "SELECT rows, regions, industries\n"
        "FROM cl_describe((SELECT cl_crosstab(column1, column2, column3)\n"
        "                  FROM (VALUES ('Jung-gu', 'C14', 12), ('Jung-gu', 'J62', 3), ('Guro-gu', 'C14', "
        "40),\n"
        "                               ('Guro-gu', 'C14', 7))))",
    .example_result = "4|2|2",
};

constexpr Argument kCellsArguments[] = {
    {"region", "key", "the cell's region"},
    {"industry", "key", "the cell's industry"},
    {"value", "number", "the cell's sum, >= 0"},
    {"firms", "integer", "the number of firms in the cell", "", true},
    {"sum_of_squares", "number", "the sum of the squared sizes of the cell's firms, for plant-size measures",
     "", true},
    {"sum_of_fourth_powers", "number",
     "the sum of the fourth powers of their sizes, for the z of Ellison and Glaeser; whole numbers beyond "
     "2^53 "
     "as text, as CSV has them, keep all their digits",
     "", true},
};

constexpr Declaration kCells{
    .name = "cl_crosstab_cells",
    .kind = FunctionKind::collector,
    .family = "Data sets",
    .summary =
        "Collects cells that are already summed by region and industry, by any engine's GROUP BY, into a "
        "crosstab.",
    .summary_ko = "이미 지역·산업별로 합산한 칸을 모아 지역×산업 교차표를 만든다.",
    .arguments = kCellsArguments,
    .result = "a data set, as of cl_crosstab; a cell that occurs more than once is added up",
    .nulls =
        "as cl_crosstab. If firms is missing in any row, numbers of firms are NULL in the results. If "
        "sum_of_squares is missing in a row that has a value, measures of plant size are NULL; the z of "
        "Ellison and Glaeser likewise without sum_of_fourth_powers. A row without value (its firms all lack "
        "theirs) needs neither",
    .errors = "more than 9223372036854775807 firms in all; otherwise those of all functions",
    .example =
        "SELECT region, industry, round(lq, 3)\n"
        "FROM cl_location_quotient((SELECT cl_crosstab_cells(column1, column2, column3)\n"
        "                           FROM (VALUES ('A', 'x', 30), ('A', 'y', 10), ('B', 'x', 10), ('B', "
        "'y', 50))))",
    .example_result = "A|x|1.875\nA|y|0.417\nB|x|0.417\nB|y|1.389",
    .history = "0.2.0: sum_of_fourth_powers; a row without value needs no sum_of_squares",
};

std::string place_of(const KeyView& region, const KeyView& industry) {
  return concat("region ", to_text(region), ", industry ", to_text(industry));
}

std::optional<KeyView> industry_of(const Arguments& row, const KeyView& region) {
  try {
    return row[1].key();
  } catch (const BadValue& bad) {
    throw bad.at(concat("region ", to_text(region)));
  }
}

// Rows with a region and an industry; the rest is the collector's.
class TableCollector : public Collector {
 public:
  void step(const Arguments& row) override {
    const auto region = row[0].key();
    if (!region) return builder_.skip();
    const auto industry = industry_of(row, *region);
    if (!industry) return builder_.skip();
    try {
      add(row, *region, *industry);
    } catch (const BadValue& bad) {
      throw bad.at(place_of(*region, *industry));
    }
  }
  std::size_t bytes() const override {
    return 0;
  }  // grows with the cells, not with the firms: checked at the end
  ByteBuffer finish(CancelToken& cancel) override { return builder_.finish(cancel); }

 protected:
  virtual void add(const Arguments& row, const KeyView& region, const KeyView& industry) = 0;
  CrosstabBuilder builder_;
};

class FirmCollector final : public TableCollector {
 public:
  explicit FirmCollector(std::span<const bool> present) : has_value_(present[2]) {}

 private:
  void add(const Arguments& row, const KeyView& region, const KeyView& industry) override {
    if (!has_value_) return builder_.add_firm(region, industry, std::optional(std::int64_t{1}));
    const auto value = row[2].number(Sign::not_negative);
    if (value && value->is_integer) return builder_.add_firm(region, industry, std::optional(value->integer));
    builder_.add_firm(region, industry, value ? std::optional(value->real) : std::nullopt);
  }

  bool has_value_;
};

class CellCollector final : public TableCollector {
 public:
  explicit CellCollector(std::span<const bool> present)
      : has_firms_(present[3]), has_squares_(present[4]), has_fourth_powers_(present[5]) {}

 private:
  void add(const Arguments& row, const KeyView& region, const KeyView& industry) override {
    CrosstabBuilder::SummedCell cell;
    cell.value = row[2].exact(Sign::not_negative);
    if (has_firms_) {
      const auto count = row[3].integer();
      if (count && *count < 0) throw BadValue("firms must be >= 0", std::to_string(*count));
      if (count) cell.firms = static_cast<std::uint64_t>(*count);
    }
    if (has_squares_) cell.squares = row[4].exact(Sign::not_negative);
    if (has_fourth_powers_) cell.fourth_powers = row[5].exact(Sign::not_negative);
    builder_.add_cell(region, industry, cell);
  }

  bool has_firms_;
  bool has_squares_;
  bool has_fourth_powers_;
};

template <class Made>
std::unique_ptr<Collector> make(std::span<const bool> present) {
  return std::make_unique<Made>(present);
}

constexpr CollectorFunction kCollectors[] = {
    {&kCrosstab, "crosstab", &make<FirmCollector>},
    {&kCells, "crosstab", &make<CellCollector>},
};

}  // namespace

std::span<const CollectorFunction> crosstab_collectors() { return kCollectors; }

void register_crosstabs(const ConnectionPtr& connection) {
  for (const CollectorFunction& collector : kCollectors) register_function(connection, collector);
}

}  // namespace clusterlite
