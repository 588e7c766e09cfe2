// How far ties reach, beside how far they would reach by chance: ties by bands of distance.
#pragma once

#include <cstdint>
#include <vector>

#include "datasets/labels.hpp"
#include "datasets/links.hpp"
#include "datasets/points.hpp"
#include "distance/frame/metric.hpp"
#include "network/graph/null_model.hpp"
#include "support/numbers/sum.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite {

struct LinkBand {
  std::uint64_t pairs = 0;  // of located firms of the group, each once
  std::uint64_t links = 0;
  Chance chance;
  // With labels: ties between firms of two labels, and what is to be expected of ties that keep their sender
  // and their band.
  std::uint64_t crossing_links = 0;
  double expected_crossing = 0;
  double crossing_variance = 0;
};

struct LinkDistanceRules {
  double band = 0;           // > 0
  std::uint32_t bands = 20;  // with an edge, >= 1; one more lies beyond the last
  Metric metric = Metric::planar;
};

// By group, in the order of PointsView's numbers, rules.bands + 1 bands each. `labels` may be null.
std::vector<LinkBand> link_distances(const PointsView& points, const LinksView& links,
                                     const LabelsView* labels, const LinkDistanceRules& rules,
                                     const Threads& threads, CancelToken& cancel);

}  // namespace clusterlite
