// What cl_describe says of weights: how many neighbours units have, and whether all hang together.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include "datasets/weights.hpp"
#include "distance/clusters/dbscan.hpp"
#include "distance/grid/cell_sets.hpp"
#include "statistics/weights/tie_source.hpp"

namespace clusterlite {

struct WeightCounts {
  std::uint64_t ties = 0;
  std::uint64_t islands = 0;
  std::uint64_t min_neighbours = 0;
  std::uint64_t max_neighbours = 0;
  double mean_neighbours = std::numeric_limits<double>::quiet_NaN();
  bool symmetric = true;
  std::uint64_t components = 0;  // where a tie joins two units whichever way it leads
};

namespace detail {

inline void count_components(const WeightsView& weights, WeightCounts& counts, const Threads& threads,
                             CancelToken& cancel) {
  if (!weights.is_listed()) {
    // With one point enough, every unit is core, and clusters are what hangs together.
    const WeightRule& rule = weights.rule();
    const double reach = is_compact(rule.decay) ? std::nextafter(rule.size, 0) : rule.size;
    const DbscanOptions options{.eps = reach,
                                .min_points = 1,
                                .metric = rule.geodesic ? Metric::geodesic : Metric::planar,
                                .threads = threads};
    const DbscanResult clusters = dbscan(weights.nodes(), options, cancel);
    for (std::size_t node = 0; node < clusters.size(); ++node) {
      cancel.check();
      counts.components += clusters.cluster(node) == 0 ? 1 : 0;  // without coordinates: by itself
    }
    std::uint64_t most = 0;
    for (std::size_t node = 0; node < clusters.size(); ++node)
      most = std::max<std::uint64_t>(most, clusters.cluster(node));
    counts.components += most;
    return;
  }
  distance::CellSets sets(static_cast<std::uint32_t>(weights.size()));
  counts.components = weights.size();
  for (std::uint32_t node = 0; node < weights.size(); ++node) {
    for (std::uint64_t i = weights.first_tie(node); i < weights.first_tie(node + std::size_t{1}); ++i) {
      cancel.check();
      const std::uint32_t other = weights.tie(i).to;
      if (sets.find(node) == sets.find(other)) continue;
      sets.unite(node, other);
      --counts.components;
    }
  }
}

inline bool has_tie_back(const WeightsView& weights, std::uint32_t from, const WeightTie& tie) {
  std::uint64_t low = weights.first_tie(tie.to);
  std::uint64_t high = weights.first_tie(tie.to + std::size_t{1});
  const std::uint64_t end = high;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (weights.tie(middle).to < from) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < end && weights.tie(low).to == from && weights.tie(low).weight == tie.weight;
}

}  // namespace detail

inline WeightCounts count_weights(const WeightsView& weights, const Threads& threads, CancelToken& cancel) {
  WeightCounts counts;
  const auto nodes = static_cast<std::uint32_t>(weights.size());
  if (nodes == 0) return counts;
  std::vector<std::uint32_t> all(nodes);
  std::iota(all.begin(), all.end(), 0U);
  const TieSource source(weights, cancel);
  const auto ties = source.among(all, cancel);
  const RawVector<double> ones(nodes, 1.0);
  RawVector<double> neighbours(nodes);
  ties->multiply(ones, Power::tie, neighbours, threads, cancel);
  counts.min_neighbours = std::numeric_limits<std::uint64_t>::max();
  for (const double number : neighbours) {
    cancel.check();
    const auto count = static_cast<std::uint64_t>(number);
    counts.ties += count;
    counts.islands += count == 0 ? 1 : 0;
    counts.min_neighbours = std::min(counts.min_neighbours, count);
    counts.max_neighbours = std::max(counts.max_neighbours, count);
  }
  counts.mean_neighbours = static_cast<double>(counts.ties) / nodes;
  if (weights.is_listed()) {
    for (std::uint32_t node = 0; node < nodes; ++node) {
      for (std::uint64_t i = weights.first_tie(node); i < weights.first_tie(node + std::size_t{1}); ++i) {
        cancel.check();
        counts.symmetric = counts.symmetric && detail::has_tie_back(weights, node, weights.tie(i));
      }
    }
  }
  detail::count_components(weights, counts, threads, cancel);
  return counts;
}

}  // namespace clusterlite
