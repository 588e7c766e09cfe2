// How far apart two firms are, and the mistakes analysts make with units.
#pragma once

#include <cstdint>
#include <string_view>

#include "datasets/points.hpp"

namespace clusterlite {

enum class Metric : std::uint8_t {
  planar,   // Euclidean, in the units of the coordinates
  geodesic  // x, y are longitude and latitude in degrees; great-circle metres on the mean Earth sphere
};

inline constexpr double kEarthRadius = 6371008.8;  // metres, the mean radius R1 of the GRS 80 ellipsoid

// Degrees taken for metres are the most common mistake: eps = 500 on longitudes and latitudes makes the whole
// world one cluster. To be called when no metric was asked for.
//
// Throws Error when the SRID of the geometries says degrees.
void refuse_degrees(const PointsSummary& summary);

// Likewise, and also when all located coordinates could be degrees, they are not a single place, and
// `distance` is greater than the diagonal of their bounding box.
//
// The error ends with `way_out`, which tells how the caller's user can say what is meant.
inline constexpr std::string_view kSayTheMetric =
    "say 'geodesic' for a distance in metres on the globe, or 'planar' if they really are plane coordinates";
void refuse_plane_distance_on_degrees(const PointsSummary& summary, std::string_view argument_name,
                                      double distance, std::string_view way_out = kSayTheMetric);

// Throws Error when two data sets are known to be of different SRIDs: nothing can be measured between them.
void require_one_srid(const PointsSummary& a, const PointsSummary& b);

// Throws Error unless `value` is finite and at least `least`: "eps must be >= 0 (got -5)".
void require_at_least(double least, double value, std::string_view argument_name);

}  // namespace clusterlite
