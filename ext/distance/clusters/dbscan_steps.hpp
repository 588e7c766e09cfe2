// The steps of dbscan_group.hpp.
#pragma once

#include "distance/clusters/dbscan_group.hpp"

namespace clusterlite::distance {

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
  plant_trees(grid_, parts_, forest_, size, askers, threads_, cancel_);
  find_cores_one_by_one(sums, needed);
}

template <std::size_t D, class Weights>
void DbscanGroup<D, Weights>::find_cores_one_by_one(const CellSums<D, Weights>& sums, Sum needed) {
  RawVector<std::uint8_t> is_core(grid_.size());  // of the cells that are core in part
  for_each_part([&](std::size_t, CellRange cells, CancelToken& cancel) {
    Neighbourhood<D, Weights> neighbourhood(grid_, weights_, forest_, sums, cancel);
    for_each_cell<D>(
        grid_, cells, 2, cancel, [this](std::uint32_t cell) { return core_count_[cell] == 0; },
        [&](std::uint32_t cell, std::span<const CellRun> runs) {
          Sum within_reach{};
          for (const CellRun& run : runs) within_reach += sums.of_run(run);
          if (within_reach < needed) return;
          std::fill(is_core.begin() + grid_.begin(cell), is_core.begin() + grid_.end(cell), std::uint8_t{0});
          CoreJudge judge{needed, is_core};
          neighbourhood.judge(cell, runs, judge);
          core_count_[cell] = judge.found;
        });
  });
  put_cores_first(is_core);
}

template <std::size_t D, class Weights>
void DbscanGroup<D, Weights>::put_cores_first(const RawVector<std::uint8_t>& is_core) {
  for_each_part([&](std::size_t, CellRange cells, CancelToken& cancel) {
    for (std::uint32_t cell = cells.first; cell < cells.last; ++cell) {
      cancel.check();
      if (core_count_[cell] == 0 || all_core(cell)) continue;
      forest_.fell(cell);
      std::uint32_t next = grid_.begin(cell);
      for (std::uint32_t i = next; i < grid_.end(cell); ++i) {
        cancel.check();
        if (is_core[i] == 0) continue;
        std::swap(grid_.points[i], grid_.points[next]);
        std::swap(grid_.data_rows[i], grid_.data_rows[next]);
        if (!grid_.weights.empty()) std::swap(grid_.weights[i], grid_.weights[next]);
        ++next;
      }
    }
  });
}

// ---- 2 unite

template <std::size_t D, class Weights>
void DbscanGroup<D, Weights>::unite_cells() {
  // Adjacent cells first: what they unite need not be compared over two cells.
  std::vector<Cells> undecided;
  unite_neighbours(1, undecided);
  unite_neighbours(2, undecided);
  compare_crowds(undecided);
}

template <std::size_t D, class Weights>
void DbscanGroup<D, Weights>::unite_neighbours(std::uint32_t radius, std::vector<Cells>& undecided) {
  std::vector<std::vector<Cells>> undecided_of(parts_.size());
  for_each_part([&](std::size_t part, CellRange cells, CancelToken& cancel) {
    const auto unite = [&](std::uint32_t cell, std::span<const CellRun> runs) {
      const std::uint32_t column = grid_.cell(cell).column;
      Box<D> box = Box<D>::empty();
      bool have_box = false;
      for (const CellRun& run : runs) {
        for (std::uint32_t other = std::max(run.first, cell + 1); other < run.last; ++other) {
          if (core_count_[other] == 0) continue;
          const std::uint32_t other_column = grid_.cell(other).column;
          const std::uint32_t columns = other_column > column ? other_column - column : column - other_column;
          if (std::max(columns, run.row_offset) < radius && radius > 1) continue;  // has been compared
          if (sets_.find(cell) == sets_.find(other)) continue;
          if (!have_box) {
            cancel.check(core_count_[cell]);
            for (std::uint32_t i = grid_.begin(cell); i < cores_end(cell); ++i) box.add(grid_.points[i]);
            have_box = true;
          }
          const Touching touching = compare_cores(cell, other, box, cancel);
          if (touching == Touching::yes) sets_.unite(cell, other);
          if (touching == Touching::unknown) undecided_of[part].emplace_back(cell, other);
        }
      }
    };
    for_each_cell<D>(
        grid_, cells, radius, cancel, [this](std::uint32_t cell) { return core_count_[cell] != 0; }, unite);
  });
  for (const auto& some : undecided_of) undecided.insert(undecided.end(), some.begin(), some.end());
}

