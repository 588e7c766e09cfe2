#include "network/graph/graph.hpp"

namespace clusterlite {

Graph::Graph(std::size_t nodes, bool weights, CancelToken& cancel)
    : starts_(filled(nodes + 1, std::uint64_t{0}, cancel)), has_weights_(weights) {}

// Row `node` is open at starts_[node + 1]: one further than where it belongs, so that when all arcs are in
// place, each entry has moved to the start of the next row.
void Graph::open_rows(CancelToken& cancel) {
  std::uint64_t start = 0;
  for (std::size_t node = 0; node < nodes(); ++node) {
    cancel.check();
    const std::uint64_t degree = starts_[node + 1];
    starts_[node + 1] = start;
    start += degree;
  }
  targets_.resize(start);
  lay_out(targets_, Threads(1), cancel);
  if (!has_weights_) return;
  weights_.resize(start);
  lay_out(weights_, Threads(1), cancel);
}

Graph Graph::reversed(CancelToken& cancel) const {
  Graph turned(nodes(), has_weights_, cancel);
  for (const std::uint32_t target : targets_) {
    cancel.check();
    ++turned.starts_[target + 1];
  }
  turned.open_rows(cancel);
  for (std::uint32_t node = 0; node < nodes(); ++node) {
    cancel.check(1 + degree(node));
    for (std::uint64_t at = starts_[node]; at < starts_[node + 1]; ++at) {
      turned.place(targets_[at], node, has_weights_ ? weights_[at] : 1);
    }
  }
  return turned;
}

void Graph::merge_parallel(CancelToken& cancel) {
  std::uint64_t out = 0;
  std::uint64_t first = 0;
  for (std::size_t node = 0; node < nodes(); ++node) {
    const std::uint64_t last = starts_[node + 1];
    cancel.check(1 + last - first);
    for (std::uint64_t at = first; at < last;) {
      std::uint64_t end = at + 1;
      while (end < last && targets_[end] == targets_[at]) ++end;
      targets_[out] = targets_[at];
      if (has_weights_) {
        // In rising order, since a sum of doubles depends on the order.
        std::sort(weights_.begin() + static_cast<std::ptrdiff_t>(at),
                  weights_.begin() + static_cast<std::ptrdiff_t>(end));
        double sum = 0;
        for (std::uint64_t i = at; i < end; ++i) sum += weights_[i];
        weights_[out] = sum;
      }
      ++out;
      at = end;
    }
    first = last;
    starts_[node + 1] = out;
  }
  targets_.resize(out);
  if (has_weights_) weights_.resize(out);
}

Graph graph_of(const LinksView& links, Arcs arcs, Parallel parallel, bool weights, CancelToken& cancel) {
  Graph graph = Graph::of(links.nodes().size(), weights, cancel, [&](const auto& visit) {
    for_each_tie(links, cancel, [&](std::uint32_t from, std::uint32_t to, double weight) {
      if (arcs != Arcs::in) visit(from, to, weight);
      if (arcs != Arcs::out) visit(to, from, weight);
    });
  });
  if (parallel == Parallel::merged) graph.merge_parallel(cancel);
  return graph;
}

}  // namespace clusterlite
