#include "distance/frame/metric.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "support/running/error.hpp"
#include "unit/distance/support.hpp"

namespace clusterlite {
namespace {

using testing_support::DataSet;
using testing_support::Firms;
using testing_support::firms_at;
using Places = std::vector<std::pair<double, double>>;

template <class Refuse>
std::string message_of(const Places& places, const Refuse& refuse) {
  const DataSet set(firms_at(places));
  CancelToken cancel;
  try {
    refuse(set.view(), cancel);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

std::string with_radius(const Places& places, double distance) {
  return message_of(places, [&](const PointsView& view, CancelToken& cancel) {
    refuse_plane_distance_on_degrees(view, "eps", distance, cancel);
  });
}
std::string without_radius(const Places& places) {
  return message_of(places,
                    [](const PointsView& view, CancelToken& cancel) { refuse_degrees(view, cancel); });
}

// Evenly over a box.
Places lattice(double low_x, double high_x, double low_y, double high_y, int steps = 10) {
  Places places;
  for (int i = 0; i <= steps; ++i) {
    for (int j = 0; j <= steps; ++j) {
      places.emplace_back(low_x + (high_x - low_x) * i / steps, low_y + (high_y - low_y) * j / steps);
    }
  }
  return places;
}
Places joined(Places places, const Places& more) {
  places.insert(places.end(), more.begin(), more.end());
  return places;
}

const Places kSeoul = lattice(126.8, 127.2, 37.4, 37.7);
constexpr const char* kGeodesic = "'geodesic'";

bool refused(const std::string& message) { return message.find(kGeodesic) != std::string::npos; }

TEST(Metric, DegreesTakenForMetresAreRefused) {
  EXPECT_EQ(with_radius(kSeoul, 500),
            "eps = 500 spans all coordinates, which look like longitude and latitude in degrees; say "
            "'geodesic' for "
            "a distance in metres on the globe, or 'planar' if they really are plane coordinates");
  EXPECT_TRUE(refused(with_radius(lattice(-180, 180, -90, 90), 403)));
  EXPECT_TRUE(refused(with_radius({{0, 0}, {3, 0}, {0, 4}}, 5.000001)));
}

// What used to switch the check off.
TEST(Metric, StrayRowsSwappedColumnsAndWideCountriesAreRefusedToo) {
  const Places few = {{127.0, 37.5}, {127.1, 37.6}, {127.0, 37.7}};
  EXPECT_TRUE(refused(with_radius(few, 200)));
  EXPECT_TRUE(refused(with_radius({{37.5, 127.0}, {37.6, 127.1}, {37.7, 127.0}}, 200)));
  EXPECT_EQ(with_radius(joined(few, {{955000, 1950000}}), 200),
            "eps = 200 spans the coordinates of 3 of 4 rows, which look like longitude and latitude in "
            "degrees; say "
            "'geodesic' for a distance in metres on the globe, or 'planar' if they really are plane "
            "coordinates");
  EXPECT_TRUE(refused(with_radius(joined(few, {{0, 0}}), 200)));
  EXPECT_TRUE(refused(with_radius(joined(few, {{0, 0}}), 50)));
  EXPECT_TRUE(refused(with_radius(joined(kSeoul, {{0, 0}, {37.5, 127}, {955000, 1950000}}), 30)));
  EXPECT_TRUE(refused(with_radius(joined(kSeoul, {{955000, 1950000}}), 3)));
  EXPECT_TRUE(refused(with_radius(lattice(-125, -66, 24, 49), 50)));      // the United States
  EXPECT_TRUE(refused(with_radius(lattice(124, 132, 33, 39), 5)));        // Korea
  EXPECT_TRUE(refused(with_radius(lattice(121.5, 132.5, 35.5, 39), 3)));  // a quarter of it
  EXPECT_EQ(with_radius(lattice(121.5, 132.5, 35.5, 39), 2.9), "");
  EXPECT_TRUE(refused(with_radius(lattice(-76, -66, -56, -17), 30)));  // Chile
  EXPECT_EQ(with_radius(lattice(-170, 170, -50, 60), 100),
            "eps = 100 is too far for all coordinates, which look like longitude and latitude in degrees; "
            "say 'geodesic' for a distance in metres on the globe, or 'planar' if they really are plane "
            "coordinates");
  EXPECT_TRUE(refused(with_radius({{-170, -50}, {170, 60}, {0, 0}, {127, 37}}, 100)));
}

TEST(Metric, WhatMayBeMeantIsNotRefused) {
  EXPECT_EQ(with_radius(kSeoul, 0.001), "");  // degrees on purpose
  EXPECT_EQ(with_radius(lattice(0, 100, 0, 60), 5), "");
  EXPECT_EQ(with_radius(lattice(0, 100, 0, 60), 50), "");
  EXPECT_EQ(with_radius(lattice(20, 120, 30, 90), 5), "");
  EXPECT_EQ(with_radius(lattice(0, 1, 0, 1), 0.05), "");
  EXPECT_EQ(with_radius(
                {{0, 0}, {1, 0.1}, {2, 0}, {3, 0.2}, {4, 0}, {0.5, 0}, {1.5, 0}, {2.5, 0.2}, {3.5, 0}}, 1.01),
            "");
  EXPECT_EQ(with_radius({{0, 0}, {0, 0}, {1, 1}, {5, 5}, {5, 6}, {6, 5}}, 0.8), "");
  EXPECT_EQ(with_radius(lattice(0, 49, 0, 49, 49), 1), "");
  EXPECT_EQ(with_radius(lattice(-25, 25, -25, 25), 1), "");
  EXPECT_EQ(with_radius({{0, 0}, {100, 0}, {0, 100}}, 150), "");  // no pair of longitude and latitude
  EXPECT_EQ(with_radius({{100, 0}, {110, 0}, {120, 0}, {0, 0}}, 15), "");  // along a street
  EXPECT_EQ(with_radius({{0, 0}, {3, 0}, {0, 4}}, 5), "");                 // not greater than the diagonal
  EXPECT_EQ(with_radius({{0, 0}, {100, 0}, {5000, 0}}, 500), "");          // metres around an origin
  EXPECT_EQ(with_radius({{-100, 0}, {0, 0}, {100, 0}, {0, 5000}}, 500), "");
  EXPECT_EQ(with_radius(lattice(953000, 954000, 1.9e6, 2e6), 1e9), "");  // metres
  EXPECT_EQ(with_radius(joined(lattice(953000, 954000, 1.9e6, 2e6), {{0, 0}, {127, 37}}), 1e9), "");
  EXPECT_EQ(with_radius({{127, 37.5}, {127, 37.5}}, 500), "");  // a single place
  EXPECT_EQ(with_radius({}, 500), "");                          // nothing
}

TEST(Metric, WithoutARadiusACityInDegreesIsRefused) {
  EXPECT_EQ(without_radius(kSeoul),
            "the coordinates look like longitude and latitude in degrees; say 'geodesic' for a distance in "
            "metres on the globe, or 'planar' if they really are plane coordinates");
  EXPECT_TRUE(refused(without_radius(lattice(37.4, 37.7, 126.8, 127.2))));
  EXPECT_TRUE(refused(without_radius(lattice(-123.3, -122.9, 49.1, 49.4))));
  EXPECT_TRUE(refused(without_radius(joined(kSeoul, {{0, 0}, {955000, 1950000}}))));
  EXPECT_TRUE(refused(without_radius({{127.0, 37.5}, {127.1, 37.6}, {127.0, 37.7}, {955000, 1950000}})));
  for (const Places& plane : {lattice(0, 100, 0, 60), lattice(0, 1, 0, 1), lattice(-25, 25, -25, 25),
                              lattice(953000, 954000, 1.9e6, 2e6), Places{{2, 3}}, Places{},
                              Places{{127, 37.5}, {127, 37.5}}, lattice(10, 12, 10, 12)}) {
    EXPECT_EQ(without_radius(plane), "");
  }
}

const Places kThree = {{127.0, 37.5}, {127.1, 37.6}, {127.0, 37.7}};

// A few stray rows neither switch the check off ...
TEST(Metric, StrayRowsDoNotSwitchTheCheckOff) {
  const Places strays[] = {
      {{0, 0}},
      {{0, 0}, {0, 0}, {0, 0}, {0, 0}},
      {{955000, 1950000}},
      {{37.5, 127.0}},
      {{127.0, 0}},
      {{0, 37.5}},
      {{-1, -1}},
      {{12.71, 37.5}},
      {{-127.1, 37.5}},
      {{0, 0}, {-1, -1}},
      {{0, 0}, {955000, 1950000}},
  };
  for (const Places& stray : strays) {
    for (const Places& city : {kThree, kSeoul}) {
      EXPECT_TRUE(refused(without_radius(joined(city, stray)))) << stray[0].first << ' ' << city.size();
      EXPECT_TRUE(refused(without_radius(joined(stray, city)))) << stray[0].first << ' ' << city.size();
      for (const double eps : {3.0, 50.0, 200.0}) {
        EXPECT_TRUE(refused(with_radius(joined(city, stray), eps))) << stray[0].first << ' ' << eps;
      }
      EXPECT_EQ(with_radius(joined(city, stray), 0.001), "");
    }
  }
  EXPECT_EQ(
      without_radius(joined(kThree, {{0, 0}})),
      "the coordinates of 3 of 4 rows look like longitude and latitude in degrees; say 'geodesic' for a "
      "distance in metres on the globe, or 'planar' if they really are plane coordinates");
  EXPECT_EQ(with_radius(joined(kThree, {{0, 0}}), 50).substr(0, 47),
            "eps = 50 spans the coordinates of 3 of 4 rows, ");
  EXPECT_EQ(with_radius(joined(kThree, {{0, 0}}), 500).substr(0, 32), "eps = 500 spans all coordinates,");
  EXPECT_TRUE(refused(without_radius({{127.0, 37.5}, {0, 0}, {127.1, 37.6}})));
  EXPECT_TRUE(refused(without_radius({{127.0, 37.5}, {955000, 1950000}, {127.1, 37.6}})));
  EXPECT_TRUE(refused(with_radius({{127.0, 37.5}, {0, 0}, {127.1, 37.6}}, 50)));
  // Two thirds of all rows unknown; or at one place, the town hall.
  EXPECT_TRUE(refused(without_radius(joined(kSeoul, Places(250, {0, 0})))));
  EXPECT_TRUE(refused(with_radius(joined(kSeoul, Places(250, {0, 0})), 50)));
  EXPECT_TRUE(refused(without_radius(joined(kSeoul, Places(250, {126.98, 37.57})))));
  EXPECT_TRUE(refused(without_radius({{127, 37}, {128, 37}, {127, 38}})));  // to whole degrees
}

// ... nor on: sites in a plane with some rows elsewhere, and rows at (0, 0) that are its origin.
TEST(Metric, StrayRowsDoNotSwitchTheCheckOn) {
  const Places kMetres = lattice(953000, 954000, 1.9e6, 2e6);
  for (const Places& stray : {kThree, Places(200, {0, 0}), joined(kThree, Places(200, {0, 0}))}) {
    EXPECT_EQ(without_radius(joined(kMetres, stray)), "");
    EXPECT_EQ(with_radius(joined(kMetres, stray), 500), "");
  }
  const Places kSite = lattice(0, 100, 0, 60);
  EXPECT_EQ(without_radius(joined(kSite, {{127.0, 37.5}, {955000, 1950000}})), "");
  EXPECT_EQ(with_radius(joined(kSite, {{127.0, 37.5}, {955000, 1950000}}), 5), "");
  for (const Places& plane : {
           Places{{0, 0}, {20, 20}, {21, 21}},                // an origin and whole metres
           Places{{20, 20}, {20, 21}, {21, 20}, {50, 50}},    // and a place elsewhere
           Places{{10.1, 10.1}, {10.5, 10.2}, {50.5, 50.5}},  // two of three
           Places{{0, 0}, {0, 0.5}, {0.5, 0}, {10, 10}, {10.5, 10}, {10, 10.5}},  // two clusters
           Places{{1, 2}, {2, 2}, {2, 3}, {8, 7}, {8, 8}, {25, 80}},
           Places{{127.0, 37.5}, {0, 0}},
           Places{{127.0, 37.5}, {127.0, 37.5}, {0, 0}},
           Places{{0, 0}, {0, 0}},
       }) {
    EXPECT_EQ(without_radius(plane), "") << plane[0].first << ' ' << plane.size();
    EXPECT_EQ(with_radius(plane, 0.75), "") << plane[0].first << ' ' << plane.size();
  }
  EXPECT_EQ(with_radius({{1, 2}, {2, 2}, {2, 3}, {8, 7}, {8, 8}, {25, 80}}, 3), "");
  EXPECT_EQ(with_radius({{0, 0}, {50, 50}, {52, 51}}, 10), "");
  // Along a street.
  EXPECT_EQ(without_radius({{100.5, 50}, {101.5, 50}, {102.5, 50}}), "");
  EXPECT_EQ(without_radius({{100.5, 50}, {101.5, 50}, {102.5, 50}, {0, 0}}), "");
}

// By the SRID alone.
TEST(Metric, SridsThatDoNotMeasureAreRefused) {
  const auto message = [](std::int32_t srid, std::uint32_t shapes) -> std::string {
    PointsSummary summary;
    summary.located = 2;
    summary.srid = srid;
    summary.shapes = shapes;
    try {
      refuse_unfit_srid(summary);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  for (const std::int32_t srid : {4326, 4737, 3857, 900913, 3395, 3785, 102100}) {
    for (const std::uint32_t shapes : {0U, 1U}) {
      EXPECT_TRUE(refused(message(srid, shapes))) << srid;
      EXPECT_NE(message(srid, shapes).find("SRID " + std::to_string(srid)), std::string::npos) << srid;
    }
  }
  EXPECT_EQ(
      message(3857, 0),
      "SRID 3857 is a Mercator projection of the world, in which a metre is 1 / cos(latitude) times too "
      "long; bring the geometries to the projected SRID of your country (ST_Transform), or to 4326 and "
      "say 'geodesic' ('planar' takes them as they are)");
  for (const std::int32_t srid : {-1, 0, 5179, 5186, 32652, 3388, 3994, 5641, 3001}) {
    EXPECT_EQ(message(srid, 0), "") << srid;
  }
}

TEST(Metric, ArgumentsOutOfRange) {
  const auto message = [](double least, double value) -> std::string {
    try {
      require_at_least(least, value, "min_cluster_size");
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(message(2, 1.5), "min_cluster_size must be >= 2 (got 1.5)");
  EXPECT_EQ(message(2, 2), "");
  EXPECT_EQ(message(0, -0.0), "");
  EXPECT_EQ(message(0, -std::numeric_limits<double>::infinity()), "min_cluster_size must be >= 0 (got -inf)");
}

}  // namespace
}  // namespace clusterlite
