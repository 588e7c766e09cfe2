// Communities of a weighted undirected graph: the Leiden algorithm (Traag, Waltman and van Eck 2019).
//
// An iteration moves single nodes as long as the quality rises, refines each community into connected parts,
// and goes on with the parts as nodes. It is repeated until a whole iteration moves nothing. What is random
// in the paper is fixed here: nodes come in an order shuffled by a fixed generator, a part joins the best
// other one, and of equal gains the smallest community wins. So the answer depends on the graph alone.
#pragma once

#include <cstdint>

#include "network/graph/graph.hpp"

namespace clusterlite {

// The quality of a partition is a sum over its communities, of weight inside less what is expected there:
// joining node v to community c gains w(v, c) - factor * mass(v) * mass(c).
struct LeidenQuality {
  RawVector<double> mass;  // of each node: its strength (modularity) or 1 (constant Potts model)
  double factor = 0;       // resolution / total strength, or the resolution
};

// The community of each node, numbered 0, 1 ... by falling size (tie: the smallest node). Every community is
// connected, and no move of a single node, also into a community of its own, raises the quality.
struct Communities {
  RawVector<std::uint32_t> of_node;
  std::uint32_t count = 0;
};
Communities leiden(const Graph& graph, const LeidenQuality& quality, CancelToken& cancel);

}  // namespace clusterlite
