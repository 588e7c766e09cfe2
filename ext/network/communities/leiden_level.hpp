// The steps of an iteration of the Leiden algorithm (leiden.hpp) on one graph: of the firms, or of the parts
// found so far.
#pragma once

#include <cstdint>
#include <utility>

#include "network/graph/graph.hpp"

namespace clusterlite::leiden_steps {

using Numbers = RawVector<std::uint32_t>;

class Level {
 public:
  Level(const Graph& graph, const RawVector<double>& mass, double factor, CancelToken& cancel);

  // Moves each node to where the quality gains most, until none can gain. Communities have numbers below the
  // number of nodes. Returns whether a node has moved.
  bool move_nodes(Numbers& community, std::uint64_t round, CancelToken& cancel) const;

  // Parts of the communities, each connected: nodes that are alone join the part of their community that
  // gains most, as long as both are well tied to the rest of the community. A part has the number of one of
  // its nodes.
  Numbers refine(const Numbers& community, std::uint64_t round, CancelToken& cancel) const;

  // The graph whose nodes are the parts, numbered 0 .. count - 1, and their masses.
  std::pair<Graph, RawVector<double>> aggregate(const Numbers& part, std::uint32_t count,
                                                CancelToken& cancel) const;

 private:
  std::uint32_t nodes() const { return static_cast<std::uint32_t>(graph_.nodes()); }
  double expected(double mass, double other) const { return factor_ * mass * other; }
  Numbers shuffled(std::uint64_t round, CancelToken& cancel) const;
  RawVector<double> masses_of(const Numbers& community, CancelToken& cancel) const;

  const Graph& graph_;
  const RawVector<double>& mass_;
  double factor_;
};

}  // namespace clusterlite::leiden_steps
