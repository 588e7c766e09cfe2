#include "network/graph/firm_ties.hpp"

#include <algorithm>
#include <utility>

#include "support/numbers/sum.hpp"

namespace clusterlite {

TieCounts count_ties(const LinksView& links, CancelToken& cancel) {
  const std::size_t firms = links.nodes().size();
  TieCounts counts{filled(firms, 0U, cancel), filled(firms, 0U, cancel)};
  for_each_tie(links, cancel, [&](std::uint32_t from, std::uint32_t to, double) {
    ++counts.out[from];
    ++counts.in[to];
  });
  return counts;
}

RawVector<double> strengths_of(const Graph& undirected, CancelToken& cancel) {
  RawVector<double> strengths(undirected.nodes());
  for (std::uint32_t node = 0; node < undirected.nodes(); ++node) {
    cancel.check(1 + undirected.degree(node));
    CompensatedSum sum;
    for (const double weight : undirected.weights(node)) sum.add(weight);
    strengths[node] = sum.value();
  }
  return strengths;
}

RawVector<std::uint32_t> core_numbers(const Graph& undirected, CancelToken& cancel) {
  const auto nodes = static_cast<std::uint32_t>(undirected.nodes());
  RawVector<std::uint32_t> left(nodes);  // ties to firms that are left; at last the core number
  std::uint32_t most = 0;
  for (std::uint32_t node = 0; node < nodes; ++node) {
    cancel.check();
    left[node] = static_cast<std::uint32_t>(undirected.degree(node));
    most = std::max(most, left[node]);
  }
  // The nodes in rising order of `left`, and where each number of ties begins.
  RawVector<std::uint32_t> first = filled(most + std::size_t{2}, 0U, cancel);
  for (const std::uint32_t degree : left) ++first[degree + 1];
  for (std::uint32_t degree = 0; degree <= most; ++degree) first[degree + 1] += first[degree];
  RawVector<std::uint32_t> order(nodes);
  RawVector<std::uint32_t> place(nodes);
  {
    RawVector<std::uint32_t> next(first.begin(), first.end());
    for (std::uint32_t node = 0; node < nodes; ++node) {
      cancel.check();
      place[node] = next[left[node]]++;
      order[place[node]] = node;
    }
  }
  for (std::uint32_t i = 0; i < nodes; ++i) {
    const std::uint32_t node = order[i];
    cancel.check(1 + undirected.degree(node));
    for (const std::uint32_t other : undirected.neighbours(node)) {
      if (left[other] <= left[node]) continue;
      // To the front of its bucket, whose start moves behind it: it is in the one below then.
      const std::uint32_t start = std::max(first[left[other]], i + 1);
      const std::uint32_t at_start = order[start];
      std::swap(order[place[other]], order[start]);
      std::swap(place[other], place[at_start]);
      first[left[other]] = start + 1;
      --left[other];
    }
  }
  return left;
}

// Each triangle is met once, from its firm with the most ties: the other two are among those before it in
// the order of falling degree, of which no firm has more than sqrt(2 m).
RawVector<std::uint64_t> triangles_of(const Graph& undirected, CancelToken& cancel) {
  const auto nodes = static_cast<std::uint32_t>(undirected.nodes());
  const auto above = [&](std::uint32_t a, std::uint32_t b) {
    const std::size_t of_a = undirected.degree(a);
    const std::size_t of_b = undirected.degree(b);
    return of_a != of_b ? of_a > of_b : a < b;
  };
  const Graph upward = Graph::of(nodes, false, cancel, [&](const auto& visit) {
    for (std::uint32_t node = 0; node < nodes; ++node) {
      cancel.check(1 + undirected.degree(node));
      for (const std::uint32_t other : undirected.neighbours(node)) {
        if (above(other, node)) visit(node, other, 1.0);
      }
    }
  });
  RawVector<std::uint64_t> triangles = filled(nodes, std::uint64_t{0}, cancel);
  RawVector<std::uint32_t> marked = filled(nodes, 0U, cancel);
  for (std::uint32_t node = 0; node < nodes; ++node) {
    for (const std::uint32_t other : upward.neighbours(node)) marked[other] = node + 1;
    for (const std::uint32_t other : upward.neighbours(node)) {
      cancel.check(1 + upward.degree(other));
      for (const std::uint32_t third : upward.neighbours(other)) {
        if (marked[third] != node + 1) continue;
        ++triangles[node];
        ++triangles[other];
        ++triangles[third];
      }
    }
  }
  return triangles;
}

}  // namespace clusterlite
