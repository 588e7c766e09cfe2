// M against its definition, against every arrangement of eight firms, and its properties.
#include "statistics/curves/m_function.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <optional>

#include "distance/frame/distance_bands.hpp"
#include "support/running/error.hpp"
#include "unit/statistics/support.hpp"

namespace clusterlite {
namespace {

using namespace testing_support;

struct MCall {
  std::vector<GroupPair> pairs{{0, 0}};
  std::optional<std::uint32_t> control{};
  CurveOptions options{};
  unsigned threads = 1;
};

std::vector<Curve> run(const Firms& firms, const std::vector<double>& distances, const MCall& call = {}) {
  CancelToken never;
  const DataSet data(firms);
  const statistics::SiteMarks marks(data.view(), never);
  return m_function(data.view(), marks, call.pairs, call.control, distances, call.options,
                    Threads(call.threads), never);
}

// By all pairs, straight from the definition.
std::vector<double> by_definition(const Firms& firms, const std::vector<double>& distances, std::int64_t a,
                                  std::int64_t b, std::optional<std::int64_t> control = {}) {
  std::vector<double> result;
  const auto is_in = [&](const Firm& firm) { return !control || firm.group == *control; };
  double all = 0;
  double neighbours = 0;
  for (const Firm& firm : firms.rows) {
    all += is_in(firm) ? firm.weight : 0;
    neighbours += firm.group == b ? firm.weight : 0;
  }
  for (const double r : distances) {
    double shares = 0;
    double expected = 0;
    for (const Firm& i : firms.rows) {
      if (i.group != a) continue;
      double within = 0;
      double within_b = 0;
      for (const Firm& j : firms.rows) {
        const double dx = i.x - j.x;
        const double dy = i.y - j.y;
        if (j.id == i.id || dx * dx + dy * dy > r * r) continue;
        within += is_in(j) ? j.weight : 0;
        within_b += j.group == b ? j.weight : 0;
      }
      if (within == 0) continue;
      shares += within_b / within;
      expected += (neighbours - (a == b ? i.weight : 0)) / (all - (is_in(i) ? i.weight : 0));
    }
    result.push_back(shares / expected);
  }
  return result;
}

CurveOptions simulated(std::uint32_t simulations, NullModel model, std::uint64_t seed = 0) {
  CurveOptions options;
  options.simulations = simulations;
  options.null_model = model;
  options.seed = seed;
  return options;
}

TEST(MFunction, EightFirms) {
  const std::vector<double> r = {0, 1, 1.5, 3, 6, 9};
  const auto curves = run(eight_firms(), r, {.pairs = {{0, 0}, {0, 1}}});
  expect_same(curves[0].values, {kNone, 1.20242915, 1.20242915, 1.20242915, 1.118048157, 1}, 1e-9);
  expect_same(curves[1].values, {kNone, .9491850431, .9491850431, .9491850431, 1.149013473, 1}, 1e-9);
}

TEST(MFunction, OfEachFirm) {
  CancelToken never;
  const DataSet data(eight_firms());
  const statistics::SiteMarks marks(data.view(), never);
  const LocalM local = local_m(data.view(), marks, {}, {}, 3, Metric::planar, Threads(1), never);
  EXPECT_NEAR(local.m[0], 1.571428571, 1e-9);
  EXPECT_NEAR(local.m[1], 1.8, 1e-12);
  EXPECT_NEAR(local.m[2], 1.5, 1e-12);
  EXPECT_EQ(local.m[5], 0);
  EXPECT_TRUE(std::isnan(local.m[7]));  // nobody within 3
  EXPECT_EQ(local.weight_within[0], 25);
  EXPECT_EQ(local.weight_within[7], 0);
}

// Of all 280 (20,160) arrangements of the eight firms: the mean, and the share that is at least as large.
TEST(MFunction, ChanceIsThatOfAllArrangements) {
  constexpr std::uint32_t kSimulations = 9999;
  struct Case {
    NullModel model;
    GroupPair pair;
    std::vector<double> r;
    std::vector<double> mean;  // NaN: not known
    std::vector<double> share;
  };
  const Case cases[] = {
      {NullModel::labelling, {0, 0}, {1.5, 3, 6}, {.958542, .958542, 1.051680}, {9. / 35, 9. / 35, 11. / 35}},
      {NullModel::location, {0, 0}, {1.5, 3, 6}, {.798126, .798126, .899838}, {.185714, .185714, .184425}},
      {NullModel::labelling, {0, 1}, {1.5, 3, 6}, {kNone, kNone, kNone}, {.639286, .639286, .367857}},
  };
  for (const Case& c : cases) {
    for (std::size_t at = 0; at < c.r.size(); ++at) {
      CurveOptions options = simulated(kSimulations, c.model, 5);
      options.envelope.alternative = Alternative::greater;
      const Curve curve = run(eight_firms(), {c.r[at]}, {.pairs = {c.pair}, .options = options})[0];
      const double se = std::sqrt(c.share[at] * (1 - c.share[at]) / kSimulations);
      EXPECT_NEAR(curve.envelope.p, c.share[at], 4 * se + 1.0 / kSimulations);
      if (std::isnan(c.mean[at])) continue;
      EXPECT_NEAR(curve.envelope.mean[0], c.mean[at], 0.04);
    }
  }
}

TEST(MFunction, AsDefinedOnRandomCities) {
  const std::vector<double> r = distance::curve_distances(60, 4);
  for (std::uint32_t seed = 1; seed <= 30; ++seed) {
    const Firms firms = random_city(seed, 3 + 17 * (seed % 13), 3);
    std::size_t groups = 0;
    for (const Firm& firm : firms.rows) groups = std::max<std::size_t>(groups, firm.group + 1);
    if (groups < 3) continue;
    const auto found = run(firms, r, {.pairs = {{0, 0}, {0, 1}, {2, 2}, {2, 0}}, .control = std::nullopt});
    expect_same(found[0].values, by_definition(firms, r, 0, 0));
    expect_same(found[1].values, by_definition(firms, r, 0, 1));
    expect_same(found[2].values, by_definition(firms, r, 2, 2));
    expect_same(found[3].values, by_definition(firms, r, 2, 0));
    expect_same(run(firms, r, {.pairs = {{0, 1}}, .control = 2})[0].values, by_definition(firms, r, 0, 1, 2));
    // The two ways to compute it: pairs inside the groups, and channels.
    const MCall labelled{.pairs = {{0, 0}, {0, 1}, {2, 2}},
                         .options = simulated(39, NullModel::labelling, seed)};
    const auto by_pairs = run(firms, r, labelled);
    for (std::size_t pair = 0; pair < 3; ++pair) expect_same(by_pairs[pair].values, found[pair].values);
  }
}

TEST(MFunction, DoesNotDependOnOrderThreadsOrIds) {
  const std::vector<double> r = distance::curve_distances(30, 3);
  for (const NullModel model : {NullModel::location, NullModel::labelling}) {
    const Firms firms = random_city(9, 400, 4);
    MCall call{.pairs = {{0, 0}, {1, 1}, {2, 3}}, .options = simulated(59, model, 3)};
    const auto once = run(firms, r, call);
    call.threads = 3;
    const auto again = run(shuffled(firms, 4), r, call);
    Firms renamed = firms;
    for (Firm& firm : renamed.rows) firm.id = 3 * firm.id + 1000;
    renamed.text_ids = true;
    const auto other_ids = run(shuffled(renamed, 5), r, call);
    for (std::size_t i = 0; i < once.size(); ++i) {
      expect_equal(once[i], again[i]);
      expect_equal(once[i], other_ids[i]);
    }
  }
}

TEST(MFunction, WeightsMayBeOfAnySizeAndUnit) {
  const std::vector<double> r = distance::curve_distances(40, 5);
  const Firms firms = random_city(12, 150, 2);
  const MCall call{.options = simulated(39, NullModel::location, 1)};
  const Curve usual = run(firms, r, call)[0];
  for (const double unit : {2.0, 1.0 / 1024, 0x1p200}) {
    Firms scaled = firms;
    for (Firm& firm : scaled.rows) firm.weight *= unit;
    expect_equal(run(scaled, r, call)[0], usual);
  }
  // Weights that need 64 bits, and more: two channels.
  Firms coarse = firms;
  coarse.rows[0].weight = 0x1p-20;
  const Curve with_one_light_firm = run(coarse, r, call)[0];
  for (const double spread : {0x1p-30, 0x1p-75}) {
    Firms fine = firms;
    for (Firm& firm : fine.rows) firm.weight += firm.weight > 0 ? spread * static_cast<double>(firm.id) : 0;
    fine.rows[0].weight = 0x1p-80;
    const Curve curve = run(fine, r, call)[0];
    expect_same(curve.values, by_definition(fine, r, 0, 0), 1e-9);
    expect_same(curve.envelope.mean, with_one_light_firm.envelope.mean, 1e-5);
  }
  // Sums of weights below and above 2^32 of their smallest parts, by either null model.
  for (const NullModel model : {NullModel::location, NullModel::labelling}) {
    for (const double part : {0x1p-10, 0x1p-22, 0x1p-26, 0x1p-45, 0x1p-52}) {
      Firms fine = firms;
      for (Firm& firm : fine.rows) firm.weight += firm.weight > 0 ? part : 0;
      const Curve curve = run(fine, r, {.options = simulated(39, model, 1)})[0];
      expect_same(curve.values, by_definition(fine, r, 0, 0), 1e-9);
    }
  }
}

TEST(MFunction, FirmsWithoutPlaceOrWeightTakeNoPart) {
  const std::vector<double> r = distance::curve_distances(30, 3);
  Firms firms = random_city(2, 120, 2);
  const Curve before = run(firms, r, {.options = simulated(39, NullModel::location)})[0];
  firms.rows.push_back({5000, kNone, kNone, 4, 0});
  firms.rows.push_back({5001, 3, 3, kNone, 0});
  expect_equal(run(firms, r, {.options = simulated(39, NullModel::location)})[0], before);
}

TEST(MFunction, IndependenceKeepsTheReferenceGroup) {
  const Firms firms = random_city(21, 90, 3);
  const Curve curve =
      run(firms, {20}, {.pairs = {{0, 1}}, .options = simulated(99, NullModel::independence)})[0];
  EXPECT_NEAR(curve.envelope.mean[0], 1, 0.2);
  EXPECT_TRUE(std::isfinite(curve.envelope.p));
}

TEST(MFunction, NothingToCompare) {
  const std::vector<double> r = {0, 10};
  Firms firms = eight_firms();
  for (Firm& firm : firms.rows) firm.group = 7;
  const Curve one_group = run(firms, r, {.options = simulated(39, NullModel::labelling)})[0];
  EXPECT_EQ(one_group.values[1], 1);
  EXPECT_EQ(one_group.envelope.p, 1);
  EXPECT_EQ(run(firms, r, {.options = simulated(39, NullModel::location)})[0].envelope.p, 1);

  firms = eight_firms();
  for (Firm& firm : firms.rows) firm.x = firm.y = 5;  // all in one place
  const Curve one_place = run(firms, r, {.options = simulated(39, NullModel::labelling)})[0];
  EXPECT_NEAR(one_place.values[0], 1, 1e-15);
  EXPECT_EQ(one_place.envelope.p, 1);

  for (std::size_t count = 0; count < 4; ++count) {
    Firms few = eight_firms();
    few.rows.resize(count);
    if (count == 0) continue;
    for (const NullModel model : {NullModel::location, NullModel::labelling})
      run(few, r, {.options = simulated(39, model)});
  }
}

TEST(MFunction, OnTheGlobe) {
  Firms firms = random_city(4, 200, 2);
  for (Firm& firm : firms.rows) {  // around the date line, near the pole
    firm.x = firm.x / 50 + 179;
    if (firm.x > 180) firm.x -= 360;
    firm.y = 85 + firm.y / 100;
  }
  MCall call{.options = simulated(39, NullModel::location)};
  call.options.metric = Metric::geodesic;
  const std::vector<double> r = distance::curve_distances(40000, 5000);
  const Curve curve = run(firms, r, call)[0];
  for (std::size_t k = 1; k < r.size(); ++k) {
    double shares = 0;
    double expected = 0;
    double all = 0;
    double own = 0;
    for (const Firm& firm : firms.rows) {
      all += firm.weight;
      own += firm.group == 0 ? firm.weight : 0;
    }
    for (const Firm& i : firms.rows) {
      if (i.group != 0) continue;
      double within = 0;
      double within_own = 0;
      for (const Firm& j : firms.rows) {
        const auto a = distance::GeodesicFrame::on_sphere(i.x, i.y);
        const auto b = distance::GeodesicFrame::on_sphere(j.x, j.y);
        const double chord = std::sqrt(distance::squared_distance(a, b));
        if (j.id == i.id || 2 * kEarthRadius * std::asin(chord / 2 / kEarthRadius) > r[k]) continue;
        within += j.weight;
        within_own += j.group == 0 ? j.weight : 0;
      }
      if (within == 0) continue;
      shares += within_own / within;
      expected += (own - i.weight) / (all - i.weight);
    }
    EXPECT_NEAR(curve.values[k], shares / expected, 1e-12);
  }
}

TEST(MFunction, LongCurvesAreComputedInParts) {
  const std::vector<double> r = distance::curve_distances(90, 0.01);  // 9,001 distances
  const Firms firms = random_city(3, 300, 2);
  const Curve long_curve = run(firms, r, {.options = simulated(3, NullModel::labelling)})[0];
  const Curve short_curve = run(firms, {0, 45, 90}, {.options = simulated(3, NullModel::labelling)})[0];
  EXPECT_EQ(long_curve.values[4500], short_curve.values[1]);
  EXPECT_EQ(long_curve.values[9000], short_curve.values[2]);
  EXPECT_EQ(long_curve.envelope.mean[4500], short_curve.envelope.mean[1]);
}

TEST(MFunction, PIsUniformUnderChance) {
  constexpr std::uint32_t kSimulations = 39;
  const std::vector<double> r = distance::curve_distances(24, 6);
  const std::pair<NullModel, Alternative> chances[] = {{NullModel::location, Alternative::two_sided},
                                                       {NullModel::location, Alternative::less},
                                                       {NullModel::labelling, Alternative::two_sided},
                                                       {NullModel::labelling, Alternative::greater},
                                                       {NullModel::labelling, Alternative::less}};
  for (const auto& [model, alternative] : chances) {
    std::vector<double> p;
    for (std::uint32_t seed = 0; seed < 200; ++seed) {
      // Where firms are is the same in all cities; who is where is drawn.
      Firms firms = random_city(5, 80, 3);
      Philox random(seed, Stream::scan, 1);
      for (std::size_t i = firms.rows.size(); i > 1; --i) {
        Firm& a = firms.rows[i - 1];
        Firm& b = firms.rows[random.below(static_cast<std::uint32_t>(i))];
        std::swap(a.group, b.group);
        if (model == NullModel::location) std::swap(a.weight, b.weight);
      }
      CurveOptions options = simulated(kSimulations, model, seed);
      options.envelope.alternative = alternative;
      p.push_back(run(firms, r, {.options = options})[0].envelope.p);
    }
    EXPECT_LT(excess_of_small_p(p, kSimulations), 1.36 / std::sqrt(200.0));
    EXPECT_NEAR(std::accumulate(p.begin(), p.end(), 0.0) / 200, 0.5, 4 * std::sqrt(1.0 / 12 / 200) + 0.03);
  }
}

TEST(CurveDistances, AreMultiplesOfTheStep) {
  EXPECT_EQ(distance::curve_distances(0.3, 0.1).size(), 4U);
  EXPECT_EQ(distance::curve_distances(2000, 100).size(), 21U);
  EXPECT_EQ(distance::curve_distances(250, 100).back(), 200);
  EXPECT_EQ(distance::curve_distances(9999, 1).size(), 10'000U);
  EXPECT_THROW(distance::curve_distances(10'000, 1), Error);
  EXPECT_THROW(distance::curve_distances(10, 0), Error);
  EXPECT_THROW(distance::curve_distances(10, -1), Error);
  EXPECT_THROW(distance::curve_distances(1, 2), Error);
  EXPECT_THROW(distance::curve_distances(kNone, 2), Error);
  EXPECT_THROW(distance::curve_distances(1, kNone), Error);
  EXPECT_THROW(distance::curve_distances(std::numeric_limits<double>::infinity(), 1), Error);
}

}  // namespace
}  // namespace clusterlite
