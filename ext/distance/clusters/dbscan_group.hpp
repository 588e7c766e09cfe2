// DBSCAN of one group, in four steps over the cells of a grid.
//
//   1 cores    a cell that holds min_points is all core; elsewhere the neighbours of each point are counted,
//              no farther than min_points
//   2 unite    the core points of a cell are one cluster; two cells belong together when a core point of one
//              is within eps of a core point of the other
//   3 border   the nearest core point of every other point
//   4 number   the clusters, by their numbers of members
//
// Each step only reads what the steps before have written and writes what belongs to its own cells, and step
// 4 makes the labels from the finished partition: no label depends on the order of the work, so each step is
// shared out among threads by stretches of cells.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "distance/clusters/cluster_numbers.hpp"
#include "distance/clusters/dbscan.hpp"
#include "distance/grid/cell_sets.hpp"
#include "distance/grid/neighbourhood.hpp"

namespace clusterlite::distance {

template <std::size_t D, class Weights>
class DbscanGroup {
 public:
  using Sum = typename Weights::Sum;

  DbscanGroup(CellGrid<D> grid, const Weights& weights, const IdOrder& id_order, const Threads& threads,
              CancelToken& cancel)
      : grid_(std::move(grid)),
        weights_(weights),
        id_order_(id_order),
        threads_(threads),
        cancel_(cancel),
        parts_(grid_, threads),
        forest_(grid_, weights, id_order),
        sets_(grid_.cell_count()),
        borders_(parts_.size()) {
    core_count_.resize(grid_.cell_count(), 0);
  }

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

  // Takes down which points have enough neighbours.
  struct CoreJudge {
    bool decided(const Sum& least, const Sum& most) const { return least >= needed || most < needed; }
    void take(std::uint32_t first, std::uint32_t last, const Sum& least) {
      if (least < needed) return;
      for (std::uint32_t i = first; i < last; ++i) is_core[i] = 1;
      found += last - first;
    }

    Sum needed;
    RawVector<std::uint8_t>& is_core;
    std::uint32_t found = 0;
  };

  // Calls work(part, cells, cancel) for all parts of the grid.
  template <class Work>
  void for_each_part(const Work& work) {
    threads_.for_each(parts_.size(), cancel_,
                      [&](std::size_t part, CancelToken& cancel) { work(part, parts_[part], cancel); });
  }

  void find_cores(double min_points);
  void find_cores_one_by_one(const CellSums<D, Weights>& sums, Sum needed);
  void put_cores_first(const RawVector<std::uint8_t>& is_core);
  void unite_cells();
  void unite_neighbours(std::uint32_t radius, std::vector<Cells>& undecided);
  void compare_crowds(const std::vector<Cells>& undecided);
  enum class Touching : std::uint8_t { no, yes, unknown };
  Touching compare_cores(std::uint32_t a, std::uint32_t b, const Box<D>& box_of_a, CancelToken& cancel) const;
  void find_borders();
  void find_borders(std::uint32_t cell, std::span<const std::uint32_t> core_cells, CellBoxes<D>& boxes,
                    std::vector<Border>& borders, CancelToken& cancel) const;
  void number_clusters(DbscanResult& result);
  std::vector<std::uint32_t> smallest_members(const RawVector<std::uint32_t>& cluster_of_cell,
                                              const std::vector<std::uint8_t>& wanted) const;

  std::uint32_t cores_end(std::uint32_t cell) const { return grid_.begin(cell) + core_count_[cell]; }
  bool all_core(std::uint32_t cell) const { return core_count_[cell] == grid_.count(cell); }

  CellGrid<D> grid_;
  Weights weights_;
  IdOrder id_order_;
  Threads threads_;
  CancelToken& cancel_;
  CellParts<D> parts_;
  BoxForest<D, Weights> forest_;
  RawVector<std::uint32_t> core_count_;  // by cell; its core points come first
  CellSets sets_;
  std::vector<std::vector<Border>> borders_;  // by part
};

}  // namespace clusterlite::distance
