#include "network/places/linked_clusters.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "datasets/keys/key_types.hpp"
#include "distance/frame/coordinate_frames.hpp"
#include "distance/frame/for_each_group.hpp"
#include "distance/grid/cell_sets.hpp"
#include "distance/located/id_order.hpp"
#include "network/graph/graph.hpp"

namespace clusterlite {
namespace {

using Numbers = RawVector<std::uint32_t>;
constexpr std::uint32_t kNone = 0xFFFFFFFF;

// 1 in the points and '1' in the links would never meet, and nothing would seem linked.
void refuse_ids_of_two_types(const PointsView& points, const LinksView& links, CancelToken& cancel) {
  const Dictionary& tied = links.nodes();  // in the order of keys: numbers first
  const bool numbers_only = tied.size() == 0 || tied[tied.size() - 1].type == KeyType::integer;
  if (numbers_only && points.has_integer_ids()) return;
  Dictionary ids;
  for (std::size_t row = 0; row < points.size(); ++row) {
    cancel.check();
    ids.intern(points.id(row));
  }
  refuse_two_types("firm", ids, "the points", tied, "the links", cancel);
}

// The firms that are located, group by group, and which of them each firm of the links is: one a group.
class LocatedFirms {
 public:
  LocatedFirms(const PointsView& points, const LinksView& links, const distance::RowGroups& groups,
               CancelToken& cancel)
      : points_(points),
        node_of_row_(filled(points.size(), kNone, cancel)),
        start_(filled(links.nodes().size() + 1, 0U, cancel)) {
    const Dictionary& tied = links.nodes();
    for_each_row(groups, cancel, [&](std::uint32_t row) {
      const std::uint32_t node = tied.find(points.id(row));
      if (node == tied.size()) return;
      node_of_row_[row] = node;
      ++start_[node + 1];
    });
    for (std::size_t node = 0; node < tied.size(); ++node) start_[node + 1] += start_[node];
    rows_.resize(start_[tied.size()]);
    Numbers next(start_.begin(), start_.end());
    for_each_row(groups, cancel, [&](std::uint32_t row) {
      if (node_of_row_[row] != kNone) rows_[next[node_of_row_[row]]++] = row;
    });
  }

  // visit(other) for each row of the same group whose firm has a tie with that of `row`.
  template <class Visit>
  void for_each_tied(const Graph& ties, std::uint32_t row, CancelToken& cancel, const Visit& visit) const {
    if (node_of_row_[row] == kNone) return;
    const std::uint32_t group = points_.group(row);
    const auto neighbours = ties.neighbours(node_of_row_[row]);
    cancel.check(1 + neighbours.size());
    for (const std::uint32_t other : neighbours) {
      const auto first = rows_.begin() + start_[other];
      const auto last = rows_.begin() + start_[other + 1];
      // Rising groups; most firms are in one.
      const auto at = std::lower_bound(first, last, group, [&](std::uint32_t one, std::uint32_t wanted) {
        return points_.group(one) < wanted;
      });
      if (at != last && points_.group(*at) == group) visit(*at);
    }
  }

  template <class Visit>
  static void for_each_row(const distance::RowGroups& groups, CancelToken& cancel, const Visit& visit) {
    for (std::size_t group = 0; group < groups.size(); ++group) {
      groups[group].for_each(cancel, [&](std::size_t row) { visit(static_cast<std::uint32_t>(row)); });
    }
  }

 private:
  const PointsView& points_;
  Numbers node_of_row_;
  Numbers start_;  // of each node's rows
  Numbers rows_;
};

// The squared distance of two rows where it is within reach; else, infinity.
template <class Frame>
class Nearness {
 public:
  explicit Nearness(const Frame& frame) : frame_(frame) {}

  double squared(std::uint32_t a, std::uint32_t b) const {
    constexpr double kFar = std::numeric_limits<double>::infinity();
    const auto at_a = frame_.at(a);
    const auto at_b = frame_.at(b);
    const distance::Reach& reach = frame_.reach();
    if (reach.unscaled == 0) return at_a == at_b ? 0 : kFar;
    std::remove_cvref_t<decltype(at_a)> difference{};
    for (std::size_t i = 0; i < at_a.size(); ++i) difference[i] = (at_a[i] - at_b[i]) * reach.scale;
    const double squared = distance::squared_distance(difference, decltype(difference){});
    return squared <= reach.squared ? squared : kFar;
  }
  static bool is_near(double squared) { return squared < std::numeric_limits<double>::infinity(); }

