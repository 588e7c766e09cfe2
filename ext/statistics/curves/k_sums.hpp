// K(r) of some points in a window: sums over the pairs near each other, with the corrections at the edge.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "distance/tree/pair_scans.hpp"
#include "distance/tree/site_pairs.hpp"
#include "statistics/curves/ripley_k.hpp"
#include "statistics/windows/window_points.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite::statistics {

using distance::Axes;
using distance::bands_of;
using distance::Box;
using distance::DistanceBands;
using distance::kScanned;
using distance::Point;
using distance::SitePairs;
using distance::squared_distance;
using distance::squared_distances;

inline constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
inline constexpr double kGreatestWeight = 100;  // as spatstat cuts them

// The points of one curve in one simulation.
struct Pattern {
  SitePairs<2> pairs;
  std::vector<std::uint8_t> side;  // empty: one group; else 0 of the reference, 1 of the neighbour
  double scale;
  double n_a;
  double n_b;
};

struct KTask {
  const Window& window;
  const DistanceBands& bands;
  std::span<const double> distances;
  const RipleyOptions& ripley;
};

class KSums {
 public:
  KSums(const Pattern& pattern, const KTask& task) : pattern_(pattern), task_(task) {
    const std::uint32_t n = pattern.pairs.size();
    if (task.ripley.correction != EdgeCorrection::isotropic &&
        task.ripley.correction != EdgeCorrection::border)
      return;
    margin_.reserve(n);
    for (std::uint32_t i = 0; i < n; ++i) margin_.push_back(task.window.distance_to_boundary(place(i)));
  }

  // sums[band]: of the weights of ordered pairs; with 'border' of those whose first point is far enough from
  // the boundary, as a difference to the band before. Beyond the last band is one more.
  void add_leaf(std::uint32_t leaf, CancelToken& cancel, std::vector<double>& sums) const {
    if (pattern_.side.empty() && task_.ripley.correction == EdgeCorrection::none)
      return count_leaf(leaf, cancel, sums);
    for_each_piece(
        leaf, cancel,
        [&](std::uint32_t i, std::uint32_t first, std::uint32_t count, const double* squared,
            const std::uint32_t* band) { add_piece(i, first, count, squared, band, sums.data()); });
  }

  // rows[point * width + band]: the same by point, each pair in the rows of both its points.
  void add_leaf_to_points(std::uint32_t leaf, CancelToken& cancel, std::size_t width, double* rows) const {
    for_each_piece(leaf, cancel,
                   [&](std::uint32_t i, std::uint32_t first, std::uint32_t count, const double* squared,
                       const std::uint32_t* band) {
                     for (std::uint32_t k = 0; k < count; ++k) {
                       if (band[k] == task_.bands.size()) continue;
                       const std::uint32_t j = first + k;
                       add_pair(i, j, squared[k], band[k], rows + i * width);
                       add_pair(i, j, squared[k], band[k], rows + j * width);
                     }
                   });
  }

  // Of the pairs near each distance, by Epanechnikov's kernel of half width `half`.
  void add_pcf_leaf(std::uint32_t leaf, double half, CancelToken& cancel, std::vector<double>& sums) const {
    const double reach = (task_.distances.back() + half) * pattern_.scale;
    const double step = task_.distances.size() > 1 ? task_.distances[1] : 1;
    pattern_.pairs.for_each_run(
        leaf, reach * reach, cancel, [&](std::uint32_t i, std::uint32_t first, std::uint32_t last) {
          for (std::uint32_t j = first; j < last; ++j) {
            if (!pattern_.side.empty() && pattern_.side[i] == pattern_.side[j]) continue;
            const double d =
                std::sqrt(squared_distance(pattern_.pairs.at(i), pattern_.pairs.at(j))) / pattern_.scale;
            if (d == 0 || d - half > task_.distances.back()) continue;
            const double weight = both_ways(i, j, d) / d;
            const double from = std::max(0.0, std::ceil((d - half) / step));
            for (auto k = static_cast<std::size_t>(from); k < sums.size(); ++k) {
              const double u = (task_.distances[k] - d) / half;
              if (u >= 1) break;
              if (u > -1) sums[k] += weight * 0.75 * (1 - u * u) / half;
            }
          }
        });
  }

  const std::vector<double>& margins() const { return margin_; }

 private:
  Window::Corner place(std::uint32_t i) const {
    const Point<2> point = pattern_.pairs.at(i);
    return {point[0] / pattern_.scale, point[1] / pattern_.scale};
  }

