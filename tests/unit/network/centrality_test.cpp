#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <queue>
#include <vector>

#include "network/centrality/pagerank.hpp"
#include "network/centrality/shortest_paths.hpp"
#include "network/graph/firm_ties.hpp"
#include "unit/network/ties.hpp"

namespace clusterlite {
namespace {

using testing_support::karate;
using testing_support::random_ties;
using testing_support::Ties;
using testing_support::TieSet;

Graph simple(const TieSet& set, Arcs arcs, bool weights = false) {
  CancelToken cancel;
  return graph_of(set.view(), arcs, Parallel::merged, weights, cancel);
}

PathMeasures paths(const Graph& graph, bool directed, unsigned threads = 1,
                   const std::optional<RawVector<std::uint32_t>>& pivots = {}) {
  CancelToken cancel;
  return path_measures(graph, {true, true, directed}, pivots, Threads(threads), cancel);
}

// hops[s][t] and numbers of shortest paths, by a search from each firm.
struct AllPairs {
  std::vector<std::vector<int>> hops;
  std::vector<std::vector<double>> count;

  explicit AllPairs(const Graph& graph) {
    const std::size_t n = graph.nodes();
    hops.assign(n, std::vector<int>(n, -1));
    count.assign(n, std::vector<double>(n, 0));
    for (std::uint32_t s = 0; s < n; ++s) {
      std::queue<std::uint32_t> waiting;
      waiting.push(s);
      hops[s][s] = 0;
      count[s][s] = 1;
      while (!waiting.empty()) {
        const std::uint32_t v = waiting.front();
        waiting.pop();
        for (const std::uint32_t w : graph.neighbours(v)) {
          if (hops[s][w] < 0) {
            hops[s][w] = hops[s][v] + 1;
            waiting.push(w);
          }
          if (hops[s][w] == hops[s][v] + 1) count[s][w] += count[s][v];
        }
      }
    }
  }
};

TEST(ShortestPaths, GiveWhatTheDefinitionSays) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const TieSet set(random_ties(seed, 40, 30 * seed));
    for (const bool directed : {true, false}) {
      const Graph graph = simple(set, directed ? Arcs::out : Arcs::both);
      const AllPairs all(graph);
      const PathMeasures measures = paths(graph, directed);
      const std::size_t n = graph.nodes();
      for (std::size_t v = 0; v < n; ++v) {
        double between = 0;
        double near = 0;
        for (std::size_t s = 0; s < n; ++s) {
          if (s != v && all.hops[v][s] > 0) near += 1.0 / all.hops[v][s];
          for (std::size_t t = 0; t < n; ++t) {
            if (s == v || t == v || s == t || all.hops[s][v] < 0 || all.hops[v][t] < 0) continue;
            if (all.hops[s][v] + all.hops[v][t] == all.hops[s][t])
              between += all.count[s][v] * all.count[v][t] / all.count[s][t];
          }
        }
        ASSERT_NEAR(measures.betweenness[v], directed ? between : between / 2, 1e-9);
        ASSERT_NEAR(measures.harmonic[v], near / static_cast<double>(n - 1), 1e-13);
      }
    }
  }
}

TEST(ShortestPaths, HaveTheSameBitsForAnyNumberOfThreads) {
  const Graph graph = simple(TieSet(random_ties(9, 2000, 6000)), Arcs::out);
  const PathMeasures one = paths(graph, true);
  for (const unsigned threads : {2U, 3U, 7U}) {
    const PathMeasures many = paths(graph, true, threads);
    EXPECT_EQ(many.betweenness, one.betweenness);
    EXPECT_EQ(many.harmonic, one.harmonic);
  }
}

TEST(ShortestPaths, FromAllFirmsAsPivotsAreExact) {
  for (const bool directed : {true, false}) {
    const Graph graph = simple(TieSet(random_ties(4, 150, 300)), directed ? Arcs::out : Arcs::both);
    RawVector<std::uint32_t> everybody(graph.nodes());
    std::iota(everybody.begin(), everybody.end(), 0U);
    const PathMeasures exact = paths(graph, directed);
    const PathMeasures pivots = paths(graph, directed, 2, everybody);
    EXPECT_EQ(pivots.betweenness, exact.betweenness);
    for (std::size_t v = 0; v < graph.nodes(); ++v) EXPECT_NEAR(pivots.harmonic[v], exact.harmonic[v], 1e-14);
  }
}

