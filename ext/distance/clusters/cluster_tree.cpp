#include "distance/clusters/cluster_tree.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>

#include "support/running/parallel_sort.hpp"

namespace clusterlite::distance {
namespace {

constexpr std::uint32_t kNone = 0xFFFFFFFF;

struct Stability {
  std::uint64_t infinite = 0;  // points that stay to distance 0
  double finite = 0;

  friend bool operator<(const Stability& a, const Stability& b) {
    return a.infinite != b.infinite ? a.infinite < b.infinite : a.finite < b.finite;
  }
};

// A node joins two parts by one edge; nodes are numbered as the edges, so a parent comes after its children.
// A node as heavy as its parent is one with it: its top() is the parent's.
class Dendrogram {
 public:
  Dendrogram(std::span<const PlaceTraits> places, RawVector<Edge>& edges, const Threads& threads,
             CancelToken& cancel)
      : edges_(edges),
        parent_(filled(edges.size(), kNone, cancel)),
        size_(filled(edges.size(), 0U, cancel)),
        parent_of_place_(filled(places.size(), kNone, cancel)) {
    parallel_sort(
        std::span(edges), [](const Edge& a, const Edge& b) { return a.squared < b.squared; }, threads,
        cancel);
    DisjointSets sets(static_cast<std::uint32_t>(places.size()), cancel);
    RawVector<std::uint32_t> node_of_set = filled(places.size(), kNone, cancel);
    for (std::uint32_t node = 0; node < edges.size(); ++node) {
      cancel.check();
      std::uint32_t larger = sets.find(edges[node].a);
      std::uint32_t smaller = sets.find(edges[node].b);
      const std::uint32_t larger_points = join(larger, node_of_set[larger], node, places);
      const std::uint32_t smaller_points = join(smaller, node_of_set[smaller], node, places);
      size_[node] = larger_points + smaller_points;
      if (larger_points < smaller_points) std::swap(larger, smaller);
      sets.unite(larger, smaller);
      node_of_set[larger] = node;
    }
    top_ = filled(edges.size(), 0U, cancel);
    for (std::uint32_t node = size(); node-- > 0;) {
      cancel.check();
      const std::uint32_t parent = parent_[node];
      const bool one = parent != kNone && edges[parent].squared == edges[node].squared;
      top_[node] = one ? top_[parent] : node;
    }
  }

  std::uint32_t size() const { return static_cast<std::uint32_t>(parent_.size()); }
  double squared(std::uint32_t node) const { return edges_[node].squared; }
  std::uint32_t points(std::uint32_t node) const { return size_[node]; }
  bool is_top(std::uint32_t node) const { return top_[node] == node; }
  // kNone for the root
  std::uint32_t parent(std::uint32_t node) const {
    return parent_[node] == kNone ? kNone : top_[parent_[node]];
  }
  std::uint32_t parent_of_place(std::uint32_t place) const {
    return parent_of_place_[place] == kNone ? kNone : top_[parent_of_place_[place]];
  }

 private:
  std::uint32_t join(std::uint32_t set, std::uint32_t node_of_set, std::uint32_t node,
                     std::span<const PlaceTraits> places) {
    if (node_of_set != kNone) {
      parent_[node_of_set] = node;
      return size_[node_of_set];
    }
    parent_of_place_[set] = node;  // a set without a node is one place
    return places[set].count;
  }

  const RawVector<Edge>& edges_;
  RawVector<std::uint32_t> parent_;
  RawVector<std::uint32_t> size_;
  RawVector<std::uint32_t> top_;
  RawVector<std::uint32_t> parent_of_place_;
};

struct Cluster {
  std::uint32_t parent;
  double birth;        // squared distance at which it parted from others
  double death = 0;    // and at which it ended: its last points left, or it fell apart into clusters
  double deepest = 0;  // the least death of it and its descendants
  Stability stability{};
  std::uint32_t label = kNoCluster;  // the selected cluster it is or is part of
};

class CondensedTree {
 public:
  CondensedTree(std::span<const PlaceTraits> places, const Dendrogram& dendrogram,
                std::uint64_t min_cluster_size, double selection_eps, double (*distance)(double),
                CancelToken& cancel)
      : places_(places),
        dendrogram_(dendrogram),
        min_cluster_size_(min_cluster_size),
        selection_eps_(selection_eps),
        distance_(distance),
        cancel_(cancel),
        left_(filled(places.size(), Leaving{}, cancel)) {
    count_large_children();
    condense();
    select();
    if (selection_eps_ > 0) give_way();
  }

