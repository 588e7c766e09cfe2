#include "network/linkage/shape.hpp"

#include "network/graph/components.hpp"
#include "network/graph/graph.hpp"

namespace clusterlite {
namespace {

// One node for each membership, so that labels which overlap have graphs of their own.
Graph internal_ties(const LinksView& links, const Members& members, CancelToken& cancel) {
  Graph graph = Graph::of(members.size(), false, cancel, [&](const auto& visit) {
    for_each_tie(links, cancel, [&](std::uint32_t from, std::uint32_t to, double) {
      const auto of_from = members.labels_of(from);
      const auto of_to = members.labels_of(to);
      if (of_from.empty() || of_to.empty()) return;
      cancel.check(of_from.size() + of_to.size());
      compare_labels(
          of_from, of_to, [](std::size_t) {}, [](std::size_t) {},
          [&](std::size_t i, std::size_t j) {
            visit(members.first_of(from) + static_cast<std::uint32_t>(i),
                  members.first_of(to) + static_cast<std::uint32_t>(j), 1);
          });
    });
  });
  graph.merge_parallel(cancel);
  return graph;
}

// Each pair once, at the end with the smaller (degree, number): no node has more than sqrt(2 m) of these, so
// looking for triangles at them takes O(m^1.5) (Chiba and Nishizeki 1985; Latapy 2008).
class ForwardPairs {
 public:
  template <class Degrees, class ForEachNeighbour>
  ForwardPairs(std::size_t nodes, const Degrees& degree, const ForEachNeighbour& for_each_neighbour,
               CancelToken& cancel) {
    starts_.reserve(nodes + 1);
    for (std::uint32_t node = 0; node < nodes; ++node) {
      cancel.check(1 + degree[node]);
      starts_.push_back(targets_.size());
      for_each_neighbour(node, [&](std::uint32_t other, bool) {
        if (degree[other] > degree[node] || (degree[other] == degree[node] && other > node)) {
          targets_.push_back(other);
        }
      });
    }
    starts_.push_back(targets_.size());
  }

  std::span<const std::uint32_t> of(std::uint32_t node) const {
    return {targets_.begin() + starts_[node], starts_[node + 1] - starts_[node]};
  }

 private:
  RawVector<std::uint64_t> starts_;
  GrowingArray<std::uint32_t> targets_;
};

}  // namespace

void measure_shape(const LinksView& links, const Members& members, std::span<LabelLinkage> labels,
                   CancelToken& cancel) {
  const Graph out = internal_ties(links, members, cancel);
  const Graph in = out.reversed(cancel);
  const std::size_t nodes = out.nodes();
  // visit(other, whether both tie each other) for each neighbour in rising order.
  const auto for_each_neighbour = [&](std::uint32_t node, const auto& visit) {
    const auto to = out.neighbours(node);
    const auto from = in.neighbours(node);
    compare_labels(
        to, from, [&](std::size_t i) { visit(to[i], false); }, [&](std::size_t j) { visit(from[j], false); },
        [&](std::size_t i, std::size_t) { visit(to[i], true); });
  };

  DisjointSets sets(nodes, cancel);
  RawVector<std::uint32_t> degree = filled(nodes, 0U, cancel);
  for (LabelLinkage& label : labels) {
    cancel.check();
    label.components = label.members;
    label.largest_component = label.members > 0 ? 1 : 0;
  }
  for (std::uint32_t node = 0; node < nodes; ++node) {
    cancel.check(1 + out.degree(node) + in.degree(node));
    LabelLinkage& label = labels[members.label_of(node)];
    for_each_neighbour(node, [&](std::uint32_t other, bool mutual) {
      ++degree[node];
      if (mutual) ++label.mutual_pairs;
      if (other > node) {
        ++label.linked_pairs;
        if (sets.unite(node, other)) --label.components;
      }
    });
    label.ordered_pairs += out.degree(node);
    label.linked_members += degree[node] > 0 ? 1 : 0;
    label.connected_triples += std::uint64_t{degree[node]} * (degree[node] > 0 ? degree[node] - 1 : 0) / 2;
  }
  for (std::uint32_t node = 0; node < nodes; ++node) {
    cancel.check();
    LabelLinkage& label = labels[members.label_of(node)];
    label.largest_component = std::max<std::uint64_t>(label.largest_component, sets.size_of(node));
  }

  const ForwardPairs forward(nodes, degree, for_each_neighbour, cancel);
  RawVector<std::uint32_t> mark = filled(nodes, 0xFFFFFFFFU, cancel);
  for (std::uint32_t node = 0; node < nodes; ++node) {
    const auto own = forward.of(node);
    if (own.size() < 2) continue;
    for (const std::uint32_t other : own) mark[other] = node;
    std::uint64_t triangles = 0;
    for (const std::uint32_t other : own) {
      const auto others = forward.of(other);
      cancel.check(1 + others.size());
      for (const std::uint32_t third : others) triangles += mark[third] == node ? 1 : 0;
    }
    labels[members.label_of(node)].triangles += triangles;
  }
}

}  // namespace clusterlite