// A chain of 1,500 diamonds has 2^1500 shortest paths from end to end, more than a double holds.
TEST(ShortestPaths, MayBeMoreThanADoubleHolds) {
  Ties ties;
  constexpr int kDiamonds = 1500;
  for (int i = 0; i < kDiamonds; ++i) {
    for (const int side : {1, 2}) {
      ties.push_back({3 * i, 3 * i + side});
      ties.push_back({3 * i + side, 3 * i + 3});
    }
  }
  const Graph graph = simple(TieSet(ties), Arcs::out);
  const PathMeasures measures = paths(graph, true);
  for (int i : {1, 700, 1499}) {
    const double before = 3.0 * i;
    const double after = 3.0 * (kDiamonds - i);
    EXPECT_NEAR(measures.betweenness[static_cast<std::size_t>(3 * i)], before * after, 1e-6 * before * after);
    // Half of what passes its diamond: everybody up to its start to everybody from its end on.
    const double through = (before + 1) * (after - 2) / 2;
    EXPECT_NEAR(measures.betweenness[static_cast<std::size_t>(3 * i + 1)], through, 1e-6 * through);
  }
}

TEST(ShortestPaths, OfNothingAndOfOneFirm) {
  EXPECT_TRUE(paths(simple(TieSet({}), Arcs::out), true).betweenness.empty());
  const PathMeasures alone = paths(simple(TieSet({{1, 1}}), Arcs::out), true);
  EXPECT_EQ(alone.betweenness[0], 0);
  EXPECT_TRUE(std::isnan(alone.harmonic[0]));
}

TEST(Pagerank, IsWhereTheWalkComesToRest) {
  CancelToken cancel;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const TieSet set(random_ties(seed, 80, 100 * seed));
    const Graph out = simple(set, Arcs::out, true);
    const auto rank = pagerank(out.reversed(cancel), cancel);
    const std::size_t n = out.nodes();
    std::vector<double> next(n, 0);
    double lost = 0;
    for (std::uint32_t v = 0; v < n; ++v) {
      double sum = 0;
      for (const double w : out.weights(v)) sum += w;
      if (sum == 0) lost += rank[v];
      for (std::size_t i = 0; i < out.degree(v) && sum > 0; ++i)
        next[out.neighbours(v)[i]] += .85 * rank[v] * out.weights(v)[i] / sum;
    }
    double total = 0;
    for (std::uint32_t v = 0; v < n; ++v) {
      EXPECT_NEAR(rank[v], next[v] + (.15 + .85 * lost) / static_cast<double>(n), 1e-12);
      total += rank[v];
    }
    EXPECT_NEAR(total, 1, 1e-14);
  }
}

TEST(CoreNumbers, AreThoseOfPeelingByHand) {
  CancelToken cancel;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Graph graph = simple(TieSet(random_ties(seed, 60, 40 * seed)), Arcs::both);
    const auto cores = core_numbers(graph, cancel);
    for (std::uint32_t k = 1; k < 20; ++k) {
      std::vector<bool> left(graph.nodes(), true);
      for (bool gone = true; gone;) {
        gone = false;
        for (std::uint32_t v = 0; v < graph.nodes(); ++v) {
          std::uint32_t degree = 0;
          for (const std::uint32_t w : graph.neighbours(v)) degree += left[w] ? 1 : 0;
          if (left[v] && degree < k) {
            left[v] = false;
            gone = true;
          }
        }
      }
      for (std::uint32_t v = 0; v < graph.nodes(); ++v) EXPECT_EQ(cores[v] >= k, left[v]) << v << " " << k;
    }
  }
}

TEST(Triangles, AreThoseOfLookingAtAllPairs) {
  CancelToken cancel;
  const Graph graph = simple(TieSet(random_ties(3, 60, 300)), Arcs::both);
  const auto triangles = triangles_of(graph, cancel);
  for (std::uint32_t v = 0; v < graph.nodes(); ++v) {
    std::uint64_t pairs = 0;
    for (const std::uint32_t a : graph.neighbours(v))
      for (const std::uint32_t b : graph.neighbours(v)) pairs += a < b && graph.has_arc(a, b) ? 1 : 0;
    EXPECT_EQ(triangles[v], pairs);
  }
}

}  // namespace
}  // namespace clusterlite
