// Focal location quotients against all pairs of points, and the nearest places they rest on.
#include "distance/neighbours/focal_quotient.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

#include "support/running/error.hpp"
#include "unit/distance/support.hpp"

namespace clusterlite {
namespace {

using testing_support::DataSet;
using testing_support::Firm;
using testing_support::Firms;
using testing_support::kNone;

FocalQuotients focal(const Firms& firms, std::int64_t neighbours, Metric metric = Metric::planar) {
  CancelToken cancel;
  const DataSet data(firms);
  return focal_quotients(data.view(), neighbours, metric, cancel);
}

double distance_between(const Firm& a, const Firm& b, Metric metric) {
  if (metric == Metric::planar) return std::hypot(a.x - b.x, a.y - b.y);
  // Through the angle between the two directions, exact also for small ones.
  const auto direction = [](const Firm& f, double* v) {
    const double lon = f.x * std::numbers::pi / 180, lat = f.y * std::numbers::pi / 180;
    v[0] = std::cos(lat) * std::cos(lon);
    v[1] = std::cos(lat) * std::sin(lon);
    v[2] = std::sin(lat);
  };
  double p[3], q[3];
  direction(a, p);
  direction(b, q);
  const double cross =
      std::hypot(p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]);
  return kEarthRadius * std::atan2(cross, p[0] * q[0] + p[1] * q[1] + p[2] * q[2]);
}

// From the definition, with all pairs.
void expect_all_pairs(const Firms& firms, std::size_t neighbours, Metric metric, double tolerance) {
  const FocalQuotients got = focal(firms, static_cast<std::int64_t>(neighbours), metric);
  const auto weight = [&](const Firm& f) { return firms.weights ? f.weight : 1; };
  for (std::size_t j = 0; j < firms.rows.size(); ++j) {
    const Firm& own = firms.rows[j];
    std::vector<double> others;
    for (std::size_t m = 0; m < firms.rows.size(); ++m) {
      if (m != j && firms.rows[m].located()) others.push_back(distance_between(own, firms.rows[m], metric));
    }
    if (!own.located() || others.size() < neighbours) {
      EXPECT_TRUE(std::isnan(got.bandwidth[j]));
      EXPECT_TRUE(std::isnan(got.local_share[j]));
      EXPECT_TRUE(std::isnan(got.local_weight[j]));
      continue;
    }
    const auto nth = others.begin() + static_cast<std::ptrdiff_t>(neighbours - 1);
    std::nth_element(others.begin(), nth, others.end());
    const double h = *nth;
    double own_industry = 0;
    double all = 0;
    for (std::size_t m = 0; m < firms.rows.size(); ++m) {
      const Firm& other = firms.rows[m];
      if (!other.located()) continue;
      const double d = m == j ? 0 : distance_between(own, other, metric);
      const double w = d == 0 ? 1 : d < h ? std::pow(1 - d * d / (h * h), 2) : 0;
      all += w * weight(other);
      if (other.group == own.group) own_industry += w * weight(other);
    }
    EXPECT_NEAR(got.bandwidth[j], h, tolerance * h);
    EXPECT_NEAR(got.local_weight[j], all, tolerance * (1 + all));
    if (all > 0) {
      EXPECT_NEAR(got.local_share[j], own_industry / all, tolerance);
    } else {
      EXPECT_TRUE(std::isnan(got.local_share[j]));
    }
  }
}

Firms random_firms(std::mt19937_64& random, std::size_t count, bool weights) {
  Firms firms;
  firms.groups = true;
  firms.weights = weights;
  const bool lattice = random() % 2 == 0;  // many shared places and many equal distances
  for (std::size_t i = 0; i < count; ++i) {
    Firm firm;
    firm.id = static_cast<std::int64_t>(i);
    firm.x = lattice ? static_cast<double>(random() % 6) : static_cast<double>(random() % 100000) / 1000;
    firm.y = lattice ? static_cast<double>(random() % 6) : static_cast<double>(random() % 100000) / 1000;
    if (random() % 12 == 0) firm.x = firm.y = kNone;
    firm.weight = weights ? static_cast<double>(random() % 5) : 1;
    firm.group = static_cast<std::int64_t>(random() % 4);
    firms.rows.push_back(firm);
  }
  return firms;
}

TEST(FocalQuotient, AllPairsInThePlane) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 300; ++round) {
    const Firms firms = random_firms(random, 1 + random() % 90, round % 3 == 0);
    expect_all_pairs(firms, 1 + random() % (round % 5 == 0 ? 100 : 12), Metric::planar, 1e-12);
  }
}

