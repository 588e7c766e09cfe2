// M where the denominators stay: group keys are permuted, or all weights are equal. What lies within r of
// each place is summed once; a simulation then needs the pairs inside the groups it has drawn only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "distance/tree/band_sums.hpp"
#include "distance/tree/pair_scans.hpp"
#include "distance/tree/site_pairs.hpp"
#include "statistics/curves/curve_options.hpp"
#include "statistics/curves/simulated_curves.hpp"
#include "statistics/sites/drawn_groups.hpp"
#include "statistics/sites/site_weights.hpp"
#include "support/memory/lent_objects.hpp"

namespace clusterlite::statistics {

// `Sum` holds the sum of all weights.
template <std::size_t D, class Sum>
class MByPairs {
 public:
  MByPairs(const distance::SiteTree<D>& tree, const distance::DistanceBands& bands,
           const SiteWeights& weights, const WantedGroups<GroupPair>& wanted,
           std::span<const GroupPair> pairs)
      : tree_(tree), bands_(bands), weights_(weights), wanted_(wanted), pairs_(pairs), part_(bands) {
    by_place_.reserve(tree.size());
    for (std::uint32_t place = 0; place < tree.size(); ++place) {
      by_place_.push_back(static_cast<Sum>(weights[tree.site(place)]));
    }
  }

  // Fills in all curves, a part of the distances after another, so that memory is bounded.
  void compute(std::uint32_t simulations, const Threads& threads, CancelToken& cancel,
               SimulatedCurves& curves) {
    const std::uint32_t width = distances_at_once(threads);
    for (std::uint32_t first = 0; first < bands_.size(); first += width) {
      first_ = first;
      part_ = bands_.part(first, std::min(first + width, bands_.size()));
      sum_denominators(threads, cancel);
      LentObjects<Workspace> workspaces;
      threads.for_each(simulations + std::size_t{1}, cancel, [&](std::size_t simulation, CancelToken& token) {
        const auto workspace = workspaces.borrow(
            [&] { return std::make_unique<Workspace>(wanted_.assignments().sampler(token)); });
        simulate(static_cast<std::uint32_t>(simulation), *workspace, token, curves);
      });
    }
  }

 private:
  struct Workspace {
    explicit Workspace(Sampler sampler) : drawn(std::move(sampler)) {}
    DrawnGroups drawn;
    std::vector<Sum> values;
    std::vector<Sum> sums;   // [point][band]
    std::vector<Sum> apart;  // of one point, for every other pair
  };

  std::uint32_t distances_at_once(const Threads& threads) const {
    constexpr std::size_t kBytes = std::size_t{96} << 20;
    std::size_t largest = 0;
    for (const GroupPair& pair : pairs_) {
      const std::size_t other =
          pair.reference == pair.neighbour ? 0 : wanted_.marks().sites_of(pair.neighbour).size();
      largest = std::max(largest, wanted_.marks().sites_of(pair.reference).size() + other);
    }
    const std::size_t row = sizeof(Sum) * tree_.size() + sizeof(Sum) * largest * threads.count() + 1;
    return static_cast<std::uint32_t>(std::clamp<std::size_t>(kBytes / row, 4, bands_.size()));
  }

  void sum_denominators(const Threads& threads, CancelToken& cancel) {
    const std::uint32_t width = part_.size();
    distance::Channels<std::uint64_t> channels(tree_, 1);
    std::uint64_t* const values = channels.values(0);
    for (std::uint32_t place = 0; place < tree_.size(); ++place) values[place] = by_place_[place];
    channels.add_up(tree_, 0);
    distance::WantedChannels wanted;
    wanted.starts.resize(tree_.size() + std::size_t{1});
    for (std::uint32_t place = 0; place <= tree_.size(); ++place) wanted.starts[place] = place;
    wanted.channels.assign(tree_.size(), 0);

    denominators_.resize(std::size_t{tree_.size()} * width);
    constexpr std::size_t kLeaves = 16;
    threads.for_each(
        (tree_.leaves().size() + kLeaves - 1) / kLeaves, cancel, [&](std::size_t part, CancelToken& token) {
          distance::BandSums<D, std::uint64_t> around(tree_, part_, channels);
          const std::size_t last = std::min((part + 1) * kLeaves, tree_.leaves().size());
          for (std::size_t leaf = part * kLeaves; leaf < last; ++leaf) {
            around.of_leaf(tree_.leaves()[leaf], wanted, token, [&](std::uint32_t place, const auto& sums) {
              std::uint64_t within = 0 - std::uint64_t{by_place_[place]};
              Sum* const row = denominators_.data() + std::size_t{place} * width;
              for (std::uint32_t band = 0; band < width; ++band) {
                within += sums(band, 0);
                row[band] = static_cast<Sum>(within);  // no more than the sum of all
              }
            });
          }
        });
  }

