#include "network/places/territory.hpp"

#include <algorithm>
#include <cmath>

#include "distance/frame/coordinate_frames.hpp"
#include "distance/located/row_groups.hpp"
#include "distance/tree/place_search.hpp"
#include "distance/tree/place_tree.hpp"
#include "distance/tree/places.hpp"
#include "network/places/distance_bands.hpp"

namespace clusterlite {
namespace {

using namespace distance;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

template <class Frame>
double largest_coordinate(const PointsView& view, double largest, CancelToken& cancel) {
  const RowGroups groups(view, cancel);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    cancel.check();
    const Frame frame(view, groups[i], 0, cancel);
    groups[i].for_each(cancel, [&](std::uint32_t row) {
      for (const double coordinate : frame.at(row)) largest = std::max(largest, std::fabs(coordinate));
    });
  }
  return largest;
}

// Some firms in a tree.
template <class Frame>
struct Searched {
  static constexpr std::size_t D = Frame::kDimensions;
  Places<D> places;
  PlaceTree<D> tree;
  std::vector<std::uint32_t> before;  // points in the places in front, in the order of the tree

  Searched(const PointsView& view, const Rows& rows, double largest, CancelToken& cancel)
      : places(places_of(view, Frame(view, rows, 0, cancel), rows, cancel, largest)),
        tree(places.places, cancel) {
    before.reserve(tree.size() + 1);
    before.push_back(0);
    for (std::uint32_t p = 0; p < tree.size(); ++p) {
      cancel.check();
      before.push_back(before.back() + tree.place(p).count);
    }
  }
};

// The nearest place of a tree: a collector for PlaceTree::for_each_near().
struct Nearest {
  double squared = kInfinity;
  std::uint32_t place = 0;
  double reach() const { return squared; }
  void take(std::uint32_t number, double distance) {
    if (distance < squared) *this = {distance, number};
  }
};

// `bound`: a squared distance within which there is a place, or infinity.
template <std::size_t D>
Nearest nearest_place(const PlaceTree<D>& tree, const Point<D>& p, double bound, CancelToken& cancel) {
  Nearest nearest{std::nextafter(bound, kInfinity)};
  tree.for_each_near(p, nearest, cancel);
  if (nearest.squared > bound && bound < kInfinity) {  // squares that are rounded away
    nearest = {};
    tree.for_each_near(p, nearest, cancel);
  }
  return nearest;
}

// Counts the firms of a kind that have a member within reach.
template <class Frame>
class FirmsNear {
 public:
  static constexpr std::size_t D = Frame::kDimensions;
  FirmsNear(const Searched<Frame>& firms, const Searched<Frame>& members, double reach, CancelToken& cancel)
      : firms_(firms), members_(members), reach_(reach), length_(std::sqrt(reach)), cancel_(cancel) {}

  std::uint64_t count() { return count_in(0); }

 private:
  // All firms of a box, or none, where the member next to its middle decides so.
  std::uint64_t count_in(std::uint32_t number) {
    cancel_.check();
    const auto& node = firms_.tree.node(number);
    if (least_squared_distance(node.box, members_.tree.node(0).box) > reach_) return 0;
    Point<D> middle;
    for (std::size_t axis = 0; axis < D; ++axis) {
      middle[axis] = node.box.low[axis] + (node.box.high[axis] - node.box.low[axis]) / 2;
    }
    const Nearest next = nearest_place(members_.tree, middle, kInfinity, cancel_);
    if (greatest_squared_distance(node.box, members_.tree.place(next.place).at) <= reach_) {
      return firms_.before[node.last] - firms_.before[node.first];
    }
    const double half = std::sqrt(greatest_squared_distance(node.box, middle));
    if (std::sqrt(next.squared) * (1 - 1e-9) > (half + length_) * (1 + 1e-9)) return 0;
    if (!node.is_leaf()) return count_in(node.child) + count_in(node.child + 1);
    std::uint64_t counted = 0;
    for (std::uint32_t p = node.first; p < node.last; ++p) {
      Nearest within{std::nextafter(reach_, kInfinity)};
      members_.tree.for_each_near(firms_.tree.place(p).at, within, cancel_);
      if (within.squared <= reach_) counted += firms_.tree.place(p).count;
    }
    return counted;
  }

