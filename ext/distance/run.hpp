// Calls an analysis with the frame and the weights that fit one group of a data set.
#pragma once

#include "datasets/points.hpp"
#include "distance/frame.hpp"
#include "distance/metric.hpp"
#include "distance/rows.hpp"
#include "distance/weights.hpp"
#include "support/cancel.hpp"

namespace clusterlite::distance {

// For each group that has rows: run(rows, frame, weights).
template <class Run>
void for_each_group(const PointsView& view, double reach, Metric metric, CancelToken& cancel,
                    const Run& run) {
  cancel.poll_now();
  const RowGroups groups(view, cancel);
  for (std::size_t group = 0; group < groups.size(); ++group) {
    cancel.check();
    const Rows rows = groups[group];
    if (rows.size() == 0) continue;
    const auto with_frame = [&](const auto& frame) {
      if (!view.has_weights()) {
        run(rows, frame, UnitWeights{});
      } else if (const Quantum quantum = Quantum::of(view, rows, cancel); quantum.in_64_bits) {
        run(rows, frame, ExactWeights(quantum));
      } else {
        run(rows, frame, WideWeights(quantum));
      }
    };
    if (metric == Metric::planar) {
      with_frame(PlanarFrame(view, rows, reach, cancel));
    } else {
      with_frame(GeodesicFrame(view, rows, reach, cancel));
    }
  }
}

}  // namespace clusterlite::distance
