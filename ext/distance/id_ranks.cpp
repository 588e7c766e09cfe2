#include "distance/id_ranks.hpp"

#include <algorithm>
#include <numeric>

namespace clusterlite::distance {

IdRanks::IdRanks(const PointsView& view, CancelToken& cancel) {
  if (view.ids_rise()) return;
  row_of_rank_.resize(view.size());
  std::iota(row_of_rank_.begin(), row_of_rank_.end(), 0U);
  std::sort(row_of_rank_.begin(), row_of_rank_.end(), [&](std::uint32_t a, std::uint32_t b) {
    cancel.check();
    return view.compare_ids(a, b) < 0;
  });
  rank_of_row_.resize(view.size());
  for (std::uint32_t rank = 0; rank < row_of_rank_.size(); ++rank) {
    cancel.check();
    rank_of_row_[row_of_rank_[rank]] = rank;
  }
}

}  // namespace clusterlite::distance
