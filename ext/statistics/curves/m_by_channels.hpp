// M where weights change places, too: what lies within r of each place is another sum in each simulation. All
// simulations share one walk over the pairs of places (distance/tree/band_sums.hpp).
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "distance/tree/band_sums.hpp"
#include "statistics/curves/m_by_pairs.hpp"

namespace clusterlite::statistics {

// How the weights of all firms and of those of the neighbour group are kept: side by side in 64 bits, where
// the sum of all weights fits into 32, else in two channels.
enum class Packing : std::uint8_t { halves, two_channels };

template <std::size_t D, class Value, Packing kPacking>
class MByChannels {
 public:
  MByChannels(const distance::SiteTree<D>& tree, const distance::DistanceBands& bands, const SiteMarks& marks,
              const SiteWeights& weights, NullModel model, std::uint64_t seed,
              std::span<const GroupPair> pairs, std::optional<std::uint32_t> control)
      : tree_(tree),
        bands_(bands),
        marks_(marks),
        weights_(weights),
        model_(model),
        seed_(seed),
        pairs_(pairs),
        control_(control) {}

  void compute(std::uint32_t simulations, const Threads& threads, CancelToken& cancel,
               SimulatedCurves& curves) {
    std::vector<Task> tasks;
    for (std::size_t pair = 0; pair < pairs_.size(); ++pair) {
      for (std::uint32_t simulation = 0; simulation <= simulations; ++simulation)
        tasks.push_back({pair, simulation});
    }
    const std::size_t at_once = tasks_at_once();
    for (std::size_t first = 0; first < tasks.size(); first += at_once) {
      const std::size_t count = std::min(at_once, tasks.size() - first);
      compute_batch(std::span<const Task>(tasks).subspan(first, count), threads, cancel, curves);
    }
  }

 private:
  struct Task {
    std::size_t pair;
    std::uint32_t simulation;
  };
  struct Totals {
    Value all = 0;
    Value neighbour = 0;
  };
  static constexpr std::uint32_t kPerTask = kPacking == Packing::halves ? 1 : 2;

  // As many as the memory holds; the fewer batches, the less is done anew.
  std::size_t tasks_at_once() const {
    constexpr std::size_t kBytes = std::size_t{92} << 20;
    const std::size_t sums = sizeof(Value) * (bands_.size() + 1) * kPerTask * 4 + 32 * bands_.size();
    const std::size_t one = kPerTask * distance::Channels<Value>::bytes(tree_) + 8 * tree_.size() / 10 + sums;
    return std::max<std::size_t>(1, kBytes / one);
  }

  void compute_batch(std::span<const Task> tasks, const Threads& threads, CancelToken& cancel,
                     SimulatedCurves& curves) {
    distance::Channels<Value> channels(tree_, static_cast<std::uint32_t>(tasks.size()) * kPerTask);
    std::vector<Totals> totals(tasks.size());
    std::vector<std::vector<std::uint32_t>> active(tasks.size());
    threads.for_each(tasks.size(), cancel, [&](std::size_t task, CancelToken& token) {
      fill(tasks[task], static_cast<std::uint32_t>(task), token, channels, totals[task], active[task]);
    });
    const distance::WantedChannels wanted = wanted_channels(active, cancel);
    active.clear();

    // Parts whose number depends on the sizes only: sums of doubles are added up in one order.
    const std::size_t cells = tasks.size() * bands_.size();
    const std::size_t leaves = tree_.leaves().size();
    const std::size_t parts =
        std::min(leaves, std::clamp<std::size_t>((std::size_t{8} << 20) / (16 * cells), 1, 64));
    std::vector<std::vector<double>> sums(parts);
    threads.for_each(parts, cancel, [&](std::size_t part, CancelToken& token) {
      sums[part].assign(2 * cells, 0);
      distance::BandSums<D, Value> around(tree_, bands_, channels);
      for (std::size_t leaf = leaves * part / parts; leaf < leaves * (part + 1) / parts; ++leaf) {
        around.of_leaf(tree_.leaves()[leaf], wanted, token, [&](std::uint32_t place, const auto& within) {
          add_place(place, wanted.of(place), within, channels, totals, sums[part].data());
        });
      }
    });
    for (std::size_t part = 1; part < parts; ++part) {
      for (std::size_t i = 0; i < 2 * cells; ++i) sums[0][i] += sums[part][i];
    }
    for (std::size_t task = 0; task < tasks.size(); ++task) {
      double* const curve = curves.curve(tasks[task].pair, tasks[task].simulation);
      const double* const found = sums[0].data() + 2 * task * bands_.size();
      for (std::size_t band = 0; band < bands_.size(); ++band)
        curve[band] = found[2 * band] / found[2 * band + 1];
    }
  }

