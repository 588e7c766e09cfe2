// DBSCAN of one group, in four steps over the cells of a grid.
//
//   1 cores    a cell that holds min_points is all core; elsewhere the neighbours of each point are counted,
//   no
//              farther than min_points
//   2 unite    the core points of a cell are one cluster; two cells belong together when a core point of one
//   is
//              within eps of a core point of the other
//   3 border   the nearest core point of every other point
//   4 number   the clusters, by their numbers of members
//
// Each step only reads what the steps before have written and writes what belongs to its own cells, and step
// 4 makes the labels from the finished partition: no label depends on the order of the work.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "distance/dbscan.hpp"
#include "distance/neighbourhood.hpp"

namespace clusterlite::distance {

// Disjoint sets of cells. The root is the smallest cell, so the sets look the same in whatever order they
// were united.
class CellSets {
 public:
  explicit CellSets(std::uint32_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), 0U); }

  std::uint32_t find(std::uint32_t cell) {
    while (parent_[cell] != cell) {
      parent_[cell] = parent_[parent_[cell]];
      cell = parent_[cell];
    }
    return cell;
  }

  void unite(std::uint32_t a, std::uint32_t b) {
    a = find(a);
    b = find(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::uint32_t> parent_;
};

template <std::size_t D, class Weights>
class DbscanGroup {
 public:
  using Sum = typename Weights::Sum;

  DbscanGroup(CellGrid<D> grid, double reach, const Weights& weights, const IdOrder& id_order,
              CancelToken& cancel)
      : grid_(std::move(grid)),
        reach_(reach),
        weights_(weights),
        id_order_(id_order),
        cancel_(cancel),
        forest_(grid_, weights, id_order, cancel),
        core_count_(grid_.cell_count(), 0),
        sets_(grid_.cell_count()) {}

  void run(double min_points, DbscanResult& result) {
    find_cores(min_points);
    unite_cells();
    find_borders();
    number_clusters(result);
  }

 private:
  struct Border {
    std::uint32_t point;
    std::uint32_t cell;  // of its nearest core point
  };
  using Cells = std::pair<std::uint32_t, std::uint32_t>;

  void find_cores(double min_points);
  void find_cores_one_by_one(const CellSums<D, Weights>& sums, Sum needed);
  void put_cores_first(const std::vector<std::uint8_t>& is_core);
  void unite_cells();
  void unite_neighbours(std::uint32_t radius, std::vector<Cells>& undecided);
  enum class Touching : std::uint8_t { no, yes, unknown };
  Touching compare_cores(std::uint32_t a, std::uint32_t b, const Box<D>& box_of_a) const;
  void plant_core_tree(std::uint32_t cell);
  void find_borders();
  void number_clusters(DbscanResult& result);
  std::vector<std::uint32_t> smallest_members(const std::vector<std::uint32_t>& cluster_of_cell,
                                              const std::vector<std::uint8_t>& wanted) const;

  std::uint32_t cores_end(std::uint32_t cell) const { return grid_.begin(cell) + core_count_[cell]; }
  bool all_core(std::uint32_t cell) const { return core_count_[cell] == grid_.count(cell); }

  CellGrid<D> grid_;
  double reach_;  // squared
  Weights weights_;
  IdOrder id_order_;
  CancelToken& cancel_;
  BoxForest<D, Weights> forest_;
  CellTrees trees_;
  std::vector<std::uint32_t> core_count_;  // by cell; its core points come first
  CellSets sets_;
  std::vector<Border> borders_;
};

// ---- 1 cores

template <std::size_t D, class Weights>
void DbscanGroup<D, Weights>::find_cores(double min_points) {
  const CellSums<D, Weights> sums(grid_, weights_, cancel_);
  Sum total{};
  for (std::uint32_t cell = 0; cell < grid_.cell_count(); ++cell) {
    cancel_.check();
    total += sums[cell];
  }
  const Sum needed = least_sum(weights_, min_points, total);
  if (needed > total) return;
  for (std::uint32_t cell = 0; cell < grid_.cell_count(); ++cell) {
    cancel_.check();
    if (sums[cell] >= needed) core_count_[cell] = grid_.count(cell);
  }
  const auto size = [this](std::uint32_t cell) { return grid_.count(cell); };
  const auto askers = [this](std::uint32_t cell) { return grid_.count(cell) - core_count_[cell]; };
  plant_trees(grid_, forest_, trees_, size, askers, cancel_);
  find_cores_one_by_one(sums, needed);
}

template <std::size_t D, class Weights>
void DbscanGroup<D, Weights>::find_cores_one_by_one(const CellSums<D, Weights>& sums, Sum needed) {
  const auto enough = [needed](const Sum& sum) { return sum >= needed; };
  std::vector<std::uint8_t> is_core(grid_.size(), 0);
  NeighbourCells<D> around(grid_);
  Neighbourhood<D, Weights> neighbourhood(grid_, weights_, forest_, trees_, cancel_);
  for (std::uint32_t row = 0; row < grid_.row_count(); ++row) {
    around.enter_row(row);
    for (std::uint32_t cell = grid_.row(row).first_cell; cell < grid_.row(row + 1).first_cell; ++cell) {
      cancel_.check();
      if (core_count_[cell] != 0) continue;
      const std::span<const CellRun> runs = around.enter_cell(cell);
      Sum within_reach{};
      for (const CellRun& run : runs) within_reach += sums.of_run(run);
      if (!enough(within_reach)) continue;
      neighbourhood.enter_cell(cell, runs);
      for (std::uint32_t i = grid_.begin(cell); i < grid_.end(cell); ++i) {
        Sum sum = sums[cell];
        neighbourhood.add_within(grid_.points[i], reach_, enough, sum);
        if (!enough(sum)) continue;
        is_core[i] = 1;
        ++core_count_[cell];
      }
    }
  }
  put_cores_first(is_core);
}

template <std::size_t D, class Weights>
void DbscanGroup<D, Weights>::put_cores_first(const std::vector<std::uint8_t>& is_core) {
  for (std::uint32_t cell = 0; cell < grid_.cell_count(); ++cell) {
    cancel_.check();
    if (core_count_[cell] == 0 || all_core(cell)) continue;
    if (!trees_.empty()) trees_[cell] = BoxForest<D, Weights>::kNoTree;
    std::uint32_t next = grid_.begin(cell);
    for (std::uint32_t i = next; i < grid_.end(cell); ++i) {
      cancel_.check();
      if (is_core[i] == 0) continue;
      std::swap(grid_.points[i], grid_.points[next]);
      std::swap(grid_.data_rows[i], grid_.data_rows[next]);
      if (!grid_.weights.empty()) std::swap(grid_.weights[i], grid_.weights[next]);
      ++next;
    }
  }
}

// ---- 2 unite

template <std::size_t D, class Weights>
void DbscanGroup<D, Weights>::unite_cells() {
  // Adjacent cells first: what they unite need not be compared over two cells.
  std::vector<Cells> undecided;
  unite_neighbours(1, undecided);
  unite_neighbours(2, undecided);
  for (const auto& [a, b] : undecided) {
    cancel_.check();
    if (sets_.find(a) == sets_.find(b)) continue;
    plant_core_tree(a);
    plant_core_tree(b);
    if (forest_.touch(trees_[a], trees_[b], reach_)) sets_.unite(a, b);
  }
}

template <std::size_t D, class Weights>
void DbscanGroup<D, Weights>::unite_neighbours(std::uint32_t radius, std::vector<Cells>& undecided) {
  NeighbourCells<D> around(grid_, radius);
  for (std::uint32_t row = 0; row < grid_.row_count(); ++row) {
    around.enter_row(row);
    for (std::uint32_t cell = grid_.row(row).first_cell; cell < grid_.row(row + 1).first_cell; ++cell) {
      cancel_.check();
      if (core_count_[cell] == 0) continue;
      const std::uint32_t column = grid_.cell(cell).column;
      Box<D> box = Box<D>::empty();
      bool have_box = false;
      for (const CellRun& run : around.enter_cell(cell)) {
        for (std::uint32_t other = std::max(run.first, cell + 1); other < run.last; ++other) {
          if (core_count_[other] == 0) continue;
          const std::uint32_t other_column = grid_.cell(other).column;
          const std::uint32_t columns = other_column > column ? other_column - column : column - other_column;
          if (std::max(columns, run.row_offset) < radius && radius > 1) continue;  // has been compared
          if (sets_.find(cell) == sets_.find(other)) continue;
          if (!have_box) {
            for (std::uint32_t i = grid_.begin(cell); i < cores_end(cell); ++i) box.add(grid_.points[i]);
            have_box = true;
          }
          switch (compare_cores(cell, other, box)) {
            case Touching::yes:
              sets_.unite(cell, other);
              break;
            case Touching::unknown:
              undecided.emplace_back(cell, other);
              break;
            case Touching::no:
              break;
          }
        }
      }
    }
  }
}

// Looks at all pairs of few core points; of many, only at some of them.
template <std::size_t D, class Weights>
typename DbscanGroup<D, Weights>::Touching DbscanGroup<D, Weights>::compare_cores(
    std::uint32_t a, std::uint32_t b, const Box<D>& box_of_a) const {
  constexpr std::uint32_t kSample = 16;
  const bool crowded = std::max(core_count_[a], core_count_[b]) > kCrowded;
  const std::uint32_t step_a = crowded ? core_count_[a] / kSample + 1 : 1;
  const std::uint32_t step_b = crowded ? core_count_[b] / kSample + 1 : 1;
  for (std::uint32_t j = grid_.begin(b); j < cores_end(b); j += step_b) {
    const Point<D>& other = grid_.points[j];
    cancel_.check();
    if (least_squared_distance(box_of_a, other) > reach_) continue;
    cancel_.check(core_count_[a] / step_a);
    for (std::uint32_t i = grid_.begin(a); i < cores_end(a); i += step_a) {
      if (squared_distance(grid_.points[i], other) <= reach_) return Touching::yes;
    }
  }
  return crowded ? Touching::unknown : Touching::no;
}

template <std::size_t D, class Weights>
void DbscanGroup<D, Weights>::plant_core_tree(std::uint32_t cell) {
  if (trees_.empty()) trees_.resize(grid_.cell_count(), BoxForest<D, Weights>::kNoTree);
  if (trees_[cell] == 0) trees_[cell] = forest_.plant(grid_.begin(cell), cores_end(cell));
}

// ---- 3 border

template <std::size_t D, class Weights>
void DbscanGroup<D, Weights>::find_borders() {
  const auto cores = [this](std::uint32_t cell) { return core_count_[cell]; };
  const auto askers = [this](std::uint32_t cell) { return grid_.count(cell) - core_count_[cell]; };
  plant_trees(grid_, forest_, trees_, cores, askers, cancel_);

  std::vector<std::uint32_t> core_cells;
  NeighbourCells<D> around(grid_);
  for (std::uint32_t row = 0; row < grid_.row_count(); ++row) {
    around.enter_row(row);
    for (std::uint32_t cell = grid_.row(row).first_cell; cell < grid_.row(row + 1).first_cell; ++cell) {
      cancel_.check();
      if (all_core(cell)) continue;
      core_cells.clear();
      for (const CellRun& run : around.enter_cell(cell)) {
        for (std::uint32_t other = run.first; other < run.last; ++other) {
          if (core_count_[other] != 0) core_cells.push_back(other);
        }
      }
      if (core_cells.empty()) continue;
      for (std::uint32_t i = cores_end(cell); i < grid_.end(cell); ++i) {
        const Point<D>& p = grid_.points[i];
        Nearest best{reach_};
        std::uint32_t best_cell = 0;
        for (const std::uint32_t other : core_cells) {
          const std::uint32_t before = best.point;
          if (!trees_.empty() && trees_[other] != 0) {
            forest_.find_nearest(trees_[other], p, best);
          } else {
            forest_.find_nearest(grid_.begin(other), cores_end(other), p, best);
          }
          if (best.point != before) best_cell = other;
        }
        if (best.point != Nearest::kNone) borders_.push_back({i, best_cell});
      }
    }
  }
}

// ---- 4 number

template <std::size_t D, class Weights>
void DbscanGroup<D, Weights>::number_clusters(DbscanResult& result) {
  std::vector<std::uint32_t> cluster_of_cell(grid_.cell_count(), 0);
  std::vector<std::uint32_t> members;
  for (std::uint32_t cell = 0; cell < grid_.cell_count(); ++cell) {
    cancel_.check();
    if (core_count_[cell] == 0) continue;
    const std::uint32_t root = sets_.find(cell);  // the smallest cell of the cluster, so it comes first
    if (root == cell) {
      cluster_of_cell[cell] = static_cast<std::uint32_t>(members.size());
      members.push_back(0);
    } else {
      cluster_of_cell[cell] = cluster_of_cell[root];
    }
    members[cluster_of_cell[cell]] += core_count_[cell];
  }
  for (const Border& border : borders_) ++members[cluster_of_cell[border.cell]];

  std::vector<std::uint32_t> order(members.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto larger = [&](std::uint32_t a, std::uint32_t b) { return members[a] > members[b]; };
  std::stable_sort(order.begin(), order.end(), larger);
  // The smallest member is looked for only where it decides.
  std::vector<std::uint8_t> tied(members.size(), 0);
  bool any_tied = false;
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (members[order[i - 1]] != members[order[i]]) continue;
    tied[order[i - 1]] = tied[order[i]] = 1;
    any_tied = true;
  }
  if (any_tied) {
    const std::vector<std::uint32_t> smallest = smallest_members(cluster_of_cell, tied);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      cancel_.check();
      return members[a] != members[b] ? members[a] > members[b]
                                      : a != b && id_order_(smallest[a], smallest[b]);
    });
  }
  std::vector<std::uint32_t> number(members.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) number[order[i]] = i + 1;

  for (std::uint32_t cell = 0; cell < grid_.cell_count(); ++cell) {
    cancel_.check(grid_.count(cell));
    for (std::uint32_t i = grid_.begin(cell); i < grid_.end(cell); ++i) {
      const bool core = i < cores_end(cell);
      result.cluster[grid_.data_rows[i]] = core ? number[cluster_of_cell[cell]] : 0;
      result.kind[grid_.data_rows[i]] = core ? PointKind::core : PointKind::noise;
    }
  }
  for (const Border& border : borders_) {
    cancel_.check();
    result.cluster[grid_.data_rows[border.point]] = number[cluster_of_cell[border.cell]];
    result.kind[grid_.data_rows[border.point]] = PointKind::border;
  }
}

