#include "distance/grid/cell_grid.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "distance/frame/coordinate_frames.hpp"
#include "support/memory/laid_out.hpp"
#include "support/running/error.hpp"

namespace clusterlite::distance {
namespace {

// Keeps the diagonal of a cell below the reach in spite of rounding (axis_cells.cpp).
constexpr double kShorter = 1 - 1e-5;

// A counter per cell, empty or not, beats sorting as long as there are not many more cells than points.
constexpr double kMostCellsPerPoint = 4;
constexpr double kFewCells = 64;

template <std::size_t D>
std::array<std::uint32_t, D> cell_of(const std::vector<AxisCells>& axes, const Point<D>& cell_point) {
  std::array<std::uint32_t, D> index;
  for (std::size_t axis = 0; axis < D; ++axis) index[axis] = axes[axis].index(cell_point[axis]);
  return index;
}

template <std::size_t D>
Point<D> scaled(Point<D> point, const Reach& reach) {
  for (double& coordinate : point) coordinate = reach.coordinate(coordinate);
  return point;
}

}  // namespace

template <std::size_t D>
template <class Frame>
CellGrid<D>::CellGrid(const PointsView& view, const Rows& rows, const Frame& frame, const Threads& threads,
                      CancelToken& cancel) {
  reach = frame.reach().squared;
  const Axes axes = cut_axes(rows, frame, cancel);
  points.resize(rows.size());
  data_rows.resize(rows.size());
  if (view.has_weights()) weights.resize(rows.size());
  lay_out(points, threads, cancel);
  lay_out(data_rows, threads, cancel);
  lay_out(weights, threads, cancel);
  double all_cells = 1;
  for (const AxisCells& axis : axes) all_cells *= axis.end() - AxisCells::kFirst;
  if (all_cells <= kFewCells + kMostCellsPerPoint * static_cast<double>(rows.size())) {
    count_into_cells(view, rows, frame, axes, threads, cancel);
  } else {
    sort_into_cells(view, rows, frame, axes, cancel);
  }
}

template <std::size_t D>
template <class Frame>
typename CellGrid<D>::Axes CellGrid<D>::cut_axes(const Rows& rows, const Frame& frame, CancelToken& cancel) {
  const Reach& reach = frame.reach();
  const double side = reach.scaled / std::sqrt(static_cast<double>(D)) * kShorter;
  const Box<D>& box = frame.bounds();
  Axes axes;
  for (std::size_t axis = 0; axis < D; ++axis) {
    if (rows.size() == 0) {
      axes.emplace_back();
      continue;
    }
    // The data sets see to it (coordinate_range.hpp); a cell number that is no number would lead outside
    // memory.
    if (!std::isfinite(box.high[axis] - box.low[axis])) {
      throw Error("the coordinates are too far apart to be measured");
    }
    if (AxisCells::fits(box.low[axis], box.high[axis], side, reach)) {
      axes.push_back(AxisCells::direct(box.low[axis], side, reach));
      axes.back().set_end(box.high[axis]);
    } else {
      RawVector<double> values;
      values.reserve(rows.size());
      rows.for_each(cancel,
                    [&](std::size_t row) { values.push_back(frame.cell_point(frame.at(row))[axis]); });
      const double greatest = *std::max_element(values.begin(), values.end());
      axes.push_back(AxisCells::segmented(std::move(values), side, reach, cancel));
      axes.back().set_end(greatest);
    }
  }
  return axes;
}

// A counting sort. Each thread counts and places a stretch of the rows, with counters of its own, so that the
// order is that of the rows for any number of threads; there are no more stretches than fit into a counter a
// row.
template <std::size_t D>
template <class Frame>
void CellGrid<D>::count_into_cells(const PointsView& view, const Rows& rows, const Frame& frame,
                                   const Axes& axes, const Threads& threads, CancelToken& cancel) {
  std::array<std::size_t, D> stride;
  std::size_t all_cells = 1;
  for (std::size_t axis = 0; axis < D; ++axis) {
    stride[axis] = all_cells;
    all_cells *= axes[axis].end() - AxisCells::kFirst;
  }
  const auto number_of = [&](const Point<D>& at) {
    const CellIndex index = cell_of<D>(axes, frame.cell_point(at));
    std::size_t number = 0;
    for (std::size_t axis = 0; axis < D; ++axis) number += (index[axis] - AxisCells::kFirst) * stride[axis];
    return number;
  };

  const std::size_t stretches =
      std::clamp<std::size_t>(rows.size() / all_cells, 1, std::size_t{threads.count()});
  const auto stretch = [&](std::size_t i) {
    return rows.part(rows.size() * i / stretches, rows.size() * (i + 1) / stretches);
  };
  RawVector<std::uint32_t> next(stretches * all_cells);
  threads.for_each(stretches, cancel, [&](std::size_t i, CancelToken& token) {
    std::uint32_t* const counts = next.data() + i * all_cells;
    for (std::size_t cell = 0; cell < all_cells; ++cell) {
      token.check();
      counts[cell] = 0;
    }
    stretch(i).for_each(token, [&](std::size_t row) { ++counts[number_of(frame.at(row))]; });
  });
  std::uint32_t first_point = 0;
  CellIndex index;
  index.fill(AxisCells::kFirst);
  for (std::size_t cell = 0; cell < all_cells; ++cell) {
    cancel.check(stretches);
    const std::uint32_t start = first_point;
    for (std::size_t i = 0; i < stretches; ++i) {
      first_point += std::exchange(next[i * all_cells + cell], first_point);
    }
    if (first_point != start) open_cell(index, start);
    for (std::size_t axis = 0; axis < D && ++index[axis] == axes[axis].end() && axis + 1 < D; ++axis) {
      index[axis] = AxisCells::kFirst;
    }
  }
  close();
  threads.for_each(stretches, cancel, [&](std::size_t i, CancelToken& token) {
    std::uint32_t* const slots = next.data() + i * all_cells;
    scatter(view, stretch(i), frame, token, [&](const Point<D>& at) { return &slots[number_of(at)]; });
  });
}

// Each point goes to the next free place of its cell, somewhere in memory. The places of a batch are fetched
// together: waiting for one after the other would take most of the time.
template <std::size_t D>
template <class Frame, class Slot>
void CellGrid<D>::scatter(const PointsView& view, const Rows& rows, const Frame& frame, CancelToken& cancel,
                          const Slot& slot_of) {
  constexpr std::size_t kBatch = 32;
  std::array<Point<D>, kBatch> at;
  std::array<std::uint32_t*, kBatch> slot;
  std::array<std::uint32_t, kBatch> place;
  for (std::size_t start = 0; start < rows.size(); start += kBatch) {
    const std::size_t count = std::min(kBatch, rows.size() - start);
    cancel.check(count);
    for (std::size_t i = 0; i < count; ++i) {
      at[i] = frame.at(rows[start + i]);
      slot[i] = slot_of(at[i]);
      __builtin_prefetch(slot[i], 1);
    }
    for (std::size_t i = 0; i < count; ++i) {
      place[i] = (*slot[i])++;
      __builtin_prefetch(&points[place[i]], 1);
      __builtin_prefetch(&data_rows[place[i]], 1);
    }
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t row = rows[start + i];
      points[place[i]] = scaled<D>(at[i], frame.reach());
      data_rows[place[i]] = row;
      if (!weights.empty()) weights[place[i]] = view.weight(row);
    }
  }
}