 private:
  const Frame& frame_;
};

template <class Frame, class Weights>
void find_clusters(const PointsView& points, const Graph& ties, const LocatedFirms& firms,
                   const distance::Rows& rows, const Frame& frame, const Weights& weights, double min_points,
                   LinkedClusters& result, CancelToken& cancel) {
  using Sum = typename Weights::Sum;
  const Nearness<Frame> nearness(frame);
  const distance::IdOrder id_order(points);
  const auto weight_of = [&](std::uint32_t row) {
    const double weight = points.weight(row);
    return weights.term(std::span(&weight, 1), 0);
  };
  const auto for_each_near = [&](std::uint32_t row, const auto& visit) {
    firms.for_each_tied(ties, row, cancel, [&](std::uint32_t other) {
      const double squared = nearness.squared(row, other);
      if (nearness.is_near(squared)) visit(other, squared);
    });
  };

  Sum total{};
  rows.for_each(cancel, [&](std::size_t row) { total += weight_of(static_cast<std::uint32_t>(row)); });
  const Sum needed = distance::least_sum(weights, min_points, total);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::uint32_t row = rows[i];
    cancel.check();
    Sum around = weight_of(row);
    for_each_near(row, [&](std::uint32_t other, double) { around += weight_of(other); });
    result.kind[row] = around >= needed ? LinkedKind::core : LinkedKind::noise;
  }

  distance::CellSets sets(static_cast<std::uint32_t>(rows.size()));  // by place in `rows`
  Numbers& place = result.cluster;                                   // until the clusters have numbers
  for (std::uint32_t i = 0; i < rows.size(); ++i) place[rows[i]] = i;
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    cancel.check();
    if (result.kind[rows[i]] != LinkedKind::core) continue;
    for_each_near(rows[i], [&](std::uint32_t other, double) {
      if (result.kind[other] == LinkedKind::core) sets.unite(i, place[other]);
    });
  }

  // The set of each row, by its root; of a border row, that of its nearest core neighbour.
  Numbers set_of(rows.size());
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    cancel.check();
    const std::uint32_t row = rows[i];
    set_of[i] = kNone;
    if (result.kind[row] == LinkedKind::core) {
      set_of[i] = sets.find(i);
      continue;
    }
    double nearest = std::numeric_limits<double>::infinity();
    std::uint32_t best = kNone;
    for_each_near(row, [&](std::uint32_t other, double squared) {
      if (result.kind[other] != LinkedKind::core) return;
      if (squared > nearest || (squared == nearest && best != kNone && !id_order(other, best))) return;
      nearest = squared;
      best = other;
    });
    if (best == kNone) continue;
    result.kind[row] = LinkedKind::border;
    set_of[i] = sets.find(place[best]);
  }

  struct Size {
    std::uint32_t root;
    std::uint32_t members;
    std::uint32_t smallest;  // the row with the smallest id
  };
  Numbers number = filled(rows.size(), kNone, cancel);  // of a root
  RawVector<Size> sizes;
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    cancel.check();
    if (set_of[i] == kNone) continue;
    std::uint32_t& at = number[set_of[i]];
    if (at == kNone) {
      at = static_cast<std::uint32_t>(sizes.size());
      sizes.push_back({set_of[i], 0, rows[i]});
    }
    ++sizes[at].members;
    if (id_order(rows[i], sizes[at].smallest)) sizes[at].smallest = rows[i];
  }
  std::sort(sizes.begin(), sizes.end(), [&](const Size& a, const Size& b) {
    cancel.check();
    return a.members != b.members ? a.members > b.members : id_order(a.smallest, b.smallest);
  });
  for (std::uint32_t i = 0; i < sizes.size(); ++i) number[sizes[i].root] = i + 1;
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    cancel.check();
    result.cluster[rows[i]] = set_of[i] == kNone ? 0 : number[set_of[i]];
  }
}

}  // namespace

LinkedClusters linked_clusters(const PointsView& points, const LinksView& links, double eps,
                               double min_points, Metric metric, CancelToken& cancel) {
  require_at_least(0, eps, "eps");
  require_at_least(1, min_points, "min_points");
  refuse_ids_of_two_types(points, links, cancel);
  LinkedClusters result{filled(points.size(), LinkedKind::unlocated, cancel),
                        filled(points.size(), 0U, cancel)};
  const Graph ties = graph_of(links, Arcs::both, Parallel::merged, false, cancel);
  const distance::RowGroups groups(points, cancel);
  const LocatedFirms firms(points, links, groups, cancel);
  distance::for_each_group(points, eps, metric, Threads(1), 0, cancel,
                           [&](const distance::Rows& rows, const auto& frame, const auto& weights,
                               const Threads&, CancelToken& token) {
                             find_clusters(points, ties, firms, rows, frame, weights, min_points, result,
                                           token);
                           });
  return result;
}

}  // namespace clusterlite
