#include "distance/neighbours/nearest_across.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "datasets/keys/dictionary.hpp"
#include "datasets/keys/key_types.hpp"
#include "distance/frame/coordinate_frames.hpp"
#include "distance/located/row_groups.hpp"
#include "distance/tree/place_search.hpp"
#include "distance/tree/point_search.hpp"
#include "distance/tree/search_tree.hpp"
#include "support/memory/laid_out.hpp"
#include "support/running/parallel_sort.hpp"

namespace clusterlite {
namespace {

using namespace distance;

constexpr std::uint32_t kNowhere = 0xFFFFFFFF;

template <class Frame>
class NearestIn final : public Neighbours {
 public:
  static constexpr std::size_t D = Frame::kDimensions;

  NearestIn(const PointsView& from, const PointsView& to, std::uint32_t k, const Threads& threads,
            CancelToken& cancel)
      : Neighbours(threads), k_(k), ranks_(to, cancel) {
    const double largest = note_points(from, cancel);
    search_in(to, from.has_groups(), largest, cancel);
    if (from.has_groups() && to.has_groups()) match_groups(from, to, cancel);
    lay_out(static_cast<std::uint32_t>(from.size()), cancel);
  }

  std::uint32_t count(std::uint32_t row) const override {
    const std::uint32_t group = group_of(row);
    return group == kNowhere ? 0 : std::min(k_, targets_[group].points());
  }

 private:
  // Keeps where the points of `from` lie. Returns their largest coordinate.
  double note_points(const PointsView& from, CancelToken& cancel) {
    Point<D> nowhere;
    nowhere.fill(std::numeric_limits<double>::quiet_NaN());
    points_ = filled(from.size(), nowhere, cancel);
    double largest = 0;
    const RowGroups groups(from, cancel);
    for (std::size_t i = 0; i < groups.size(); ++i) {
      const Rows rows = groups[i];
      cancel.check();
      const Frame frame(from, rows, 0, cancel);
      rows.for_each(cancel, [&](std::uint32_t row) {
        points_[row] = frame.at(row);
        for (const double coordinate : points_[row]) largest = std::max(largest, std::fabs(coordinate));
      });
    }
    return largest;
  }

  // One target for each group of `to`, or one for all of its rows.
  void search_in(const PointsView& to, bool by_group, double largest, CancelToken& cancel) {
    const RowGroups groups(to, cancel);
    if (by_group || groups.size() == 1) {
      targets_.reserve(groups.size());
      for (std::size_t i = 0; i < groups.size(); ++i) {
        cancel.check();
        targets_.emplace_back(to, groups[i], ranks_, cancel, largest);
      }
      return;
    }
    std::vector<std::uint32_t> located;
    located.reserve(to.summary().located);
    Rows(to.size()).for_each(cancel, [&](std::uint32_t row) {
      if (to.located(row)) located.push_back(row);
    });
    targets_.emplace_back(to, Rows(std::span<const std::uint32_t>(located)), ranks_, cancel, largest);
  }

  void match_groups(const PointsView& from, const PointsView& to, CancelToken& cancel) {
    Dictionary keys;
    for (std::size_t group = 0; group < to.group_count(); ++group) {
      cancel.check();
      keys.intern(to.group_key(group));
    }
    Dictionary asked;
    for (std::size_t group = 0; group < from.group_count(); ++group) {
      cancel.check();
      asked.intern(from.group_key(group));
    }
    refuse_two_types("group_key", asked, "points_a", keys, "points_b", cancel);
    std::vector<std::uint32_t> target_of(from.group_count(), kNowhere);
    for (std::size_t group = 0; group < target_of.size(); ++group) {
      cancel.check();
      const std::uint32_t found = keys.find(from.group_key(group));
      if (found < keys.size()) target_of[group] = found;
    }
    target_of_.reserve(from.size());
    Rows(from.size()).for_each(cancel, [&](std::uint32_t row) {
      target_of_.push_back(target_of[from.group(row)]);
    });
  }

