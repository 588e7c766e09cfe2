// The order of ids as numbers, for ties that are decided after the data set is gone, or very often.
#pragma once

#include <cstdint>

#include "datasets/points.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite::distance {

// The rank of each row's id among all rows of the data set (an id of two groups: in any order). Where the ids
// rise with the rows, which is usual, the row is the rank and nothing is stored.
class IdRanks {
 public:
  IdRanks() = default;
  IdRanks(const PointsView& view, CancelToken& cancel);

  std::uint32_t rank(std::uint32_t row) const { return rank_of_row_.empty() ? row : rank_of_row_[row]; }
  std::uint32_t row(std::uint32_t rank) const { return row_of_rank_.empty() ? rank : row_of_rank_[rank]; }

 private:
  RawVector<std::uint32_t> rank_of_row_;
  RawVector<std::uint32_t> row_of_rank_;
};

}  // namespace clusterlite::distance
