// A minimum spanning tree of places under mutual reachability, the distance HDBSCAN clusters by (Campello,
// Moulavi and Sander 2013):
//
//   w(a, b) = max(core(a), core(b), d(a, b))
//
// Boruvka's rounds over the k-d tree, as March, Ram and Gray 2010 do it for plain distances: in each round
// every component finds its lightest edge to another one, and all of these are edges of a minimum spanning
// tree. Memory is a few numbers a place. What makes later rounds cheap:
//
//   - a node whose places are all of the searcher's own component is left out at once;
//   - the lightest edge of a place stays its lightest while its other end is foreign, since foreign places
//     only become fewer; and what a search did not find below some weight, no later search will;
//   - a place searches no farther than the lightest edge its component knows already, and all places of a
//     node are spared when a search from the node's box finds nothing within that.
//
// Where edges are equally heavy there are several such trees, and which one is found depends on the threads.
// All of them have the same weights and the same components at every weight, and nothing else may be asked of
// the result.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "distance/tree/place_tree.hpp"
#include "support/memory/laid_out.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite::distance {

// Disjoint sets of numbers.
class DisjointSets {
 public:
  DisjointSets(std::uint32_t count, CancelToken& cancel) : parent_(filled(count, kRoot, cancel)) {}

  std::uint32_t find(std::uint32_t i) {
    while (parent_[i] != kRoot) {
      if (parent_[parent_[i]] == kRoot) return parent_[i];
      parent_[i] = parent_[parent_[i]];
      i = parent_[i];
    }
    return i;
  }

  // `root` and `other` are found sets; the first becomes the name of both.
  void unite(std::uint32_t root, std::uint32_t other) { parent_[other] = root; }

 private:
  static constexpr std::uint32_t kRoot = 0xFFFFFFFF;
  RawVector<std::uint32_t> parent_;
};

struct Edge {
  double squared;   // weight
  std::uint32_t a;  // places in the tree's order
  std::uint32_t b;
};

template <std::size_t D>
class SpanningTree {
 public:
  // `core`: squared, per place. Both must outlive this object.
  SpanningTree(const PlaceTree<D>& tree, std::span<const double> core, const Threads& threads,
               CancelToken& cancel)
      : tree_(tree),
        core_(core),
        threads_(threads),
        cancel_(cancel),
        sets_(tree.size(), cancel),
        component_(filled(tree.size(), 0U, cancel)),
        nearest_(filled(tree.size(), kNone, cancel)),
        least_(filled(tree.size(), 0.0, cancel)),
        node_component_(filled(tree.node_count(), 0U, cancel)),
        node_core_(filled(tree.node_count(), 0.0, cancel)),
        parts_(tree.nodes_of_at_most(kPart)) {
    for (std::uint32_t p = 0; p < tree.size(); ++p) {
      cancel.check();
      component_[p] = p;
      least_[p] = core[p];
    }
    components_ = tree.size();
    summarize_nodes(
        node_core_, [&](std::uint32_t place) { return core_[place]; },
        [](double a, double b) { return std::min(a, b); });
  }

  // One edge less than places.
  RawVector<Edge> edges() {
    RawVector<Edge> edges;
    edges.reserve(tree_.size() - 1);
    while (components_ > 1) {
      summarize_nodes(
          node_component_, [&](std::uint32_t place) { return component_[place]; },
          [](std::uint32_t a, std::uint32_t b) { return a == b ? a : kNone; });
      start_round();
      search_all();
      unite(edges);
    }
    return edges;
  }

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  static constexpr double kUnknown = std::numeric_limits<double>::infinity();
  static constexpr std::uint32_t kPart = 2048;  // places
  static constexpr std::uint32_t kRoot = 0;

  // From the leaves up: children have greater numbers than their parents.
  template <class Value, class OfPlace, class Join>
  void summarize_nodes(RawVector<Value>& values, const OfPlace& of_place, const Join& join) {
    for (std::uint32_t i = tree_.node_count(); i-- > 0;) {
      cancel_.check();
      const auto& node = tree_.node(i);
      if (!node.is_leaf()) {
        values[i] = join(values[node.child], values[node.child + 1]);
        continue;
      }
      values[i] = of_place(node.first);
      for (std::uint32_t place = node.first + 1; place < node.last; ++place) {
        values[i] = join(values[i], of_place(place));
      }
    }
  }