template <std::size_t D>
template <class Frame>
void CellGrid<D>::sort_into_cells(const PointsView& view, const Rows& rows, const Frame& frame,
                                  const Axes& axes, CancelToken& cancel) {
  {
    RawVector<Record> records;
    records.reserve(rows.size());
    rows.for_each(cancel, [&](std::size_t row) {
      records.push_back({cell_of<D>(axes, frame.cell_point(frame.at(row))), static_cast<std::uint32_t>(row)});
    });
    sort_records(records, axes, cancel);
    // Laid out at their numbers: growing would take twice the room.
    std::size_t cells = 0;
    std::size_t cell_rows = 0;
    for (std::size_t i = 0; i < records.size(); ++i) {
      cancel.check();
      const CellIndex& index = records[i].index;
      const CellIndex& before = records[i == 0 ? 0 : i - 1].index;
      cells += i == 0 || index != before ? 1 : 0;
      cell_rows += i == 0 || !std::equal(index.begin() + 1, index.end(), before.begin() + 1) ? 1 : 0;
    }
    cells_.reserve(cells + 1);
    rows_.reserve(cell_rows + 1);
    for (std::uint32_t i = 0; i < records.size(); ++i) {
      cancel.check();
      if (i == 0 || records[i].index != records[i - 1].index) open_cell(records[i].index, i);
      data_rows[i] = records[i].data_row;
    }
  }
  close();
  for (std::size_t i = 0; i < data_rows.size(); ++i) {
    cancel.check();
    points[i] = scaled<D>(frame.at(data_rows[i]), frame.reach());
    if (!weights.empty()) weights[i] = view.weight(data_rows[i]);
  }
}

