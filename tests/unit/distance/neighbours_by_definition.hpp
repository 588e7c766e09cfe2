// What the tests of nearest neighbours share.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "unit/distance/dbscan_by_definition.hpp"

namespace clusterlite::testing_support {

struct Found {
  std::int64_t id;
  double distance;
};
using Lists = std::vector<std::vector<Found>>;  // by row

inline double squared_plane_distance(const Firm& a, const Firm& b) {
  const double dx = a.x - b.x;
  const double dy = a.y - b.y;
  return dx * dx + dy * dy;
}

inline double squared_great_circle(const Firm& a, const Firm& b) {
  const double distance = great_circle(a, b);
  return distance * distance;
}

inline std::vector<std::uint32_t> all_rows(const Firms& firms) {
  std::vector<std::uint32_t> order(firms.rows.size());
  std::iota(order.begin(), order.end(), 0U);
  return order;
}

inline void expect_same(const Lists& expected, const Lists& actual, const std::string& what) {
  ASSERT_EQ(expected.size(), actual.size());
  for (std::size_t row = 0; row < expected.size(); ++row) {
    ASSERT_EQ(expected[row].size(), actual[row].size()) << what << " row " << row;
    for (std::size_t i = 0; i < expected[row].size(); ++i) {
      EXPECT_EQ(expected[row][i].id, actual[row][i].id) << what << " row " << row << " rank " << i + 1;
      EXPECT_EQ(expected[row][i].distance, actual[row][i].distance) << what << " row " << row;
    }
  }
}

}  // namespace clusterlite::testing_support