// Looks at all pairs of few core points; of many, only at some of them.
template <std::size_t D, class Weights>
typename DbscanGroup<D, Weights>::Touching DbscanGroup<D, Weights>::compare_cores(std::uint32_t a,
                                                                                  std::uint32_t b,
                                                                                  const Box<D>& box_of_a,
                                                                                  CancelToken& cancel) const {
  constexpr std::uint32_t kSample = 16;
  const bool crowded = std::max(core_count_[a], core_count_[b]) > kCrowded;
  const std::uint32_t step_a = crowded ? core_count_[a] / kSample + 1 : 1;
  const std::uint32_t step_b = crowded ? core_count_[b] / kSample + 1 : 1;
  for (std::uint32_t j = grid_.begin(b); j < cores_end(b); j += step_b) {
    const Point<D>& other = grid_.points[j];
    cancel.check();
    if (least_squared_distance(box_of_a, other) > grid_.reach) continue;
    cancel.check(core_count_[a] / step_a);
    for (std::uint32_t i = grid_.begin(a); i < cores_end(a); i += step_a) {
      if (squared_distance(grid_.points[i], other) <= grid_.reach) return Touching::yes;
    }
  }
  return crowded ? Touching::unknown : Touching::no;
}

template <std::size_t D, class Weights>
void DbscanGroup<D, Weights>::compare_crowds(const std::vector<Cells>& undecided) {
  std::vector<Cells> pairs;
  std::vector<std::uint32_t> without_tree;
  for (const auto& [a, b] : undecided) {
    cancel_.check();
    if (sets_.find(a) == sets_.find(b)) continue;
    pairs.emplace_back(a, b);
    for (const std::uint32_t cell : {a, b}) {
      if (forest_.root(cell) == BoxForest<D, Weights>::kNoTree) without_tree.push_back(cell);
    }
  }
  std::sort(without_tree.begin(), without_tree.end());
  without_tree.erase(std::unique(without_tree.begin(), without_tree.end()), without_tree.end());
  forest_.plant(
      without_tree, [this](std::uint32_t cell) { return core_count_[cell]; }, threads_, cancel_);
  threads_.for_each(pairs.size(), cancel_, [&](std::size_t i, CancelToken& cancel) {
    const auto [a, b] = pairs[i];
    if (sets_.find(a) == sets_.find(b)) return;
    if (forest_.touch(forest_.root(a), forest_.root(b), grid_.reach, cancel)) sets_.unite(a, b);
  });
}

// ---- 3 border

template <std::size_t D, class Weights>
void DbscanGroup<D, Weights>::find_borders() {
  const auto cores = [this](std::uint32_t cell) { return core_count_[cell]; };
  const auto askers = [this](std::uint32_t cell) { return grid_.count(cell) - core_count_[cell]; };
  plant_trees(grid_, parts_, forest_, cores, askers, threads_, cancel_);
  for_each_part([&](std::size_t part, CellRange cells, CancelToken& cancel) {
    CellBoxes<D> boxes(grid_);
    std::vector<std::uint32_t> core_cells;
    for_each_cell<D>(
        grid_, cells, 2, cancel, [this](std::uint32_t cell) { return !all_core(cell); },
        [&](std::uint32_t cell, std::span<const CellRun> runs) {
          core_cells.clear();
          for (const CellRun& run : runs) {
            for (std::uint32_t other = run.first; other < run.last; ++other) {
              if (core_count_[other] != 0) core_cells.push_back(other);
            }
          }
          if (!core_cells.empty()) find_borders(cell, core_cells, boxes, borders_[part], cancel);
        });
  });
}

