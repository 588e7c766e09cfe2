// The k-distance curve and its knee: which eps suits the data (Ester, Kriegel, Sander and Xu 1996,
// section 4.2).
//
// The curve of a group is the distance of each of its points to its k-th nearest other point, in falling
// order. Its knee is where points of dense areas begin, after Byers and Raftery 1998 (JASA 93,
// "Nearest-neighbor clutter removal"). In a Poisson process of a points per circle of radius 1 the chance of
// a k-th distance d is proportional to a^k exp(-a d^2) d^(2k-1). The curve is taken for a mixture of two such
// processes, the share p of density a and the rest of density b < a, fitted by expectation and maximization:
//
//   w_i = p a^k exp(-a d_i^2) / (p a^k exp(-a d_i^2) + (1 - p) b^k exp(-b d_i^2))   (the chance to be dense)
//   p = mean of w,   a = k sum(w) / sum(w d^2),   b = k sum(1 - w) / sum((1 - w) d^2)
//
// beginning with the nearer and the farther half. The knee is the first point with w >= 1/2, that is with
//
//   d^2 <= (ln(p / (1 - p)) + k ln(a / b)) / (a - b)
//
// Where nearly everything is built up, the knee is the edge of town, and the town one cluster. The suggested
// eps is therefore no more than the median of the distances, the lower one of two: half of the points are
// core then. Where that is 0, because half of the points share their places with k others, it is the knee.
//
// Points with k others at their place are dense at any eps; they take no part in the fit. (The point
// farthest from the chord of the curve's ends, the simplest notion of a knee, follows the few farthest points
// and is mostly too far.)
#pragma once

#include <cstdint>

#include "datasets/points.hpp"
#include "distance/frame/metric.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite {

struct CurvePoint {
  std::uint32_t row;   // of the data set
  std::uint32_t rank;  // 1: the greatest distance of the group; ties by id
  double distance;     // NaN: the group has no k other points
  double eps;          // of the group, the knee or the median; NaN: it has no knee
  bool is_knee;
};

// All located points, group by group, by rank. A curve has no knee when fewer than three of its distances are
// above 0, all are equal, the fit leaves one density only, or none of its points is scattered. Throws Error
// when k < 1 or, with the geodesic metric, a coordinate is out of range.
RawVector<CurvePoint> distance_curves(const PointsView& view, std::int64_t k, Metric metric,
                                      const Threads& threads, CancelToken& cancel);

}  // namespace clusterlite
