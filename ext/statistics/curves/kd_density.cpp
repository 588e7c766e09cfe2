#include "statistics/curves/kd_density.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "distance/tree/pair_scans.hpp"
#include "distance/tree/site_pairs.hpp"
#include "statistics/curves/simulated_curves.hpp"
#include "statistics/sites/drawn_groups.hpp"
#include "support/memory/lent_objects.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

using namespace distance;
using namespace statistics;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kKernelReach = 6.5;  // beyond, less than 1e-9 of the peak
constexpr double kBinsPerBandwidth = 64;

// Up to so many pairs each distance is taken by itself.
constexpr double kFewPairs = 20'000;

// Distances with their weights: the bins' middles, or the distances themselves.
struct Masses {
  std::vector<double> at;
  std::vector<double> weight;
  std::vector<double> count;
};

// R's bw.nrd0 of the distances <= limit. `masses` rise.
double bandwidth_of(const Masses& masses, double limit, double bin) {
  double n = 0;
  double sum = 0;
  for (std::size_t i = 0; i < masses.at.size() && masses.at[i] <= limit; ++i) {
    n += masses.count[i];
    sum += masses.count[i] * masses.at[i];
  }
  if (n < 2) return kNone;
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

void densities(const Masses& masses, double h, double total, std::span<const double> distances,
               CancelToken& cancel, double* curve) {
  const double unit = 1 / (total * h * std::sqrt(2 * std::numbers::pi));
  for (std::size_t k = 0; k < distances.size(); ++k) {
    const double r = distances[k];
    const auto first = std::lower_bound(masses.at.begin(), masses.at.end(), r - kKernelReach * h);
    double sum = 0;
    for (auto i = static_cast<std::size_t>(first - masses.at.begin()); i < masses.at.size(); ++i) {
      const double near = (r - masses.at[i]) / h;
      const double far = (r + masses.at[i]) / h;
      if (near < -kKernelReach) break;
      cancel.check();
      double kernel = std::exp(-0.5 * near * near);
      if (far < kKernelReach) kernel += std::exp(-0.5 * far * far);
      sum += masses.weight[i] * kernel;
    }
    curve[k] = sum * unit;
  }
}

// The pairs of the firms of one curve in one simulation.
template <std::size_t D>
struct DrawnPairs {
  SitePairs<D> pairs;
  std::vector<double> weight;      // of each point
  std::vector<std::uint8_t> side;  // empty: all pairs; else those of two sides
  double scale;                    // of the coordinates
};

template <std::size_t D>
double distance_of(double squared, double scale) {
  if constexpr (D == 2) {
    return PlaneDistances(scale).distance(squared);
  } else {
    return SphereDistances(scale).distance(squared);
  }
}

// add(i, j, squared distance) of all pairs that may be within the reach.
template <std::size_t D, class Piece>
void scan_pairs(const DrawnPairs<D>& drawn, double reach, CancelToken& cancel, const Piece& piece) {
  double chord = reach;
  if constexpr (D == 3)
    chord = std::min(reach, 4 * kEarthRadius);  // never shorter than the way along the globe
  const double scaled = chord * drawn.scale * (1 + 1e-12);
  const Axes<D> axes = drawn.pairs.axes();
  for (std::uint32_t leaf = 0; leaf < drawn.pairs.leaf_count(); ++leaf) {
    drawn.pairs.for_each_run(leaf, scaled * scaled, cancel,
                             [&](std::uint32_t i, std::uint32_t first, std::uint32_t last) {
                               const Point<D> point = drawn.pairs.at(i);
                               while (first < last) {
                                 const std::uint32_t count = std::min(last - first, kScanned);
                                 double squared[kScanned];
                                 Axes<D> others{};
                                 for (std::size_t axis = 0; axis < D; ++axis)
                                   others[axis] = axes[axis] + first;
                                 squared_distances<D>(others, count, point, squared);
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

struct Bin {
  double weight = 0;
  double count = 0;
  double weighted_at = 0;  // in widths of a bin
  double unused = 0;       // 32 bytes: never across a cache line
};

// Bins of equal width up to the reach, and one for distance 0. A bin stands where its distances are on
// average: distances that are the same many times over, as between the crossings of a street grid, stay where
// they are.
template <std::size_t D>
Masses binned_distances(const DrawnPairs<D>& drawn, double reach, double width, bool weighted,
                        CancelToken& cancel) {
  const auto size = static_cast<std::uint32_t>(std::ceil(reach / width));
  Bin zero;
  std::vector<Bin> bins(size + 1);  // the last: beyond
  const double per_distance = 1 / (width * drawn.scale);
  scan_pairs(drawn, reach, cancel,
             [&](std::uint32_t i, std::uint32_t first, std::uint32_t count, const double* squared) {
               std::uint32_t bin[kScanned];
               double at[kScanned];
               if constexpr (D == 2) {
                 bins_of(squared, count, per_distance, size, at, bin);
               } else {
                 for (std::uint32_t k = 0; k < count; ++k) {
                   at[k] = distance_of<D>(squared[k], drawn.scale) / width;
                   bin[k] = at[k] < size ? static_cast<std::uint32_t>(at[k]) : size;
                 }
               }
               const double own = drawn.weight[i];
               const double* const weight = drawn.weight.data() + first;
               bool any_zero = false;
               for (std::uint32_t k = 0; k < count; ++k) any_zero = any_zero || squared[k] == 0;
               if (any_zero || !drawn.side.empty()) {
                 for (std::uint32_t k = 0; k < count; ++k) {
                   if (!drawn.side.empty() && drawn.side[i] == drawn.side[first + k]) continue;
                   Bin& target = squared[k] == 0 ? zero : bins[bin[k]];
                   target.weight += own * weight[k];
                   target.count += 1;
                   target.weighted_at += own * weight[k] * at[k];
                 }
               } else if (weighted) {
                 for (std::uint32_t k = 0; k < count; ++k) {
                   Bin& target = bins[bin[k]];
                   target.weight += own * weight[k];
                   target.count += 1;
                   target.weighted_at += own * weight[k] * at[k];
                 }
               } else {
                 for (std::uint32_t k = 0; k < count; ++k) {
                   Bin& target = bins[bin[k]];
                   target.count += 1;
                   target.weighted_at += at[k];
                 }
               }
             });
  Masses masses;
  if (zero.count > 0) {
    masses.at.push_back(0);
    masses.weight.push_back(weighted ? zero.weight : zero.count);
    masses.count.push_back(zero.count);
  }
  for (std::uint32_t k = 0; k < size; ++k) {
    if (bins[k].count == 0) continue;
    const double weight = weighted ? bins[k].weight : bins[k].count;
    masses.at.push_back((weight > 0 ? bins[k].weighted_at / weight : k + 0.5) * width);
    masses.weight.push_back(weight);
    masses.count.push_back(bins[k].count);
  }
  return masses;
}

// The sum of w_i w_j over all pairs.
template <std::size_t D>
double total_weight(const DrawnPairs<D>& drawn) {
  double sum[2] = {0, 0};
  double squares = 0;
  for (std::size_t i = 0; i < drawn.weight.size(); ++i) {
    sum[drawn.side.empty() ? 0 : drawn.side[i]] += drawn.weight[i];
    squares += drawn.weight[i] * drawn.weight[i];
  }
  return drawn.side.empty() ? (sum[0] * sum[0] - squares) / 2 : sum[0] * sum[1];
}

struct KdTask {
  const SiteMarks& marks;
  std::span<const GroupPair> pairs;
  std::span<const double> distances;
  const KdOptions& kd;
  const CurveOptions& options;
  std::vector<double> weight;  // of each site
  double scale;
};

// Returns h.
template <std::size_t D>
double compute_curve(const DrawnPairs<D>& drawn, const KdTask& task, double bins, CancelToken& cancel,
                     double* curve) {
  const double r_max = task.distances.back();
  const auto n = static_cast<double>(drawn.weight.size());
  const double total = total_weight(drawn);
  if (n < 3 || !(total > 0)) return kNone;
  if (n * (n - 1) / 2 <= kFewPairs) {
    const Masses masses = single_distances(drawn, cancel);
    const double h = task.kd.bandwidth.value_or(bandwidth_of(masses, 2 * r_max, 0));
    if (!(h > 0)) return kNone;
    densities(masses, h, total, task.distances, cancel, curve);
    return h;
  }
  double reach = task.kd.bandwidth ? r_max + kKernelReach * *task.kd.bandwidth : 2 * r_max;
  double width =
      task.kd.bandwidth ? std::min(*task.kd.bandwidth / kBinsPerBandwidth, reach / bins) : 2 * r_max / bins;
  constexpr double kMostBins = 1 << 20;
  while (true) {
    width = std::max(width, reach / kMostBins);
    const Masses masses = binned_distances(drawn, reach, width, task.kd.weighted, cancel);
    const double h = task.kd.bandwidth.value_or(bandwidth_of(masses, 2 * r_max, width));
    if (!(h > 0)) return kNone;
    // A bandwidth that needs narrower bins, or pairs from farther away: once more.
    const double wanted = std::max(h / kBinsPerBandwidth, reach / kMostBins);
    const bool fine = width <= wanted * (1 + 1e-9);
    const bool far = reach >= (r_max + kKernelReach * h) * (1 - 1e-9);
    if (fine && far) {
      densities(masses, h, total, task.distances, cancel, curve);
      return h;
    }
    if (!fine) width = 2 * r_max / std::exp2(std::ceil(std::log2(2 * r_max / wanted)));
    if (!far) reach = r_max + kKernelReach * h * 1.01;
  }
}

template <std::size_t D>
void compute_curves(const SiteTree<D>& tree, const KdTask& task, const Threads& threads, CancelToken& cancel,
                    SimulatedCurves& curves, std::span<KdCurve> results) {
  const WantedGroups<GroupPair> wanted(task.marks, task.pairs, task.options.null_model, task.options.seed,
                                       cancel);
  std::vector<double> bins(task.pairs.size(), 4096);
  const auto simulate = [&](std::uint32_t simulation, DrawnGroups& groups, CancelToken& token) {
    groups.draw(tree, wanted, simulation, token);
    for (std::size_t pair = 0; pair < task.pairs.size(); ++pair) {
      const std::uint32_t a = task.pairs[pair].reference;
      const std::uint32_t b = task.pairs[pair].neighbour;
      const std::span<const std::uint32_t> places = groups.of(a, b);
      DrawnPairs<D> drawn{SitePairs<D>(tree, places, token), {}, {}, task.scale};
      for (const std::uint32_t place : places) {
        const std::uint32_t site =
            task.options.null_model == NullModel::labelling ? tree.site(place) : groups.mark(place);
        drawn.weight.push_back(task.kd.weighted ? task.weight[site] : 1);
        if (a != b) drawn.side.push_back(task.marks.group(groups.mark(place)) == a ? 0 : 1);
      }
      const double h = compute_curve(drawn, task, bins[pair], token, curves.curve(pair, simulation));
      if (simulation != 0) continue;
      results[pair].bandwidth = h;
      // Simulated bandwidths are near the observed one: bins that are fine enough for most of them.
      if (h > 0) {
        const double needed = 2.6 * task.distances.back() * kBinsPerBandwidth / h;
        bins[pair] = std::clamp(std::exp2(std::ceil(std::log2(needed))), 1024.0, 1048576.0);
      }
    }
  };
  DrawnGroups observed(wanted.assignments().sampler(cancel));
  simulate(0, observed, cancel);
  LentObjects<DrawnGroups> drawn;
  threads.for_each(task.options.simulations, cancel, [&](std::size_t simulation, CancelToken& token) {
    const auto groups =
        drawn.borrow([&] { return std::make_unique<DrawnGroups>(wanted.assignments().sampler(token)); });
    simulate(static_cast<std::uint32_t>(simulation) + 1, *groups, token);
  });
}

}  // namespace

std::vector<KdCurve> kd_density(const PointsView& view, const SiteMarks& marks,
                                std::span<const GroupPair> pairs, std::span<const double> distances,
                                const KdOptions& kd, const CurveOptions& options, const Threads& threads,
                                CancelToken& cancel) {
  if (kd.bandwidth && !(*kd.bandwidth > 0)) {
    throw Error(concat("bandwidth must be > 0 (got ", *kd.bandwidth, ")"));
  }
  const DistanceBands bands(distances, options.metric);
  std::vector<double> weight;
  weight.reserve(marks.size());
  for (const std::uint32_t row : marks.rows()) {
    cancel.check();
    weight.push_back(view.weight(row));
  }
  std::vector<KdCurve> result(pairs.size());
  with_tree(view, marks, bands.scale(), options.metric, cancel, [&](const auto& tree) {
    const std::size_t at_once = options.null_model == NullModel::independence
                                    ? 1
                                    : pairs_at_once(options.simulations, distances.size());
    for (std::size_t first = 0; first < pairs.size(); first += at_once) {
      const std::size_t count = std::min(at_once, pairs.size() - first);
      const auto results = std::span(result).subspan(first, count);
      SimulatedCurves curves(count, options.simulations, distances.size());
      const KdTask task{marks,  pairs.subspan(first, count), distances, kd, options,
                        weight, bands.scale().scale};
      compute_curves(tree, task, threads, cancel, curves, results);
      for (std::size_t pair = 0; pair < count; ++pair) {
        const auto a = static_cast<double>(marks.sites_of(task.pairs[pair].reference).size());
        const auto b = static_cast<double>(marks.sites_of(task.pairs[pair].neighbour).size());
        results[pair].pairs =
            task.pairs[pair].reference == task.pairs[pair].neighbour ? a * (a - 1) / 2 : a * b;
        const auto observed = curves.observed(pair);
        results[pair].curve = {{observed.begin(), observed.end()},
                               envelope_of(observed, curves.simulated(pair), options.envelope, cancel)};
      }
    }
  });
  return result;
}

}  // namespace clusterlite
