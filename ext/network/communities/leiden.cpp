#include "network/communities/leiden.hpp"

#include <algorithm>
#include <memory>
#include <numeric>
#include <utility>

#include "network/communities/leiden_level.hpp"
#include "support/numbers/sum.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {
namespace {

// An iteration of a graph of a million pairs takes a quarter of a second, and the first two bring nearly all
// of the quality. Small graphs are worth many iterations, and several starts of which the best is taken.
constexpr std::uint64_t kMostIterations = 50;
constexpr std::uint64_t kFewestIterations = 2;
constexpr std::uint64_t kPairsOfAllIterations = 2'000'000;
constexpr std::uint64_t kMostStarts = 24;
constexpr std::uint64_t kPairsOfAllStarts = 100'000;

using leiden_steps::Level;
using leiden_steps::Numbers;

// Numbers 0, 1 ... in the order of first appearance, in place. Returns how many there are.
std::uint32_t number_anew(Numbers& labels, std::size_t most, CancelToken& cancel) {
  constexpr std::uint32_t kNone = 0xFFFFFFFF;
  Numbers number = filled(most, kNone, cancel);
  std::uint32_t next = 0;
  for (std::uint32_t& label : labels) {
    cancel.check();
    if (number[label] == kNone) number[label] = next++;
    label = number[label];
  }
  return next;
}

// Parts of a community that do not hang together become communities of their own: nothing is lost by it, and
// what was expected between them is won. Returns whether there was one.
bool split_unconnected(const Graph& graph, Numbers& community, CancelToken& cancel) {
  constexpr std::uint32_t kNone = 0xFFFFFFFF;
  Numbers part = filled(community.size(), kNone, cancel);
  Numbers found(community.size());
  std::uint32_t parts = 0;
  for (std::uint32_t first = 0; first < community.size(); ++first) {
    if (part[first] != kNone) continue;
    std::size_t waiting = 0;
    found[waiting++] = first;
    part[first] = parts;
    while (waiting > 0) {
      const std::uint32_t node = found[--waiting];
      cancel.check(1 + graph.degree(node));
      for (const std::uint32_t other : graph.neighbours(node)) {
        if (part[other] != kNone || community[other] != community[node]) continue;
        part[other] = parts;
        found[waiting++] = other;
      }
    }
    ++parts;
  }
  const std::uint32_t communities = number_anew(community, community.size(), cancel);
  if (parts == communities) return false;
  community = std::move(part);
  return true;
}

// A graph of parts with its level.
struct CoarseLevel {
  CoarseLevel(std::pair<Graph, RawVector<double>> parts, double factor, CancelToken& cancel)
      : graph(std::move(parts.first)), mass(std::move(parts.second)), level(graph, mass, factor, cancel) {}
  CoarseLevel(const CoarseLevel&) = delete;
  CoarseLevel& operator=(const CoarseLevel&) = delete;

