// How far apart two firms are, and the mistakes analysts make with units.
#pragma once

#include <cstdint>
#include <string_view>

#include "datasets/points.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

enum class Metric : std::uint8_t {
  planar,   // Euclidean, in the units of the coordinates
  geodesic  // x, y are longitude and latitude in degrees; great-circle metres on the mean Earth sphere
};

inline constexpr double kEarthRadius = 6371008.8;  // metres, the mean radius R1 of the GRS 80 ellipsoid

// Degrees taken for metres are the most common mistake: eps = 500 on longitudes and latitudes makes the whole
// world one cluster. The functions below are to be called when no metric was asked for. Their errors name
// 'geodesic' and end with `way_out`, which tells how the caller's user can say what is meant.
inline constexpr std::string_view kSayTheMetric =
    "say 'geodesic' for a distance in metres on the globe, or 'planar' if they really are plane coordinates";

// Throws Error when the SRID of the geometries says degrees, or a Mercator projection of the world.
void refuse_unfit_srid(const PointsSummary& summary);

// For functions without a radius. Likewise, and also when nearly all located rows look like longitude
// and latitude of one city (degree_rows.hpp), as at 127 E, 37 N. A country may go unnoticed, and what lies
// near 0.
void refuse_degrees(const PointsView& points, CancelToken& cancel);

// For functions with a radius. Likewise by the SRID, and also when most located rows look like longitude
// and latitude (degree_rows.hpp) and `distance` is not one between degrees: greater than the diagonal of
// their box; or, unless that box starts near 0 as that of a site does, 30 or more; or, of a box away from 0,
// 3 or more and over a quarter of its diagonal. Rows on a line along an axis are of a plane.
void refuse_plane_distance_on_degrees(const PointsView& points, std::string_view argument_name,
                                      double distance, CancelToken& cancel,
                                      std::string_view way_out = kSayTheMetric);

// Throws Error when two data sets are known to be of different SRIDs: nothing can be measured between them.
void require_one_srid(const PointsSummary& a, const PointsSummary& b);

// Throws Error unless `value` is finite and at least `least`: "eps must be >= 0 (got -5)".
void require_at_least(double least, double value, std::string_view argument_name);

}  // namespace clusterlite
