#include "distance/rows.hpp"

#include "support/error.hpp"
#include "support/text.hpp"

namespace clusterlite::distance {

RowGroups::RowGroups(const PointsView& view, CancelToken& cancel) {
  // Cell numbers of 32 bits hold three times as many (axis_cells.hpp).
  constexpr std::size_t kMostRows = 1'000'000'000;
  if (view.size() > kMostRows) {
    throw Error(concat("at most ", kMostRows, " points can be analysed in one call (got ", view.size(),
                       "); split them into several data sets"));
  }
  all_ = view.size();
  if (!view.has_groups() && view.summary().located == view.size()) return;

  const Rows rows(view.size());
  starts_.assign(view.group_count() + 1, 0);
  rows.for_each(cancel, [&](std::size_t row) {
    if (view.located(row)) ++starts_[view.group(row) + 1];
  });
  for (std::size_t group = 1; group < starts_.size(); ++group) starts_[group] += starts_[group - 1];
  list_.resize(starts_.back());
  std::vector<std::uint32_t> next(starts_.begin(), starts_.end() - 1);
  rows.for_each(cancel, [&](std::size_t row) {
    if (view.located(row)) list_[next[view.group(row)]++] = static_cast<std::uint32_t>(row);
  });
}

}  // namespace clusterlite::distance