  PlaceCluster of(std::uint32_t place) const {
    const Leaving& left = left_[place];
    const double own = distance_(left.squared);
    PlaceCluster result{clusters_[left.cluster].label, 0, 0};
    if (own > 0) result.outlier_score = 1 - distance_(clusters_[left.cluster].deepest) / own;
    if (left.cluster == 0 && root_until_eps_ && own <= selection_eps_) result.cluster = 0;
    if (result.cluster != kNoCluster) {
      const double end = std::max(distance_(clusters_[result.cluster].death), selection_eps_);
      result.probability = own <= end ? 1 : end / own;
    }
    return result;
  }

 private:
  struct Leaving {
    std::uint32_t cluster = 0;
    double squared = 0;
  };
  struct Children {
    std::uint32_t large = 0;  // with min_cluster_size points
    std::uint32_t points_in_large = 0;
  };

  // Enough firms at one place to be a cluster, which parts from others before it falls apart.
  bool is_large_place(std::uint32_t place) const {
    if (places_[place].count < min_cluster_size_) return false;
    const std::uint32_t parent = dendrogram_.parent_of_place(place);
    return parent == kNone || places_[place].core < dendrogram_.squared(parent);
  }

  void count_large_children() {
    children_ = filled(dendrogram_.size(), Children{}, cancel_);
    const auto add = [&](std::uint32_t parent, std::uint32_t points) {
      if (parent == kNone) return;
      ++children_[parent].large;
      children_[parent].points_in_large += points;
    };
    for (std::uint32_t node = 0; node < dendrogram_.size(); ++node) {
      cancel_.check();
      if (dendrogram_.is_top(node) && dendrogram_.points(node) >= min_cluster_size_) {
        add(dendrogram_.parent(node), dendrogram_.points(node));
      }
    }
    for (std::uint32_t place = 0; place < places_.size(); ++place) {
      cancel_.check();
      if (is_large_place(place)) add(dendrogram_.parent_of_place(place), places_[place].count);
    }
  }

  void condense() {
    clusters_.push_back({kNone, std::numeric_limits<double>::infinity()});
    // Where the points under a node leave, those of large children apart.
    RawVector<Leaving> of_node = filled(dendrogram_.size(), Leaving{}, cancel_);
    for (std::uint32_t node = dendrogram_.size(); node-- > 0;) {
      cancel_.check();
      if (!dendrogram_.is_top(node)) continue;
      const std::uint32_t parent = dendrogram_.parent(node);
      if (dendrogram_.points(node) < min_cluster_size_) {
        of_node[node] = of_node[parent];
        continue;
      }
      const std::uint32_t cluster = parent == kNone ? 0 : child_of(parent, of_node[parent].cluster);
      const Children& children = children_[node];
      const bool goes_on = children.large == 1;
      const std::uint32_t leaving = dendrogram_.points(node) - (goes_on ? children.points_in_large : 0);
      of_node[node] = leave(cluster, dendrogram_.squared(node), leaving);
    }
    for (std::uint32_t place = 0; place < places_.size(); ++place) {
      cancel_.check();
      const std::uint32_t parent = dendrogram_.parent_of_place(place);
      if (is_large_place(place)) {
        const std::uint32_t cluster = parent == kNone ? 0 : child_of(parent, of_node[parent].cluster);
        left_[place] = leave(cluster, places_[place].core, places_[place].count);
      } else {
        left_[place] = of_node[parent];
      }
    }
  }

  // The cluster of a large child.
  std::uint32_t child_of(std::uint32_t parent, std::uint32_t cluster) {
    if (children_[parent].large == 1) return cluster;
    clusters_.push_back({cluster, dendrogram_.squared(parent)});
    return static_cast<std::uint32_t>(clusters_.size() - 1);
  }

