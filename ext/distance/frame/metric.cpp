#include "distance/frame/metric.hpp"

#include <cmath>

#include "distance/frame/geographic_srids.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace clusterlite {

void refuse_degrees(const PointsSummary& summary) {
  if (summary.located == 0 || !is_geographic_srid(summary.srid)) return;
  const std::string_view way_out =
      summary.shapes == 0 ? "say 'geodesic' for distances in metres on the globe, or 'planar' for degrees"
                          : "bring the geometries to a projected SRID first (ST_Transform), or say 'planar' "
                            "for degrees";
  throw Error(
      concat("the coordinates are longitude and latitude in degrees (SRID ", summary.srid, "); ", way_out));
}

void refuse_plane_distance_on_degrees(const PointsSummary& summary, std::string_view argument_name,
                                      double distance, std::string_view way_out) {
  if (summary.located == 0) return;
  refuse_degrees(summary);
  const bool degrees =
      summary.min_x >= -180 && summary.max_x <= 180 && summary.min_y >= -90 && summary.max_y <= 90;
  if (!degrees) return;
  const double diagonal = std::hypot(summary.max_x - summary.min_x, summary.max_y - summary.min_y);
  if (diagonal == 0 || !(distance > diagonal)) return;
  throw Error(concat(argument_name, " = ", distance,
                     " spans all coordinates, which look like longitude and latitude in degrees; ", way_out));
}

void require_one_srid(const PointsSummary& a, const PointsSummary& b) {
  if (a.srid == -1 || b.srid == -1 || a.srid == b.srid) return;
  throw Error(concat("both data sets must be of one SRID (got ", a.srid, " and ", b.srid, ")"));
}

void require_at_least(double least, double value, std::string_view argument_name) {
  if (!(value >= least)) throw Error(concat(argument_name, " must be >= ", least, " (got ", value, ")"));
  if (std::isinf(value)) throw Error(concat(argument_name, " must be finite (got ", value, ")"));
}

}  // namespace clusterlite