// By row, then by column. Least significant digit first: stable counting sorts by pieces of at most 11 bits.
template <std::size_t D>
void CellGrid<D>::sort_records(RawVector<Record>& records, const Axes& axes, CancelToken& cancel) {
  constexpr std::size_t kFewRecords = 1024;
  if (records.size() < kFewRecords) {
    std::sort(records.begin(), records.end(), [](const Record& a, const Record& b) {
      return std::lexicographical_compare(a.index.rbegin(), a.index.rend(), b.index.rbegin(), b.index.rend());
    });
    return;
  }
  RawVector<Record> sorted(records.size());
  lay_out(sorted, Threads(1), cancel);
  for (std::size_t axis = 0; axis < D; ++axis) {
    const int bits = std::max(1, static_cast<int>(std::bit_width(axes[axis].end())));
    const int pieces = (bits + 10) / 11;
    const int piece_bits = (bits + pieces - 1) / pieces;
    const std::uint32_t mask = (1U << static_cast<unsigned>(piece_bits)) - 1;
    for (int piece = 0; piece < pieces; ++piece) {
      const auto shift = static_cast<unsigned>(piece * piece_bits);
      std::vector<std::uint32_t> next(std::size_t{mask} + 1, 0);
      for (const Record& record : records) {
        cancel.check();
        ++next[(record.index[axis] >> shift) & mask];
      }
      std::uint32_t start = 0;
      for (std::uint32_t& slot : next) start += std::exchange(slot, start);
      for (const Record& record : records) {
        cancel.check();
        sorted[next[(record.index[axis] >> shift) & mask]++] = record;
      }
      records.swap(sorted);
    }
  }
}

template <std::size_t D>
void CellGrid<D>::open_cell(const CellIndex& index, std::uint32_t first_point) {
  std::uint64_t key = index[1];
  if constexpr (D == 3) key |= std::uint64_t{index[2]} << 32U;
  if (rows_.empty() || rows_.back().key != key) {
    rows_.push_back({key, static_cast<std::uint32_t>(cells_.size())});
  }
  cells_.push_back({index[0], first_point});
}

template <std::size_t D>
void CellGrid<D>::close() {
  rows_.push_back({std::numeric_limits<std::uint64_t>::max(), static_cast<std::uint32_t>(cells_.size())});
  cells_.push_back({std::numeric_limits<std::uint32_t>::max(), static_cast<std::uint32_t>(points.size())});
}

template <std::size_t D>
std::uint32_t CellGrid<D>::row_of(std::uint32_t cell) const {
  const auto after =
      std::upper_bound(rows_.begin(), rows_.end(), cell,
                       [](std::uint32_t wanted, const Row& row) { return wanted < row.first_cell; });
  return static_cast<std::uint32_t>(after - rows_.begin()) - 1;
}

template <std::size_t D>
std::uint32_t CellGrid<D>::first_row_from(std::uint64_t key) const {
  const auto found = std::lower_bound(rows_.begin(), rows_.end(), key,
                                      [](const Row& row, std::uint64_t wanted) { return row.key < wanted; });
  return static_cast<std::uint32_t>(found - rows_.begin());
}

template <std::size_t D>
std::uint32_t CellGrid<D>::first_cell_from(std::uint32_t first, std::uint32_t last,
                                           std::uint32_t column) const {
  const auto found =
      std::lower_bound(cells_.begin() + first, cells_.begin() + last, column,
                       [](const Cell& cell, std::uint32_t wanted) { return cell.column < wanted; });
  return static_cast<std::uint32_t>(found - cells_.begin());
}

template <std::size_t D>
std::uint32_t CellGrid<D>::cell_at_work(std::uint64_t work) const {
  std::uint32_t low = 0;
  std::uint32_t high = cell_count();
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (std::uint64_t{middle} + begin(middle) < work) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

template class CellGrid<2>;
template class CellGrid<3>;
template CellGrid<2>::CellGrid(const PointsView&, const Rows&, const PlanarFrame&, const Threads&,
                               CancelToken&);
template CellGrid<3>::CellGrid(const PointsView&, const Rows&, const GeodesicFrame&, const Threads&,
                               CancelToken&);

}  // namespace clusterlite::distance