TEST(FocalQuotient, AllPairsOnTheGlobe) {
  std::mt19937_64 random(4);
  for (int round = 0; round < 60; ++round) {
    Firms firms = random_firms(random, 2 + random() % 60, round % 3 == 0);
    for (Firm& firm : firms.rows) {  // from a city to the whole globe
      if (!firm.located()) continue;
      const double size = round % 3 == 0 ? 0.001 : round % 3 == 1 ? 0.1 : 1;
      firm.x = firm.x * size + 126.8 - 150 * size * 0.4;
      firm.y = std::min(90., firm.y * size - 37 * size);
    }
    expect_all_pairs(firms, 1 + random() % 12, Metric::geodesic, 1e-8);
  }
}

TEST(FocalQuotient, OfFewPoints) {
  Firms firms;
  firms.groups = true;
  EXPECT_TRUE(focal(firms, 1).bandwidth.empty());
  firms.rows = {{1, 0, 0, 1, 7}};
  EXPECT_TRUE(std::isnan(focal(firms, 1).bandwidth[0]));
  firms.rows.push_back({2, 3, 4, 1, 8});
  const FocalQuotients two = focal(firms, 1);
  EXPECT_EQ(two.bandwidth, (std::vector<double>{5, 5}));
  EXPECT_EQ(two.local_share, (std::vector<double>{1, 1}));  // the other one, at h, weighs nothing
  EXPECT_EQ(two.local_weight, (std::vector<double>{1, 1}));
  EXPECT_EQ(two.reference_share, (std::vector<double>{.5, .5}));
  EXPECT_TRUE(std::isnan(focal(firms, 2).bandwidth[0]));
  for (Firm& firm : firms.rows) firm.x = firm.y = kNone;
  EXPECT_TRUE(std::isnan(focal(firms, 1).local_share[0]));
}

// B others at the place itself: h = 0, and the plain quotient of the place remains.
TEST(FocalQuotient, OneBuilding) {
  Firms firms;
  firms.groups = true;
  for (std::int64_t i = 0; i < 10; ++i) firms.rows.push_back({i, 5, 5, 1, i < 4 ? 0 : 1});
  for (std::int64_t i = 10; i < 20; ++i) firms.rows.push_back({i, static_cast<double>(i), 0, 1, 1});
  const FocalQuotients result = focal(firms, 3);
  EXPECT_EQ(result.bandwidth[0], 0);
  EXPECT_EQ(result.local_weight[0], 10);
  EXPECT_DOUBLE_EQ(result.local_share[0], .4);
  EXPECT_DOUBLE_EQ(result.local_share[4], .6);
  EXPECT_DOUBLE_EQ(result.reference_share[0], .2);
  expect_all_pairs(firms, 3, Metric::planar, 1e-12);
  expect_all_pairs(firms, 12, Metric::planar, 1e-12);
}

// A hundred thousand firms at one address cost no more than their number.
TEST(FocalQuotient, ManyFirmsAtOnePlace) {
  Firms firms;
  firms.groups = true;
  for (std::int64_t i = 0; i < 100000; ++i) firms.rows.push_back({i, 1, 1, 1, i % 1000});
  firms.rows.push_back({100000, 2, 2, 1, 5});
  const FocalQuotients result = focal(firms, 50);
  EXPECT_EQ(result.local_weight[7], 100000);
  EXPECT_DOUBLE_EQ(result.local_share[7], .001);
  EXPECT_DOUBLE_EQ(result.bandwidth.back(), std::sqrt(2));
  EXPECT_DOUBLE_EQ(result.local_share.back(), 1);
}