  const Graph graph;
  const RawVector<double> mass;
  const Level level;
};

// One iteration. Returns whether anything has moved.
bool iterate(const Graph& graph, const LeidenQuality& quality, Numbers& community, std::uint64_t round,
             CancelToken& cancel) {
  const Level whole(graph, quality.mass, quality.factor, cancel);
  bool moved = whole.move_nodes(community, round, cancel);
  std::unique_ptr<const CoarseLevel> coarse;
  Numbers coarse_community;
  Numbers coarse_node;  // of each firm; empty as long as it is the firm
  while (true) {
    const Level& level = coarse ? coarse->level : whole;
    const Numbers& now = coarse ? coarse_community : community;
    Numbers parts = level.refine(now, round, cancel);
    const std::uint32_t count = number_anew(parts, parts.size(), cancel);
    if (count == parts.size()) break;
    Numbers next(count);
    for (std::size_t node = 0; node < parts.size(); ++node) {
      cancel.check();
      next[parts[node]] = now[node];
    }
    number_anew(next, parts.size(), cancel);
    coarse =
        std::make_unique<const CoarseLevel>(level.aggregate(parts, count, cancel), quality.factor, cancel);
    coarse_community = std::move(next);
    if (coarse_node.empty()) {
      coarse_node = std::move(parts);
    } else {
      for (std::uint32_t& node : coarse_node) {
        cancel.check();
        node = parts[node];
      }
    }
    moved = coarse->level.move_nodes(coarse_community, round, cancel) || moved;
  }
  if (!coarse_node.empty()) {
    for (std::size_t node = 0; node < community.size(); ++node) {
      cancel.check();
      community[node] = coarse_community[coarse_node[node]];
    }
  }
  return split_unconnected(graph, community, cancel) || moved;
}

// By falling size, ties by the smallest node.
std::uint32_t number_by_size(Numbers& community, CancelToken& cancel) {
  const std::uint32_t count = number_anew(community, community.size(), cancel);  // by the smallest node
  Numbers size = filled(count, 0U, cancel);
  for (const std::uint32_t one : community) {
    cancel.check();
    ++size[one];
  }
  Numbers order(count);
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    cancel.check();
    return size[a] != size[b] ? size[a] > size[b] : a < b;
  });
  Numbers rank(count);
  for (std::uint32_t i = 0; i < count; ++i) rank[order[i]] = i;
  for (std::uint32_t& one : community) {
    cancel.check();
    one = rank[one];
  }
  return count;
}

Numbers from_one_start(const Graph& graph, const LeidenQuality& quality, std::uint64_t first_round,
                       std::uint64_t pairs, CancelToken& cancel) {
  const std::uint64_t most = std::clamp(kPairsOfAllIterations / pairs, kFewestIterations, kMostIterations);
  Numbers community(graph.nodes());
  std::iota(community.begin(), community.end(), 0U);
  std::uint64_t round = 0;
  bool moved = true;
  while (moved && round < most) moved = iterate(graph, quality, community, first_round + round++, cancel);
  // What is promised has to hold also when iterations have ended before they moved nothing.
  const Level whole(graph, quality.mass, quality.factor, cancel);
  while (moved) {
    moved = whole.move_nodes(community, first_round + round++, cancel);
    moved = split_unconnected(graph, community, cancel) || moved;
  }
  return community;
}

// Up to a factor and a constant.
double quality_of(const Graph& graph, const LeidenQuality& quality, const Numbers& community,
                  CancelToken& cancel) {
  CompensatedSum sum;
  RawVector<double> mass = filled(graph.nodes(), 0.0, cancel);
  for (std::uint32_t node = 0; node < graph.nodes(); ++node) {
    const auto neighbours = graph.neighbours(node);
    const auto weights = graph.weights(node);
    cancel.check(1 + neighbours.size());
    mass[community[node]] += quality.mass[node];
    for (std::size_t i = 0; i < neighbours.size(); ++i) {
      if (community[neighbours[i]] == community[node]) sum.add(weights[i]);
    }
  }
  for (const double one : mass) sum.add(-quality.factor * one * one);
  return sum.value();
}

}  // namespace

Communities leiden(const Graph& graph, const LeidenQuality& quality, CancelToken& cancel) {
  const std::uint64_t pairs = graph.arcs() / 2 + 1;
  const std::uint64_t starts = std::clamp<std::uint64_t>(kPairsOfAllStarts / pairs, 1, kMostStarts);
  Communities best;
  double best_quality = 0;
  WatchedLoop watched(cancel, starts);
  for (std::uint64_t start = 0; start < starts; ++start) {
    Numbers community = from_one_start(graph, quality, start << 32, pairs, cancel);
    if (starts == 1) {
      best.of_node = std::move(community);
      break;
    }
    const double reached = quality_of(graph, quality, community, cancel);
    watched.came_to(start + 1);
    if (start > 0 && !(reached > best_quality)) continue;
    best_quality = reached;
    best.of_node = std::move(community);
  }
  best.count = number_by_size(best.of_node, cancel);
  return best;
}

}  // namespace clusterlite