  const Searched<Frame>& firms_;
  const Searched<Frame>& members_;
  double reach_;  // squared
  double length_;
  CancelToken& cancel_;
};

// The median over the members of the distance to the nearest firm, of an even number the mean of the two in
// the middle.
template <class Frame>
double median_of_nearest(const Searched<Frame>& firms, const Searched<Frame>& members, CancelToken& cancel) {
  struct Found {
    double squared;
    std::uint32_t members;
  };
  std::vector<Found> found;
  found.reserve(members.tree.size());
  double bound = kInfinity;
  for (std::uint32_t p = 0; p < members.tree.size(); ++p) {
    const auto& place = members.tree.place(p);
    if (p > 0) bound = enough_for(place.at, members.tree.place(p - 1).at, std::sqrt(found.back().squared));
    found.push_back({nearest_place(firms.tree, place.at, bound, cancel).squared, place.count});
  }
  std::sort(found.begin(), found.end(), [&](const Found& a, const Found& b) {
    cancel.check();
    return a.squared < b.squared;
  });
  const typename Frame::Distances distances(firms.places.scale);
  const std::uint32_t all = members.before.back();
  double lower = 0;
  std::uint32_t counted = 0;
  for (const Found& f : found) {
    cancel.check();
    const bool has_lower = counted > (all - 1) / 2;
    counted += f.members;
    if (!has_lower && counted > (all - 1) / 2) lower = distances.distance(f.squared);
    if (counted > all / 2) return (lower + distances.distance(f.squared)) / 2;
  }
  return lower;
}

template <class Frame>
void measure(const PointsView& points, const PointsView& members, double eps, const Threads& threads,
             std::vector<Territory>& result, CancelToken& cancel) {
  // One scale for both, so that their coordinates can be compared.
  const double largest =
      largest_coordinate<Frame>(members, largest_coordinate<Frame>(points, 0, cancel), cancel);
  const RowGroups of_kind(points, cancel);
  const RowGroups of_cluster(members, cancel);
  std::vector<std::unique_ptr<const Searched<Frame>>> kinds;
  for (std::size_t k = 0; k < of_kind.size(); ++k) {
    kinds.push_back(std::make_unique<const Searched<Frame>>(points, of_kind[k], largest, cancel));
  }
  threads.for_each(of_cluster.size(), cancel, [&](std::size_t c, CancelToken& token) {
    token.check();
    if (of_cluster[c].size() == 0) return;
    const Searched<Frame> cluster(members, of_cluster[c], largest, token);
    const double reach = DistanceBands(eps, 1, typename Frame::Distances(cluster.places.scale)).farthest();
    for (std::size_t k = 0; k < kinds.size(); ++k) {
      token.check();
      if (kinds[k]->tree.size() == 0) continue;
      Territory& territory = result[c * kinds.size() + k];
      territory.firms = FirmsNear<Frame>(*kinds[k], cluster, reach, token).count();
      territory.nearest = median_of_nearest(*kinds[k], cluster, token);
    }
  });
}

}  // namespace

std::vector<Territory> territories(const PointsView& points, const PointsView& members, double eps,
                                   Metric metric, const Threads& threads, CancelToken& cancel) {
  std::vector<Territory> result(points.group_count() * members.group_count());
  if (metric == Metric::planar) {
    measure<PlanarFrame>(points, members, eps, threads, result, cancel);
  } else {
    measure<GeodesicFrame>(points, members, eps, threads, result, cancel);
  }
  return result;
}

}  // namespace clusterlite
