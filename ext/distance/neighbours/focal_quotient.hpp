// Focal location quotients (Cromley and Hanink 2012): location quotients that know no borders.
//
// For a point j of industry i, with e_m the weight of point m (1 without weights) and h_j the distance from j
// to its B-th nearest other point, bisquare weights w_jm = (1 - (d_jm / h_j)^2)^2 for d_jm < h_j, else 0
// (w_jj = 1):
//   local share_j = sum over m of industry i of w_jm e_m / sum over all m of w_jm e_m
//   FLQ_j = local share_j / (e_i / e)
// Points at distance h_j have the weight 0, so it does not matter which of equally far ones is the B-th. When
// B others share the place of j, h_j = 0 and the quotient is the plain one of the place: w_jm = 1 there, 0
// elsewhere.
#pragma once

#include <cstdint>
#include <vector>

#include "datasets/points.hpp"
#include "distance/frame/metric.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// Per row of the data set; NaN for rows without coordinates or weight, and for all rows when there are not B
// others.
struct FocalQuotients {
  std::vector<double> bandwidth;        // h_j, in the unit of the coordinates or in metres
  std::vector<double> local_share;      // NaN where all that is near weighs 0
  std::vector<double> local_weight;     // sum of w_jm e_m
  std::vector<double> reference_share;  // e_i / e of the located rows, per group
};

// The industries are the points' groups. Throws Error when the points have none, or bandwidth_neighbours < 1.
FocalQuotients focal_quotients(const PointsView& view, std::int64_t bandwidth_neighbours, Metric metric,
                               CancelToken& cancel);

}  // namespace clusterlite
