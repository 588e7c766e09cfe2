#include "network/graph/components.hpp"

#include <algorithm>

#include "network/graph/graph.hpp"

namespace clusterlite {

Components weak_components(const LinksView& links, CancelToken& cancel) {
  const auto nodes = static_cast<std::uint32_t>(links.nodes().size());
  DisjointSets sets(nodes, cancel);
  for_each_tie(links, cancel, [&](std::uint32_t a, std::uint32_t b, double) { sets.unite(a, b); });

  // Numbered by their smallest node first: nodes are in the order of their ids.
  constexpr std::uint32_t kNone = 0xFFFFFFFF;
  RawVector<std::uint32_t> number_of_root = filled(nodes, kNone, cancel);
  RawVector<std::uint32_t> sizes;
  Components result;
  result.of_node.reserve(nodes);
  for (std::uint32_t node = 0; node < nodes; ++node) {
    cancel.check();
    const std::uint32_t root = sets.find(node);
    if (number_of_root[root] == kNone) {
      number_of_root[root] = static_cast<std::uint32_t>(sizes.size());
      sizes.push_back(sets.size_of(root));
    }
    result.of_node.push_back(number_of_root[root]);
  }

  RawVector<std::uint32_t> order(sizes.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    cancel.check();
    order[i] = i;
  }
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    cancel.check();
    return sizes[a] != sizes[b] ? sizes[a] > sizes[b] : a < b;
  });
  RawVector<std::uint32_t> rank(order.size());
  result.sizes.reserve(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    cancel.check();
    rank[order[i]] = i;
    result.sizes.push_back(sizes[order[i]]);
  }
  for (std::uint32_t& component : result.of_node) {
    cancel.check();
    component = rank[component];
  }
  return result;
}

}  // namespace clusterlite
