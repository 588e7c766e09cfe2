#include "distance/neighbours/neighbour_count.hpp"

#include "distance/frame/for_each_group.hpp"
#include "distance/grid/neighbourhood.hpp"
#include "support/memory/laid_out.hpp"

namespace clusterlite {
namespace {

using namespace distance;

template <std::size_t D, class Weights>
struct CountJudge {
  using Sum = typename CountingWeights<Weights>::Sum;

  bool decided(const Sum& least, const Sum& most) const { return least == most; }
  void take(std::uint32_t first, std::uint32_t last, const Sum& sum) {
    const double weight = weights.value(sum.weight);
    for (std::uint32_t i = first; i < last; ++i) {
      counts.neighbours[grid.data_rows[i]] = sum.count;
      counts.weight_within[grid.data_rows[i]] = weight;
    }
  }

  const CellGrid<D>& grid;
  const Weights& weights;
  NeighbourCounts& counts;
};

template <class Frame, class Weights>
void count_group(const PointsView& view, const Rows& rows, const Frame& frame, const Weights& weights,
                 const Threads& threads, CancelToken& cancel, NeighbourCounts& counts) {
  constexpr std::size_t D = Frame::kDimensions;
  using Counting = CountingWeights<Weights>;
  const Counting counting{weights};
  CellGrid<D> grid(view, rows, frame, threads, cancel);
  BoxForest<D, Counting> forest(grid, counting, IdOrder(view));
  const CellParts<D> parts(grid, threads);
  const auto size = [&](std::uint32_t cell) { return grid.count(cell); };
  plant_trees(grid, parts, forest, size, size, threads, cancel);

  const CellSums<D, Counting> sums(grid, counting, cancel);
  threads.for_each(parts.size(), cancel, [&](std::size_t part, CancelToken& token) {
    Neighbourhood<D, Counting> neighbourhood(grid, counting, forest, sums, token);
    CountJudge<D, Weights> judge{grid, weights, counts};
    for_each_cell<D>(
        grid, parts[part], 2, token, [](std::uint32_t) { return true; },
        [&](std::uint32_t cell, std::span<const CellRun> runs) { neighbourhood.judge(cell, runs, judge); });
  });
}

}  // namespace

NeighbourCounts count_neighbours(const PointsView& view, double radius, Metric metric, const Threads& threads,
                                 CancelToken& cancel, std::size_t large_group) {
  require_at_least(0, radius, "radius");
  NeighbourCounts counts{filled(view.size(), 0U, cancel), filled(view.size(), 0.0, cancel)};
  distance::for_each_group(
      view, radius, metric, threads, large_group, cancel,
      [&](const auto& rows, const auto& frame, const auto& weights, const Threads& group_threads,
          CancelToken& token) { count_group(view, rows, frame, weights, group_threads, token, counts); });
  return counts;
}

}  // namespace clusterlite
