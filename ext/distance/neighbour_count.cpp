#include "distance/neighbour_count.hpp"

#include "distance/neighbourhood.hpp"
#include "distance/run.hpp"

namespace clusterlite {
namespace {

using namespace distance;

template <class Frame, class Weights>
void count_group(const PointsView& view, const Rows& rows, const Frame& frame, const Weights& weights,
                 CancelToken& cancel, NeighbourCounts& counts) {
  constexpr std::size_t D = Frame::kDimensions;
  using Counting = CountingWeights<Weights>;
  const Counting counting{weights};
  CellGrid<D> grid(view, rows, frame, cancel);
  BoxForest<D, Counting> forest(grid, counting, IdOrder(view), cancel);
  CellTrees trees;
  const auto size = [&](std::uint32_t cell) { return grid.count(cell); };
  plant_trees(grid, forest, trees, size, size, cancel);

  const CellSums<D, Counting> sums(grid, counting, cancel);
  const double reach = frame.reach().squared;
  const auto never = [](const auto&) { return false; };
  NeighbourCells<D> around(grid);
  Neighbourhood<D, Counting> neighbourhood(grid, counting, forest, trees, cancel);
  for (std::uint32_t row = 0; row < grid.row_count(); ++row) {
    around.enter_row(row);
    for (std::uint32_t cell = grid.row(row).first_cell; cell < grid.row(row + 1).first_cell; ++cell) {
      neighbourhood.enter_cell(cell, around.enter_cell(cell));
      for (std::uint32_t i = grid.begin(cell); i < grid.end(cell); ++i) {
        cancel.check();
        typename Counting::Sum sum = sums[cell];
        neighbourhood.add_within(grid.points[i], reach, never, sum);
        counts.neighbours[grid.data_rows[i]] = sum.count;
        counts.weight_within[grid.data_rows[i]] = weights.value(sum.weight);
      }
    }
  }
}

}  // namespace

NeighbourCounts count_neighbours(const PointsView& view, double radius, Metric metric, CancelToken& cancel) {
  require_at_least(0, radius, "radius");
  NeighbourCounts counts;
  counts.neighbours.resize(view.size(), 0);
  counts.weight_within.resize(view.size(), 0);
  distance::for_each_group(view, radius, metric, cancel,
                           [&](const auto& rows, const auto& frame, const auto& weights) {
                             count_group(view, rows, frame, weights, cancel, counts);
                           });
  return counts;
}

}  // namespace clusterlite
