// PageRank (Brin and Page 1998): where one is found who follows ties at random, by their weights, and starts
// anew at any firm with probability 0.15, and always where no tie leads on.
#pragma once

#include "network/graph/graph.hpp"

namespace clusterlite {

// `into`: for each firm, the firms with ties to it, weights added up. Sums to 1.
RawVector<double> pagerank(const Graph& into, CancelToken& cancel);

}  // namespace clusterlite
