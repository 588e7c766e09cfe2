#include "distance/located/id_ranks.hpp"

#include <algorithm>

#include "support/memory/laid_out.hpp"

namespace clusterlite::distance {

IdRanks::IdRanks(const PointsView& view, CancelToken& cancel) {
  if (view.ids_rise()) return;
  row_of_rank_.reserve(view.size());
  for (std::uint32_t row = 0; row < view.size(); ++row) {
    cancel.check();
    row_of_rank_.push_back(row);
  }
  std::sort(row_of_rank_.begin(), row_of_rank_.end(), [&](std::uint32_t a, std::uint32_t b) {
    cancel.check();
    return view.compare_ids(a, b) < 0;
  });
  rank_of_row_ = filled(view.size(), 0U, cancel);
  for (std::uint32_t rank = 0; rank < row_of_rank_.size(); ++rank) {
    cancel.check();
    rank_of_row_[row_of_rank_[rank]] = rank;
  }
}

}  // namespace clusterlite::distance
