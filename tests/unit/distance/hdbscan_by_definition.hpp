// HDBSCAN straight from its definition: the minimum spanning tree of all pairs, taken apart level by level.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include "distance/clusters/hdbscan.hpp"
#include "unit/distance/density_by_definition.hpp"

namespace clusterlite::testing_support {

inline HdbscanResult results_for(std::size_t rows) {
  HdbscanResult result;
  result.cluster.assign(rows, 0);
  result.probability.assign(rows, kNone);
  result.outlier_score.assign(rows, kNone);
  return result;
}

struct HdbscanLink {
  std::size_t a;
  std::size_t b;
  double squared;
};

struct HdbscanPart {
  std::vector<std::size_t> points;
  std::vector<HdbscanLink> links;  // a spanning tree of them
};

class HdbscanReference {
 public:
  HdbscanReference(const PointGroup& group, std::size_t min_cluster_size, std::size_t min_points,
                   double selection_eps)
      : group_(group),
        min_cluster_size_(min_cluster_size),
        selection_eps_(selection_eps),
        left_(group.size()) {
    clusters_.push_back({});
    take_apart(0, spanning_tree(min_points), std::numeric_limits<double>::infinity());
    for (std::size_t c = clusters_.size(); c-- > 0;) select(c);
    clusters_[0].selected = false;
    if (selection_eps > 0) give_way();
  }

  void write(const Firms& firms, HdbscanResult& result) const {
    std::map<std::size_t, std::pair<int, std::int64_t>> members;  // by selected cluster: -count, smallest id
    for (std::size_t i = 0; i < group_.size(); ++i) {
      const std::size_t own = cluster_of(i);
      if (own == kNoise) continue;
      auto& [count, id] = members.try_emplace(own, 0, std::numeric_limits<std::int64_t>::max()).first->second;
      --count;
      id = std::min(id, firms.rows[group_.rows[i]].id);
    }
    std::vector<std::pair<std::pair<int, std::int64_t>, std::size_t>> ranking;
    for (const auto& [cluster, size_and_id] : members) ranking.emplace_back(size_and_id, cluster);
    std::sort(ranking.begin(), ranking.end());
    for (std::size_t i = 0; i < group_.size(); ++i) {
      const std::size_t row = group_.rows[i];
      const double eps = group_.distance_of(left_[i].squared);
      const std::size_t own = cluster_of(i);
      result.outlier_score[row] = eps == 0 ? 0 : 1 - group_.distance_of(deepest(left_[i].cluster)) / eps;
      result.probability[row] = 0;
      if (own == kNoise) continue;
      const double end = std::max(group_.distance_of(clusters_[own].end), selection_eps_);
      result.probability[row] = eps <= end ? 1 : end / eps;
      for (std::size_t r = 0; r < ranking.size(); ++r) {
        if (ranking[r].second == own) result.cluster[row] = static_cast<std::uint32_t>(r + 1);
      }
    }
  }

 private:
  struct Cluster {
    std::size_t parent = 0;
    double birth = std::numeric_limits<double>::infinity();  // squared
    double end = 0;                                          // squared
    std::pair<double, double> stability{0, 0};               // points that stay to distance 0; the rest
    std::vector<std::size_t> children;
    bool selected = false;
  };
  struct Left {
    std::size_t cluster = 0;
    double squared = 0;
  };

  // Prim's.
  HdbscanPart spanning_tree(std::size_t min_points) const {
    const std::size_t n = group_.size();
    std::vector<double> core;
    for (std::size_t i = 0; i < n; ++i) core.push_back(group_.core(i, min_points));
    HdbscanPart part;
    std::vector<double> nearest(n, std::numeric_limits<double>::infinity());
    std::vector<std::size_t> from(n, 0);
    std::vector<bool> in(n, false);
    for (std::size_t step = 0, next = 0; step < n; ++step) {
      part.points.push_back(next);
      in[next] = true;
      if (step > 0) part.links.push_back({from[next], next, nearest[next]});
      for (std::size_t j = 0; j < n; ++j) {
        const double squared = std::max({core[next], core[j], group_.squared(next, j)});
        if (!in[j] && squared < nearest[j]) {
          nearest[j] = squared;
          from[j] = next;
        }
      }
      next = 0;
      while (next < n && in[next]) ++next;
      for (std::size_t j = 0; j < n; ++j) {
        if (!in[j] && nearest[j] < nearest[next]) next = j;
      }
    }
    return part;
  }

