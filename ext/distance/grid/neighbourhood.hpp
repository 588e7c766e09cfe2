// How much lies within reach of each point of a cell.
//
// The points of a cell are judged together as far as possible. Around a box of them every other box is either
// wholly within reach of all its points, or out of reach of all, or in doubt; when what is sure and what is
// in doubt do not decide, the box is halved, and in the end single points are compared with the boxes left
// (Gray and Moore 2000 count so for two trees at once).
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "distance/frame/points_and_boxes.hpp"
#include "distance/grid/box_forest.hpp"
#include "distance/grid/cell_grid.hpp"
#include "distance/grid/neighbour_cells.hpp"
#include "distance/grid/point_scans.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite::distance {

inline constexpr std::uint32_t kCrowded = 64;  // points

// Plants a tree over each crowded cell that pays for it. The first size(cell) points of a cell are searched,
// and askers(cell) of its points will search the cells around it.
template <std::size_t D, class Weights, class Size, class Askers>
void plant_trees(const CellGrid<D>& grid, const CellParts<D>& parts, BoxForest<D, Weights>& forest,
                 const Size& size, const Askers& askers, const Threads& threads, CancelToken& cancel) {
  constexpr std::uint64_t kLeastAskers = 32;  // building costs about as much as 32 looks at each point
  std::vector<std::vector<std::uint32_t>> chosen(parts.size());
  threads.for_each(parts.size(), cancel, [&](std::size_t part, CancelToken& token) {
    const auto crowded = [&](std::uint32_t cell) {
      return size(cell) > kCrowded && forest.root(cell) == BoxForest<D, Weights>::kNoTree;
    };
    for_each_cell<D>(grid, parts[part], 2, token, crowded,
                     [&](std::uint32_t cell, std::span<const CellRun> runs) {
                       std::uint64_t count = 0;
                       for (const CellRun& run : runs) {
                         for (std::uint32_t other = run.first; other < run.last; ++other)
                           count += askers(other);
                       }
                       if (count >= kLeastAskers) chosen[part].push_back(cell);
                     });
  });
  std::vector<std::uint32_t> cells;
  for (const auto& some : chosen) cells.insert(cells.end(), some.begin(), some.end());
  forest.plant(cells, size, threads, cancel);
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
        Sum sum{};
        for (std::uint32_t i = grid.begin(cell); i < grid.end(cell); ++i) {
          sum += weights.term(grid.weights, i);
        }
        sums_[cell] = sum;
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
  RawVector<Sum> sums_;
};

// The bounding boxes of the first size(cell) points of cells. A walk over the cells asks for each some twenty
// times: those of the last few rows are kept.
template <std::size_t D>
class CellBoxes {
 public:
  explicit CellBoxes(const CellGrid<D>& grid)
      : grid_(grid), kept_(std::min(kMostKept, std::bit_ceil(grid.cell_count()))) {}

  const Box<D>& box(std::uint32_t cell, std::uint32_t size) {
    Kept& kept = kept_[cell & (kept_.size() - 1)];
    if (kept.cell != cell) {
      kept.cell = cell;
      kept.box = Box<D>::empty();
      for (std::uint32_t i = grid_.begin(cell); i < grid_.begin(cell) + size; ++i)
        kept.box.add(grid_.points[i]);
    }
    return kept.box;
  }

 private:
  static constexpr std::uint32_t kMostKept = 4096;
  struct Kept {
    std::uint32_t cell = std::numeric_limits<std::uint32_t>::max();
    Box<D> box{};
  };

  const CellGrid<D>& grid_;
  std::vector<Kept> kept_;
};

// One for each thread.
//
// A Judge says what is wanted of a sum:
//   bool decided(const Sum& least, const Sum& most)   the sum lies between these: is that enough to know?
//   void take(std::uint32_t first, std::uint32_t last, const Sum& least)   these points are decided
template <std::size_t D, class Weights>
class Neighbourhood {
 public:
  using Sum = typename Weights::Sum;
  using Node = BoxNode<D, Weights>;

  Neighbourhood(const CellGrid<D>& grid, const Weights& weights, const BoxForest<D, Weights>& forest,
                const CellSums<D, Weights>& sums, CancelToken& cancel)
      : grid_(grid), weights_(weights), forest_(forest), sums_(sums), cancel_(cancel), boxes_(grid) {}

  // Judges all points of a cell, given the cells around it.
  template <class Judge>
  void judge(std::uint32_t cell, std::span<const CellRun> runs, Judge& judge) {
    const std::uint32_t tree = forest_.root(cell);
    const Node own = tree != 0 ? forest_.node(tree) : as_node(cell);
    targets_.clear();
    for (const CellRun& run : runs) {
      if (run.first <= cell && cell < run.last) {
        add({run.first, cell, 0}, own);
        add({cell + 1, run.last, 0}, own);
      } else {
        add(run, own);
      }
    }
    judge_node(own, sums_[cell], 0, judge);
  }

 private:
  // A box is worth its look from this number of points on.
  static constexpr std::uint32_t kWorthABox = 4;
  static constexpr std::uint32_t kLongestTarget = 128;