  // e_ij: i in the middle.
  double isotropic(std::uint32_t i, double d) const {
    if (d <= margin_[i]) return 1;
    const double share = task_.window.share_of_circle(place(i), d);
    return share * kGreatestWeight > 1 ? 1 / share : kGreatestWeight;
  }
  double translation(std::uint32_t i, std::uint32_t j) const {
    const Box<2>& box = task_.window.box();
    const Window::Corner a = place(i);
    const Window::Corner b = place(j);
    const double common = (box.high[0] - box.low[0] - std::fabs(a[0] - b[0])) *
                          (box.high[1] - box.low[1] - std::fabs(a[1] - b[1]));
    return common * kGreatestWeight > task_.window.area() ? task_.window.area() / common : kGreatestWeight;
  }
  // The weights of a pair in both directions, or between two groups in one.
  double both_ways(std::uint32_t i, std::uint32_t j, double d) const {
    const bool both = pattern_.side.empty();
    switch (task_.ripley.correction) {
      case EdgeCorrection::isotropic:
        if (both) return isotropic(i, d) + isotropic(j, d);
        return isotropic(pattern_.side[i] == 0 ? i : j, d);
      case EdgeCorrection::translation:
        return (both ? 2 : 1) * translation(i, j);
      default:
        return both ? 2 : 1;
    }
  }

  // visit(i, first, count, squared distances, bands): the pairs of place i with those from `first` on, few at
  // a time; each pair once.
  template <class Visit>
  void for_each_piece(std::uint32_t leaf, CancelToken& cancel, const Visit& visit) const {
    const Axes<2> axes = pattern_.pairs.axes();
    pattern_.pairs.for_each_run(
        leaf, task_.bands.reach(), cancel, [&](std::uint32_t i, std::uint32_t first, std::uint32_t last) {
          const Point<2> point = pattern_.pairs.at(i);
          while (first < last) {
            const std::uint32_t count = std::min(last - first, kScanned);
            double squared[kScanned];
            std::uint32_t band[kScanned];
            squared_distances<2>({axes[0] + first, axes[1] + first}, count, point, squared);
            bands_of(squared, count, task_.bands, band);
            visit(i, first, count, squared, band);
            first += count;
          }
        });
  }

  // Pairs that all weigh the same are counted, in four lists: neighbours in a run often fall into one band,
  // and a sum that has just been written would have to be waited for.
  void count_leaf(std::uint32_t leaf, CancelToken& cancel, std::vector<double>& sums) const {
    const std::size_t width = sums.size();
    std::vector<std::uint64_t> counts(4 * width, 0);
    for_each_piece(
        leaf, cancel,
        [&](std::uint32_t, std::uint32_t, std::uint32_t count, const double*, const std::uint32_t* band) {
          for (std::uint32_t k = 0; k < count; ++k) ++counts[(k & 3U) * width + band[k]];
        });
    for (std::size_t i = 0; i < counts.size(); ++i) sums[i % width] += 2 * static_cast<double>(counts[i]);
  }

  void add_piece(std::uint32_t i, std::uint32_t first, std::uint32_t count, const double* squared,
                 const std::uint32_t* band, double* sums) const {
    const std::uint32_t beyond = task_.bands.size();
    for (std::uint32_t k = 0; k < count; ++k) {
      const std::uint32_t j = first + k;
      if (band[k] == beyond || (!pattern_.side.empty() && pattern_.side[i] == pattern_.side[j])) continue;
      add_pair(i, j, squared[k], band[k], sums);
    }
  }
  void add_pair(std::uint32_t i, std::uint32_t j, double squared, std::uint32_t band, double* sums) const {
    const bool both = pattern_.side.empty();
    if (task_.ripley.correction == EdgeCorrection::border) {
      if (both || pattern_.side[i] == 0) add_inside(i, band, sums);
      if (both || pattern_.side[j] == 0) add_inside(j, band, sums);
    } else {
      sums[band] += both_ways(i, j, std::sqrt(squared) / pattern_.scale);
    }
  }
  // Counts at the distances from the band on up to the point's margin.
  void add_inside(std::uint32_t i, std::uint32_t band, double* sums) const {
    const auto last = std::upper_bound(task_.distances.begin(), task_.distances.end(), margin_[i]);
    const auto end = static_cast<std::uint32_t>(last - task_.distances.begin());
    if (band >= end) return;
    sums[band] += 1;
    sums[end] -= 1;
  }

