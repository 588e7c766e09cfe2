#include "distance/dbscan.hpp"

#include <type_traits>

#include "distance/dbscan_group.hpp"
#include "distance/run.hpp"

namespace clusterlite {

DbscanResult dbscan(const PointsView& view, const DbscanOptions& options, CancelToken& cancel) {
  require_at_least(0, options.eps, "eps");
  require_at_least(1, options.min_points, "min_points");
  DbscanResult result;
  result.cluster.resize(view.size(), 0);
  result.kind.resize(view.size(), PointKind::unlocated);
  distance::for_each_group(view, options.eps, options.metric, cancel,
                           [&](const distance::Rows& rows, const auto& frame, const auto& weights) {
                             constexpr std::size_t kDimensions =
                                 std::remove_cvref_t<decltype(frame)>::kDimensions;
                             using Weights = std::remove_cvref_t<decltype(weights)>;
                             distance::DbscanGroup<kDimensions, Weights> group(
                                 distance::CellGrid<kDimensions>(view, rows, frame, cancel),
                                 frame.reach().squared, weights, distance::IdOrder(view), cancel);
                             group.run(options.min_points, result);
                           });
  return result;
}

}  // namespace clusterlite
