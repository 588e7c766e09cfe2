#include "distance/clusters/dbscan.hpp"

#include <type_traits>

#include "distance/clusters/dbscan_steps.hpp"
#include "distance/frame/for_each_group.hpp"

namespace clusterlite {

DbscanResult dbscan(const PointsView& view, const DbscanOptions& options, CancelToken& cancel) {
  require_at_least(0, options.eps, "eps");
  require_at_least(1, options.min_points, "min_points");
  DbscanResult result(view.size(), cancel);
  distance::for_each_group(view, options.eps, options.metric, options.threads, options.large_group, cancel,
                           [&](const distance::Rows& rows, const auto& frame, const auto& weights,
                               const Threads& threads, CancelToken& token) {
                             constexpr std::size_t kDimensions =
                                 std::remove_cvref_t<decltype(frame)>::kDimensions;
                             using Weights = std::remove_cvref_t<decltype(weights)>;
                             distance::DbscanGroup<kDimensions, Weights> group(
                                 distance::CellGrid<kDimensions>(view, rows, frame, threads, token), weights,
                                 distance::IdOrder(view), threads, token);
                             group.run(options.min_points, result);
                           });
  return result;
}

}  // namespace clusterlite
