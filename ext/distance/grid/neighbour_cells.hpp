// Walks over the cells of a grid in their order, and tells for each the cells around it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "distance/grid/cell_grid.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite::distance {

// The cells first .. last - 1.
struct CellRange {
  std::uint32_t first;
  std::uint32_t last;
};

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

  // Rows must be entered in rising order, and so must the cells of a row; both may be left out. `column`: no
  // cell of the row before this column will be entered.
  void enter_row(std::uint32_t row, std::uint32_t column);
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
  bool started_ = false;
  std::array<std::uint32_t, kPlanes> row_cursors_{};
  std::array<Lane, kMostLanes> lanes_;
  std::size_t lane_count_ = 0;
  std::array<CellRun, kMostLanes> runs_;
};

template <std::size_t D>
void NeighbourCells<D>::enter_row(std::uint32_t row, std::uint32_t column) {
  const std::uint64_t own = grid_.row(row).key;
  lane_count_ = 0;
  const std::uint64_t planes = D == 2 ? 1 : 2 * radius_ + 1;
  for (std::uint64_t plane = 0; plane < planes; ++plane) {
    // Cell numbers start at 2 (AxisCells::kFirst), so nothing is borrowed from z.
    const std::uint64_t middle = D == 2 ? own : own + (plane << 32U) - (std::uint64_t{radius_} << 32U);
    const auto dz =
        static_cast<std::uint32_t>(D == 2 ? 0 : (plane > radius_ ? plane - radius_ : radius_ - plane));
    std::uint32_t& cursor = row_cursors_[plane];
    if (!started_) cursor = grid_.first_row_from(middle - radius_);
    while (grid_.row(cursor).key < middle - radius_) ++cursor;
    for (std::uint32_t i = cursor; grid_.row(i).key <= middle + radius_; ++i) {
      const std::uint64_t key = grid_.row(i).key;
      const auto dy = static_cast<std::uint32_t>(key > middle ? key - middle : middle - key);
      const std::uint32_t end = grid_.row(i + 1).first_cell;
      const std::uint32_t start = column <= radius_ + AxisCells::kFirst
                                      ? grid_.row(i).first_cell
                                      : grid_.first_cell_from(grid_.row(i).first_cell, end, column - radius_);
      lanes_[lane_count_++] = {start, start, end, std::max(dy, dz), dy * dy + dz * dz};
    }
  }
  started_ = true;
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

// Calls visit(cell, runs around it) for the cells of `range` that are wanted(cell), in their order.
template <std::size_t D, class Wanted, class Visit>
void for_each_cell(const CellGrid<D>& grid, CellRange range, std::uint32_t radius, CancelToken& cancel,
                   const Wanted& wanted, const Visit& visit) {
  NeighbourCells<D> around(grid, radius);
  std::uint32_t cell = range.first;
  for (std::uint32_t row = grid.row_of(cell); cell < range.last; ++row) {
    const std::uint32_t end = std::min(range.last, grid.row(row + 1).first_cell);
    bool entered = false;
    for (; cell < end; ++cell) {
      cancel.check();
      if (!wanted(cell)) continue;
      if (!entered) around.enter_row(row, grid.cell(cell).column);
      entered = true;
      visit(cell, around.enter_cell(cell));
    }
  }
}

// The cells of a grid in parts of about equal work (points and cells), in their order, for several threads.
template <std::size_t D>
class CellParts {
 public:
  CellParts(const CellGrid<D>& grid, const Threads& threads) {
    constexpr std::uint32_t kPartsPerThread = 16;  // so that one dear part does not keep the others waiting
    const std::uint64_t wanted = threads.count() == 1 ? 1 : std::uint64_t{threads.count()} * kPartsPerThread;
    const std::uint64_t work = grid.size() + grid.cell_count();
    starts_.push_back(0);
    for (std::uint64_t part = 1; part < wanted; ++part) {
      const std::uint32_t cell = grid.cell_at_work(work * part / wanted);
      if (cell > starts_.back() && cell < grid.cell_count()) starts_.push_back(cell);
    }
    starts_.push_back(grid.cell_count());
  }

  std::size_t size() const { return starts_.size() - 1; }
  CellRange operator[](std::size_t part) const { return {starts_[part], starts_[part + 1]}; }

 private:
  std::vector<std::uint32_t> starts_;
};

}  // namespace clusterlite::distance
