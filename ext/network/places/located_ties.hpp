// The ties between located firms of one group, as a graph over the rows of a points data set.
#pragma once

#include "datasets/labels.hpp"
#include "datasets/points.hpp"
#include "network/graph/graph.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

struct LocatedTies {
  Graph out;                        // by row; parallel ties stay apart
  RawVector<std::uint32_t> in;      // ties that reach a row
  RawVector<std::uint32_t> labels;  // of a row; kNoLabel without one. Empty without labels
  static constexpr std::uint32_t kNoLabel = 0xFFFFFFFF;
};

// A firm may be in several groups: a tie counts in each that holds both of its ends. Throws Error when a firm
// has several labels, or is a number here and a text there.
LocatedTies locate_ties(const PointsView& points, const LinksView& links, const LabelsView* labels,
                        CancelToken& cancel);

}  // namespace clusterlite