  Node as_node(std::uint32_t cell) {
    return {boxes_.box(cell, grid_.count(cell)), grid_.begin(cell), grid_.end(cell), 0, sums_[cell]};
  }

  void add(const CellRun& run, const Node& own) {
    const bool boxes = own.count() >= kWorthABox;
    std::uint32_t first = run.first;  // cells that have not been added yet
    for (std::uint32_t cell = run.first; cell < run.last; ++cell) {
      const std::uint32_t tree = forest_.root(cell);
      if (tree == 0 && (!boxes || grid_.count(cell) < kWorthABox)) continue;
      add_unboxed(first, cell);
      targets_.push_back(tree != 0 ? forest_.node(tree) : as_node(cell));
      first = cell + 1;
    }
    add_unboxed(first, run.last);
  }

  // In pieces, so that a search may stop after each.
  void add_unboxed(std::uint32_t first_cell, std::uint32_t last_cell) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    Box<D> everywhere;
    everywhere.low.fill(-kInfinity);
    everywhere.high.fill(kInfinity);
    while (first_cell < last_cell) {
      std::uint32_t end = first_cell + 1;
      while (end < last_cell && grid_.begin(end + 1) - grid_.begin(first_cell) <= kLongestTarget) ++end;
      targets_.push_back(
          {everywhere, grid_.begin(first_cell), grid_.begin(end), 0, sums_.of_run({first_cell, end, 0})});
      first_cell = end;
    }
  }

  // The targets from number `start` on are in doubt for `node`, whose points have at least `least`.
  template <class Judge>
  void judge_node(const Node& node, Sum least, std::size_t start, Judge& judge) {
    // What is decided goes; what is larger than the node is halved first. The rest moves to the end, behind
    // the list of whoever called.
    const std::size_t end = targets_.size();
    Sum doubtful{};
    for (std::size_t i = start; i < end; ++i) refine(node, targets_[i], least, doubtful);
    Sum most = least;
    most += doubtful;
    if (judge.decided(least, most)) {
      judge.take(node.first, node.last, least);
    } else if (node.is_leaf()) {
      judge_points(node, least, most, end, judge);
    } else {
      judge_node(forest_.node(node.child), least, end, judge);
      judge_node(forest_.node(node.child + 1), least, end, judge);
    }
    targets_.resize(end);
  }

  // By value: the list grows meanwhile.
  void refine(const Node& node, const Node target, Sum& least, Sum& doubtful) {
    cancel_.check();
    if (least_squared_distance(node.box, target.box) > grid_.reach) return;
    if (greatest_squared_distance(node.box, target.box) <= grid_.reach) {
      least += target.sum;
    } else if (!target.is_leaf() && target.count() > node.count()) {
      refine(node, forest_.node(target.child), least, doubtful);
      refine(node, forest_.node(target.child + 1), least, doubtful);
    } else {
      doubtful += target.sum;
      targets_.push_back(target);
    }
  }

  template <class Judge>
  void judge_points(const Node& node, const Sum& least, const Sum& most, std::size_t start, Judge& judge) {
    // A leaf of many points is one place: what holds for one holds for all.
    const bool one_place = node.box.is_one_place();
    const std::size_t end = targets_.size();
    for (std::uint32_t i = node.first; i < node.last; ++i) {
      Sum sum = least;
      Sum possible = most;
      for (std::size_t t = start; t < end && !judge.decided(sum, possible); ++t) {
        possible -= targets_[t].sum;
        const Sum near = sum_near(targets_[t], grid_.points[i]);
        possible += near;
        sum += near;
      }
      judge.take(i, one_place ? node.last : i + 1, sum);
      if (one_place) return;
    }
  }

  Sum sum_near(const Node& target, const Point<D>& p) {
    if (target.count() > BoxForest<D, Weights>::kLeafPoints && target.box.is_one_place()) {
      return squared_distance(target.box.low, p) <= grid_.reach ? target.sum : Sum{};
    }
    if (!target.is_leaf()) {
      if (least_squared_distance(target.box, p) > grid_.reach) return Sum{};
      if (greatest_squared_distance(target.box, p) <= grid_.reach) return target.sum;
      Sum sum = sum_near(forest_.node(target.child), p);
      sum += sum_near(forest_.node(target.child + 1), p);
      return sum;
    }
    cancel_.check(target.count());
    if constexpr (Weights::kWeighted) {
      Sum sum{};
      for (std::uint32_t i = target.first; i < target.last; ++i) {
        if (squared_distance(grid_.points[i], p) <= grid_.reach) sum += weights_.term(grid_.weights, i);
      }
      return sum;
    } else {
      return count_near<D>(&grid_.points[target.first], target.count(), p, grid_.reach);
    }
  }

  const CellGrid<D>& grid_;
  Weights weights_;
  const BoxForest<D, Weights>& forest_;
  const CellSums<D, Weights>& sums_;
  CancelToken& cancel_;
  CellBoxes<D> boxes_;
  std::vector<Node> targets_;
};

}  // namespace clusterlite::distance