  void fill(const Task& task, std::uint32_t number, CancelToken& cancel, distance::Channels<Value>& channels,
            Totals& totals, std::vector<std::uint32_t>& active) const {
    const GroupPair& pair = pairs_[task.pair];
    const std::optional<std::uint32_t> fixed =
        model_ == NullModel::independence ? std::optional(pair.reference) : std::nullopt;
    const std::uint32_t first[] = {pair.reference};
    const Assignments assignments(marks_, model_, first, fixed, seed_, cancel);
    Sampler sampler = assignments.sampler(cancel);
    Value* const all = channels.values(number * kPerTask);
    Value* const neighbour = channels.values(number * kPerTask + kPerTask - 1);
    assignments.draw(task.simulation, true, sampler, cancel, [&](std::uint32_t site, std::uint32_t mark) {
      const Value weight = static_cast<Value>(weights_[model_ == NullModel::labelling ? site : mark]);
      const std::uint32_t group = marks_.group(mark);
      const std::uint32_t place = tree_.place(site);
      const Value in_all = !control_ || group == *control_ ? weight : Value{0};
      const Value in_neighbour = group == pair.neighbour ? weight : Value{0};
      totals.all += in_all;
      totals.neighbour += in_neighbour;
      if (kPacking == Packing::halves) {
        all[place] = in_all | in_neighbour << 32;
      } else {
        all[place] = in_all;
        neighbour[place] = in_neighbour;
      }
      if (group == pair.reference) active.push_back(place);
    });
    cancel.check(tree_.size());
    for (std::uint32_t channel = 0; channel < kPerTask; ++channel) {
      channels.add_up(tree_, number * kPerTask + channel);
    }
  }

  distance::WantedChannels wanted_channels(const std::vector<std::vector<std::uint32_t>>& active,
                                           CancelToken& cancel) const {
    distance::WantedChannels wanted;
    wanted.starts.assign(tree_.size() + std::size_t{1}, 0);
    for (const auto& places : active) {
      cancel.check(places.size());
      for (const std::uint32_t place : places) wanted.starts[place + 1] += kPerTask;
    }
    for (std::uint32_t place = 0; place < tree_.size(); ++place)
      wanted.starts[place + 1] += wanted.starts[place];
    wanted.channels.resize(wanted.starts.back());
    std::vector<std::uint32_t> next(wanted.starts.begin(), wanted.starts.end() - 1);
    for (std::uint32_t task = 0; task < active.size(); ++task) {
      cancel.check(active[task].size());
      for (const std::uint32_t place : active[task]) {
        for (std::uint32_t channel = 0; channel < kPerTask; ++channel) {
          wanted.channels[next[place]++] = task * kPerTask + channel;
        }
      }
    }
    return wanted;
  }

  static double all_of(Value value) {
    return static_cast<double>(kPacking == Packing::halves ? value & 0xFFFFFFFFU : value);
  }

  // `sums`: of each task and band the shares, then what they are compared with.
  void add_place(std::uint32_t place, std::span<const std::uint32_t> list,
                 const distance::SumsAround<Value>& within, const distance::Channels<Value>& channels,
                 const std::vector<Totals>& totals, double* sums) const {
    for (std::size_t i = 0; i < list.size(); i += kPerTask) {
      const std::uint32_t task = list[i] / kPerTask;
      const Value itself = channels.values(list[i])[place];
      Value itself_neighbour = 0;
      if constexpr (kPacking == Packing::two_channels) {
        itself_neighbour = channels.values(list[i] + 1)[place];
      } else {
        itself_neighbour = itself >> 32;
      }
      const Value itself_all = kPacking == Packing::halves ? itself & 0xFFFFFFFFU : itself;
      const double city = static_cast<double>(totals[task].neighbour - itself_neighbour) /
                          static_cast<double>(totals[task].all - itself_all);
      Value sum = 0 - itself;
      Value neighbour = 0 - itself_neighbour;
      double* cell = sums + 2 * std::size_t{task} * bands_.size();
      for (std::uint32_t band = 0; band < bands_.size(); ++band, cell += 2) {
        sum += within(band, i);
        if constexpr (kPacking == Packing::two_channels) {
          neighbour += within(band, i + 1);
        } else {
          neighbour = sum >> 32;
        }
        const double all = all_of(sum);
        if (all == 0) continue;
        cell[0] += static_cast<double>(neighbour) / all;
        cell[1] += city;
      }
    }
  }

  const distance::SiteTree<D>& tree_;
  const distance::DistanceBands& bands_;
  const SiteMarks& marks_;
  const SiteWeights& weights_;
  NullModel model_;
  std::uint64_t seed_;
  std::span<const GroupPair> pairs_;
  std::optional<std::uint32_t> control_;
};

}  // namespace clusterlite::statistics
