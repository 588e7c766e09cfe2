// The distances between the firms of one curve, each by itself or in bins, and the bandwidth that suits them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "distance/tree/pair_scans.hpp"
#include "distance/tree/site_pairs.hpp"
#include "statistics/sites/site_marks.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite::statistics {

// Up to so many pairs each distance is taken by itself.
inline constexpr double kFewPairs = 20'000;
inline constexpr double kBinsPerBandwidth = 64;

// Distances with their weights: the bins' middles, or the distances themselves.
struct Masses {
  std::vector<double> at;
  std::vector<double> weight;
  std::vector<double> count;
};

// R's bw.nrd0 of the distances <= limit. `masses` rise.
inline double bandwidth_of(const Masses& masses, double limit, double bin) {
  double n = 0;
  double sum = 0;
  for (std::size_t i = 0; i < masses.at.size() && masses.at[i] <= limit; ++i) {
    n += masses.count[i];
    sum += masses.count[i] * masses.at[i];
  }
  if (n < 2) return std::numeric_limits<double>::quiet_NaN();
  double squares = 0;
  const double mean = sum / n;
  for (std::size_t i = 0; i < masses.at.size() && masses.at[i] <= limit; ++i) {
    squares += masses.count[i] * (masses.at[i] - mean) * (masses.at[i] - mean);
  }
  const double sd = std::sqrt(squares / (n - 1));
  // Type 7: between the order statistics around (n - 1) share. Inside a bin they are spread evenly.
  const auto order_statistic = [&](double rank) {
    double below = 0;
    std::size_t i = 0;
    while (i + 1 < masses.at.size() && below + masses.count[i] <= rank) below += masses.count[i++];
    const double spread = masses.at[i] == 0 ? 0 : bin;
    return masses.at[i] + spread * ((rank - below + 0.5) / masses.count[i] - 0.5);
  };
  const auto quantile = [&](double share) {
    const double at = (n - 1) * share;
    const double low = order_statistic(std::floor(at));
    const double high = order_statistic(std::min(std::floor(at) + 1, n - 1));
    return low + (at - std::floor(at)) * (high - low);
  };
  const double spread = std::min(sd, (quantile(0.75) - quantile(0.25)) / 1.34);
  return 0.9 * (spread > 0 ? spread : sd) * std::pow(n, -0.2);
}

// The pairs of the firms of one curve in one simulation.
template <std::size_t D>
struct DrawnPairs {
  distance::SitePairs<D> pairs;
  std::vector<double> weight;      // of each point
  std::vector<std::uint8_t> side;  // empty: all pairs; else those of two sides
  double scale;                    // of the coordinates
};

template <std::size_t D>
double distance_of(double squared, double scale) {
  if constexpr (D == 2) {
    return distance::PlaneDistances(scale).distance(squared);
  } else {
    return distance::SphereDistances(scale).distance(squared);
  }
}

// add(i, j, squared distance) of all pairs that may be within the reach.
template <std::size_t D, class Piece>
void scan_pairs(const DrawnPairs<D>& drawn, double reach, CancelToken& cancel, const Piece& piece) {
  double chord = reach;
  if constexpr (D == 3)
    chord = std::min(reach, 4 * kEarthRadius);  // never shorter than the way along the globe
  const double scaled = chord * drawn.scale * (1 + 1e-12);
  const distance::Axes<D> axes = drawn.pairs.axes();
  for (std::uint32_t leaf = 0; leaf < drawn.pairs.leaf_count(); ++leaf) {
    drawn.pairs.for_each_run(leaf, scaled * scaled, cancel,
                             [&](std::uint32_t i, std::uint32_t first, std::uint32_t last) {
                               const distance::Point<D> point = drawn.pairs.at(i);
                               while (first < last) {
                                 const std::uint32_t count = std::min(last - first, distance::kScanned);
                                 double squared[distance::kScanned];
                                 distance::Axes<D> others{};
                                 for (std::size_t axis = 0; axis < D; ++axis)
                                   others[axis] = axes[axis] + first;
                                 distance::squared_distances<D>(others, count, point, squared);
                                 piece(i, first, count, static_cast<const double*>(squared));
                                 first += count;
                               }
                             });
  }
}

template <std::size_t D>
Masses single_distances(const DrawnPairs<D>& drawn, CancelToken& cancel) {
  std::vector<std::pair<double, double>> found;
  scan_pairs(drawn, std::numeric_limits<double>::max() / 4, cancel,
             [&](std::uint32_t i, std::uint32_t first, std::uint32_t count, const double* squared) {
               for (std::uint32_t k = 0; k < count; ++k) {
                 const std::uint32_t j = first + k;
                 if (!drawn.side.empty() && drawn.side[i] == drawn.side[j]) continue;
                 found.emplace_back(distance_of<D>(squared[k], drawn.scale),
                                    drawn.weight[i] * drawn.weight[j]);
               }
             });
  std::sort(found.begin(), found.end());
  Masses masses;
  for (const auto& [at, weight] : found) {
    masses.at.push_back(at);
    masses.weight.push_back(weight);
    masses.count.push_back(1);
  }
  return masses;
}

