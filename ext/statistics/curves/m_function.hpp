// The M function (Marcon and Puech 2010): how much more often firms of b stand within r of the firms of a
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

// M(r) = sum over i of a of W_b(i, r) / W_all(i, r), over the sum of (W_b - w_i [a = b]) / (W - w_i), both
// over the firms i with W_all(i, r) > 0; W(i, r) leaves i out. With `control` the firms of that group take
// the place of all. One curve for each pair.
std::vector<Curve> m_function(const PointsView& view, const statistics::SiteMarks& marks,
                              std::span<const GroupPair> pairs, std::optional<std::uint32_t> control,
                              std::span<const double> distances, const CurveOptions& options,
                              const Threads& threads, CancelToken& cancel);

// M of each firm by itself, within one radius: W_g(i) / W_all(i) over (W_g - w_i [g is i's]) / (W - w_i), g
// its own group or `neighbour`. By row of the data set; undefined values are not a number.
struct LocalM {
  std::vector<double> m;
  std::vector<double> weight_within;  // W_all(i)
};

LocalM local_m(const PointsView& view, const statistics::SiteMarks& marks,
               std::optional<std::uint32_t> reference, std::optional<std::uint32_t> neighbour, double radius,
               Metric metric, const Threads& threads, CancelToken& cancel);

}  // namespace clusterlite
