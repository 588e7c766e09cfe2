#include "geometry/hulls/geodesic_area.hpp"

#include <algorithm>
#include <boost/geometry/core/cs.hpp>
#include <boost/geometry/geometries/point.hpp>
#include <boost/geometry/strategies/spherical/area.hpp>
#include <cmath>
#include <numbers>

#include "geometry/blobs/geometry_walk.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

namespace bg = boost::geometry;

// WGS 84.
constexpr double kSemiMajor = 6378137.0;
constexpr double kFlattening = 1 / 298.257223563;
constexpr double kEccentricity2 = kFlattening * (2 - kFlattening);

// Snyder 1987, Map Projections: a Working Manual, 3-12.
double authalic_q(double sine) {
  const double e = std::sqrt(kEccentricity2);
  return (1 - kEccentricity2) * (sine / (1 - kEccentricity2 * sine * sine) + std::atanh(e * sine) / e);
}

// 3-11: degrees in and out.
double authalic_latitude(double latitude) {
  constexpr double kRadian = std::numbers::pi / 180;
  const double share = authalic_q(std::sin(latitude * kRadian)) / authalic_q(1);
  return std::asin(std::clamp(share, -1.0, 1.0)) / kRadian;
}

// 3-13: of the sphere with the ellipsoid's area.
double authalic_radius() { return kSemiMajor * std::sqrt(authalic_q(1) / 2); }

class GeodesicAreaSink final : public GeometrySink {
 public:
  explicit GeodesicAreaSink(CancelToken& cancel) : area_of_side_(authalic_radius()), cancel_(cancel) {}

  double area() const { return area_; }

  void point(double x, double y) override {
    if (!std::isnan(x)) require_degrees(x, y);
  }
  void line(const VertexRun& vertices) override {
    vertices.for_each(cancel_, [&](double x, double y) { require_degrees(x, y); });
  }

  // Longitudes count from the first vertex, which leaves small rings their digits.
  void ring(const VertexRun& vertices, bool is_shell) override {
    if (vertices.size() == 0) return;
    require_ring(vertices.size());
    using Place = bg::model::point<double, 2, bg::cs::spherical_equatorial<bg::degree>>;
    bg::strategy::area::spherical<double>::state<Place> state;
    bool is_first = true;
    double first_x = 0;
    double first_y = 0;
    double last_x = 0;
    double last_y = 0;
    Place before(0, 0);
    vertices.for_each(cancel_, [&](double x, double y) {
      require_degrees(x, y);
      if (is_first) {
        first_x = x;
        first_y = y;
      }
      last_x = x;
      last_y = y;
      const Place place(x - first_x, authalic_latitude(y));
      if (!is_first) area_of_side_.apply(before, place, state);
      before = place;
      is_first = false;
    });
    require_closed(first_x, first_y, last_x, last_y);
    area_ += (is_shell ? 1 : -1) * std::abs(area_of_side_.result(state));
  }

  Error not_straight(std::uint32_t) const override {
    return Error("of a type that may have curved sides; its area can be taken of straight ones only");
  }

 private:
  static void require_degrees(double x, double y) {
    if (std::abs(x) <= 360 && std::abs(y) <= 90) return;
    throw Error(concat("one with the vertex (", x, " ", y,
                       "), which is no longitude and latitude in degrees; leave 'geodesic' away for "
                       "coordinates in metres"));
  }

  double area_ = 0;
  bg::strategy::area::spherical<double> area_of_side_;
  CancelToken& cancel_;
};

}  // namespace

double geodesic_area(std::span<const std::byte> blob, CancelToken& cancel) {
  GeodesicAreaSink sink(cancel);
  walk_geometry(blob, sink, cancel);
  return sink.area();
}

}  // namespace clusterlite
