// Measures of shortest paths, in hops: betweenness (Freeman 1977; Brandes 2001) and harmonic centrality.
//
// From each source a breadth-first search goes out. Sources are shared among threads; what they add up for a
// firm are whole numbers of 2^-60, whose sum is the same in any order, so the result has the same bits for
// any number of threads.
#pragma once

#include <cstdint>
#include <optional>

#include "network/graph/graph.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite {

struct PathMeasures {
  RawVector<double> betweenness;  // empty when it was not asked for
  RawVector<double> harmonic;     // of 1 firm: NaN
};

struct PathQuestion {
  bool betweenness = false;
  bool harmonic = false;
  bool directed = true;  // else the graph has both directions of each tie, and each pair counts once
};

// `out`: simple, without weights. `pivots`: the sources, instead of all firms; sums are multiplied by the
// number of firms over that of pivots (Brandes and Pich 2007).
PathMeasures path_measures(const Graph& out, const PathQuestion& question,
                           const std::optional<RawVector<std::uint32_t>>& pivots, const Threads& threads,
                           CancelToken& cancel);

}  // namespace clusterlite
