// How much lies within reach of a point.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "distance/box_forest.hpp"
#include "distance/cell_grid.hpp"
#include "distance/neighbour_cells.hpp"
#include "distance/space.hpp"
#include "support/cancel.hpp"

namespace clusterlite::distance {

// The trees of crowded cells; empty as long as there is none.
using CellTrees = std::vector<std::uint32_t>;
inline constexpr std::uint32_t kCrowded = 64;  // points

// Plants a tree over each crowded cell that pays for it. Of cell c the points begin(c) .. begin(c) + size(c)
// - 1 are searched, and askers(c) of its points will search the cells around it.
template <std::size_t D, class Weights, class Size, class Askers>
void plant_trees(const CellGrid<D>& grid, BoxForest<D, Weights>& forest, CellTrees& trees, const Size& size,
                 const Askers& askers, CancelToken& cancel) {
  constexpr std::uint64_t kLeastAskers = 32;  // building costs about as much as 32 looks at each point
  NeighbourCells<D> around(grid);
  for (std::uint32_t row = 0; row < grid.row_count(); ++row) {
    bool entered = false;
    for (std::uint32_t cell = grid.row(row).first_cell; cell < grid.row(row + 1).first_cell; ++cell) {
      cancel.check();
      if (size(cell) <= kCrowded || (!trees.empty() && trees[cell] != 0)) continue;
      if (!entered) around.enter_row(row);
      entered = true;
      std::uint64_t count = 0;
      for (const CellRun& run : around.enter_cell(cell)) {
        for (std::uint32_t other = run.first; other < run.last; ++other) {
          if (other != cell) count += askers(other);
        }
      }
      if (count < kLeastAskers) continue;
      if (trees.empty()) trees.resize(grid.cell_count(), BoxForest<D, Weights>::kNoTree);
      trees[cell] = forest.plant(grid.begin(cell), grid.begin(cell) + size(cell));
    }
  }
}

// The weight of each cell: without weights simply its number of points.
template <std::size_t D, class Weights>
class CellSums {
 public:
  using Sum = typename Weights::Sum;

  CellSums(const CellGrid<D>& grid, const Weights& weights, CancelToken& cancel) : grid_(grid) {
    if constexpr (Weights::kWeighted) {
      sums_.resize(grid.cell_count());
      for (std::uint32_t cell = 0; cell < grid.cell_count(); ++cell) {
        cancel.check(grid.count(cell));
        for (std::uint32_t i = grid.begin(cell); i < grid.end(cell); ++i) {
          sums_[cell] += weights.term(grid.weights, i);
        }
      }
    }
  }

  Sum operator[](std::uint32_t cell) const {
    if constexpr (Weights::kWeighted) {
      return sums_[cell];
    } else {
      return grid_.count(cell);
    }
  }

  Sum of_run(const CellRun& run) const {
    if constexpr (Weights::kWeighted) {
      Sum sum{};
      for (std::uint32_t cell = run.first; cell < run.last; ++cell) sum += sums_[cell];
      return sum;
    } else {
      return grid_.begin(run.last) - grid_.begin(run.first);
    }
  }

 private:
  const CellGrid<D>& grid_;
  std::vector<Sum> sums_;
};

// The points around one cell, nearest rows first, ready to be searched for each point of the cell.
template <std::size_t D, class Weights>
class Neighbourhood {
 public:
  using Sum = typename Weights::Sum;

  Neighbourhood(const CellGrid<D>& grid, const Weights& weights, const BoxForest<D, Weights>& forest,
                const CellTrees& trees, CancelToken& cancel)
      : grid_(grid), weights_(weights), forest_(forest), trees_(trees), cancel_(cancel) {}

  void enter_cell(std::uint32_t cell, std::span<const CellRun> runs) {
    places_.clear();
    for (const CellRun& run : runs) {
      if (run.first <= cell && cell < run.last) {
        add({run.first, cell, 0});
        add({cell + 1, run.last, 0});
      } else {
        add(run);
      }
    }
  }

  // Adds the weight within squared distance `reach` of `p`, the cell itself left out, to `sum`, at most until
  // enough(sum).
  template <class Enough>
  void add_within(const Point<D>& p, double reach, const Enough& enough, Sum& sum) const {
    for (const Place& place : places_) {
      if (place.tree != 0) {
        forest_.add_within(place.tree, p, reach, enough, sum);
      } else {
        add_points(place, p, reach, sum);
      }
      if (enough(sum)) return;
    }
  }

 private:
  static constexpr std::uint32_t kLongestPlace = 128;
  struct Place {
    std::uint32_t first;
    std::uint32_t last;
    std::uint32_t tree;
  };

  void add(const CellRun& run) {
    const std::uint32_t first = grid_.begin(run.first);
    const std::uint32_t last = grid_.begin(run.last);
    if (trees_.empty() || last - first <= kCrowded) {
      add_range(first, last);
      return;
    }
    for (std::uint32_t cell = run.first; cell < run.last; ++cell) {
      if (trees_[cell] != 0) {
        places_.push_back({grid_.begin(cell), grid_.end(cell), trees_[cell]});
      } else {
        add_range(grid_.begin(cell), grid_.end(cell));
      }
    }
  }

  // In pieces, so that a search may stop after each.
  void add_range(std::uint32_t first, std::uint32_t last) {
    if (!places_.empty() && places_.back().tree == 0 && places_.back().last == first &&
        last - places_.back().first <= kLongestPlace) {
      places_.back().last = last;
      return;
    }
    while (first < last) {
      const std::uint32_t end = last - first > kLongestPlace ? first + kLongestPlace : last;
      places_.push_back({first, end, 0});
      first = end;
    }
  }

  void add_points(const Place& place, const Point<D>& p, double reach, Sum& sum) const {
    cancel_.check(place.last - place.first);
    Sum within{};
    for (std::uint32_t i = place.first; i < place.last; ++i) {
      const bool inside = squared_distance(grid_.points[i], p) <= reach;
      if constexpr (Weights::kWeighted) {
        if (inside) within += weights_.term(grid_.weights, i);
      } else {
        within += inside ? 1 : 0;
      }
    }
    sum += within;
  }

  const CellGrid<D>& grid_;
  Weights weights_;
  const BoxForest<D, Weights>& forest_;
  const CellTrees& trees_;
  CancelToken& cancel_;
  std::vector<Place> places_;
};

}  // namespace clusterlite::distance
