// The spatial scan statistic (Kulldorff 1997, Bernoulli): the circles with the most firms of a group among
// all firms, and how large the best one is in a city whose group keys are mixed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "datasets/points.hpp"
#include "statistics/curves/curve_options.hpp"
#include "statistics/sites/site_marks.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite {

struct ScanCircle {
  std::uint32_t row = 0;  // of the firm in the middle: the first, by id, at its place
  double radius = 0;
  std::uint32_t firms = 0;
  std::uint32_t cases = 0;
  double expected = 0;
  double relative_risk = 0;  // not a number when all cases are inside
  double llr = 0;
  double p = 0;  // not a number without simulations
};

// The log likelihood ratio of a circle with `cases` of `firms`, in a city with `all_cases` of `all_firms`.
double bernoulli_llr(double cases, double firms, double all_cases, double all_firms);

// The best circle of each place over the distances, best first, less those that hold a firm of a better one.
// 'greater': circles with more cases than expected; 'less': with fewer; two-sided: both. p is of the best
// circle of each simulation.
std::vector<ScanCircle> scan(const PointsView& view, const statistics::SiteMarks& marks, std::uint32_t group,
                             std::span<const double> distances, const CurveOptions& options,
                             const Threads& threads, CancelToken& cancel);

}  // namespace clusterlite
