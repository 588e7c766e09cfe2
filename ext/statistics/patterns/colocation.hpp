// Co-location quotients: whose nearest neighbours are whose.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "datasets/points.hpp"
#include "statistics/curves/curve_options.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite {

struct ColocationQuotient {
  std::optional<GroupPair> pair;  // none: the global quotient
  double quotient = 0;            // not a number where undefined
  Envelope envelope;              // of one value: mean, bounds and p
};

// CLQ_ab = [sum over i of a of the share of i's nearest neighbours that are b / n_a] / [n_b' / (N - 1)], n_b'
// = n_b less one where a = b. Firms equally near share 1 / m. Without `reference` all pairs of groups, and
// the global quotient last: Sum C_aa / Sum n_a (n_a - 1) / (N - 1). p by permuting the group keys.
std::vector<ColocationQuotient> colocation_quotients(const PointsView& view,
                                                     const statistics::SiteMarks& marks,
                                                     std::optional<std::uint32_t> reference,
                                                     std::optional<std::uint32_t> neighbour,
                                                     const CurveOptions& options, const Threads& threads,
                                                     CancelToken& cancel);

}  // namespace clusterlite
