// Walks over the cells of a grid in their order, and tells for each the cells around it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "distance/cell_grid.hpp"

namespace clusterlite::distance {

// The cells first .. last - 1 of one row.
struct CellRun {
  std::uint32_t first;
  std::uint32_t last;
  std::uint32_t row_offset;  // how far the row is from the cell's own: the greater of |dy| and |dz|
};

// Rows and columns only rise during the walk, so each end of each run is a cursor that only moves forwards:
// all steps together are a small multiple of the number of cells, without any index over them.
template <std::size_t D>
class NeighbourCells {
 public:
  // `radius`: 2 for all cells that can hold neighbours, 1 for the adjacent ones.
  explicit NeighbourCells(const CellGrid<D>& grid, std::uint32_t radius = 2) : grid_(grid), radius_(radius) {}

  // Rows must be entered in rising order, and so must the cells of a row; both may be left out.
  void enter_row(std::uint32_t row);
  // The runs that are not empty: those of near rows first, the cell's own row before all (the cell is in it).
  std::span<const CellRun> enter_cell(std::uint32_t cell);

 private:
  static constexpr std::size_t kPlanes = D == 2 ? 1 : 5;
  static constexpr std::size_t kMostLanes = kPlanes * 5;
  struct Lane {
    std::uint32_t low;
    std::uint32_t high;
    std::uint32_t end;
    std::uint32_t row_offset;
    std::uint32_t order;
  };

  const CellGrid<D>& grid_;
  std::uint32_t radius_;
  std::array<std::uint32_t, kPlanes> row_cursors_{};
  std::array<Lane, kMostLanes> lanes_;
  std::size_t lane_count_ = 0;
  std::array<CellRun, kMostLanes> runs_;
};

template <std::size_t D>
void NeighbourCells<D>::enter_row(std::uint32_t row) {
  const std::uint64_t own = grid_.row(row).key;
  lane_count_ = 0;
  const std::uint64_t planes = D == 2 ? 1 : 2 * radius_ + 1;
  for (std::uint64_t plane = 0; plane < planes; ++plane) {
    // Cell numbers start at 2 (AxisCells::kFirst), so nothing is borrowed from z.
    const std::uint64_t middle = D == 2 ? own : own + (plane << 32U) - (std::uint64_t{radius_} << 32U);
    const auto dz =
        static_cast<std::uint32_t>(D == 2 ? 0 : (plane > radius_ ? plane - radius_ : radius_ - plane));
    std::uint32_t& cursor = row_cursors_[plane];
    while (grid_.row(cursor).key < middle - radius_) ++cursor;
    for (std::uint32_t i = cursor; grid_.row(i).key <= middle + radius_; ++i) {
      const std::uint64_t key = grid_.row(i).key;
      const auto dy = static_cast<std::uint32_t>(key > middle ? key - middle : middle - key);
      const std::uint32_t start = grid_.row(i).first_cell;
      lanes_[lane_count_++] = {start, start, grid_.row(i + 1).first_cell, std::max(dy, dz),
                               dy * dy + dz * dz};
    }
  }
  std::sort(lanes_.begin(), lanes_.begin() + static_cast<std::ptrdiff_t>(lane_count_),
            [](const Lane& a, const Lane& b) { return a.order < b.order; });
}

template <std::size_t D>
std::span<const CellRun> NeighbourCells<D>::enter_cell(std::uint32_t cell) {
  const std::uint32_t column = grid_.cell(cell).column;
  std::size_t count = 0;
  for (std::size_t i = 0; i < lane_count_; ++i) {
    Lane& lane = lanes_[i];
    while (lane.low < lane.end && grid_.cell(lane.low).column < column - radius_) ++lane.low;
    lane.high = std::max(lane.high, lane.low);
    while (lane.high < lane.end && grid_.cell(lane.high).column <= column + radius_) ++lane.high;
    if (lane.low < lane.high) runs_[count++] = {lane.low, lane.high, lane.row_offset};
  }
  return {runs_.data(), count};
}

}  // namespace clusterlite::distance
