#include "distance/frame/metric.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "distance/frame/degree_rows.hpp"
#include "distance/srids/geographic_srids.hpp"
#include "distance/srids/stretched_srids.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

using Box = distance::Box<2>;

double extent(const Box& box, std::size_t axis) { return box.high[axis] - box.low[axis]; }
double diagonal(const Box& box) { return std::hypot(extent(box, 0), extent(box, 1)); }

// How far from 0 the box begins; 0 when it holds 0.
double distance_from_zero(const Box& box, std::size_t axis) {
  return std::max({box.low[axis], -box.high[axis], 0.0});
}

// As the plane coordinates of a site do.
bool starts_near_zero(const Box& box) {
  const auto near = [&](std::size_t axis) { return std::abs(box.low[axis]) <= extent(box, axis) / 10; };
  return near(0) && near(1);
}
bool holds_zero(const Box& box) { return distance_from_zero(box, 0) == 0 && distance_from_zero(box, 1) == 0; }

bool spans(double distance, const DegreeRows& rows) {
  const double all = diagonal(rows.all);
  if (all == 0 || !(distance > all)) return false;
  // Rows farther out say that these may be those of a plane around its origin.
  return rows.within == rows.judged() || !(starts_near_zero(rows.all) || holds_zero(rows.all));
}

// Too far for degrees: 30 are 3,300 km. Of less, what would be far for a region away from 0; nobody asks for
// a radius of less than 3 metres.
bool is_no_distance_in_degrees(double distance, const DegreeRows& rows) {
  constexpr double kFar = 30;
  constexpr double kLeastMetres = 3;
  if (rows.are_a_city()) return distance >= kLeastMetres && distance > diagonal(rows.city) / 4;
  const Box& box = diagonal(rows.typical) > 0 ? rows.typical : rows.all;
  const bool is_line = extent(rows.all, 0) == 0 || extent(rows.all, 1) == 0;
  if (is_line || distance < kLeastMetres || starts_near_zero(box)) return false;
  if (rows.within < rows.judged() && holds_zero(box)) return false;
  if (distance >= kFar) return true;
  const bool is_away =
      extent(box, 0) < distance_from_zero(box, 0) && extent(box, 1) < distance_from_zero(box, 1);
  return is_away && distance > diagonal(box) / 4;
}

std::string rows_named(const DegreeRows& rows, double distance) {
  Box box = rows.all;
  if (rows.left_out != 0) box.add({0, 0});
  const bool all = rows.are_all() || (rows.within == rows.judged() && distance > diagonal(box));
  return all ? std::string("all coordinates, which look")
             : concat("the coordinates of ", rows.within, " of ", rows.located, " rows, which look");
}

}  // namespace

void refuse_unfit_srid(const PointsSummary& summary) {
  if (summary.located == 0) return;
  const bool shapes = summary.shapes > 0;
  if (is_geographic_srid(summary.srid)) {
    throw Error(concat("the coordinates are longitude and latitude in degrees (SRID ", summary.srid, "); ",
                       shapes
                           ? "bring the geometries to a projected SRID first (ST_Transform), since "
                             "'geodesic' measures between points only, or say 'planar' for degrees"
                           : "say 'geodesic' for distances in metres on the globe, or 'planar' for degrees"));
  }
  if (is_world_mercator_srid(summary.srid)) {
    throw Error(
        concat("SRID ", summary.srid,
               " is a Mercator projection of the world, in which a metre is 1 / cos(latitude) times too "
               "long; bring the geometries to the projected SRID of your country (ST_Transform), or ",
               shapes ? "collect a point of each in 4326 and say 'geodesic'" : "to 4326 and say 'geodesic'",
               " ('planar' takes them as they are)"));
  }
}

void refuse_degrees(const PointsView& points, CancelToken& cancel) {
  refuse_unfit_srid(points.summary());
  const DegreeRows rows = DegreeRows::of(points, cancel);
  if (!rows.are_a_city()) return;
  throw Error(concat(rows.are_all()
                         ? std::string("the coordinates look")
                         : concat("the coordinates of ", rows.within, " of ", rows.located, " rows look"),
                     " like longitude and latitude in degrees; ", kSayTheMetric));
}

void refuse_plane_distance_on_degrees(const PointsView& points, std::string_view argument_name,
                                      double distance, CancelToken& cancel, std::string_view way_out) {
  refuse_unfit_srid(points.summary());
  const DegreeRows rows = DegreeRows::of(points, cancel);
  if (!rows.are_most()) return;
  const bool spanned = spans(distance, rows);
  if (!spanned && !is_no_distance_in_degrees(distance, rows)) return;
  throw Error(concat(argument_name, " = ", distance, spanned ? " spans " : " is too far for ",
                     rows_named(rows, distance), " like longitude and latitude in degrees; ", way_out));
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
