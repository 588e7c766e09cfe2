#include "statistics/curves/m_function.hpp"

#include <limits>

#include "statistics/curves/m_by_channels.hpp"
#include "statistics/curves/m_by_pairs.hpp"
#include "statistics/curves/simulated_curves.hpp"
#include "statistics/sites/site_weights.hpp"

namespace clusterlite {
namespace {

using namespace distance;
using namespace statistics;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

struct MTask {
  const SiteMarks& marks;
  const SiteWeights& weights;
  std::span<const GroupPair> pairs;
  std::optional<std::uint32_t> control;
  const CurveOptions& options;
};

// Equal weights: firms that change places and group keys that do make the same curves.
bool denominators_stay(const MTask& task) {
  if (task.control || task.options.simulations == 0) return false;
  const bool weights_stay = task.options.null_model == NullModel::labelling || task.weights.all_equal();
  return weights_stay && task.weights.total() < Uint128{1} << 62;
}

template <std::size_t D>
void compute_curves(const SiteTree<D>& tree, const DistanceBands& bands, const MTask& task,
                    const Threads& threads, CancelToken& cancel, SimulatedCurves& curves) {
  const CurveOptions& options = task.options;
  const bool in_32_bits = task.weights.total() < Uint128{1} << 32;
  if (denominators_stay(task)) {
    const WantedGroups<GroupPair> wanted(task.marks, task.pairs, options.null_model, options.seed, cancel);
    const auto run = [&](auto sum) {
      MByPairs<D, decltype(sum)>(tree, bands, task.weights, wanted, task.pairs)
          .compute(options.simulations, threads, cancel, curves);
    };
    in_32_bits ? run(std::uint32_t{0}) : run(std::uint64_t{0});
    return;
  }
  const auto run = [&](auto channels) { channels.compute(options.simulations, threads, cancel, curves); };
  if (in_32_bits) {
    run(MByChannels<D, std::uint64_t, Packing::halves>(
        tree, bands, task.marks, task.weights, options.null_model, options.seed, task.pairs, task.control));
  } else if (task.weights.total() < Uint128{1} << 62) {
    run(MByChannels<D, std::uint64_t, Packing::two_channels>(
        tree, bands, task.marks, task.weights, options.null_model, options.seed, task.pairs, task.control));
  } else {
    run(MByChannels<D, Uint128, Packing::two_channels>(
        tree, bands, task.marks, task.weights, options.null_model, options.seed, task.pairs, task.control));
  }
}

}  // namespace

std::vector<Curve> m_function(const PointsView& view, const SiteMarks& marks,
                              std::span<const GroupPair> pairs, std::optional<std::uint32_t> control,
                              std::span<const double> distances, const CurveOptions& options,
                              const Threads& threads, CancelToken& cancel) {
  const DistanceBands bands(distances, options.metric);
  const SiteWeights weights(view, marks, cancel);
  std::vector<Curve> result;
  with_tree(view, marks, bands.scale(), options.metric, cancel, [&](const auto& tree) {
    // Independence keeps another group in its place for each pair.
    const std::size_t at_once = options.null_model == NullModel::independence
                                    ? 1
                                    : pairs_at_once(options.simulations, distances.size());
    for (std::size_t first = 0; first < pairs.size(); first += at_once) {
      const auto batch = pairs.subspan(first, std::min(at_once, pairs.size() - first));
      SimulatedCurves curves(batch.size(), options.simulations, distances.size());
      if (marks.size() > 0) {
        compute_curves(tree, bands, MTask{marks, weights, batch, control, options}, threads, cancel, curves);
      }
      for (std::size_t pair = 0; pair < batch.size(); ++pair) {
        const auto observed = curves.observed(pair);
        result.push_back({{observed.begin(), observed.end()},
                          envelope_of(observed, curves.simulated(pair), options.envelope, cancel)});
      }
    }
  });
  return result;
}

namespace {

// The channels are groups: each place wants that of the neighbours it is compared with, and that of all
// firms.
template <std::size_t D, class Value>
void local_m_of(const SiteTree<D>& tree, const DistanceBands& bands, const SiteMarks& marks,
                const SiteWeights& weights, std::optional<std::uint32_t> reference,
                std::optional<std::uint32_t> neighbour, const Threads& threads, CancelToken& cancel,
                LocalM& result) {
  constexpr std::size_t kBytes = std::size_t{96} << 20;
  std::vector<std::uint32_t> groups;  // whose sums are wanted
  for (std::uint32_t group = 0; group < marks.group_count(); ++group) {
    if (neighbour ? group == *neighbour : !reference || group == *reference) groups.push_back(group);
  }
  const std::size_t at_once =
      std::max<std::size_t>(1, std::min<std::size_t>(kBytes / Channels<Value>::bytes(tree), 1024) - 1);
  for (std::size_t start = 0; start < groups.size(); start += at_once) {
    const auto batch = std::span(groups).subspan(start, std::min(at_once, groups.size() - start));
    const auto all = static_cast<std::uint32_t>(batch.size());
    Channels<Value> channels(tree, all + 1);
    std::vector<Value> totals(batch.size(), 0);
    std::vector<std::uint32_t> channel_of(marks.group_count(), all);
    for (std::uint32_t channel = 0; channel < all; ++channel) channel_of[batch[channel]] = channel;
    for (std::uint32_t channel = 0; channel <= all; ++channel) {
      cancel.check(tree.size());
      std::fill_n(channels.values(channel), tree.size(), Value{0});
    }
    for (std::uint32_t place = 0; place < tree.size(); ++place) {
      cancel.check();
      const auto weight = static_cast<Value>(weights[tree.site(place)]);
      const std::uint32_t channel = channel_of[marks.group(tree.site(place))];
      channels.values(all)[place] = weight;
      if (channel == all) continue;
      channels.values(channel)[place] = weight;
      totals[channel] += weight;
    }
    for (std::uint32_t channel = 0; channel <= all; ++channel) channels.add_up(tree, channel);

    WantedChannels wanted;
    for (std::uint32_t place = 0; place < tree.size(); ++place) {
      cancel.check();
      wanted.starts.push_back(static_cast<std::uint32_t>(wanted.channels.size()));
      const std::uint32_t own = marks.group(tree.site(place));
      if (reference && own != *reference) continue;
      const std::uint32_t channel = neighbour ? 0 : channel_of[own];
      if (channel == all) continue;
      wanted.channels.push_back(channel);
      wanted.channels.push_back(all);
    }
    wanted.starts.push_back(static_cast<std::uint32_t>(wanted.channels.size()));

    const std::size_t leaves = tree.leaves().size();
    threads.for_each(leaves, cancel, [&](std::size_t leaf, CancelToken& token) {
      BandSums<D, Value> around(tree, bands, channels);
      around.of_leaf(tree.leaves()[leaf], wanted, token, [&](std::uint32_t place, const auto& sums) {
        const std::uint32_t channel = wanted.of(place)[0];
        const Value own = channels.values(all)[place];
        const Value own_neighbour = channels.values(channel)[place];
        const std::uint32_t row = marks.row(tree.site(place));
        const auto within = static_cast<double>(sums(0, 1) - own);
        const double city = static_cast<double>(totals[channel] - own_neighbour) /
                            static_cast<double>(static_cast<Value>(weights.total()) - own);
        result.weight_within[row] = weights.value(sums(0, 1) - own);
        if (within > 0) result.m[row] = static_cast<double>(sums(0, 0) - own_neighbour) / within / city;
      });
    });
  }
}

}  // namespace

LocalM local_m(const PointsView& view, const SiteMarks& marks, std::optional<std::uint32_t> reference,
               std::optional<std::uint32_t> neighbour, double radius, Metric metric, const Threads& threads,
               CancelToken& cancel) {
  LocalM result{std::vector<double>(view.size(), kNone), std::vector<double>(view.size(), kNone)};
  require_at_least(0, radius, "radius");
  const double distances[] = {radius};
  const DistanceBands bands(distances, metric);
  const SiteWeights weights(view, marks, cancel);
  with_tree(view, marks, bands.scale(), metric, cancel, [&](const auto& tree) {
    if (marks.size() == 0) return;
    const auto run = [&](auto value) {
      local_m_of<std::remove_cvref_t<decltype(tree.at(0))>{}.size(), decltype(value)>(
          tree, bands, marks, weights, reference, neighbour, threads, cancel, result);
    };
    weights.total() < Uint128{1} << 62 ? run(std::uint64_t{0}) : run(Uint128{0});
  });
  return result;
}

}  // namespace clusterlite
