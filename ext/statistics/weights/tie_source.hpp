// Weights or links as they came, and what of them lies between the units that have a value.
#pragma once

#include <memory>
#include <optional>
#include <span>

#include "datasets/links.hpp"
#include "datasets/weights.hpp"
#include "statistics/weights/listed_weights.hpp"

namespace clusterlite {

enum class SelfTies : std::uint8_t { refused, taken };

class TieSource {
 public:
  explicit TieSource(const WeightsView& weights, CancelToken& cancel);
  // Ties between the same two ids add up, a weight of 0 is no tie. Throws Error when a weight is missing, and
  // for a tie of an id to itself where those are refused.
  TieSource(const LinksView& links, SelfTies self_ties, CancelToken& cancel);

  // Nodes are numbered in the order of their ids.
  std::uint32_t size() const { return size_; }
  KeyView id(std::uint32_t node) const {
    return weights_ ? weights_->nodes().id(node) : links_->nodes()[node];
  }

  // The weight of a node's own tie; 0 without one.
  double self_weight(std::uint32_t node) const { return self_.empty() ? 0 : self_[node]; }
  bool has_self_weights() const { return !self_.empty(); }

  // Among some nodes, rising; unit i is nodes[i].
  std::unique_ptr<SpatialWeights> among(std::span<const std::uint32_t> nodes, CancelToken& cancel) const;

 private:
  const WeightsView* weights_ = nullptr;
  const LinksView* links_ = nullptr;
  std::uint32_t size_ = 0;
  TieList ties_;            // empty for a band
  RawVector<double> self_;  // by node; empty when there are none
};

}  // namespace clusterlite
