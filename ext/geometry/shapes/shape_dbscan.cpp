#include "geometry/shapes/shape_dbscan.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <vector>

#include "distance/clusters/cluster_numbers.hpp"
#include "distance/frame/for_each_group.hpp"
#include "distance/grid/cell_sets.hpp"
#include "distance/located/id_order.hpp"
#include "geometry/shapes/shape_group.hpp"

namespace clusterlite {
namespace {

// By member; empty without weights.
std::vector<double> weights_of(const PointsView& view, const ShapeGroup& group, CancelToken& cancel) {
  std::vector<double> values;
  if (!view.has_weights()) return values;
  values.reserve(group.size());
  for (std::uint32_t member = 0; member < group.size(); ++member) {
    cancel.check();
    values.push_back(view.weight(group.row(member)));
  }
  return values;
}

template <class Weights>
class ShapeDbscan {
 public:
  using Sum = typename Weights::Sum;

  ShapeDbscan(ShapeGroup& group, const PointsView& view, const Weights& weights, CancelToken& cancel)
      : group_(group),
        weights_(weights),
        values_(weights_of(view, group, cancel)),
        id_order_(view),
        cancel_(cancel),
        sums_(group.size()),
        sets_(group.size()) {}

  void run(double min_points, DbscanResult& result) {
    find_cores(min_points);
    if (undecided_) visit_undecided();
    number_clusters(result);
  }

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  struct Border {
    double squared = 0;
    std::uint32_t core = kNone;  // the nearest one
  };

  Sum term(std::uint32_t member) const { return weights_.term(values_, member); }
  bool is_core(std::uint32_t member) const { return sums_[member] >= needed_; }

  void find_cores(double min_points);
  void visit_undecided();
  void consider(std::uint32_t border, std::uint32_t core, double squared);
  void number_clusters(DbscanResult& result);
  std::uint32_t cluster_root(std::uint32_t member);

