// The argument `metric` of the functions over points.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "distance/frame/metric.hpp"
#include "sqlite/tables/table_function.hpp"

namespace clusterlite {

inline constexpr std::string_view kMetricMeaning =
    "'planar': x, y in a plane, distances in their unit; 'geodesic': x, y are longitude and latitude in "
    "degrees, distances in metres (see Metric)";

// nullopt when it is not given.
inline std::optional<Metric> metric_option(const TableArguments& arguments, std::size_t metric_at) {
  static constexpr std::array<std::string_view, 2> kMetrics = {"planar", "geodesic"};
  const auto metric = arguments.option(metric_at, kMetrics);
  if (!metric) return std::nullopt;
  return *metric == 0 ? Metric::planar : Metric::geodesic;
}

// Of functions that take no distance: coordinates that are degrees, by their SRID or their looks, are an
// error when no metric is given.
inline Metric metric_of_neighbours(const TableArguments& arguments, std::size_t metric_at,
                                   const PointsView& points, CancelToken& cancel) {
  const auto metric = metric_option(arguments, metric_at);
  if (!metric) refuse_degrees(points, cancel);
  return metric.value_or(Metric::planar);
}

// For a function with a distance: refuses one that is none between degrees where the coordinates look like
// them, unless a metric is given.
inline Metric read_metric(const TableArguments& arguments, std::size_t metric_at, const PointsView& points,
                          std::size_t distance_at, std::string_view distance_name, CancelToken& cancel) {
  const auto metric = metric_option(arguments, metric_at);
  if (!metric) {
    refuse_plane_distance_on_degrees(points, distance_name, arguments.real(distance_at), cancel);
  }
  return metric.value_or(Metric::planar);
}

}  // namespace clusterlite
