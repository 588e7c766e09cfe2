// K, L and pcf: the six points of spatstat's answers, exact sums, windows, null models.
#include "statistics/curves/ripley_k.hpp"

#include <gtest/gtest.h>

#include <numbers>
#include <numeric>
#include <optional>

#include "distance/frame/distance_bands.hpp"
#include "support/running/error.hpp"
#include "unit/statistics/support.hpp"

namespace clusterlite {
namespace {

using namespace testing_support;

const Window kUnitSquare = Window::rectangle({{0, 0}, {1, 1}});
const Window kSquareOf100 = Window::rectangle({{0, 0}, {100, 100}});

Firms six_firms() {
  Firms firms = firms_at({{.1, .1}, {.2, .15}, {.25, .3}, {.7, .7}, {.75, .8}, {.9, .2}});
  firms.groups = true;
  for (const std::size_t i : {2U, 4U, 5U}) firms.rows[i].group = 1;
  return firms;
}

Firms in_one_group(Firms firms) {
  for (Firm& firm : firms.rows) firm.group = 0;
  return firms;
}

std::vector<RipleyCurve> run(const Firms& firms, const std::vector<double>& r, const Window& window,
                             EdgeCorrection correction, std::vector<GroupPair> pairs = {{0, 0}},
                             const CurveOptions& options = {}, unsigned threads = 1) {
  CancelToken never;
  const DataSet data(firms);
  const statistics::SiteMarks marks(data.view(), never);
  return ripley_k(data.view(), marks, pairs, window, r, {correction, std::nullopt, true}, options,
                  Threads(threads), never);
}

// R spatstat Kest() and Kcross() 3.0.
TEST(RipleyK, SixFirmsAsInSpatstat) {
  const std::vector<double> r = {.1, .2, .3};
  const Firms all = in_one_group(six_firms());
  expect_same(run(all, r, kUnitSquare, EdgeCorrection::none)[0].k, {0, .2, .2666666667}, 1e-9);
  expect_same(run(all, r, kUnitSquare, EdgeCorrection::border)[0].k, {0, .1666666667, .1666666667}, 1e-9);
  expect_same(run(all, r, kUnitSquare, EdgeCorrection::translation)[0].k, {0, .2385047586, .3365439743},
              1e-9);
  expect_same(run(all, r, kUnitSquare, EdgeCorrection::isotropic)[0].k, {0, .217762620, .338587341}, 1e-9);
  expect_same(run(all, r, kUnitSquare, EdgeCorrection::none)[0].l.values, {0, .2523132522, .2913462482},
              1e-9);
  const std::vector<GroupPair> cross = {{0, 1}};
  expect_same(run(six_firms(), r, kUnitSquare, EdgeCorrection::none, cross)[0].k,
              {0, .2222222222, .3333333333}, 1e-9);
  expect_same(run(six_firms(), r, kUnitSquare, EdgeCorrection::isotropic, cross)[0].k,
              {0, .2349002589, .5265382179}, 1e-9);
}

// The share of the circle inside, by many points of it.
double share_by_points(const Window& window, const Window::Corner& center, double radius) {
  constexpr int kPoints = 20000;
  int inside = 0;
  for (int i = 0; i < kPoints; ++i) {
    const double angle = 2 * std::numbers::pi * (i + 0.5) / kPoints;
    inside +=
        window.contains({center[0] + radius * std::cos(angle), center[1] + radius * std::sin(angle)}) ? 1 : 0;
  }
  return inside / double{kPoints};
}

TEST(Window, PolygonsWithHoles) {
  const Window::Ring shell{{{0, 0}, {10, 0}, {10, 4}, {6, 4}, {6, 10}, {0, 10}, {0, 0}}, false};
  const Window::Ring hole{{{1, 1}, {3, 1}, {3, 3}, {1, 3}, {1, 1}}, true};
  const Window window = Window::polygons({shell, hole});
  EXPECT_FALSE(window.is_rectangle());
  EXPECT_DOUBLE_EQ(window.area(), 100 - 24 - 4);
  EXPECT_DOUBLE_EQ(window.perimeter(), 40 + 8);
  EXPECT_TRUE(window.contains({5, 9}));
  EXPECT_TRUE(window.contains({10, 2}));
  EXPECT_TRUE(window.contains({3, 2}));
  EXPECT_FALSE(window.contains({2, 2}));
  EXPECT_FALSE(window.contains({8, 8}));
  EXPECT_DOUBLE_EQ(window.distance_to_boundary({4, 2}), 1);
  EXPECT_DOUBLE_EQ(window.distance_to_boundary({7, 3.5}), 0.5);
  Philox random(1, Stream::scan, 5);
  for (int i = 0; i < 100; ++i) {
    const Window::Corner center{random.uniform() * 10, random.uniform() * 10};
    const double radius = random.uniform() * 7;
    if (!window.contains(center)) continue;
    EXPECT_NEAR(window.share_of_circle(center, radius), share_by_points(window, center, radius), 1e-3);
    EXPECT_NEAR(kSquareOf100.share_of_circle({10 * center[0], 10 * center[1]}, 10 * radius),
                share_by_points(kSquareOf100, {10 * center[0], 10 * center[1]}, 10 * radius), 1e-3);
  }
}

// A square with one more corner goes the way of polygons.
TEST(RipleyK, APolygonThatIsARectangle) {
  const Window polygon =
      Window::polygons({{{{0, 0}, {50, 0}, {100, 0}, {100, 100}, {0, 100}, {0, 0}}, false}});
  ASSERT_FALSE(polygon.is_rectangle());
  const Firms firms = random_city(3, 300, 2);
  const std::vector<double> r = distance::curve_distances(60, 5);
  for (const EdgeCorrection correction :
       {EdgeCorrection::isotropic, EdgeCorrection::border, EdgeCorrection::none}) {
    const auto a = run(firms, r, polygon, correction, {{0, 0}, {0, 1}});
    const auto b = run(firms, r, kSquareOf100, correction, {{0, 0}, {0, 1}});
    for (std::size_t i = 0; i < 2; ++i) expect_same(a[i].k, b[i].k, 1e-9);
  }
  EXPECT_THROW(run(firms, r, polygon, EdgeCorrection::translation), Error);
}

// By all pairs.
TEST(RipleyK, AsDefinedOnRandomCities) {
  const std::vector<double> r = distance::curve_distances(70, 3.5);
  for (std::uint32_t seed = 1; seed <= 10; ++seed) {
    const Firms firms = random_city(seed, 20 + 40 * seed, 2);
    for (const std::int64_t b : {0, 1}) {
      const std::vector<GroupPair> pair = {{0, static_cast<std::uint32_t>(b)}};
      double n_a = 0;
      double n_b = 0;
      for (const Firm& firm : firms.rows) {
        n_a += firm.group == 0 ? 1 : 0;
        n_b += firm.group == b ? 1 : 0;
      }
      std::vector<double> none;
      std::vector<double> isotropic;
      std::vector<double> border;
      std::vector<double> pcf;
      const double half = 0.15 / std::sqrt(5 * n_b / 1e4) * std::sqrt(5);
      const double pairs = b == 0 ? n_a * (n_a - 1) : n_a * n_b;
      for (const double at : r) {
        double count = 0;
        double weight = 0;
        double inside = 0;
        double centers = 0;
        double density = 0;
        for (const Firm& i : firms.rows) {
          if (i.group != 0) continue;
          const double margin = kSquareOf100.distance_to_boundary({i.x, i.y});
          centers += margin >= at ? 1 : 0;
          for (const Firm& j : firms.rows) {
            if (j.group != b || j.id == i.id) continue;
            const double squared = (i.x - j.x) * (i.x - j.x) + (i.y - j.y) * (i.y - j.y);
            const double d = std::sqrt(squared);
            const double share = kSquareOf100.share_of_circle({i.x, i.y}, d);
            const double e = std::min(100.0, 1 / share);
            const double u = (at - d) / half;
            if (d > 0 && std::fabs(u) < 1) density += e * 0.75 * (1 - u * u) / half / d;
            if (squared > at * at) continue;
            count += 1;
            weight += e;
            inside += margin >= at ? 1 : 0;
          }
        }
        none.push_back(1e4 * count / pairs);
        isotropic.push_back(at > 50 * std::numbers::sqrt2 ? kNone : 1e4 * weight / pairs);
        border.push_back(centers > 0 ? 1e4 * inside / (n_b * centers) : kNone);
        pcf.push_back(1e4 * density / (2 * std::numbers::pi * pairs));
      }
      expect_same(run(firms, r, kSquareOf100, EdgeCorrection::none, pair)[0].k, none, 1e-11);
      expect_same(run(firms, r, kSquareOf100, EdgeCorrection::border, pair)[0].k, border, 1e-11);
      const RipleyCurve found = run(firms, r, kSquareOf100, EdgeCorrection::isotropic, pair)[0];
      expect_same(found.k, isotropic, 1e-10);
      expect_same(found.pcf, pcf, 1e-10);
    }
  }
}

TEST(RipleyK, DoesNotDependOnOrderOrThreads) {
  const std::vector<double> r = distance::curve_distances(30, 3);
  const Firms firms = random_city(9, 600, 3);
  for (const NullModel model : {NullModel::labelling, NullModel::csr}) {
    CurveOptions options;
    options.simulations = 39;
    options.null_model = model;
    std::vector<GroupPair> pairs = {{0, 0}, {1, 1}};
    if (model == NullModel::labelling) pairs.push_back({1, 2});
    const auto once = run(firms, r, kSquareOf100, EdgeCorrection::isotropic, pairs, options);
    const auto again = run(shuffled(firms, 3), r, kSquareOf100, EdgeCorrection::isotropic, pairs, options, 3);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      expect_equal(once[i].l, again[i].l);
      expect_equal(once[i].pcf, again[i].pcf);
    }
  }
}

TEST(RipleyK, LIsTheDistanceUnderRandomness) {
  CurveOptions options;
  options.simulations = 99;
  options.null_model = NullModel::csr;
  const std::vector<double> r = distance::curve_distances(20, 2);
  for (const EdgeCorrection correction : {EdgeCorrection::isotropic, EdgeCorrection::translation}) {
    const RipleyCurve curve =
        run(in_one_group(random_city(2, 200, 1)), r, kSquareOf100, correction, {{0, 0}}, options)[0];
    for (std::size_t k = 1; k < r.size(); ++k) EXPECT_NEAR(curve.l.envelope.mean[k], r[k], 0.15);
  }
}

// A group that is a sample of the city has, on average, the city's K.
TEST(RipleyK, MeanOfLabellingIsTheCity) {
  const std::vector<double> r = distance::curve_distances(20, 5);
  const Firms firms = random_city(7, 300, 3);
  const auto city = run(in_one_group(firms), r, kSquareOf100, EdgeCorrection::isotropic)[0].l.values;
  CurveOptions options;
  options.simulations = 399;
  options.null_model = NullModel::labelling;
  const Envelope chance =
      run(firms, r, kSquareOf100, EdgeCorrection::isotropic, {{0, 0}}, options)[0].l.envelope;
  for (std::size_t k = 1; k < r.size(); ++k)
    EXPECT_NEAR(chance.mean[k], city[k], (chance.high[k] - chance.low[k]) / 20 + 0.03);
}

TEST(RipleyK, PIsUniformUnderChance) {
  const std::vector<double> r = distance::curve_distances(24, 6);
  CurveOptions options;
  options.simulations = 39;
  options.null_model = NullModel::labelling;
  for (const Alternative alternative : {Alternative::two_sided, Alternative::less}) {
    options.envelope.alternative = alternative;
    expect_uniform(random_city(5, 60, 2), 39, [&](const Firms& city, std::uint32_t seed) {
      options.seed = seed;
      return run(city, r, kSquareOf100, EdgeCorrection::none, {{0, 0}}, options)[0].l.envelope.p;
    });
  }
}

TEST(RipleyK, WhatCannotBe) {
  const std::vector<double> r = distance::curve_distances(200, 50);
  const Firms firms = in_one_group(random_city(2, 50, 1));
  const RipleyCurve isotropic = run(firms, r, kSquareOf100, EdgeCorrection::isotropic)[0];
  EXPECT_TRUE(std::isfinite(isotropic.k[1]));
  EXPECT_TRUE(std::isnan(isotropic.k[2]));  // beyond half the diagonal
  const RipleyCurve border = run(firms, r, kSquareOf100, EdgeCorrection::border)[0];
  EXPECT_TRUE(std::isnan(border.k[2]));  // nobody is so far inside
  try {
    run(firms, r, kUnitSquare, EdgeCorrection::none);
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find(" of 50 firms lie outside the window"), std::string::npos);
  }
  Firms one = firms;
  one.rows.resize(1);
  EXPECT_TRUE(std::isnan(run(one, r, kSquareOf100, EdgeCorrection::isotropic)[0].k[1]));
  Firms one_place = firms;
  for (Firm& firm : one_place.rows) firm.x = firm.y = 40;
  EXPECT_EQ(run(one_place, r, kSquareOf100, EdgeCorrection::none)[0].k[0], 1e4);
  EXPECT_TRUE(
      std::isnan(run(one_place, r, Window::rectangle({{40, 40}, {40, 40}}), EdgeCorrection::none)[0].k[0]));
}

}  // namespace
}  // namespace clusterlite
