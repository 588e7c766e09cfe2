// Clark and Evans 1954: are firms nearer to their nearest neighbours than by chance?
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "datasets/points.hpp"
#include "statistics/curves/curve_options.hpp"
#include "statistics/windows/window.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite {

struct ClarkEvans {
  double n = 0;
  double mean_distance = 0;  // not a number with less than two firms
  double expected = 0;       // 0.5 / sqrt(n / A)
  double ratio = 0;
  double z = 0;
  double p_normal = 0;
  double ratio_donnelly = 0;  // expected + (0.0514 + 0.0412 / sqrt(n)) P / n (Donnelly 1978)
  double p = 0;               // of the mean distance, by simulation
};

// One for each group of `groups`, in that order. Throws Error when firms lie outside the window.
std::vector<ClarkEvans> clark_evans(const PointsView& view, const statistics::SiteMarks& marks,
                                    std::span<const std::uint32_t> groups, const Window& window,
                                    const CurveOptions& options, const Threads& threads, CancelToken& cancel);

}  // namespace clusterlite