  // What the components know from earlier rounds.
  void start_round() {
    bound_ = filled(components_, kUnknown, cancel_);
    first_ = filled(components_, kNone, cancel_);
    for (std::uint32_t p = 0; p < tree_.size(); ++p) {
      cancel_.check();
      const std::uint32_t own = component_[p];
      if (nearest_[p] != kNone && component_[nearest_[p]] != own) {
        bound_[own] = std::min(bound_[own], least_[p]);
      } else {
        nearest_[p] = kNone;
        if (first_[own] == kNone || least_[p] < least_[first_[own]]) first_[own] = p;
      }
    }
  }

  // The way from the root to a node, from below: what lies beside it, and the cell of the node.
  struct Way {
    const Way* above;      // null: the root
    std::uint32_t beside;  // of the root: itself, which nobody asks for
    Box<D> cell;
  };

  enum class Searchers { first_of_components, all };

  // First the most promising place of each component, so that the others need not search far.
  void search_all() {
    if (components_ < tree_.size()) search_all(Searchers::first_of_components);
    search_all(Searchers::all);
  }

  void search_all(Searchers searchers) {
    const Way root{nullptr, kRoot, tree_.cell_of_root()};
    threads_.for_each(parts_.size(), cancel_, [&](std::size_t part, CancelToken& cancel) {
      go_to(parts_[part], kRoot, root,
            [&](const Way& way) { search_from_places_of(parts_[part], way, searchers, cancel); });
    });
  }

  // Calls there(way) for the node `wanted`, which is the node `number` or below it.
  template <class There>
  void go_to(std::uint32_t wanted, std::uint32_t number, const Way& way, const There& there) const {
    if (number == wanted) return there(way);
    const std::uint32_t child = tree_.node(number).child;
    const auto cells = tree_.cells_of_children(number, way.cell);
    const std::uint32_t second = tree_.node(wanted).first >= tree_.node(child + 1).first ? 1 : 0;
    go_to(wanted, child + second, {&way, child + 1 - second, cells[second]}, there);
  }

  void search_from_places_of(std::uint32_t number, const Way& way, Searchers searchers, CancelToken& cancel) {
    const auto& node = tree_.node(number);
    const bool all = searchers == Searchers::all;
    if (node.is_leaf()) {
      cancel.check(node.last - node.first);
      for (std::uint32_t p = node.first; p < node.last; ++p) {
        if (nearest_[p] == kNone && (all || first_[component_[p]] == p)) search_from(p, number, way, cancel);
      }
    } else if (!all || node_component_[number] == kNone || !spare_places_of(number, cancel)) {
      const auto cells = tree_.cells_of_children(number, way.cell);
      search_from_places_of(node.child, {&way, node.child + 1, cells[0]}, searchers, cancel);
      search_from_places_of(node.child + 1, {&way, node.child, cells[1]}, searchers, cancel);
    }
  }

  // For a node of one component: whether no place of it has to search.
  bool spare_places_of(std::uint32_t number, CancelToken& cancel) {
    const auto& node = tree_.node(number);
    const std::uint32_t own = node_component_[number];
    const double known = std::atomic_ref<double>(bound_[own]).load(std::memory_order_relaxed);
    cancel.check(node.last - node.first);
    const auto searches = [&](std::uint32_t p) { return nearest_[p] == kNone && least_[p] < known; };
    std::uint32_t p = node.first;
    while (p < node.last && !searches(p)) ++p;
    if (p == node.last) return true;

    Search search{own, node_core_[number], known, kNone};
    look_into(kRoot, node.box, search, cancel);
    if (search.found != kNone) return false;
    for (; p < node.last; ++p) {
      if (searches(p)) least_[p] = known;
    }
    return true;
  }