  const Pattern& pattern_;
  const KTask& task_;
  std::vector<double> margin_;
};

// Sums over all leaves, in parts whose number depends on the number of leaves only, added up in one order.
template <class AddLeaf>
std::vector<double> sum_leaves(std::uint32_t leaves, std::size_t size, const Threads& threads,
                               CancelToken& cancel, const AddLeaf& add_leaf) {
  const std::size_t parts = std::clamp<std::size_t>(leaves, 1, 128);
  std::vector<std::vector<double>> sums(parts);
  threads.for_each(parts, cancel, [&](std::size_t part, CancelToken& token) {
    sums[part].assign(size, 0);
    const std::size_t last = leaves * (part + 1) / parts;
    for (std::size_t leaf = leaves * part / parts; leaf < last; ++leaf)
      add_leaf(static_cast<std::uint32_t>(leaf), token, sums[part]);
  });
  for (std::size_t part = 1; part < parts; ++part) {
    for (std::size_t i = 0; i < size; ++i) sums[0][i] += sums[part][i];
  }
  return std::move(sums[0]);
}

// Where a correction has a value.
inline double greatest_distance(const KTask& task) {
  switch (task.ripley.correction) {
    case EdgeCorrection::isotropic:
      return task.window.circumradius();
    case EdgeCorrection::translation:
      return task.window.shorter_side();
    default:
      return std::numeric_limits<double>::infinity();
  }
}

inline double pairs_of(const Pattern& pattern) {
  return pattern.side.empty() ? pattern.n_a * (pattern.n_a - 1) : pattern.n_a * pattern.n_b;
}

// K from the sums of all pairs; `margins` rise, of the reference points, for 'border' only.
inline void k_of_sums(std::span<const double> sums, double pairs, double n_b, std::span<const double> margins,
                      const KTask& task, double* k) {
  double sum = 0;
  for (std::size_t r = 0; r < task.distances.size(); ++r) {
    sum += sums[r];
    if (task.distances[r] > greatest_distance(task)) continue;
    if (task.ripley.correction == EdgeCorrection::border) {
      const auto inside = static_cast<double>(
          margins.end() - std::lower_bound(margins.begin(), margins.end(), task.distances[r]));
      if (inside > 0) k[r] = task.window.area() * sum / (n_b * inside);
    } else {
      k[r] = task.window.area() * sum / pairs;
    }
  }
}

inline std::vector<double> pair_sums(const Pattern& pattern, const KSums& sums, const KTask& task,
                                     const Threads& threads, CancelToken& cancel) {
  return sum_leaves(pattern.pairs.leaf_count(), task.distances.size() + 1, threads, cancel,
                    [&](std::uint32_t leaf, CancelToken& token, std::vector<double>& out) {
                      sums.add_leaf(leaf, token, out);
                    });
}

inline void compute_k(const Pattern& pattern, const KTask& task, const Threads& threads, CancelToken& cancel,
                      double* k) {
  std::fill_n(k, task.distances.size(), kUndefined);
  if (!(pairs_of(pattern) > 0) || !(task.window.area() > 0)) return;
  const KSums sums(pattern, task);
  const std::vector<double> found = pair_sums(pattern, sums, task, threads, cancel);
  std::vector<double> margins;
  for (std::size_t i = 0; i < sums.margins().size(); ++i) {
    if (pattern.side.empty() || pattern.side[i] == 0) margins.push_back(sums.margins()[i]);
  }
  if (task.ripley.correction == EdgeCorrection::border) std::sort(margins.begin(), margins.end());
  k_of_sums(found, pairs_of(pattern), pattern.n_b, margins, task, k);
}

inline void check_window(const PointsView& view, const SiteMarks& marks, const Window& window,
                         const KTask& task, CancelToken& cancel) {
  require_inside(view, marks, window, cancel);
  if (task.ripley.correction == EdgeCorrection::translation && !window.is_rectangle()) {
    throw Error(
        "correction 'translation' needs a rectangle as window; 'isotropic' and 'border' take any polygon");
  }
  if (task.ripley.bandwidth && !(*task.ripley.bandwidth > 0)) {
    throw Error(concat("bandwidth must be > 0 (got ", *task.ripley.bandwidth, ")"));
  }
}

}  // namespace clusterlite::statistics
