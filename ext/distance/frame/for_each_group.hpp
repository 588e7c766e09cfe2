// Calls an analysis with the frame and the weights that fit each group of a data set.
#pragma once

#include <cstddef>
#include <vector>

#include "datasets/points.hpp"
#include "distance/frame/coordinate_frames.hpp"
#include "distance/frame/metric.hpp"
#include "distance/located/exact_weights.hpp"
#include "distance/located/row_groups.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite::distance {

// run(weights), with what adds up the weights of some rows exactly.
template <class Run>
void with_weights(const PointsView& view, const Rows& rows, CancelToken& cancel, const Run& run) {
  if (!view.has_weights()) {
    run(UnitWeights{});
  } else if (const Quantum quantum = Quantum::of(view, rows, cancel); quantum.in_64_bits) {
    run(ExactWeights(quantum));
  } else {
    run(WideWeights(quantum));
  }
}

// For each group that has rows: run(rows, frame, threads, cancel). Groups of `large` points or more come one
// after another, each with all threads; smaller ones are shared out, each to one thread. `reach`: as the
// frames take it, 0 when nothing is asked of them but where the points are.
template <class Run>
void for_each_group_frame(const PointsView& view, double reach, Metric metric, const Threads& threads,
                          std::size_t large, CancelToken& cancel, const Run& run) {
  cancel.poll_now();
  const RowGroups groups(view, cancel);
  // Before the threads start, so that of several errors always the same one is reported.
  if (metric == Metric::geodesic) {
    for (std::size_t group = 0; group < groups.size(); ++group)
      GeodesicFrame::check(view, groups[group], cancel);
  }
  const auto run_group = [&](const Rows& rows, const Threads& own_threads, CancelToken& token) {
    if (metric == Metric::planar) {
      run(rows, PlanarFrame(view, rows, reach, token), own_threads, token);
    } else {
      run(rows, GeodesicFrame(view, rows, reach, token), own_threads, token);
    }
  };

  std::vector<std::size_t> small;
  for (std::size_t group = 0; group < groups.size(); ++group) {
    cancel.check();
    if (groups[group].size() == 0) continue;
    if (groups[group].size() >= large) {
      run_group(groups[group], threads, cancel);
    } else {
      small.push_back(group);
    }
  }
  threads.for_each(small.size(), cancel, [&](std::size_t i, CancelToken& token) {
    run_group(groups[small[i]], Threads(1), token);
  });
}

// The same with the weights: run(rows, frame, weights, threads, cancel).
template <class Run>
void for_each_group(const PointsView& view, double reach, Metric metric, const Threads& threads,
                    std::size_t large, CancelToken& cancel, const Run& run) {
  for_each_group_frame(
      view, reach, metric, threads, large, cancel,
      [&](const Rows& rows, const auto& frame, const Threads& own_threads, CancelToken& token) {
        with_weights(view, rows, token,
                     [&](const auto& weights) { run(rows, frame, weights, own_threads, token); });
      });
}

}  // namespace clusterlite::distance