// The row with the smallest id of each wanted cluster.
template <std::size_t D, class Weights>
std::vector<std::uint32_t> DbscanGroup<D, Weights>::smallest_members(
    const std::vector<std::uint32_t>& cluster_of_cell, const std::vector<std::uint8_t>& wanted) const {
  constexpr std::uint32_t kNone = 0xFFFFFFFF;
  std::vector<std::uint32_t> smallest(wanted.size(), kNone);
  const auto look_at = [&](std::uint32_t cluster, std::uint32_t point) {
    cancel_.check();
    const std::uint32_t row = grid_.data_rows[point];
    if (smallest[cluster] == kNone || id_order_(row, smallest[cluster])) smallest[cluster] = row;
  };
  for (std::uint32_t cell = 0; cell < grid_.cell_count(); ++cell) {
    cancel_.check();
    if (core_count_[cell] == 0 || wanted[cluster_of_cell[cell]] == 0) continue;
    for (std::uint32_t i = grid_.begin(cell); i < cores_end(cell); ++i) look_at(cluster_of_cell[cell], i);
  }
  for (const Border& border : borders_) {
    const std::uint32_t cluster = cluster_of_cell[border.cell];
    if (wanted[cluster] != 0) look_at(cluster, border.point);
  }
  return smallest;
}

}  // namespace clusterlite::distance