// Two sums that are added to at once.
using TwoSums = double __attribute__((vector_size(16)));

struct Bin {
  TwoSums counted{};   // pairs, and their distances in widths of a bin
  TwoSums weighted{};  // the same by weight
  double count() const { return counted[0]; }
  double weight() const { return weighted[0]; }
};

// Bins of equal width up to the reach, and one for distance 0. A bin stands where its distances are on
// average: distances that are the same many times over, as between the crossings of a street grid, stay where
// they are.
template <std::size_t D>
Masses binned_distances(const DrawnPairs<D>& drawn, double reach, double width, bool weighted,
                        CancelToken& cancel) {
  const auto size = static_cast<std::uint32_t>(std::ceil(reach / width));
  Bin zero;
  std::vector<Bin> bins(size + distance::kBinsBeyond);  // the last ones: beyond
  const double per_distance = 1 / (width * drawn.scale);
  scan_pairs(drawn, reach, cancel,
             [&](std::uint32_t i, std::uint32_t first, std::uint32_t count, const double* squared) {
               std::uint32_t bin[distance::kScanned];
               double at[distance::kScanned];
               bool any_zero = false;
               if constexpr (D == 2) {
                 any_zero = distance::bins_of(squared, count, per_distance, size, at, bin);
               } else {
                 for (std::uint32_t k = 0; k < count; ++k) {
                   at[k] = distance_of<D>(squared[k], drawn.scale) / width;
                   bin[k] = at[k] < size ? static_cast<std::uint32_t>(at[k]) : size;
                   any_zero = any_zero || squared[k] == 0;
                 }
               }
               const double own = drawn.weight[i];
               const double* const weight = drawn.weight.data() + first;
               if (any_zero || !drawn.side.empty()) {
                 for (std::uint32_t k = 0; k < count; ++k) {
                   if (!drawn.side.empty() && drawn.side[i] == drawn.side[first + k]) continue;
                   Bin& target = squared[k] == 0 ? zero : bins[bin[k]];
                   target.counted += TwoSums{1, at[k]};
                   target.weighted += own * weight[k] * TwoSums{1, at[k]};
                 }
               } else if (weighted) {
                 for (std::uint32_t k = 0; k < count; ++k) {
                   Bin& target = bins[bin[k]];
                   target.counted += TwoSums{1, at[k]};
                   target.weighted += own * weight[k] * TwoSums{1, at[k]};
                 }
               } else {
                 for (std::uint32_t k = 0; k < count; ++k) {
                   Bin& target = bins[bin[k]];
                   target.counted += TwoSums{1, at[k]};
                 }
               }
             });
  Masses masses;
  if (zero.count() > 0) {
    masses.at.push_back(0);
    masses.weight.push_back(weighted ? zero.weight() : zero.count());
    masses.count.push_back(zero.count());
  }
  for (std::uint32_t k = 0; k < size; ++k) {
    if (bins[k].count() == 0) continue;
    const TwoSums sums = weighted ? bins[k].weighted : bins[k].counted;
    masses.at.push_back((sums[0] > 0 ? sums[1] / sums[0] : k + 0.5) * width);
    masses.weight.push_back(sums[0]);
    masses.count.push_back(bins[k].count());
  }
  return masses;
}

// h of all pairs, whatever their weights, from the distances <= limit.
template <std::size_t D>
double pair_bandwidth(const DrawnPairs<D>& drawn, double limit, CancelToken& cancel) {
  const auto n = static_cast<double>(drawn.weight.size());
  if (n * (n - 1) / 2 <= kFewPairs) return bandwidth_of(single_distances(drawn, cancel), limit, 0);
  constexpr double kMostBins = 1 << 20;
  for (double bins = 4096;;) {
    const double h =
        bandwidth_of(binned_distances(drawn, limit, limit / bins, false, cancel), limit, limit / bins);
    if (!(h > 0)) return h;
    const double needed = std::min(kMostBins, limit / h * kBinsPerBandwidth);
    if (needed <= bins * (1 + 1e-9)) return h;
    bins = std::exp2(std::ceil(std::log2(needed)));
  }
}

// Throws Error unless the bandwidth, if there is one, is > 0.
inline void require_bandwidth(const std::optional<double>& bandwidth) {
  if (bandwidth && !(*bandwidth > 0)) throw Error(concat("bandwidth must be > 0 (got ", *bandwidth, ")"));
}

// The weight of each site.
inline std::vector<double> site_weights(const PointsView& view, const SiteMarks& marks, CancelToken& cancel) {
  std::vector<double> weight;
  weight.reserve(marks.size());
  for (const std::uint32_t row : marks.rows()) {
    cancel.check();
    weight.push_back(view.weight(row));
  }
  return weight;
}

}  // namespace clusterlite::statistics
