// One distribution against another: locational Gini, Hoover, Krugman, Kullback-Leibler.
#include "indicators/inequality/distribution_pair.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "indicators/inequality/inequality.hpp"
#include "unit/indicators/units.hpp"

namespace clusterlite {
namespace {

using testing_support::bag_of;
using testing_support::of;

using Pairs = std::vector<std::pair<double, double>>;
using Measure = double (*)(UnitPairs, CancelToken&);
constexpr Measure kMeasures[] = {&locational_gini, &hoover, &krugman, &kl_divergence};

double compare(const Pairs& pairs, Measure measure) {
  CancelToken cancel;
  CountedValues<2> bag = bag_of(pairs);
  return measure(bag.units(cancel), cancel);
}

const Pairs kFiveRegions = {{500, 20000}, {500, 15000}, {1000, 20000}, {7000, 40000}, {1000, 5000}};

TEST(DistributionPair, PrintedValues) {
  EXPECT_NEARLY(compare(kFiveRegions, locational_gini), 0.3725);  // formula
  EXPECT_NEARLY(compare(kFiveRegions, hoover), 0.35);             // REAT hoover()
  const Pairs econgeo = {{0, 10}, {10, 15}, {10, 20}, {30, 25}, {50, 30}};
  EXPECT_NEARLY(compare(econgeo, locational_gini), 0.31);  // EconGeo Hoover.Gini()
  EXPECT_NEARLY(100 * compare(econgeo, hoover), 25);       // EconGeo Hoover.index(), in per cent
  const Pairs specialised = {{700, 30000}, {600, 15000}, {500, 10000}, {10000, 60000}, {40000, 50000}};
  EXPECT_NEAR(compare(specialised, krugman), 0.9383409383, 5e-11);  // REAT krugman.spec()
  EXPECT_NEAR(compare(specialised, hoover), 0.4691704692, 5e-11);
  EXPECT_NEAR(compare({{50, 20}, {30, 30}, {20, 50}}, kl_divergence), 0.2748872, 5e-8);  // formula
  EXPECT_NEARLY(compare({{10, 0}, {0, 10}, {5, 5}, {5, 5}}, hoover),
                0.5);  // dissimilarity of two groups, formula
}

TEST(DistributionPair, OfTheSameSharesIsExactlyNone) {
  for (const Measure measure : kMeasures) {
    EXPECT_EQ(compare({{7, 3}}, measure), 0);
    EXPECT_EQ(compare({{0.1, 0.3}, {0.2, 0.6}, {0.7, 2.1}}, measure), 0);
    EXPECT_EQ(compare({{1e300, 1e-300}, {3e300, 3e-300}, {0, 0}}, measure), 0);
    EXPECT_EQ(compare(Pairs(9, {0.1, 0.7}), measure), 0);
  }
}

TEST(DistributionPair, OfDistributionsThatNeverMeetIsTheGreatest) {
  const Pairs apart = {{20, 0}, {10, 0}, {70, 0}, {0, 60}, {0, 40}};
  EXPECT_NEARLY(compare(apart, krugman), 2);  // REAT, its test
  EXPECT_NEARLY(compare(apart, hoover), 1);
  EXPECT_TRUE(std::isinf(compare(apart, kl_divergence)));
  // One region against one other, the same number of units on both sides.
  EXPECT_EQ(compare({{1, 0}, {0, 1}}, krugman), 2);
  EXPECT_EQ(compare({{1, 0}, {0, 1}}, hoover), 1);
  // Nearly never: 1 - x as the reference x of the only place goes to 0.
  EXPECT_NEARLY(compare({{1, 1e-12}, {0, 1}}, locational_gini), 1 - 1e-12);
}

TEST(DistributionPair, IsUndefinedWithoutValuesOrReferences) {
  for (const Measure measure : kMeasures) {
    EXPECT_TRUE(std::isnan(compare({}, measure)));
    EXPECT_TRUE(std::isnan(compare({{0, 3}, {0, 1}}, measure)));
    EXPECT_TRUE(std::isnan(compare({{0, 0}}, measure)));
  }
  for (const Measure measure : {&hoover, &krugman, &kl_divergence})
    EXPECT_TRUE(std::isnan(compare({{3, 0}}, measure)));
}

TEST(DistributionPair, OfTenMillionUnitsThatAreAlike) {
  CancelToken cancel;
  CountedValues<2> bag;
  for (int i = 0; i < 10'000'000; ++i) bag.add({0.1, 0.7});
  for (const Measure measure : kMeasures) EXPECT_EQ(measure(bag.units(cancel), cancel), 0);
  bag.add({1e6, 0});  // as much again where nothing else is
  EXPECT_NEARLY(hoover(bag.units(cancel), cancel), 0.5);
}

TEST(DistributionPair, AgainstEqualReferencesMeasuresInequality) {
  const std::vector<double> values = {20, 50, 20, 10, 0, 3.5};
  Pairs pairs;
  for (const double value : values) pairs.emplace_back(value, 1);
  EXPECT_NEARLY(compare(pairs, locational_gini), of(values, [](const Distribution& d) { return gini(d); }));
  EXPECT_NEARLY(compare(pairs, kl_divergence), of(values, theil));
}

TEST(DistributionPair, KeepsItsDigitsWhenSharesHardlyDiffer) {
  // s = (1 -+ h) / 2 against x = 1/2: D is Theil's T of 1 - h and 1 + h, h^2/2 + h^4/12 + ...
  for (const int power : {8, 20, 40}) {
    const double h = std::ldexp(1, -power);
    EXPECT_NEARLY(compare({{1 - h, 1}, {1 + h, 1}}, kl_divergence),
                  h * h / 2 + std::pow(h, 4) / 12 + std::pow(h, 6) / 30);
    EXPECT_NEARLY(compare({{1 - h, 1}, {1 + h, 1}}, hoover), h / 2);
  }
}

TEST(DistributionPair, DoesNotDependOnUnitsOfMeasurement) {
  for (const Measure measure : kMeasures) {
    const double expected = compare(kFiveRegions, measure);
    for (const int power : {-1000, -3, 1000}) {
      Pairs scaled = kFiveRegions;
      for (auto& [value, reference] : scaled) {
        value = std::ldexp(value, power);
        reference = std::ldexp(reference, -power);
      }
      EXPECT_EQ(compare(scaled, measure), expected);
    }
    Pairs huge;
    for (const auto& [value, reference] : kFiveRegions) huge.emplace_back(value * 1e304, reference * 1e303);
    EXPECT_NEARLY(compare(huge, measure), expected);  // sums beyond 1.8e308
  }
}

TEST(DistributionPair, DoesNotDependOnTheOrderOrTheSplittingOfUnits) {
  std::mt19937_64 random(11);
  std::lognormal_distribution<double> size(0, 2);
  Pairs pairs;
  for (int i = 0; i < 20'000; ++i) pairs.emplace_back(i % 5 == 0 ? 0 : size(random), size(random));
  for (const Measure measure : kMeasures) {
    const double expected = compare(pairs, measure);
    std::shuffle(pairs.begin(), pairs.end(), random);
    EXPECT_EQ(compare(pairs, measure), expected);
    // Two halves of a unit have its location quotient: nothing changes but the last digits.
    Pairs halves;
    for (const auto& [value, reference] : pairs) {
      halves.emplace_back(value / 2, reference / 2);
      halves.emplace_back(value / 2, reference / 2);
    }
    EXPECT_TRUE(testing_support::agree(compare(halves, measure), expected, 13));
  }
}

TEST(DistributionPair, TheilOfGroupsIsTheDivergenceOfTheirSums) {
  // (10, 10 | 10, 20, 50): between .09151622185, within .1586849899 (formula).
  const double between = compare({{20, 2}, {80, 3}}, kl_divergence);
  EXPECT_NEAR(between, 0.09151622185, 5e-12);
  EXPECT_NEAR(of({10, 10, 10, 20, 50}, theil) - between, 0.1586849899, 5e-11);
  // PySAL's test: (0, 0, 0 | 10, 10, 10) lies wholly between the groups.
  EXPECT_NEAR(of({0, 0, 0, 10, 10, 10}, theil), 0.6931471806, 5e-11);
  EXPECT_NEARLY(compare({{0, 3}, {30, 3}}, kl_divergence), of({0, 0, 0, 10, 10, 10}, theil));
}

}  // namespace
}  // namespace clusterlite