  // The number of the target; kNowhere for a point without coordinates, or whose group has no counterpart.
  std::uint32_t group_of(std::uint32_t row) const {
    if (std::isnan(points_[row][0])) return kNowhere;
    return target_of_.empty() ? 0 : target_of_[row];
  }

  // The number of the leaf in which a point lies, or nearly: points of one leaf are searched for one after
  // the other, and each answer bounds the next search.
  static std::uint32_t leaf_of(const PlaceTree<D>& tree, const Point<D>& p) {
    std::uint32_t number = 0;
    while (!tree.node(number).is_leaf()) {
      const std::uint32_t child = tree.node(number).child;
      const double first = least_squared_distance(tree.node(child).box, p);
      const double second = least_squared_distance(tree.node(child + 1).box, p);
      number = second < first ? child + 1 : child;
    }
    return tree.node(number).first;
  }

  struct Query {
    std::uint32_t group;
    std::uint32_t leaf;
    Point<D> at;  // in the scale of the target
    std::uint32_t row;

    auto order() const { return std::tie(group, leaf, at, row); }
  };

  void compute(const Block& block, const Threads& threads, CancelToken& cancel) const override {
    std::vector<Query> queries;
    queries.reserve(block.last - block.first);
    for (std::uint32_t row = block.first; row < block.last; ++row) {
      cancel.check(16);
      if (count(row) == 0) continue;
      const std::uint32_t group = group_of(row);
      Point<D> at = points_[row];
      for (double& coordinate : at) coordinate *= targets_[group].places.scale;
      queries.push_back({group, leaf_of(targets_[group].tree, at), at, row});
    }
    parallel_sort(
        std::span(queries), [](const Query& a, const Query& b) { return a.order() < b.order(); }, threads,
        cancel);
    for_each_part(std::span<const Query>(queries), threads, cancel,
                  [&](std::span<const Query> part, CancelToken& token) {
                    for (std::size_t first = 0; first < part.size();) {
                      std::size_t last = first + 1;
                      while (last < part.size() && part[last].group == part[first].group) ++last;
                      compute(part.subspan(first, last - first), block, token);
                      first = last;
                    }
                  });
  }

  // All queries are of one group.
  void compute(std::span<const Query> queries, const Block& block, CancelToken& cancel) const {
    const SearchedPoints<Frame>& target = targets_[queries.front().group];
    const typename Frame::Distances distances(target.places.scale);
    NearestPoints<D> nearest(target.tree, target.places.rows, cancel);
    const std::size_t wanted = count(queries.front().row);
    const Query* before = nullptr;
    std::span<const NearPoint> found;
    for (const Query& query : queries) {
      if (before == nullptr || before->at != query.at) {
        const double bound = before == nullptr
                                 ? std::numeric_limits<double>::infinity()
                                 : enough_for(query.at, before->at, std::sqrt(found.back().squared));
        found = nearest.find(query.at, wanted, bound);
        before = &query;
      }
      Neighbour* out = block.neighbours.data() + (count_before(query.row) - count_before(block.first));
      for (const NearPoint& near : found) {
        cancel.check();
        *out++ = {distances.distance(near.squared), ranks_.row(near.rank)};
      }
    }
  }

  std::uint32_t k_;
  IdRanks ranks_;                       // of `to`
  RawVector<Point<D>> points_;          // of `from`, by row; NaN without coordinates
  RawVector<std::uint32_t> target_of_;  // by row; empty: the only target
  std::vector<SearchedPoints<Frame>> targets_;
};

}  // namespace

std::unique_ptr<Neighbours> nearest_points(const PointsView& from, const PointsView& to, std::int64_t k,
                                           Metric metric, const Threads& threads, CancelToken& cancel) {
  const std::uint32_t most = most_neighbours(k);
  cancel.poll_now();
  if (metric == Metric::planar)
    return std::make_unique<NearestIn<PlanarFrame>>(from, to, most, threads, cancel);
  return std::make_unique<NearestIn<GeodesicFrame>>(from, to, most, threads, cancel);
}

}  // namespace clusterlite