// Areas: a point per district and industry, B times the number of industries for B districts. By hand:
// districts at 0, 1, 3 on a line, employees (8, 2), (5, 5), (1, 9); B = 2.
TEST(FocalQuotient, Areas) {
  Firms firms;
  firms.groups = firms.weights = true;
  const double x[] = {0, 1, 3};
  const double jobs[3][2] = {{8, 2}, {5, 5}, {1, 9}};
  for (int j = 0; j < 3; ++j) {
    for (int i = 0; i < 2; ++i) firms.rows.push_back({10 * i + j, x[j], 0, jobs[j][i], i});
  }
  const FocalQuotients result = focal(firms, 2 * 2);
  const double w = std::pow(1 - 1. / 9, 2);  // from the first district h = 3, and the second is at 1
  EXPECT_DOUBLE_EQ(result.bandwidth[0], 3);
  EXPECT_DOUBLE_EQ(result.local_share[0], (8 + 5 * w) / (10 + 10 * w));
  EXPECT_DOUBLE_EQ(result.local_share[1], (2 + 5 * w) / (10 + 10 * w));
  EXPECT_DOUBLE_EQ(result.bandwidth[2], 2);
  const double v = std::pow(1 - 1. / 4, 2);
  EXPECT_DOUBLE_EQ(result.local_share[2], (5 + 8 * v) / (10 + 10 * v));
  EXPECT_DOUBLE_EQ(result.reference_share[0], 14. / 30);
}

TEST(FocalQuotient, NothingAround) {
  Firms firms;
  firms.groups = firms.weights = true;
  firms.rows = {{1, 0, 0, 0, 1}, {2, 1, 0, 0, 1}, {3, 50, 0, 4, 2}};
  const FocalQuotients result = focal(firms, 1);
  EXPECT_TRUE(std::isnan(result.local_share[0]));
  EXPECT_EQ(result.local_weight[0], 0);
  EXPECT_EQ(result.local_share[2], 1);
  EXPECT_EQ(result.reference_share[0], 0);
}

TEST(FocalQuotient, CoordinatesAndWeightsOfAnySize) {
  std::mt19937_64 random(6);
  Firms firms = random_firms(random, 80, true);
  const FocalQuotients plain = focal(firms, 7);
  for (const double scale : {0x1p-1000, 0x1p-200, 0x1p-20, 0x1p200, 0x1p300}) {
    Firms scaled = firms;
    for (Firm& firm : scaled.rows) {
      firm.x *= scale;
      firm.y *= scale;
      firm.weight *= 0x1p900;
    }
    const FocalQuotients result = focal(scaled, 7);
    for (std::size_t row = 0; row < firms.rows.size(); ++row) {
      if (std::isnan(plain.local_share[row])) {
        EXPECT_TRUE(std::isnan(result.local_share[row]));
        continue;
      }
      EXPECT_EQ(result.local_share[row], plain.local_share[row]);
      EXPECT_EQ(result.bandwidth[row], plain.bandwidth[row] * scale);
      EXPECT_EQ(result.local_weight[row], plain.local_weight[row] * 0x1p900);
    }
  }
  // Distances whose squares cannot be told apart from 0 beside others that can.
  Firms mixed;
  mixed.groups = true;
  for (std::int64_t i = 0; i < 40; ++i) {
    mixed.rows.push_back({i, i < 20 ? static_cast<double>(i) * 1e-163 : static_cast<double>(i), 0, 1, i % 3});
  }
  for (const double h : focal(mixed, 5).bandwidth) EXPECT_FALSE(std::isnan(h));
}

TEST(FocalQuotient, OrderOfRowsDoesNotMatter) {
  std::mt19937_64 random(8);
  Firms firms = random_firms(random, 500, true);
  const FocalQuotients before = focal(firms, 10);
  std::vector<std::size_t> order(firms.rows.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::shuffle(order.begin(), order.end(), random);
  Firms shuffled = firms;
  for (std::size_t i = 0; i < order.size(); ++i) shuffled.rows[i] = firms.rows[order[i]];
  const FocalQuotients after = focal(shuffled, 10);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const double a = before.local_share[order[i]], b = after.local_share[i];
    EXPECT_TRUE(a == b || (std::isnan(a) && std::isnan(b)));
  }
}

TEST(FocalQuotient, WrongArguments) {
  Firms firms;
  firms.groups = true;
  firms.rows = {{1, 0, 0, 1, 1}, {2, 200, 0, 1, 1}};
  EXPECT_THROW(focal(firms, 0), Error);
  EXPECT_THROW(focal(firms, -3), Error);
  EXPECT_THROW(focal(firms, 1, Metric::geodesic), Error);  // no longitude
  firms.groups = false;
  EXPECT_THROW(focal(firms, 1), Error);
}

}  // namespace
}  // namespace clusterlite