  // What is left of a connected part when its longest links are cut.
  static std::vector<HdbscanPart> cut(const HdbscanPart& part, double longest) {
    std::map<std::size_t, std::size_t> name;  // of each point's piece
    for (const std::size_t point : part.points) name[point] = point;
    for (const HdbscanLink& link : part.links) {
      if (link.squared >= longest) continue;
      const std::size_t gone = name[link.b];
      const std::size_t kept = name[link.a];
      for (auto& [point, piece] : name) piece = piece == gone ? kept : piece;
    }
    std::map<std::size_t, HdbscanPart> pieces;
    for (const std::size_t point : part.points) pieces[name[point]].points.push_back(point);
    for (const HdbscanLink& link : part.links) {
      if (link.squared < longest) pieces[name[link.a]].links.push_back(link);
    }
    std::vector<HdbscanPart> result;
    for (auto& [piece, its_part] : pieces) result.push_back(std::move(its_part));
    return result;
  }

  void take_apart(std::size_t cluster, const HdbscanPart& part, double birth) {
    double longest = 0;
    for (const HdbscanLink& link : part.links) longest = std::max(longest, link.squared);
    const std::vector<HdbscanPart> pieces = cut(part, longest);
    std::size_t large = 0;
    std::size_t stay = 0;
    for (const HdbscanPart& piece : pieces) {
      if (piece.points.size() < min_cluster_size_) continue;
      ++large;
      stay += piece.points.size();
    }
    const std::size_t leaving = part.points.size() - (large == 1 ? stay : 0);
    auto& [infinite, finite] = clusters_[cluster].stability;
    const double born = cluster == 0 ? 0 : 1 / group_.distance_of(birth);
    if (longest > 0) {
      finite += static_cast<double>(leaving) * (1 / group_.distance_of(longest) - born);
    } else {
      infinite += static_cast<double>(leaving);
      finite -= static_cast<double>(leaving) * born;
    }
    clusters_[cluster].end = longest;
    for (const HdbscanPart& piece : pieces) {
      if (piece.points.size() < min_cluster_size_) {
        for (const std::size_t point : piece.points) left_[point] = {cluster, longest};
      } else if (large == 1) {
        take_apart(cluster, piece, birth);
      } else {
        const std::size_t child = clusters_.size();
        clusters_[cluster].children.push_back(child);
        clusters_.push_back({});
        clusters_[child].parent = cluster;
        clusters_[child].birth = longest;
        take_apart(child, piece, longest);
      }
    }
  }

  void select(std::size_t c) {
    std::vector<std::pair<double, double>> children;
    for (const std::size_t child : clusters_[c].children) children.push_back(clusters_[child].stability);
    std::sort(children.begin(), children.end());
    std::pair<double, double> sum{0, 0};
    for (const auto& [infinite, finite] : children) {
      sum.first += infinite;
      sum.second += finite;
    }
    clusters_[c].selected = children.empty() || clusters_[c].stability >= sum;
    if (!clusters_[c].selected) clusters_[c].stability = sum;
  }

  static constexpr std::size_t kNoise = static_cast<std::size_t>(-1);

  bool born_in_time(std::size_t c) const {
    return c == 0 || group_.distance_of(clusters_[c].birth) >= selection_eps_;
  }

  // Malzer and Baum, one cluster after another.
  void give_way() {
    for (std::size_t c = 1; c < clusters_.size(); ++c) {
      if (selected_above(c) != c || born_in_time(c)) continue;
      std::size_t ancestor = c;
      while (!born_in_time(ancestor)) ancestor = clusters_[ancestor].parent;
      clusters_[ancestor].selected = true;
    }
  }

  // Where the root is selected, it is as far as it holds together at selection_eps.
  std::size_t cluster_of(std::size_t point) const {
    const Left& left = left_[point];
    if (clusters_[0].selected) return group_.distance_of(left.squared) <= selection_eps_ ? 0 : kNoise;
    const std::size_t own = selected_above(left.cluster);
    return own == 0 ? kNoise : own;
  }

  // The highest one; 0: none.
  std::size_t selected_above(std::size_t c) const {
    std::size_t result = 0;
    for (; c != 0; c = clusters_[c].parent) result = clusters_[c].selected ? c : result;
    return result;
  }

  double deepest(std::size_t c) const {
    double squared = clusters_[c].end;
    for (const std::size_t child : clusters_[c].children) squared = std::min(squared, deepest(child));
    return squared;
  }

  const PointGroup& group_;
  std::size_t min_cluster_size_;
  double selection_eps_;
  std::vector<Cluster> clusters_;
  std::vector<Left> left_;
};

inline HdbscanResult hdbscan_by_definition(const Firms& firms, const HdbscanOptions& options) {
  HdbscanResult result = results_for(firms.rows.size());
  for (const PointGroup& group : point_groups(firms, options.metric)) {
    if (group.size() < static_cast<std::size_t>(std::max(options.min_cluster_size, options.min_points))) {
      for (const std::size_t row : group.rows) result.probability[row] = 0;
    } else {
      HdbscanReference(group, static_cast<std::size_t>(options.min_cluster_size),
                       static_cast<std::size_t>(options.min_points), options.selection_eps)
          .write(firms, result);
    }
  }
  return result;
}

}  // namespace clusterlite::testing_support
