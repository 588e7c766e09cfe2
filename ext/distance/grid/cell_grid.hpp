// The points of one group, sorted into the cells of a grid.
//
// Cells have a side just under reach / sqrt(D): all points of a cell are neighbours, and the neighbours of a
// point lie at most two cells away along each axis (Gunawan 2013; de Berg, Gunawan and Roeloffzen 2019). Only
// cells with points are kept, row after row: a row is the cells that differ along the x axis only. So the
// cells within two columns in one row, and their points, are contiguous.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "datasets/points.hpp"
#include "distance/frame/points_and_boxes.hpp"
#include "distance/grid/axis_cells.hpp"
#include "distance/located/row_groups.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite::distance {

template <std::size_t D>
class CellGrid {
 public:
  struct Cell {
    std::uint32_t column;       // along x
    std::uint32_t first_point;  // the cell's points end where the next cell's begin
  };
  struct Row {
    std::uint64_t key;  // the cell number along y; in space plus 2^32 times the one along z
    std::uint32_t first_cell;
  };

  // `Frame` is one of frame.hpp.
  template <class Frame>
  CellGrid(const PointsView& view, const Rows& rows, const Frame& frame, const Threads& threads,
           CancelToken& cancel);

  std::size_t size() const { return points.size(); }
  std::uint32_t cell_count() const { return static_cast<std::uint32_t>(cells_.size() - 1); }
  std::uint32_t row_count() const { return static_cast<std::uint32_t>(rows_.size() - 1); }
  const Row& row(std::uint32_t i) const { return rows_[i]; }  // i = row_count(): the end
  const Cell& cell(std::uint32_t i) const { return cells_[i]; }
  std::uint32_t begin(std::uint32_t cell) const { return cells_[cell].first_point; }
  std::uint32_t end(std::uint32_t cell) const { return cells_[cell + 1].first_point; }
  std::uint32_t count(std::uint32_t cell) const { return end(cell) - begin(cell); }

  // Searches by bisection.
  std::uint32_t row_of(std::uint32_t cell) const;         // the row a cell stands in
  std::uint32_t first_row_from(std::uint64_t key) const;  // the first row with at least this key
  std::uint32_t first_cell_from(std::uint32_t first, std::uint32_t last, std::uint32_t column) const;
  std::uint32_t cell_at_work(std::uint64_t work) const;  // work: cells plus points before it

  // Squared: points[i] and points[j] are neighbours when their squared distance is <= reach.
  double reach = 0;

  // In the order of the cells. Within a cell the order has no meaning: whoever likes may change it, in all
  // three.
  RawVector<Point<D>> points;          // scaled
  RawVector<std::uint32_t> data_rows;  // the row of the data set
  RawVector<double> weights;           // empty when every point weighs 1

 private:
  using CellIndex = std::array<std::uint32_t, D>;
  struct Record {
    CellIndex index;
    std::uint32_t data_row;
  };
  using Axes = std::vector<AxisCells>;

  template <class Frame>
  static Axes cut_axes(const Rows& rows, const Frame& frame, CancelToken& cancel);
  template <class Frame>
  void count_into_cells(const PointsView& view, const Rows& rows, const Frame& frame, const Axes& axes,
                        const Threads& threads, CancelToken& cancel);
  template <class Frame, class Slot>
  void scatter(const PointsView& view, const Rows& rows, const Frame& frame, CancelToken& cancel,
               const Slot& slot_of);
  template <class Frame>
  void sort_into_cells(const PointsView& view, const Rows& rows, const Frame& frame, const Axes& axes,
                       CancelToken& cancel);
  static void sort_records(RawVector<Record>& records, const Axes& axes, CancelToken& cancel);
  void open_cell(const CellIndex& index, std::uint32_t first_point);
  void close();

  RawVector<Cell> cells_;  // one more than there are
  RawVector<Row> rows_;    // likewise
};

}  // namespace clusterlite::distance
