#include "network/communities/communities.hpp"

#include <cmath>
#include <limits>

#include "support/numbers/sum.hpp"

namespace clusterlite {
namespace {

// Weights in units of a power of two near the largest: of 1e300 the products below would not be numbers.
int unit_of_weights(const LinksView& links, CancelToken& cancel) {
  double largest = 0;
  for_each_tie(links, cancel, [&](std::uint32_t, std::uint32_t, double weight) {
    if (weight > largest) largest = weight;
  });
  constexpr int kHarmless = 200;
  const int exponent = largest > 0 ? std::ilogb(largest) : 0;
  return std::abs(exponent) < kHarmless ? 0 : exponent;
}

Graph undirected(const LinksView& links, int unit, CancelToken& cancel) {
  Graph graph = Graph::of(links.nodes().size(), true, cancel, [&](const auto& visit) {
    for_each_tie(links, cancel, [&](std::uint32_t from, std::uint32_t to, double weight) {
      const double scaled = unit == 0 ? weight : std::ldexp(weight, -unit);
      visit(from, to, scaled);
      visit(to, from, scaled);
    });
  });
  graph.merge_parallel(cancel);
  return graph;
}

struct Sums {
  RawVector<double> strength;  // of each node
  double total = 0;            // of all strengths: twice the weight
};

Sums strengths(const Graph& graph, CancelToken& cancel) {
  Sums sums{RawVector<double>(graph.nodes())};
  CompensatedSum total;
  for (std::uint32_t node = 0; node < graph.nodes(); ++node) {
    cancel.check(1 + graph.degree(node));
    CompensatedSum strength;
    for (const double weight : graph.weights(node)) strength.add(weight);
    sums.strength[node] = strength.value();
    total.add(sums.strength[node]);
  }
  sums.total = total.value();
  return sums;
}

// Twice the weight of the ties inside communities.
double weight_inside(const Graph& graph, const Communities& communities, CancelToken& cancel) {
  CompensatedSum inside;
  for (std::uint32_t node = 0; node < graph.nodes(); ++node) {
    const auto neighbours = graph.neighbours(node);
    const auto weights = graph.weights(node);
    cancel.check(1 + neighbours.size());
    for (std::size_t i = 0; i < neighbours.size(); ++i) {
      if (communities.of_node[neighbours[i]] == communities.of_node[node]) inside.add(weights[i]);
    }
  }
  return inside.value();
}

// Of each community.
template <class OfNode>
RawVector<double> sums_over(const Communities& communities, const OfNode& of_node, CancelToken& cancel) {
  RawVector<double> sums = filled(communities.count, 0.0, cancel);
  for (std::uint32_t node = 0; node < communities.of_node.size(); ++node) {
    cancel.check();
    sums[communities.of_node[node]] += of_node(node);
  }
  return sums;
}

double modularity(double inside, const Communities& communities, const Sums& sums, double resolution,
                  CancelToken& cancel) {
  if (!(sums.total > 0)) return std::numeric_limits<double>::quiet_NaN();
  CompensatedSum expected;
  const auto of_communities = sums_over(
      communities, [&](std::uint32_t node) { return sums.strength[node] / sums.total; }, cancel);
  for (const double share : of_communities) expected.add(share * share);
  return inside / sums.total - resolution * expected.value();
}

double constant_potts_quality(double inside, const Communities& communities, double resolution, int unit,
                              CancelToken& cancel) {
  CompensatedSum pairs;
  const auto sizes = sums_over(
      communities, [](std::uint32_t) { return 1.0; }, cancel);
  for (const double size : sizes) pairs.add(size * (size - 1) / 2);
  return std::ldexp(inside / 2, unit) - resolution * pairs.value();
}

}  // namespace

CommunityResult find_communities(const LinksView& links, CommunityObjective objective, double resolution,
                                 CancelToken& cancel) {
  const int unit = unit_of_weights(links, cancel);
  const Graph graph = undirected(links, unit, cancel);
  const Sums sums = strengths(graph, cancel);
  LeidenQuality quality;
  if (objective == CommunityObjective::modularity) {
    quality.mass = sums.strength;
    quality.factor = sums.total > 0 ? resolution / sums.total : 0;
  } else {
    quality.mass = filled(graph.nodes(), 1.0, cancel);
    quality.factor = std::ldexp(resolution, -unit);
  }
  CommunityResult result;
  result.communities = leiden(graph, quality, cancel);
  const double inside = weight_inside(graph, result.communities, cancel);
  result.modularity = modularity(inside, result.communities, sums, 1, cancel);
  result.quality = objective == CommunityObjective::modularity
                       ? modularity(inside, result.communities, sums, resolution, cancel)
                       : constant_potts_quality(inside, result.communities, resolution, unit, cancel);
  return result;
}

}  // namespace clusterlite
