// m of Lang, Marcon and Puech 2020: how much more often firms of b stand about r away from the firms of a
// than they do in the whole city.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "datasets/points.hpp"
#include "statistics/curves/curve_options.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite {

// m(r) = sum over i of a of K_b(i, r) / K_all(i, r), over the sum of (W_b - w_i [a = b]) / (W - w_i), both
// over the firms i with K_all(i, r) > 0; K(i, r) = sum over the others of w_j exp(-((r - d_ij) / h)^2 / 2),
// without reflection at 0. The kernel ends at 8 h, where it is 1e-14. h as of Kd (kd_density.hpp), from the
// unweighted distances between a and b, anew for each simulation. One curve for each pair.
std::vector<Curve> m_density(const PointsView& view, const statistics::SiteMarks& marks,
                             std::span<const GroupPair> pairs, std::span<const double> distances,
                             std::optional<double> bandwidth, const CurveOptions& options,
                             const Threads& threads, CancelToken& cancel);

}  // namespace clusterlite