template <std::size_t D, class Weights>
void DbscanGroup<D, Weights>::find_borders(std::uint32_t cell, std::span<const std::uint32_t> core_cells,
                                           CellBoxes<D>& boxes, std::vector<Border>& borders,
                                           CancelToken& cancel) const {
  Nearest last{grid_.reach};  // of the point before, which is likely to be near
  std::uint32_t last_cell = 0;
  for (std::uint32_t i = cores_end(cell); i < grid_.end(cell); ++i) {
    const Point<D>& p = grid_.points[i];
    Nearest best{grid_.reach};
    std::uint32_t best_cell = last_cell;
    if (last.point != Nearest::kNone) {
      const double squared = squared_distance(grid_.points[last.point], p);
      if (squared <= best.squared) best = {squared, last.point};
    }
    cancel.check(core_cells.size());
    for (const std::uint32_t other : core_cells) {
      const std::uint32_t before = best.point;
      if (const std::uint32_t tree = forest_.root(other); tree != BoxForest<D, Weights>::kNoTree) {
        forest_.find_nearest(tree, p, best, cancel);
      } else if (least_squared_distance(boxes.box(other, core_count_[other]), p) <= best.squared) {
        forest_.find_nearest(grid_.begin(other), cores_end(other), p, best, cancel);
      }
      if (best.point != before) best_cell = other;
    }
    if (best.point == Nearest::kNone) continue;
    borders.push_back({i, best_cell});
    last = best;
    last_cell = best_cell;
  }
}

// ---- 4 number

template <std::size_t D, class Weights>
void DbscanGroup<D, Weights>::number_clusters(DbscanResult& result) {
  RawVector<std::uint32_t> cluster_of_cell(grid_.cell_count());  // of cells with core points
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
  for (const auto& some : borders_) {
    for (const Border& border : some) {
      cancel_.check();
      ++members[cluster_of_cell[border.cell]];
    }
  }
  const std::vector<std::uint32_t> number = numbers_by_size(
      members, [&](const std::vector<std::uint8_t>& tied) { return smallest_members(cluster_of_cell, tied); },
      id_order_, cancel_);
  for_each_part([&](std::size_t part, CellRange cells, CancelToken& cancel) {
    for (std::uint32_t cell = cells.first; cell < cells.last; ++cell) {
      cancel.check(grid_.count(cell) + 1);
      for (std::uint32_t i = grid_.begin(cell); i < cores_end(cell); ++i) {
        result.set(grid_.data_rows[i], PointKind::core, number[cluster_of_cell[cell]]);
      }
      for (std::uint32_t i = cores_end(cell); i < grid_.end(cell); ++i) {
        result.set(grid_.data_rows[i], PointKind::noise, 0);
      }
    }
    for (const Border& border : borders_[part]) {
      cancel.check();
      result.set(grid_.data_rows[border.point], PointKind::border, number[cluster_of_cell[border.cell]]);
    }
  });
}

// The row with the smallest id of each wanted cluster.
template <std::size_t D, class Weights>
std::vector<std::uint32_t> DbscanGroup<D, Weights>::smallest_members(
    const RawVector<std::uint32_t>& cluster_of_cell, const std::vector<std::uint8_t>& wanted) const {
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
  for (const auto& some : borders_) {
    for (const Border& border : some) {
      const std::uint32_t cluster = cluster_of_cell[border.cell];
      if (wanted[cluster] != 0) look_at(cluster, border.point);
    }
  }
  return smallest;
}

}  // namespace clusterlite::distance
