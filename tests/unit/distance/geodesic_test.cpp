// Great-circle distances against two independent computations of Boost.Geometry: on the sphere, where they
// must agree, and on the WGS 84 ellipsoid, from which a sphere differs by a known little.
#include <gtest/gtest.h>

#include <boost/geometry.hpp>
#include <boost/geometry/strategies/geographic/distance.hpp>
#include <cmath>
#include <random>

#include "distance/frame/coordinate_frames.hpp"
#include "distance/frame/metric.hpp"

namespace clusterlite {
namespace {

namespace bg = boost::geometry;
using Degrees = bg::cs::geographic<bg::degree>;
using SphereDegrees = bg::cs::spherical_equatorial<bg::degree>;

struct Place {
  double lon;
  double lat;
};

double ours(const Place& a, const Place& b) {
  const auto p = distance::GeodesicFrame::on_sphere(a.lon, a.lat);
  const auto q = distance::GeodesicFrame::on_sphere(b.lon, b.lat);
  return distance::SphereDistances(1).distance(distance::squared_distance<3>(p, q));
}

double haversine(const Place& a, const Place& b) {
  using Point = bg::model::point<double, 2, SphereDegrees>;
  return bg::distance(Point(a.lon, a.lat), Point(b.lon, b.lat),
                      bg::strategy::distance::haversine<double>(kEarthRadius));
}

// Vincenty 1975, accurate to half a millimetre where the points are not nearly antipodal.
double on_ellipsoid(const Place& a, const Place& b) {
  using Point = bg::model::point<double, 2, Degrees>;
  return bg::distance(Point(a.lon, a.lat), Point(b.lon, b.lat), bg::strategy::distance::vincenty<>());
}

Place random_place(std::mt19937_64& random) {
  return {std::uniform_real_distribution<double>(-180, 180)(random),
          std::asin(std::uniform_real_distribution<double>(-1, 1)(random)) * 180 / std::acos(-1.0)};
}

TEST(Geodesic, AgreesWithTheHaversineFormula) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    const Place a = random_place(random);
    // From a few metres to half around the world; the haversine formula is inexact close to antipodes only.
    const double away = std::pow(10, std::uniform_real_distribution<double>(-5, 1.9)(random));
    const Place b{std::remainder(a.lon + away, 360), std::clamp(a.lat + away / 3, -90.0, 90.0)};
    const double expected = haversine(a, b);
    EXPECT_NEAR(ours(a, b), expected, 1e-8 + expected * 1e-9) << a.lon << " " << a.lat << " " << away;
  }
}

TEST(Geodesic, DiffersFromTheEllipsoidByAtMostFiftySevenInTenThousand) {
  std::mt19937_64 random(2);
  double most = 0;
  for (int i = 0; i < 20000; ++i) {
    const Place a = random_place(random);
    const double away = std::pow(10, std::uniform_real_distribution<double>(-3, 1.5)(random));
    const double turn = std::uniform_real_distribution<double>(0, 6.283)(random);
    const Place b{std::remainder(a.lon + away * std::cos(turn), 360),
                  std::clamp(a.lat + away * std::sin(turn), -90.0, 90.0)};
    const double exact = on_ellipsoid(a, b);
    most = std::max(most, std::abs(ours(a, b) / exact - 1));
  }
  EXPECT_LT(most, 0.0057);
  EXPECT_GT(most, 0.0050);  // reached near the equator and the poles along the meridian
}

// In Seoul a kilometre to the north is measured 1.9 m too long, one to the east 2.4 m too short.
TEST(Geodesic, InSeoul) {
  const Place here{126.98, 37.57};
  const Place north{126.98, 37.579};
  const Place east{126.9914, 37.57};
  EXPECT_NEAR(ours(here, north) / on_ellipsoid(here, north), 1.0019, 0.0001);
  EXPECT_NEAR(ours(here, east) / on_ellipsoid(here, east), 0.9976, 0.0001);
}

}  // namespace
}  // namespace clusterlite
