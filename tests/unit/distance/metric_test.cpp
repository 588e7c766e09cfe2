#include "distance/frame/metric.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "support/error.hpp"

namespace clusterlite {
namespace {

PointsSummary box(double min_x, double max_x, double min_y, double max_y) {
  PointsSummary summary;
  summary.located = 2;
  summary.min_x = min_x;
  summary.max_x = max_x;
  summary.min_y = min_y;
  summary.max_y = max_y;
  return summary;
}

std::string message_of(const PointsSummary& summary, double distance) {
  try {
    refuse_plane_distance_on_degrees(summary, "eps", distance);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Metric, DegreesTakenForMetresAreRefused) {
  EXPECT_EQ(message_of(box(126.8, 127.2, 37.4, 37.7), 500),
            "eps = 500 spans all coordinates, which look like longitude and latitude in degrees; say "
            "'geodesic' for "
            "a distance in metres on the globe, or 'planar' if they really are plane coordinates");
  EXPECT_NE(message_of(box(-180, 180, -90, 90), 403), "");
  EXPECT_NE(message_of(box(0, 3, 0, 4), 5.000001), "");
}

TEST(Metric, WhatMayBeMeantIsNotRefused) {
  EXPECT_EQ(message_of(box(126.8, 127.2, 37.4, 37.7), 0.01), "");   // degrees on purpose
  EXPECT_EQ(message_of(box(0, 3, 0, 4), 5), "");                    // not greater than the diagonal
  EXPECT_EQ(message_of(box(126.8, 180.5, 37.4, 37.7), 500), "");    // no longitude
  EXPECT_EQ(message_of(box(126.8, 127.2, 37.4, 90.1), 500), "");    // no latitude
  EXPECT_EQ(message_of(box(953000, 954000, 1.9e6, 2e6), 1e9), "");  // metres
  EXPECT_EQ(message_of(box(127, 127, 37.5, 37.5), 500), "");        // a single place
  EXPECT_EQ(message_of(PointsSummary{}, 500), "");                  // nothing located
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
