// What can be said of a firm from its own ties and those among its neighbours.
#pragma once

#include <cstdint>

#include "network/graph/graph.hpp"

namespace clusterlite {

struct TieCounts {
  RawVector<std::uint32_t> in;   // ties that reach the firm
  RawVector<std::uint32_t> out;  // ties that leave it
};
TieCounts count_ties(const LinksView& links, CancelToken& cancel);

// The sum of the weights of each firm's ties, from the undirected graph with its weights added up.
RawVector<double> strengths_of(const Graph& undirected, CancelToken& cancel);

// The largest k for which a firm is in the k-core: the firms left when all with fewer than k ties to firms
// that are left have gone (Seidman 1983; by buckets of degrees, Batagelj and Zaversnik 2003). The graph is
// simple and undirected.
RawVector<std::uint32_t> core_numbers(const Graph& undirected, CancelToken& cancel);

// For each firm, how many pairs of its neighbours are tied. The graph is simple and undirected.
RawVector<std::uint64_t> triangles_of(const Graph& undirected, CancelToken& cancel);

}  // namespace clusterlite