  ShapeGroup& group_;
  Weights weights_;
  std::vector<double> values_;
  distance::IdOrder id_order_;
  CancelToken& cancel_;
  std::vector<Sum> sums_;  // of the neighbours found so far; at the end no more than is needed
  Sum needed_{};
  distance::CellSets sets_;  // of members
  bool undecided_ = false;   // neighbours of which one was no core when they were compared
  std::vector<Border> borders_;
};

// A pair is compared only as long as the answer can change something. So sums stop growing when they are
// large enough, and cores of one cluster need not be compared.
template <class Weights>
void ShapeDbscan<Weights>::find_cores(double min_points) {
  Sum total{};
  for (std::uint32_t member = 0; member < group_.size(); ++member) {
    cancel_.check();
    sums_[member] = term(member);
    total += sums_[member];
  }
  needed_ = least_sum(weights_, min_points, total);
  if (needed_ > total) return;
  group_.for_each_pair([&](std::uint32_t a, std::uint32_t b) {
    if (is_core(a) && is_core(b) && sets_.find(a) == sets_.find(b)) return;
    if (!group_.near(a, b)) return;
    if (!is_core(a)) sums_[a] += term(b);
    if (!is_core(b)) sums_[b] += term(a);
    if (is_core(a) && is_core(b)) {
      sets_.unite(a, b);
    } else {
      undecided_ = true;
    }
  });
}

template <class Weights>
void ShapeDbscan<Weights>::visit_undecided() {
  borders_.resize(group_.size());
  group_.for_each_pair([&](std::uint32_t a, std::uint32_t b) {
    const bool core_a = is_core(a);
    const bool core_b = is_core(b);
    if (!core_a && !core_b) return;
    if (core_a && core_b && sets_.find(a) == sets_.find(b)) return;
    if (!group_.near(a, b)) return;
    if (core_a && core_b) {
      sets_.unite(a, b);
    } else {
      const double squared = group_.squared_distance(a, b);
      core_a ? consider(b, a, squared) : consider(a, b, squared);
    }
  });
}

template <class Weights>
void ShapeDbscan<Weights>::consider(std::uint32_t border, std::uint32_t core, double squared) {
  Border& best = borders_[border];
  const bool nearer = best.core == kNone || squared < best.squared ||
                      (squared == best.squared && id_order_(group_.row(core), group_.row(best.core)));
  if (nearer) best = {squared, core};
}

// The cluster of a member, as the root of a set of cores.
template <class Weights>
std::uint32_t ShapeDbscan<Weights>::cluster_root(std::uint32_t member) {
  if (is_core(member)) return sets_.find(member);
  return borders_.empty() || borders_[member].core == kNone ? kNone : sets_.find(borders_[member].core);
}

template <class Weights>
void ShapeDbscan<Weights>::number_clusters(DbscanResult& result) {
  std::vector<std::uint32_t> by_id(group_.size());
  std::iota(by_id.begin(), by_id.end(), 0U);
  std::sort(by_id.begin(), by_id.end(), [&](std::uint32_t a, std::uint32_t b) {
    cancel_.check();
    return id_order_(group_.row(a), group_.row(b));
  });
  // In the order of ids a cluster is met first at its smallest member.
  std::vector<std::uint32_t> cluster_of_root(group_.size(), kNone);
  std::vector<std::uint32_t> members;
  for (const std::uint32_t member : by_id) {
    cancel_.check();
    const std::uint32_t root = cluster_root(member);
    if (root == kNone) continue;
    if (cluster_of_root[root] == kNone) {
      cluster_of_root[root] = static_cast<std::uint32_t>(members.size());
      members.push_back(0);
    }
    ++members[cluster_of_root[root]];
  }
  const std::vector<std::uint32_t> number = distance::numbers_by_size(
      members,
      [&](const std::vector<std::uint8_t>&) {
        std::vector<std::uint32_t> met(members.size());
        std::iota(met.begin(), met.end(), 0U);
        return met;
      },
      std::less<>(), cancel_);

  for (std::uint32_t member = 0; member < group_.size(); ++member) {
    cancel_.check();
    const std::uint32_t root = cluster_root(member);
    const std::uint32_t row = group_.row(member);
    const PointKind without_core = root == kNone ? PointKind::noise : PointKind::border;
    result.set(row, is_core(member) ? PointKind::core : without_core,
               root == kNone ? 0 : number[cluster_of_root[root]]);
  }
}

template <class Weights>
void count_group(ShapeGroup& group, const PointsView& view, const Weights& weights, CancelToken& cancel,
                 NeighbourCounts& counts) {
  const std::vector<double> values = weights_of(view, group, cancel);
  std::vector<typename Weights::Sum> sums(group.size());
  for (std::uint32_t member = 0; member < group.size(); ++member) {
    cancel.check();
    sums[member] = weights.term(values, member);
    counts.neighbours[group.row(member)] = 1;
  }
  group.for_each_pair([&](std::uint32_t a, std::uint32_t b) {
    if (!group.near(a, b)) return;
    ++counts.neighbours[group.row(a)];
    ++counts.neighbours[group.row(b)];
    sums[a] += weights.term(values, b);
    sums[b] += weights.term(values, a);
  });
  for (std::uint32_t member = 0; member < group.size(); ++member) {
    cancel.check();
    counts.weight_within[group.row(member)] = weights.value(sums[member]);
  }
}

// run(group, weights) for each group with shapes.
template <class Run>
void for_each_group_with_shapes(const PointsView& view, double reach, const GeosContext& context,
                                CancelToken& cancel, const Run& run) {
  cancel.poll_now();
  const distance::RowGroups groups(view, cancel, distance::GroupsOf::shapes);
  for (std::size_t number = 0; number < groups.size(); ++number) {
    cancel.check();
    const distance::Rows rows = groups[number];
    if (rows.size() == 0) continue;
    ShapeGroup group(view, rows, reach, context, cancel);
    distance::with_weights(view, rows, cancel, [&](const auto& weights) { run(group, weights); });
  }
}

}  // namespace

DbscanResult dbscan_of_geometries(const PointsView& view, const DbscanOptions& options,
                                  const GeosContext& context, CancelToken& cancel) {
  DbscanResult result = dbscan(view, options, cancel);
  if (view.has_shapes()) dbscan_of_shapes(view, options, context, cancel, result);
  return result;
}

NeighbourCounts count_neighbours_of_geometries(const PointsView& view, double radius, Metric metric,
                                               const Threads& threads, const GeosContext& context,
                                               CancelToken& cancel) {
  NeighbourCounts counts = count_neighbours(view, radius, metric, threads, cancel);
  if (view.has_shapes()) count_neighbours_of_shapes(view, radius, context, cancel, counts);
  return counts;
}

void dbscan_of_shapes(const PointsView& view, const DbscanOptions& options, const GeosContext& context,
                      CancelToken& cancel, DbscanResult& result) {
  for_each_group_with_shapes(
      view, options.eps, context, cancel, [&]<class Weights>(ShapeGroup& group, const Weights& weights) {
        ShapeDbscan<Weights>(group, view, weights, cancel).run(options.min_points, result);
      });
}

void count_neighbours_of_shapes(const PointsView& view, double radius, const GeosContext& context,
                                CancelToken& cancel, NeighbourCounts& counts) {
  for_each_group_with_shapes(view, radius, context, cancel, [&](ShapeGroup& group, const auto& weights) {
    count_group(group, view, weights, cancel, counts);
  });
}

}  // namespace clusterlite
