#include "statistics/curves/ripley_k.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "statistics/curves/k_sums.hpp"
#include "statistics/curves/simulated_curves.hpp"
#include "statistics/sites/drawn_groups.hpp"
#include "support/memory/lent_objects.hpp"

namespace clusterlite {
namespace {

using namespace distance;
using namespace statistics;

std::vector<double> compute_pcf(const Pattern& pattern, const KTask& task, const Threads& threads,
                                CancelToken& cancel) {
  std::vector<double> pcf(task.distances.size(), kUndefined);
  const double density = pattern.n_b / task.window.area();
  if (!task.ripley.pcf || task.ripley.correction == EdgeCorrection::border || !(pairs_of(pattern) > 0) ||
      !(task.window.area() > 0)) {
    return pcf;
  }
  const double half = task.ripley.bandwidth.value_or(0.15 / std::sqrt(5 * density)) * std::sqrt(5);
  const KSums sums(pattern, task);
  const std::vector<double> found =
      sum_leaves(pattern.pairs.leaf_count(), pcf.size(), threads, cancel,
                 [&](std::uint32_t leaf, CancelToken& token, std::vector<double>& out) {
                   sums.add_pcf_leaf(leaf, half, token, out);
                 });
  for (std::size_t r = 0; r < pcf.size(); ++r) {
    if (task.distances[r] > greatest_distance(task)) continue;
    pcf[r] = found[r] * task.window.area() / (2 * std::numbers::pi * pairs_of(pattern));
  }
  return pcf;
}

Pattern pattern_of(const SiteTree<2>& tree, const SiteMarks& marks, const GroupPair& pair,
                   DrawnGroups& groups, double scale, CancelToken& cancel) {
  const auto places = groups.of(pair.reference, pair.neighbour);
  Pattern pattern{SitePairs<2>(tree, places, cancel),
                  {},
                  scale,
                  static_cast<double>(groups.of(pair.reference).size()),
                  static_cast<double>(groups.of(pair.neighbour).size())};
  if (pair.reference != pair.neighbour) {
    for (const std::uint32_t place : places)
      pattern.side.push_back(marks.group(groups.mark(place)) == pair.reference ? 0 : 1);
  }
  return pattern;
}

void to_l(double* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) values[i] = std::sqrt(values[i] / std::numbers::pi);
}

}  // namespace

std::vector<RipleyCurve> ripley_k(const PointsView& view, const SiteMarks& marks,
                                  std::span<const GroupPair> pairs, const Window& window,
                                  std::span<const double> distances, const RipleyOptions& ripley,
                                  const CurveOptions& options, const Threads& threads, CancelToken& cancel) {
  const DistanceBands bands(distances, Metric::planar);
  const double scale = bands.scale().scale;
  const KTask task{window, bands, distances, ripley};
  check_window(view, marks, window, task, cancel);
  std::vector<RipleyCurve> result;
  const SiteTree<2> tree(site_points<PlanarFrame>(view, marks, bands.scale(), cancel), cancel);
  const std::size_t at_once =
      options.null_model == NullModel::labelling || options.null_model == NullModel::location
          ? pairs_at_once(options.simulations, distances.size())
          : 1;
  for (std::size_t first = 0; first < pairs.size(); first += at_once) {
    const auto batch = pairs.subspan(first, std::min(at_once, pairs.size() - first));
    SimulatedCurves curves(batch.size(), options.simulations, distances.size());
    const WantedGroups<GroupPair> wanted(marks, batch, options.null_model, options.seed, cancel);
    DrawnGroups observed(wanted.assignments().sampler(cancel));
    observed.draw(tree, wanted, 0, cancel);
    for (std::size_t pair = 0; pair < batch.size(); ++pair) {
      const Pattern pattern = pattern_of(tree, marks, batch[pair], observed, scale, cancel);
      RipleyCurve& curve = result.emplace_back();
      curve.k.resize(distances.size());
      compute_k(pattern, task, threads, cancel, curve.k.data());
      curve.pcf = compute_pcf(pattern, task, threads, cancel);
      std::copy(curve.k.begin(), curve.k.end(), curves.curve(pair, 0));
      to_l(curves.curve(pair, 0), distances.size());
    }
    LentObjects<DrawnGroups> drawn;
    threads.for_each(options.simulations, cancel, [&](std::size_t part, CancelToken& token) {
      const auto simulation = static_cast<std::uint32_t>(part) + 1;
      const auto groups =
          drawn.borrow([&] { return std::make_unique<DrawnGroups>(wanted.assignments().sampler(token)); });
      if (options.null_model != NullModel::csr) groups->draw(tree, wanted, simulation, token);
      for (std::size_t pair = 0; pair < batch.size(); ++pair) {
        double* const curve = curves.curve(pair, simulation);
        if (options.null_model == NullModel::csr) {
          const std::size_t n = marks.sites_of(batch[pair].reference).size();
          const SiteTree<2> uniform(uniform_points(window, n, options.seed, simulation, scale, token), token);
          std::vector<std::uint32_t> all(n);
          for (std::uint32_t i = 0; i < n; ++i) all[i] = i;
          const Pattern pattern{
              SitePairs<2>(uniform, all, token), {}, scale, static_cast<double>(n), static_cast<double>(n)};
          compute_k(pattern, task, Threads(1), token, curve);
        } else {
          compute_k(pattern_of(tree, marks, batch[pair], *groups, scale, token), task, Threads(1), token,
                    curve);
        }
        to_l(curve, distances.size());
      }
    });
    for (std::size_t pair = 0; pair < batch.size(); ++pair) {
      const auto l = curves.observed(pair);
      result[first + pair].l = {{l.begin(), l.end()},
                                envelope_of(l, curves.simulated(pair), options.envelope, cancel)};
    }
  }
  return result;
}

}  // namespace clusterlite
