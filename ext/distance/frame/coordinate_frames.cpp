#include "distance/frame/coordinate_frames.hpp"

#include <cmath>
#include <numbers>

#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite::distance {
namespace {

constexpr double kRadian = std::numbers::pi / 180;

struct Angle {
  double sine;
  double cosine;
};

// Exact at multiples of 90 degrees, so that the pole is one place whatever its longitude, and 180 degrees
// east is 180 degrees west.
Angle angle_of(double degrees) {
  const int quarter = static_cast<int>(degrees / 90 + (degrees < 0 ? -0.5 : 0.5));
  const double rest = (degrees - 90 * quarter) * kRadian;  // the difference is exact
  const double s = std::sin(rest);
  const double c = std::cos(rest);
  switch (static_cast<unsigned>(quarter) & 3U) {
    case 0:
      return {s, c};
    case 1:
      return {c, -s};
    case 2:
      return {-s, -c};
    default:
      return {-c, s};
  }
}

Box<2> bounds_of(const PointsView& view, const Rows& rows, CancelToken& cancel) {
  const PointsSummary& all = view.summary();
  if (rows.size() > 0 && rows.size() == all.located) return {{all.min_x, all.min_y}, {all.max_x, all.max_y}};
  Box<2> box = Box<2>::empty();
  rows.for_each(cancel, [&](std::size_t row) { box.add({view.x(row), view.y(row)}); });
  return box;
}

[[noreturn]] void refuse(const PointsView& view, std::size_t row, std::string_view what, double value,
                         std::string_view range) {
  throw Error(concat(what, " must be within ", range, " (got ", value, " for id ", to_text(view.id(row)),
                     "); with 'geodesic' x is the longitude and y the latitude, in degrees"));
}

Reach chord(double distance) {
  // Everything is within half the circumference; a computed diameter may exceed 2 R by a rounding error.
  if (distance >= std::numbers::pi * kEarthRadius) return Reach::of(4 * kEarthRadius);
  return Reach::of(2 * kEarthRadius * std::sin(distance / (2 * kEarthRadius)));
}

}  // namespace

PlanarFrame::PlanarFrame(const PointsView& view, const Rows& rows, double distance, CancelToken& cancel)
    : view_(view), reach_(Reach::of(distance)), bounds_(bounds_of(view, rows, cancel)) {}

void GeodesicFrame::check(const PointsView& view, const Rows& rows, CancelToken& cancel) {
  rows.for_each(cancel, [&](std::size_t row) {
    const double longitude = view.x(row);
    const double latitude = view.y(row);
    if (longitude < -180 || longitude > 180) refuse(view, row, "longitude", longitude, "-180..180");
    if (latitude < -90 || latitude > 90) refuse(view, row, "latitude", latitude, "-90..90");
  });
}

GeodesicFrame::GeodesicFrame(const PointsView& view, const Rows& rows, double distance, CancelToken& cancel)
    : view_(view), reach_(chord(distance)) {
  check(view, rows, cancel);
  // A little more than the sphere, for rounding errors.
  bounds_.low.fill(-1.000001 * kEarthRadius);
  bounds_.high.fill(1.000001 * kEarthRadius);
  // Turning costs rounding errors of about 10 nanometres: harmless to cells of a centimetre and more.
  constexpr double kLeastTurnedReach = 0.05;
  if (rows.size() == 0 || reach_.unscaled < kLeastTurnedReach) return;

  const Box<2> box = bounds_of(view, rows, cancel);
  const double half_width = (box.high[0] - box.low[0]) / 2 * kRadian;
  const double half_height = (box.high[1] - box.low[1]) / 2 * kRadian;
  const double nearest_to_equator =
      box.low[1] <= 0 && box.high[1] >= 0 ? 0 : std::min(std::abs(box.low[1]), std::abs(box.high[1]));
  // No point is farther from the middle than by a way along the meridian and then along its parallel.
  const double farthest = half_height + half_width * std::cos(nearest_to_equator * kRadian);
  if (farthest < std::numbers::pi / 4) {
    turn((box.low[0] + box.high[0]) / 2, (box.low[1] + box.high[1]) / 2, farthest);
  }
}

void GeodesicFrame::turn(double longitude, double latitude, double angle) {
  turned_ = true;
  const Angle lon = angle_of(longitude);
  const Angle lat = angle_of(latitude);
  east_ = {-lon.sine, lon.cosine, 0};
  north_ = {-lat.sine * lon.cosine, -lat.sine * lon.sine, lat.cosine};
  up_ = {lat.cosine * lon.cosine, lat.cosine * lon.sine, lat.sine};
  constexpr double kRoom = 1e-3;  // metres, for rounding errors
  const double across = kEarthRadius * std::sin(angle) + kRoom;
  bounds_.low = {-across, -across, kEarthRadius * std::cos(angle) - kRoom};
  bounds_.high = {across, across, kEarthRadius + kRoom};
}

Point<3> GeodesicFrame::on_sphere(double longitude, double latitude) {
  const Angle lon = angle_of(longitude);
  const Angle lat = angle_of(latitude);
  const double parallel = kEarthRadius * lat.cosine;
  return {parallel * lon.cosine, parallel * lon.sine, kEarthRadius * lat.sine};
}

}  // namespace clusterlite::distance
