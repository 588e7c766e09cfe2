// What the functions over two crosstabs share: opening both, and one row per region and industry of either.
#pragma once

#include <utility>

#include "functions/shared/open_data_set.hpp"
#include "indicators/dynamics/before_after.hpp"

namespace clusterlite {

inline constexpr Argument kBeforeArgument{"crosstab_before", "crosstab",
                                          "the earlier state: cl_crosstab() or cl_crosstab_cells()"};
inline constexpr Argument kAfterArgument{"crosstab_after", "crosstab",
                                         "the later state, in the same unit and with the same keys"};

inline constexpr std::string_view kBeforeAfterRows =
    "one row per region and industry of either table, sorted by region and industry; what one table lacks is "
    "0 there";
inline constexpr std::string_view kBeforeAfterErrors =
    "a region or industry that is a number in one table and the same text in the other. One that only one "
    "table has is not an error: it is new, or gone. Renamed keys look like old ones that vanish and new ones "
    "that appear: map them first";

class BeforeAfterTable : public TableResult {
 public:
  // Behind region, industry, before and after.
  static constexpr int kFirstOwnColumn = 4;

  explicit BeforeAfterTable(BeforeAfter both) : both_(std::move(both)) {}

  std::size_t size() const override { return both_.regions.size() * both_.industries.size(); }

  void column(std::size_t row, int column, ResultSink& out) const override {
    const std::size_t region = row / both_.industries.size();
    const std::size_t industry = row % both_.industries.size();
    if (column == 0) return out.key(both_.regions[region]);
    if (column == 1) return out.key(both_.industries[industry]);
    const BeforeAfter::Cell cell = both_.at(region, industry);
    if (column == 2) return out.real(cell.before);
    if (column == 3) return out.real(cell.after);
    value_column(cell, column, out);
  }

 protected:
  virtual void value_column(const BeforeAfter::Cell& cell, int column, ResultSink& out) const = 0;
  const BeforeAfter& both() const { return both_; }

 private:
  BeforeAfter both_;
};

inline BeforeAfter open_before_after(const TableArguments& arguments, CancelToken& cancel) {
  return side_by_side(open_data_set<Crosstab>(arguments, 0, cancel),
                      open_data_set<Crosstab>(arguments, 1, cancel), cancel);
}

}  // namespace clusterlite
