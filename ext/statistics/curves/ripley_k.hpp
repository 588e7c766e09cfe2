// Ripley's K, L and the pair correlation function, of one group or between two.
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

enum class EdgeCorrection : std::uint8_t { isotropic, translation, border, none };

struct RipleyOptions {
  EdgeCorrection correction = EdgeCorrection::isotropic;
  std::optional<double> bandwidth;  // of pcf; else 0.15 / sqrt(5 lambda)
  bool pcf = false;                 // whether it is wanted
};

struct RipleyCurve {
  std::vector<double> k;
  std::vector<double> pcf;
  Curve l;
};

// K(r) = A / (n (n - 1)) sum over the pairs i != j with d_ij <= r of e_ij; between two groups A / (n_a n_b),
// i of a and j of b. Throws Error when a firm lies outside the window, or the correction cannot be had in it.
std::vector<RipleyCurve> ripley_k(const PointsView& view, const statistics::SiteMarks& marks,
                                  std::span<const GroupPair> pairs, const Window& window,
                                  std::span<const double> distances, const RipleyOptions& ripley,
                                  const CurveOptions& options, const Threads& threads, CancelToken& cancel);

// D(r) = K of each group less K of `control`, or of all other firms, by random labelling (Diggle and Chetwynd
// 1991). Throws Error as ripley_k().
std::vector<Curve> d_function(const PointsView& view, const statistics::SiteMarks& marks,
                              std::span<const std::uint32_t> groups, std::optional<std::uint32_t> control,
                              const Window& window, std::span<const double> distances,
                              EdgeCorrection correction, const CurveOptions& options, const Threads& threads,
                              CancelToken& cancel);

}  // namespace clusterlite
