// Sums of what lies around sites, by bands of distance, for many assignments of values to the sites at once.
//
// A channel is one assignment: the weights of one simulation, say. Where the distances between a leaf and a
// node all fall in one band, the node's sum is added; else, where those between a point and a leaf do, the
// leaf's sum; only in between are points compared, against the few bounds between the least and the greatest
// distance. What has been found out about a pair serves all channels. Values are integers: sums do not depend
// on the way.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "distance/frame/distance_bands.hpp"
#include "distance/located/exact_weights.hpp"
#include "distance/tree/site_tree.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite::distance {

template <class Value>
class Channels {
 public:
  template <std::size_t D>
  Channels(const SiteTree<D>& tree, std::uint32_t count)
      : count_(count), stride_(tree.size() + kLeafSites), nodes_(tree.node_count()) {
    values_.resize(stride_ * count);
    node_sums_.resize(std::size_t{nodes_} * count);
  }

  std::uint32_t count() const { return count_; }
  // By place in the tree; the caller fills in all of them.
  Value* values(std::uint32_t channel) { return values_.data() + channel * stride_; }
  const Value* values(std::uint32_t channel) const { return values_.data() + channel * stride_; }
  std::size_t stride() const { return stride_; }
  // Of all channels, one after another.
  const Value* node_sums(std::uint32_t node) const { return node_sums_.data() + std::size_t{node} * count_; }

  // To be called when the values of a channel have been filled in.
  template <std::size_t D>
  void add_up(const SiteTree<D>& tree, std::uint32_t channel) {
    Value* const values = this->values(channel);
    for (std::size_t i = tree.size(); i < stride_; ++i) values[i] = 0;
    for (std::uint32_t number = nodes_; number-- > 0;) {
      const auto& node = tree.node(number);
      Value sum = 0;
      if (node.is_leaf()) {
        for (std::uint32_t i = node.first; i < node.last; ++i) sum += values[i];
      } else {
        sum = node_sums_[std::size_t{node.child} * count_ + channel] +
              node_sums_[(std::size_t{node.child} + 1) * count_ + channel];
      }
      node_sums_[std::size_t{number} * count_ + channel] = sum;
    }
  }

  // Bytes of one channel.
  template <std::size_t D>
  static std::size_t bytes(const SiteTree<D>& tree) {
    return sizeof(Value) * (tree.size() + kLeafSites + tree.node_count());
  }

 private:
  std::uint32_t count_;
  std::size_t stride_;
  std::uint32_t nodes_;
  RawVector<Value> values_;
  RawVector<Value> node_sums_;
};

// Which channels are wanted at each place, in rising order.
struct WantedChannels {
  std::vector<std::uint32_t> starts;  // by place, and one more
  std::vector<std::uint32_t> channels;

  std::span<const std::uint32_t> of(std::uint32_t place) const {
    return std::span(channels).subspan(starts[place], starts[place + 1] - starts[place]);
  }
};

// The sums around one place: in band k of the i-th wanted channel. The place itself counts.
template <class Value>
class SumsAround {
 public:
  SumsAround(const Value* sums, std::size_t channels) : sums_(sums), channels_(channels) {}
  Value operator()(std::size_t band, std::size_t i) const { return sums_[band * channels_ + i]; }

 private:
  const Value* sums_;
  std::size_t channels_;
};

// One for each thread.
template <std::size_t D, class Value>
class BandSums {
 public:
  BandSums(const SiteTree<D>& tree, const DistanceBands& bands, const Channels<Value>& channels)
      : tree_(tree), bands_(bands), channels_(channels) {}

  // visit(place, sums) for each place of the leaf that wants channels.
  template <class Visit>
  void of_leaf(std::uint32_t leaf, const WantedChannels& wanted, CancelToken& cancel, const Visit& visit) {
    const auto& node = tree_.node(leaf);
    if (wanted.starts[node.first] == wanted.starts[node.last]) return;
    look_around(leaf, cancel);
    for (std::uint32_t place = node.first; place < node.last; ++place) {
      const std::span<const std::uint32_t> list = wanted.of(place);
      if (list.empty()) continue;
      sum_at(place, list, cancel);
      visit(place, SumsAround<Value>(sums_.data(), list.size()));
    }
  }

 private:
  void look_around(std::uint32_t leaf, CancelToken& cancel);
  void sum_at(std::uint32_t place, std::span<const std::uint32_t> wanted, CancelToken& cancel);

  const SiteTree<D>& tree_;
  const DistanceBands& bands_;
  const Channels<Value>& channels_;
  std::vector<Value> common_;          // of all places of the leaf: [band][channel]
  std::vector<std::uint32_t> leaves_;  // that are not in one band
  std::vector<Value> sums_;            // of one place: [band][wanted channel]
  std::vector<Value> below_;
  std::vector<std::uint32_t> stack_;
};

}  // namespace clusterlite::distance