  // Looks into the place's own leaf, and then, on the way up to the root, into what lies beside it, until
  // everything else is farther away than the edge found is heavy. Most places find one in their leaf that is
  // no heavier than their core distance, and there is no better one.
  void search_from(std::uint32_t p, std::uint32_t leaf, const Way& way, CancelToken& cancel) {
    std::atomic_ref<double> bound(bound_[component_[p]]);
    double known = bound.load(std::memory_order_relaxed);
    if (!(least_[p] < known)) return;
    const Point<D>& at = tree_.place(p).at;
    Search search{component_[p], least_[p], known, kNone};
    look_into(leaf, at, search, cancel);
    for (const Way* step = &way; step->above != nullptr; step = step->above) {
      if (search.reach <= search.least || search.reach <= squared_way_out(step->cell, at)) break;
      if (may_hold(step->beside, least_squared_distance(tree_.node(step->beside).box, at), search)) {
        look_into(step->beside, at, search, cancel);
      }
    }
    least_[p] = search.reach;
    nearest_[p] = search.found;
    while (search.reach < known &&
           !bound.compare_exchange_weak(known, search.reach, std::memory_order_relaxed)) {
    }
  }

  struct Search {
    std::uint32_t own;
    double least;  // no edge is lighter
    double reach;  // only lighter ones are wanted
    std::uint32_t found;
  };

  static double squared_between(const Point<D>& a, const Point<D>& b) { return squared_distance(a, b); }
  static double squared_between(const Point<D>& a, const Box<D>& b) { return least_squared_distance(b, a); }

  // `from`: a point, or a box.
  template <class From>
  void look_into(std::uint32_t number, const From& from, Search& search, CancelToken& cancel) const {
    const auto& node = tree_.node(number);
    if (node.is_leaf()) {
      cancel.check(node.last - node.first);
      for (std::uint32_t i = node.first; i < node.last; ++i) {
        if (component_[i] == search.own) continue;
        const double weight =
            std::max(std::max(search.least, core_[i]), squared_between(tree_.place(i).at, from));
        if (weight < search.reach) {
          search.reach = weight;
          search.found = i;
        }
      }
      return;
    }
    std::uint32_t near = node.child;
    std::uint32_t far = near + 1;
    double near_squared = least_squared_distance(tree_.node(near).box, from);
    double far_squared = least_squared_distance(tree_.node(far).box, from);
    if (far_squared < near_squared) {
      std::swap(near, far);
      std::swap(near_squared, far_squared);
    }
    if (may_hold(near, near_squared, search)) look_into(near, from, search, cancel);
    if (may_hold(far, far_squared, search)) look_into(far, from, search, cancel);
  }

  bool may_hold(std::uint32_t node, double squared, const Search& search) const {
    return node_component_[node] != search.own &&
           std::max(std::max(squared, node_core_[node]), search.least) < search.reach;
  }

  // Components that chose each other, or in a ring of equal weights, leave one edge out.
  void unite(RawVector<Edge>& edges) {
    // Per component the place whose edge it is.
    RawVector<std::uint32_t> chosen = filled(components_, kNone, cancel_);
    for (std::uint32_t p = 0; p < tree_.size(); ++p) {
      cancel_.check();
      if (nearest_[p] == kNone) continue;
      std::uint32_t& best = chosen[component_[p]];
      if (best == kNone || least_[p] < least_[best]) best = p;
    }
    for (const std::uint32_t p : chosen) {
      cancel_.check();
      const std::uint32_t a = sets_.find(p);
      const std::uint32_t b = sets_.find(nearest_[p]);
      if (a == b) continue;
      sets_.unite(std::min(a, b), std::max(a, b));
      edges.push_back({least_[p], p, nearest_[p]});
    }
    // Roots are the smallest places of their sets, so they come first.
    components_ = 0;
    for (std::uint32_t p = 0; p < tree_.size(); ++p) {
      cancel_.check();
      const std::uint32_t root = sets_.find(p);
      component_[p] = root == p ? components_++ : component_[root];
    }
  }

  const PlaceTree<D>& tree_;
  std::span<const double> core_;
  const Threads& threads_;
  CancelToken& cancel_;
  DisjointSets sets_;
  std::uint32_t components_ = 0;
  RawVector<std::uint32_t> component_;       // per place: 0 .. components_ - 1
  RawVector<std::uint32_t> nearest_;         // per place: the other end of its lightest edge; kNone: unknown
  RawVector<double> least_;                  // per place: the weight of that edge, or a lower bound of it
  RawVector<double> bound_;                  // per component: the lightest edge found
  RawVector<std::uint32_t> first_;           // per component: the place that searches first
  RawVector<std::uint32_t> node_component_;  // kNone: of several components
  RawVector<double> node_core_;              // the least core distance
  std::vector<std::uint32_t> parts_;         // nodes that hold all places together
};

}  // namespace clusterlite::distance
