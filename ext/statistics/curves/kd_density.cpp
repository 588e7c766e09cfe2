#include "statistics/curves/kd_density.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "statistics/curves/pair_distances.hpp"
#include "statistics/curves/simulated_curves.hpp"
#include "statistics/sites/drawn_groups.hpp"
#include "support/memory/lent_objects.hpp"

namespace clusterlite {
namespace {

using namespace distance;
using namespace statistics;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kKernelReach = 6.5;  // beyond, less than 1e-9 of the peak

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
  require_bandwidth(kd.bandwidth);
  const DistanceBands bands(distances, options.metric);
  const std::vector<double> weight = site_weights(view, marks, cancel);
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
