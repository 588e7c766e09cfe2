// M where the denominators stay: group keys are permuted, or all weights are equal. What lies within r of
// each place is summed once; a simulation then needs the pairs inside the groups it has drawn only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "distance/tree/band_sums.hpp"
#include "distance/tree/pair_scans.hpp"
#include "distance/tree/site_pairs.hpp"
#include "statistics/curves/curve_options.hpp"
#include "statistics/sites/site_weights.hpp"
#include "support/lent_objects.hpp"

namespace clusterlite::statistics {

// curves[pair][simulation][distance], simulation 0 the observed one.
class SimulatedCurves {
 public:
  SimulatedCurves(std::size_t pairs, std::size_t simulations, std::size_t distances)
      : simulations_(simulations + 1),
        distances_(distances),
        values_(pairs * simulations_ * distances, std::numeric_limits<double>::quiet_NaN()) {}

  double* curve(std::size_t pair, std::size_t simulation) {
    return values_.data() + (pair * simulations_ + simulation) * distances_;
  }
  std::span<const double> observed(std::size_t pair) { return {curve(pair, 0), distances_}; }
  std::span<const double> simulated(std::size_t pair) {
    return {curve(pair, 1), (simulations_ - 1) * distances_};
  }

 private:
  std::size_t simulations_;
  std::size_t distances_;
  std::vector<double> values_;
};

// `Sum` holds the sum of all weights.
template <std::size_t D, class Sum>
class MByPairs {
 public:
  MByPairs(const distance::SiteTree<D>& tree, const distance::DistanceBands& bands, const SiteMarks& marks,
           const SiteWeights& weights, const Assignments& assignments, std::span<const GroupPair> pairs)
      : tree_(tree),
        bands_(bands),
        marks_(marks),
        weights_(weights),
        assignments_(assignments),
        pairs_(pairs),
        part_(bands) {
    by_place_.reserve(tree.size());
    for (std::uint32_t place = 0; place < tree.size(); ++place) {
      by_place_.push_back(static_cast<Sum>(weights[tree.site(place)]));
    }
    wanted_.assign(marks.group_count(), false);
    for (const GroupPair& pair : pairs) wanted_[pair.reference] = wanted_[pair.neighbour] = true;
    for (std::uint32_t group = 0; group < marks.group_count(); ++group)
      all_wanted_ = all_wanted_ && wanted_[group];
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
        const auto workspace =
            workspaces.borrow([&] { return std::make_unique<Workspace>(assignments_.sampler(token)); });
        simulate(static_cast<std::uint32_t>(simulation), *workspace, token, curves);
      });
    }
  }

 private:
  static constexpr std::uint32_t kNoGroup = 0xFFFFFFFF;

  struct Workspace {
    explicit Workspace(Sampler its_sampler) : sampler(std::move(its_sampler)) {}
    Sampler sampler;
    std::vector<std::uint32_t> group;   // by place
    std::vector<std::uint32_t> starts;  // of each group in `places`
    std::vector<std::uint32_t> places;  // by group, rising
    std::vector<std::uint32_t> subset;
    std::vector<Sum> values;
    std::vector<Sum> sums;  // [point][band]
  };

  std::uint32_t distances_at_once(const Threads& threads) const {
    constexpr std::size_t kBytes = std::size_t{96} << 20;
    std::size_t largest = 0;
    for (const GroupPair& pair : pairs_) {
      const std::size_t other = pair.reference == pair.neighbour ? 0 : marks_.sites_of(pair.neighbour).size();
      largest = std::max(largest, marks_.sites_of(pair.reference).size() + other);
    }
    const std::size_t row = sizeof(double) * tree_.size() + sizeof(Sum) * largest * threads.count() + 1;
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
              double* const row = denominators_.data() + std::size_t{place} * width;
              for (std::uint32_t band = 0; band < width; ++band) {
                within += sums(band, 0);
                row[band] = static_cast<double>(within);
              }
            });
          }
        });
  }

  void simulate(std::uint32_t simulation, Workspace& workspace, CancelToken& cancel,
                SimulatedCurves& curves) {
    workspace.group.assign(tree_.size(), kNoGroup);
    workspace.starts.assign(marks_.group_count() + std::size_t{1}, 0);
    assignments_.draw(simulation, all_wanted_, workspace.sampler, cancel,
                      [&](std::uint32_t site, std::uint32_t mark) {
                        const std::uint32_t group = marks_.group(mark);
                        if (!wanted_[group]) return;
                        workspace.group[tree_.place(site)] = group;
                        ++workspace.starts[group + 1];
                      });
    for (std::uint32_t group = 0; group < marks_.group_count(); ++group)
      workspace.starts[group + 1] += workspace.starts[group];
    workspace.places.resize(workspace.starts.back());
    std::vector<std::uint32_t> next(workspace.starts.begin(), workspace.starts.end() - 1);
    for (std::uint32_t place = 0; place < tree_.size(); ++place) {
      const std::uint32_t group = workspace.group[place];
      if (group != kNoGroup) workspace.places[next[group]++] = place;
    }
    cancel.check(tree_.size());
    for (std::size_t pair = 0; pair < pairs_.size(); ++pair) {
      compute_curve(pairs_[pair], workspace, cancel, curves.curve(pair, simulation) + first_);
    }
  }

  void compute_curve(const GroupPair& pair, Workspace& workspace, CancelToken& cancel, double* curve) const {
    const auto places_of = [&](std::uint32_t group) {
      return std::span(workspace.places)
          .subspan(workspace.starts[group], workspace.starts[group + 1] - workspace.starts[group]);
    };
    const auto a = places_of(pair.reference);
    std::span<const std::uint32_t> subset = a;
    if (pair.reference != pair.neighbour) {
      const auto b = places_of(pair.neighbour);
      workspace.subset.resize(a.size() + b.size());
      std::merge(a.begin(), a.end(), b.begin(), b.end(), workspace.subset.begin());
      subset = workspace.subset;
    }
    Sum total = 0;
    workspace.values.clear();
    for (const std::uint32_t place : subset) {
      workspace.values.push_back(workspace.group[place] == pair.neighbour ? by_place_[place] : Sum{0});
      total += workspace.values.back();
    }
    add_pairs(distance::SitePairs<D>(tree_, subset, cancel), workspace, cancel);

    const std::uint32_t width = part_.size();
    const auto all = static_cast<std::uint64_t>(weights_.total());
    std::vector<double> shares(width, 0);
    std::vector<double> expected(width, 0);
    for (std::size_t i = 0; i < subset.size(); ++i) {
      cancel.check(width);
      if (workspace.group[subset[i]] != pair.reference) continue;
      const Sum own = workspace.values[i];
      const double city = static_cast<double>(total - own) / static_cast<double>(all - by_place_[subset[i]]);
      const double* const row = denominators_.data() + std::size_t{subset[i]} * width;
      const Sum* const sums = workspace.sums.data() + i * (width + 1);
      Sum within = 0;
      for (std::uint32_t band = 0; band < width; ++band) {
        within += sums[band];
        if (row[band] == 0) continue;
        shares[band] += static_cast<double>(within) / row[band];
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
                             for (std::uint32_t k = 0; k < count; ++k, other += row) {
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
  const SiteMarks& marks_;
  const SiteWeights& weights_;
  const Assignments& assignments_;
  std::span<const GroupPair> pairs_;
  distance::DistanceBands part_;
  std::uint32_t first_ = 0;
  std::vector<Sum> by_place_;
  std::vector<bool> wanted_;
  bool all_wanted_ = true;
  RawVector<double> denominators_;  // [place][distance]
};

}  // namespace clusterlite::statistics
