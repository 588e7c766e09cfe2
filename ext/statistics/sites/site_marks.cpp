#include "statistics/sites/site_marks.hpp"

#include <algorithm>
#include <numeric>

#include "distance/located/row_groups.hpp"

namespace clusterlite::statistics {

SiteMarks::SiteMarks(const PointsView& view, CancelToken& cancel) {
  const auto groups = static_cast<std::uint32_t>(view.group_count());
  numbers_.resize(groups);
  std::iota(numbers_.begin(), numbers_.end(), 0U);
  if (view.has_groups()) {
    std::sort(numbers_.begin(), numbers_.end(), [&](std::uint32_t a, std::uint32_t b) {
      cancel.check();
      return compare(view.group_key(a), view.group_key(b)) < 0;
    });
  }
  std::vector<std::uint32_t> rank_of(groups);
  for (std::uint32_t rank = 0; rank < groups; ++rank) rank_of[numbers_[rank]] = rank;

  rows_.reserve(view.summary().located);
  distance::Rows(view.size()).for_each(cancel, [&](std::uint32_t row) {
    if (view.located(row)) rows_.push_back(row);
  });
  if (!view.ids_rise()) {
    std::sort(rows_.begin(), rows_.end(), [&](std::uint32_t a, std::uint32_t b) {
      cancel.check();
      const auto order = view.compare_ids(a, b);
      return order != 0 ? order < 0 : rank_of[view.group(a)] < rank_of[view.group(b)];
    });
  }

  groups_.reserve(rows_.size());
  starts_.assign(groups + std::size_t{1}, 0);
  for (const std::uint32_t row : rows_) {
    cancel.check();
    groups_.push_back(rank_of[view.group(row)]);
    ++starts_[groups_.back() + std::size_t{1}];
  }
  for (std::uint32_t group = 0; group < groups; ++group) starts_[group + 1] += starts_[group];
  by_group_.resize(rows_.size());
  std::vector<std::uint32_t> next(starts_.begin(), starts_.end() - 1);
  for (std::uint32_t site = 0; site < rows_.size(); ++site) {
    cancel.check();
    by_group_[next[groups_[site]]++] = site;
  }
}

}  // namespace clusterlite::statistics
