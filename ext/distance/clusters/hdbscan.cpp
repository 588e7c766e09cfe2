#include "distance/clusters/hdbscan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "distance/clusters/cluster_numbers.hpp"
#include "distance/clusters/cluster_tree.hpp"
#include "distance/frame/for_each_group.hpp"
#include "distance/located/id_order.hpp"
#include "distance/tree/core_distances.hpp"
#include "distance/tree/places.hpp"
#include "support/memory/laid_out.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

using namespace distance;

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

// The clusters of all places, in the tree's order.
template <class Frame>
RawVector<PlaceCluster> cluster_places(Places<Frame::kDimensions>& places, const HdbscanOptions& options,
                                       const Threads& threads, CancelToken& cancel) {
  constexpr std::size_t D = Frame::kDimensions;
  const PlaceTree<D> tree(places.places, cancel, threads);
  const RawVector<double> core =
      core_distances(tree, static_cast<std::uint64_t>(options.min_points), threads, cancel);
  RawVector<Edge> edges = SpanningTree<D>(tree, core, threads, cancel).edges();
  RawVector<PlaceTraits> traits;
  traits.reserve(tree.size());
  for (std::uint32_t p = 0; p < tree.size(); ++p) {
    cancel.check();
    traits.push_back({tree.place(p).count, core[p]});
  }
  // Ratios of distances and sums of their inverses do not depend on the places' scale.
  return clusters_of(
      traits, edges, static_cast<std::uint64_t>(options.min_cluster_size),
      typename Frame::Distances(places.scale).of_places(options.selection_eps),
      [](double squared) { return typename Frame::Distances(1).distance(squared); }, threads, cancel);
}

template <std::size_t D>
void write_group(const PointsView& view, const Places<D>& places, const RawVector<PlaceCluster>& of_place,
                 HdbscanResult& result, CancelToken& cancel) {
  const IdOrder id_order(view);
  std::vector<std::uint32_t> members;
  std::vector<std::uint32_t> smallest;  // row of the smallest id
  for (std::size_t p = 0; p < of_place.size(); ++p) {
    cancel.check();
    const Place<D>& place = places.places[p];
    const std::uint32_t cluster = of_place[p].cluster;
    for (std::uint32_t i = place.first_row; i < place.first_row + place.count; ++i) {
      cancel.check();
      const std::uint32_t row = places.rows[i];
      result.cluster[row] = cluster;
      result.probability[row] = of_place[p].probability;
      result.outlier_score[row] = of_place[p].outlier_score;
      if (cluster == kNoCluster) continue;
      if (members.size() <= cluster) {
        members.resize(cluster + 1, 0);
        smallest.resize(cluster + 1, 0);
      }
      if (members[cluster]++ == 0 || id_order(row, smallest[cluster])) smallest[cluster] = row;
    }
  }
  const std::vector<std::uint32_t> number = numbers_by_size(
      members, [&](const std::vector<std::uint8_t>&) { return std::span(smallest); }, id_order, cancel);
  for (const std::uint32_t row : places.rows) {
    cancel.check();
    std::uint32_t& cluster = result.cluster[row];
    cluster = cluster == kNoCluster ? 0 : number[cluster];
  }
}

}  // namespace

HdbscanResult hdbscan(const PointsView& view, const HdbscanOptions& options, CancelToken& cancel) {
  if (options.min_cluster_size < 2) {
    throw Error(concat("min_cluster_size must be >= 2 (got ", options.min_cluster_size, ")"));
  }
  if (options.min_points < 1) throw Error(concat("min_points must be >= 1 (got ", options.min_points, ")"));
  require_at_least(0, options.selection_eps, "selection_eps");
  HdbscanResult result{filled(view.size(), 0U, cancel), filled(view.size(), kUndefined, cancel),
                       filled(view.size(), kUndefined, cancel)};
  const auto fewest = static_cast<std::uint64_t>(std::max(options.min_cluster_size, options.min_points));
  for_each_group_frame(
      view, 0, options.metric, options.threads, options.large_group, cancel,
      [&](const Rows& rows, const auto& frame, const Threads& own_threads, CancelToken& token) {
        if (rows.size() < fewest) {
          rows.for_each(token, [&](std::uint32_t row) { result.probability[row] = 0; });
          return;
        }
        auto places = places_of(view, frame, rows, token, 0, own_threads);
        const auto of_place =
            cluster_places<std::remove_cvref_t<decltype(frame)>>(places, options, own_threads, token);
        write_group(view, places, of_place, result, token);
      });
  return result;
}

}  // namespace clusterlite
