// Diversity of one distribution: entropy, evenness, Hill numbers; Herfindahl and concentration ratio of the
// same units.
#include "indicators/inequality/diversity.hpp"

#include <gtest/gtest.h>

#include "indicators/concentration/concentration.hpp"
#include "unit/indicators/units.hpp"

namespace clusterlite {
namespace {

using testing_support::of;

const std::vector<double> kThree = {6, 3, 1};

double herfindahl_of(const Distribution& distribution) { return herfindahl(distribution); }

TEST(Diversity, FormulaValues) {
  constexpr double kNats = 0.8979457, kEvenness = 0.8173454, kInverse = 2.1739130;
  EXPECT_NEAR(of(kThree, entropy) * std::numbers::ln2, kNats, 5e-8);
  EXPECT_NEAR(of(kThree, evenness), kEvenness, 5e-8);
  EXPECT_NEAR(of(kThree, hill_number, 2), kInverse, 5e-8);
  EXPECT_NEAR(of(kThree, hill_number, 1), std::exp(0.8979457248567797), 1e-14);
  EXPECT_NEARLY(1 - of(kThree, herfindahl_of), 0.54);  // Gini-Simpson
  // LQ-5 of EconGeo, entropy() of its five regions, three digits printed.
  EXPECT_EQ(of({100, 0, 0, 0, 0}, entropy), 0);
  EXPECT_NEAR(of({0, 15, 5, 70, 10}, entropy), 1.319, 5e-4);
  EXPECT_NEAR(of({0, 20, 10, 20, 50}, entropy), 1.761, 5e-4);
  EXPECT_NEAR(of({0, 25, 30, 5, 40}, entropy), 1.766, 5e-4);
  EXPECT_NEAR(of({0, 40, 55, 5, 0}, entropy), 1.219, 5e-4);
}

TEST(Diversity, OfEqualSharesIsTheirNumber) {
  for (const std::size_t n : {1U, 2U, 3U, 7U, 1000U}) {
    for (const double value : {0.1, 1e300, 1e-300}) {
      const std::vector<double> values(n, value);
      EXPECT_EQ(of(values, entropy), std::log2(static_cast<double>(n)));
      for (const double order : {0.0, 0.3, 1.0, 2.0, 17.5}) {
        EXPECT_EQ(of(values, hill_number, order), static_cast<double>(n));
      }
      EXPECT_TRUE(n == 1 || of(values, evenness) == 1);
    }
  }
  EXPECT_EQ(of({1, 1, 1, 1}, entropy), 2);
  EXPECT_EQ(of({2, 1, 1}, entropy), 1.5);
}

TEST(Diversity, OfTenMillionEqualValues) {
  CancelToken cancel;
  CountedValues<1> bag;
  for (int i = 0; i < 10'000'000; ++i) bag.add({0.1});
  const Distribution equal(bag.units(cancel), cancel);
  EXPECT_EQ(entropy(equal), std::log2(1e7));
  EXPECT_EQ(evenness(equal), 1);
  EXPECT_EQ(hill_number(equal, 1.5), 1e7);
  EXPECT_NEARLY(herfindahl(equal), 1e-7);
  EXPECT_NEARLY(concentration_ratio(equal, 2'500'000), 0.25);
}

TEST(Diversity, UnitsThatHaveNothing) {
  EXPECT_EQ(of({5, 0, 0}, entropy), 0);
  EXPECT_EQ(of({5, 0, 0}, evenness), 0);
  EXPECT_EQ(of({5, 5, 0, 0}, evenness), 0.5);  // they count in n
  EXPECT_EQ(of({5, 0, 0}, hill_number, 0), 1);
  EXPECT_EQ(of({5, 2, 0}, hill_number, 0), 2);
  EXPECT_TRUE(std::isnan(of({5}, evenness)));
  for (const std::vector<double>& nothing : {std::vector<double>{}, {0.0}, {0.0, 0.0}}) {
    EXPECT_TRUE(std::isnan(of(nothing, entropy)));
    EXPECT_TRUE(std::isnan(of(nothing, evenness)));
    EXPECT_TRUE(std::isnan(of(nothing, hill_number, 2)));
    EXPECT_TRUE(std::isnan(of(nothing, herfindahl_of)));
    EXPECT_TRUE(std::isnan(of(nothing, concentration_ratio, 1)));
  }
}

TEST(Diversity, HillNumbersBetweenTheirLimits) {
  EXPECT_EQ(of(kThree, hill_number, 0), 3);
  EXPECT_NEAR(of(kThree, hill_number, 1e-12), 3, 1e-11);
  EXPECT_NEAR(of(kThree, hill_number, 1 + 1e-9), of(kThree, hill_number, 1), 1e-8);
  EXPECT_NEAR(of(kThree, hill_number, 1 - 1e-9), of(kThree, hill_number, 1), 1e-8);
  EXPECT_NEARLY(of(kThree, hill_number, 2), 1 / of(kThree, herfindahl_of));
  EXPECT_NEAR(of(kThree, hill_number, 1e6), 1 / 0.6, 1e-5);
  EXPECT_NEARLY(of(kThree, hill_number, 1e300), 1 / 0.6);
  double before = 3;
  for (double order = 0.1; order < 1000; order *= 1.5) {
    const double now = of(kThree, hill_number, order);
    EXPECT_LT(now, before);
    before = now;
  }
}

TEST(Diversity, KeepsItsDigitsWhenOneHasNearlyAll) {
  // Shares 1 - p and p: H ln 2 = -p ln p - (1 - p) ln(1 - p), whose last term is p - p^2/2 - ...
  for (const double p : {1e-6, 1e-12, 1e-17, 1e-200}) {
    const double nats = -p * std::log(p) - (1 - p) * std::log1p(-p);
    EXPECT_TRUE(testing_support::agree(of({1 - p, p}, entropy) * std::numbers::ln2, nats, 10)) << p;
  }
  EXPECT_EQ(of({1e300, 1e-300}, entropy), 0);
  EXPECT_EQ(of({1e300, 1e-300}, hill_number, 0), 2);
  // A share of 1e-600 still has a square root of 1e-300.
  EXPECT_NEARLY(of({1e300, 1e-300}, hill_number, 0.5), 1);
  EXPECT_NEAR(of({1e300, 1e-300}, hill_number, 1e-3), std::pow(1 + std::pow(10, -0.6), 1 / 0.999), 1e-13);
}

TEST(Concentration, OfUnitsThatStandTogether) {
  EXPECT_NEARLY(of({20, 50, 20, 10}, herfindahl_of), 0.34);  // REAT herf()
  EXPECT_NEARLY(of({20, 50, 20, 10}, concentration_ratio, 2), 0.7);
  EXPECT_NEARLY(of({20, 50, 20, 10}, concentration_ratio, 3), 0.9);
  EXPECT_EQ(of({20, 50, 20, 10}, concentration_ratio, 4), 1);
  EXPECT_EQ(of({20, 50, 20, 10}, concentration_ratio, 1e15), 1);
  EXPECT_NEARLY(of({1e300, 1e300, 2e300}, herfindahl_of), 0.375);
  EXPECT_NEARLY(of({1e-300, 1e-300, 2e-300}, herfindahl_of), 0.375);
  EXPECT_EQ(of({7}, herfindahl_of), 1);
}

}  // namespace
}  // namespace clusterlite