  // Called from a cluster's beginning to its end, so that sums do not depend on the order of nodes.
  Leaving leave(std::uint32_t number, double squared, std::uint32_t points) {
    Cluster& cluster = clusters_[number];
    const double birth = number == 0 ? 0 : 1 / distance_(cluster.birth);
    if (squared > 0) {
      cluster.stability.finite += points * (1 / distance_(squared) - birth);
    } else {
      cluster.stability.infinite += points;
      cluster.stability.finite -= points * birth;
    }
    cluster.death = squared;
    return {number, squared};
  }

  void select() {
    std::vector<std::uint32_t> first_child(clusters_.size(), kNone);
    std::vector<std::uint32_t> next(clusters_.size(), kNone);
    std::vector<Stability> children;
    for (std::size_t i = clusters_.size(); i-- > 0;) {
      cancel_.check();
      Cluster& cluster = clusters_[i];
      cluster.deepest = cluster.death;
      children.clear();
      for (std::uint32_t child = first_child[i]; child != kNone; child = next[child]) {
        cancel_.check();
        cluster.deepest = std::min(cluster.deepest, clusters_[child].deepest);
        children.push_back(clusters_[child].stability);
      }
      // Sums in the order of their terms do not depend on the order of the children.
      std::sort(children.begin(), children.end());
      Stability sum;
      for (const Stability& child : children) {
        sum.infinite += child.infinite;
        sum.finite += child.finite;
      }
      if (children.empty() || !(cluster.stability < sum)) {
        cluster.label = static_cast<std::uint32_t>(i);
      } else {
        cluster.stability = sum;
      }
      if (i > 0) {
        next[i] = first_child[cluster.parent];
        first_child[cluster.parent] = static_cast<std::uint32_t>(i);
      }
    }
    clusters_[0].label = kNoCluster;
    for (std::size_t i = 1; i < clusters_.size(); ++i) {
      cancel_.check();
      const std::uint32_t above = clusters_[clusters_[i].parent].label;
      if (above != kNoCluster) clusters_[i].label = above;
    }
  }

  // Selected clusters born below selection_eps. A cluster's children are all born where it ends, so what
  // takes the place of one takes that of all below it.
  void give_way() {
    std::vector<std::uint32_t> born_in_time(clusters_.size(),
                                            0);  // the lowest ancestor, or the cluster itself
    std::vector<bool> takes_over(clusters_.size(), false);
    for (std::uint32_t i = 1; i < clusters_.size(); ++i) {
      cancel_.check();
      const Cluster& cluster = clusters_[i];
      born_in_time[i] = distance_(cluster.birth) >= selection_eps_ ? i : born_in_time[cluster.parent];
      if (cluster.label == i && born_in_time[i] != i) takes_over[born_in_time[i]] = true;
    }
    root_until_eps_ = takes_over[0];
    for (std::uint32_t i = 1; i < clusters_.size(); ++i) {
      cancel_.check();
      if (takes_over[born_in_time[i]]) clusters_[i].label = born_in_time[i];
    }
  }

  std::span<const PlaceTraits> places_;
  const Dendrogram& dendrogram_;
  std::uint64_t min_cluster_size_;
  double selection_eps_;
  bool root_until_eps_ = false;  // the root's points that stay until selection_eps are a cluster
  double (*distance_)(double);
  CancelToken& cancel_;
  RawVector<Children> children_;   // per top node
  std::vector<Cluster> clusters_;  // a child after its parent; 0 is the root
  RawVector<Leaving> left_;        // per place
};

}  // namespace

RawVector<PlaceCluster> clusters_of(std::span<const PlaceTraits> places, RawVector<Edge>& edges,
                                    std::uint64_t min_cluster_size, double selection_eps,
                                    double (*distance)(double squared), const Threads& threads,
                                    CancelToken& cancel) {
  const Dendrogram dendrogram(places, edges, threads, cancel);
  const CondensedTree condensed(places, dendrogram, min_cluster_size, selection_eps, distance, cancel);
  RawVector<PlaceCluster> result;
  result.reserve(places.size());
  for (std::uint32_t place = 0; place < places.size(); ++place) {
    cancel.check();
    result.push_back(condensed.of(place));
  }
  return result;
}

}  // namespace clusterlite::distance
