// Kd of Duranton and Overman 2005: the density of the distances between the firms of an industry.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "datasets/points.hpp"
#include "statistics/curves/curve_options.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite {

struct KdOptions {
  std::optional<double> bandwidth;  // else by nrd0, anew for each simulation
  bool weighted = false;            // pairs weigh w_i w_j (K-emp), else one
};

struct KdCurve {
  Curve curve;
  double bandwidth = 0;  // not a number when there is none
  double pairs = 0;      // of all distances
};

// Kd(r) = sum over the pairs of w_ij [phi((r - d_ij) / h) + phi((r + d_ij) / h)] / (h sum w_ij), phi the
// standard normal density; reflected at 0, so that it integrates to 1. h = 0.9 min(sd, IQR / 1.34) N^(-1/5)
// of the N distances <= 2 r_max (Silverman 1986, 3.31; R's bw.nrd0). Undefined with less than three firms, or
// when h is 0.
//
// With few pairs every distance is taken by itself, with many in bins of at most h / 64.
std::vector<KdCurve> kd_density(const PointsView& view, const statistics::SiteMarks& marks,
                                std::span<const GroupPair> pairs, std::span<const double> distances,
                                const KdOptions& kd, const CurveOptions& options, const Threads& threads,
                                CancelToken& cancel);

}  // namespace clusterlite