  void simulate(std::uint32_t simulation, Workspace& workspace, CancelToken& cancel,
                SimulatedCurves& curves) {
    workspace.drawn.draw(tree_, wanted_, simulation, cancel);
    for (std::size_t pair = 0; pair < pairs_.size(); ++pair) {
      compute_curve(pairs_[pair], workspace, cancel, curves.curve(pair, simulation) + first_);
    }
  }

  void compute_curve(const GroupPair& pair, Workspace& workspace, CancelToken& cancel, double* curve) const {
    const std::span<const std::uint32_t> subset = workspace.drawn.of(pair.reference, pair.neighbour);
    const auto group_at = [&](std::uint32_t place) {
      return wanted_.marks().group(workspace.drawn.mark(place));
    };
    Sum total = 0;
    workspace.values.clear();
    for (const std::uint32_t place : subset) {
      workspace.values.push_back(group_at(place) == pair.neighbour ? by_place_[place] : Sum{0});
      total += workspace.values.back();
    }
    add_pairs(distance::SitePairs<D>(tree_, subset, cancel), workspace, cancel);

    const std::uint32_t width = part_.size();
    const auto all = static_cast<std::uint64_t>(weights_.total());
    constexpr std::size_t kAhead = 8;
    std::vector<double> shares(width, 0);
    std::vector<double> expected(width, 0);
    for (std::size_t i = 0; i < subset.size(); ++i) {
      cancel.check(width);
      // The rows of a simulation lie scattered over many megabytes.
      if (i + kAhead < subset.size()) {
        const Sum* const ahead = denominators_.data() + std::size_t{subset[i + kAhead]} * width;
        __builtin_prefetch(ahead);
        __builtin_prefetch(ahead + (width - 1));
      }
      if (group_at(subset[i]) != pair.reference) continue;
      const Sum own = workspace.values[i];
      const double city = static_cast<double>(total - own) / static_cast<double>(all - by_place_[subset[i]]);
      const Sum* const row = denominators_.data() + std::size_t{subset[i]} * width;
      const Sum* const sums = workspace.sums.data() + i * (width + 1);
      Sum within = 0;
      for (std::uint32_t band = 0; band < width; ++band) {
        within += sums[band];
        if (row[band] == 0) continue;
        shares[band] += static_cast<double>(within) / static_cast<double>(row[band]);
        expected[band] += city;
      }
    }
    for (std::uint32_t band = 0; band < width; ++band) curve[band] = shares[band] / expected[band];
  }

  // Both directions of each pair at once.
  void add_pairs(const distance::SitePairs<D>& pairs, Workspace& workspace, CancelToken& cancel) const {
    const std::size_t width = part_.size();
    const std::size_t row = width + 1;
    workspace.sums.assign(pairs.size() * row, 0);
    workspace.apart.assign(row, 0);
    Sum* const apart = workspace.apart.data();
    const Sum* const values = workspace.values.data();
    const distance::Axes<D> axes = pairs.axes();
    for (std::uint32_t leaf = 0; leaf < pairs.leaf_count(); ++leaf) {
      pairs.for_each_run(leaf, part_.reach(), cancel,
                         [&](std::uint32_t i, std::uint32_t first, std::uint32_t last) {
                           Sum* const own = workspace.sums.data() + i * row;
                           const Sum value = values[i];
                           const distance::Point<D> point = pairs.at(i);
                           while (first < last) {
                             const std::uint32_t count = std::min(last - first, distance::kScanned);
                             double squared[distance::kScanned];
                             std::uint32_t band[distance::kScanned];
                             distance::Axes<D> others{};
                             for (std::size_t axis = 0; axis < D; ++axis) others[axis] = axes[axis] + first;
                             distance::squared_distances<D>(others, count, point, squared);
                             distance::bands_of(squared, count, part_, band);
                             Sum* other = workspace.sums.data() + first * row;
                             std::uint32_t k = 0;
                             // Pairs that follow each other are often in one band, whose sum would have to
                             // be written before it can be read: every other pair has sums of its own.
                             if (count > row) {
                               for (; k + 1 < count; k += 2, other += 2 * row) {
                                 own[band[k]] += values[first + k];
                                 apart[band[k + 1]] += values[first + k + 1];
                                 other[band[k]] += value;
                                 other[row + band[k + 1]] += value;
                               }
                               for (std::size_t b = 0; b < row; ++b) {
                                 own[b] += apart[b];
                                 apart[b] = 0;
                               }
                             }
                             for (; k < count; ++k, other += row) {
                               own[band[k]] += values[first + k];
                               other[band[k]] += value;
                             }
                             first += count;
                           }
                         });
    }
  }

  const distance::SiteTree<D>& tree_;
  const distance::DistanceBands& bands_;
  const SiteWeights& weights_;
  const WantedGroups<GroupPair>& wanted_;
  std::span<const GroupPair> pairs_;
  distance::DistanceBands part_;
  std::uint32_t first_ = 0;
  std::vector<Sum> by_place_;
  RawVector<Sum> denominators_;  // [place][distance]
};

}  // namespace clusterlite::statistics
