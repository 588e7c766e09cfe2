// The graph that the network functions work on: for each firm, the firms it has ties with.
//
// Compressed sparse rows: the neighbours of all nodes one after another, each node's in rising order, and
// where each node's begin. Nodes have the numbers of LinksView::nodes(), which are in the order of the ids: a
// smaller number is a smaller id. Ties from a firm to itself are left out. The graph depends on the set of
// ties, not on their order: also sums of weights have the same bits.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "datasets/links.hpp"
#include "support/memory/laid_out.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

class Graph {
 public:
  std::size_t nodes() const { return starts_.empty() ? 0 : starts_.size() - 1; }
  std::uint64_t arcs() const { return starts_.empty() ? 0 : starts_.back(); }

  // In rising order; a node more than once where several ties lead to it and they were not merged.
  std::span<const std::uint32_t> neighbours(std::uint32_t node) const {
    return {targets_.data() + starts_[node], degree(node)};
  }
  std::size_t degree(std::uint32_t node) const { return starts_[node + 1] - starts_[node]; }

  // Beside the neighbours; a missing weight is 0. Only where weights were asked for.
  bool has_weights() const { return has_weights_; }
  std::span<const double> weights(std::uint32_t node) const {
    return {weights_.data() + starts_[node], degree(node)};
  }

  bool has_arc(std::uint32_t from, std::uint32_t to) const {
    const auto all = neighbours(from);
    return std::binary_search(all.begin(), all.end(), to);
  }

  // Every arc turned round.
  Graph reversed(CancelToken& cancel) const;

  // Makes one arc of those with the same ends; their weights add up.
  void merge_parallel(CancelToken& cancel);

  // From arcs in any order: `for_each_arc(visit)` calls visit(from, to, weight) for each, and the same ones
  // whenever it is called. It polls the token by itself.
  template <class ForEachArc>
  static Graph of(std::size_t nodes, bool weights, CancelToken& cancel, const ForEachArc& for_each_arc);

 private:
  Graph(std::size_t nodes, bool weights, CancelToken& cancel);
  void open_rows(CancelToken& cancel);  // starts_[node + 1] holds the degree of node before, its start after
  void place(std::uint32_t from, std::uint32_t to, double weight);

  RawVector<std::uint64_t> starts_;  // while rows are being filled: starts_[node + 1] is the next free place
  RawVector<std::uint32_t> targets_;
  RawVector<double> weights_;
  bool has_weights_ = false;
};

// Which arcs a tie becomes.
enum class Arcs : std::uint8_t {
  out,  // from -> to
  in,   // to -> from
  both  // both: an undirected graph
};

// With Parallel::merged each pair is there once: the simple graph.
enum class Parallel : std::uint8_t { kept, merged };

Graph graph_of(const LinksView& links, Arcs arcs, Parallel parallel, bool weights, CancelToken& cancel);

// Calls visit(from, to, weight) for each tie between two different firms; a missing weight is NaN.
template <class Visit>
void for_each_tie(const LinksView& links, CancelToken& cancel, const Visit& visit) {
  constexpr std::size_t kBlock = 4096;
  for (std::size_t first = 0; first < links.size(); first += kBlock) {
    const std::size_t last = std::min(links.size(), first + kBlock);
    cancel.check(last - first);
    for (std::size_t link = first; link < last; ++link) {
      const std::uint32_t from = links.from(link);
      const std::uint32_t to = links.to(link);
      if (from != to) visit(from, to, links.weight(link));
    }
  }
}

// ---- Inside

inline void Graph::place(std::uint32_t from, std::uint32_t to, double weight) {
  const std::uint64_t at = starts_[from + 1]++;
  targets_[at] = to;
  if (has_weights_) weights_[at] = weight;
}

// By two passes of a radix sort: the arcs are put into rows by their ends first, and turning them round puts
// them into rows by their starts, in the order of their ends.
template <class ForEachArc>
Graph Graph::of(std::size_t nodes, bool weights, CancelToken& cancel, const ForEachArc& for_each_arc) {
  Graph by_end(nodes, weights, cancel);
  for_each_arc([&](std::uint32_t, std::uint32_t to, double) { ++by_end.starts_[to + 1]; });
  by_end.open_rows(cancel);
  for_each_arc([&](std::uint32_t from, std::uint32_t to, double weight) {
    by_end.place(to, from, std::isnan(weight) ? 0 : weight);
  });
  return by_end.reversed(cancel);
}

}  // namespace clusterlite
