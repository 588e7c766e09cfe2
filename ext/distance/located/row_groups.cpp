#include "distance/located/row_groups.hpp"

#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite::distance {

namespace {

// By group.
std::vector<std::uint8_t> which_have_shapes(const PointsView& view, CancelToken& cancel) {
  std::vector<std::uint8_t> has_shapes(view.group_count(), 0);
  for (std::size_t shape = 0; shape < view.summary().shapes; ++shape) {
    cancel.check();
    const std::uint32_t row = view.shape_row(shape);
    if (view.located(row)) has_shapes[view.group(row)] = 1;
  }
  return has_shapes;
}

}  // namespace

RowGroups::RowGroups(const PointsView& view, CancelToken& cancel, GroupsOf wanted) {
  // Cell numbers of 32 bits hold three times as many (axis_cells.hpp).
  constexpr std::size_t kMostRows = 1'000'000'000;
  if (view.size() > kMostRows) {
    throw Error(concat("at most ", kMostRows, " points can be analysed in one call (got ", view.size(),
                       "); split them into several data sets"));
  }
  all_ = view.size();
  const bool all_points = wanted == GroupsOf::points && !view.has_shapes();
  if (all_points && !view.has_groups() && view.summary().located == view.size()) return;

  const std::vector<std::uint8_t> has_shapes = which_have_shapes(view, cancel);
  const auto is_in = [&](std::size_t row) {
    return view.located(row) && (has_shapes[view.group(row)] != 0) == (wanted == GroupsOf::shapes);
  };
  const Rows rows(view.size());
  starts_.assign(view.group_count() + 1, 0);
  rows.for_each(cancel, [&](std::size_t row) {
    if (is_in(row)) ++starts_[view.group(row) + 1];
  });
  for (std::size_t group = 1; group < starts_.size(); ++group) starts_[group] += starts_[group - 1];
  list_.resize(starts_.back());
  std::vector<std::uint32_t> next(starts_.begin(), starts_.end() - 1);
  rows.for_each(cancel, [&](std::size_t row) {
    if (is_in(row)) list_[next[view.group(row)]++] = static_cast<std::uint32_t>(row);
  });
}

}  // namespace clusterlite::distance
