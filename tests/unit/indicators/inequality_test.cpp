// Inequality of one distribution: Gini, Theil, Atkinson, coefficients of variation, and their weighted forms.
#include "indicators/inequality/inequality.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "unit/indicators/units.hpp"

namespace clusterlite {
namespace {

using testing_support::bag_of;
using testing_support::of;

const std::vector<double> kSales = {20, 50, 20, 10};       // REAT manual, after Doersam 2004
const std::vector<double> kIncome = {10, 10, 10, 20, 50};  // REAT manual, after Stoermann 2009
const std::vector<double> kMixed = {3, 0.1, 7, 7, 1e5, 0.25};

using Measure = double (*)(const Distribution&);
double atkinson_half(const Distribution& distribution) { return atkinson(distribution, 0.5); }
double atkinson_one(const Distribution& distribution) { return atkinson(distribution, 1); }
double atkinson_three(const Distribution& distribution) { return atkinson(distribution, 3); }
constexpr Measure kMeasures[] = {&gini,
                                 &corrected_gini,
                                 &theil,
                                 &mean_log_deviation,
                                 &atkinson_half,
                                 &atkinson_one,
                                 &atkinson_three,
                                 &sample_variation,
                                 &population_variation};

template <class Measured>
double of_weighted(const std::vector<std::pair<double, double>>& pairs, const Measured& measure) {
  CancelToken cancel;
  CountedValues<2> bag = bag_of(pairs);
  return measure(WeightedDistribution(bag.units(cancel), cancel));
}

TEST(Inequality, PrintedValues) {
  EXPECT_NEARLY(of(kSales, gini), 0.3);                               // REAT gini()
  EXPECT_NEARLY(of(kSales, corrected_gini), 0.4);                     // REAT gini(coefnorm = TRUE)
  EXPECT_NEAR(of(kIncome, theil), 0.2502012118, 5e-11);               // formula
  EXPECT_NEAR(of(kIncome, mean_log_deviation), 0.2326301620, 5e-11);  // REAT theil(), which is L
  EXPECT_NEAR(of(kSales, atkinson, 0.5), 0.0805474788709, 5e-14);  // the formula of REAT atkinson(), run in R
  EXPECT_NEAR(of(kSales, atkinson, 1), 0.154102989248, 5e-13);
  EXPECT_NEARLY(of({100, 0, 0, 0}, atkinson, 0.8), 0.99609375);
  EXPECT_NEAR(of(kSales, sample_variation), 0.69282032, 5e-9);  // REAT cv()
  EXPECT_NEARLY(of(kSales, population_variation), 0.6);
}

TEST(Inequality, IsUndefinedWithoutUnitsOrWithoutAnyValue) {
  for (const Measure measure : kMeasures) {
    EXPECT_TRUE(std::isnan(of({}, measure)));
    EXPECT_TRUE(std::isnan(of({0}, measure)));
    EXPECT_TRUE(std::isnan(of({0, 0, 0}, measure)));
  }
}

TEST(Inequality, OfASingleUnitIsNoneOrUndefined) {
  for (const Measure measure : {&gini, &theil, &mean_log_deviation, &atkinson_half, &atkinson_one,
                                &atkinson_three, &population_variation}) {
    EXPECT_EQ(of({7}, measure), 0);
  }
  EXPECT_TRUE(std::isnan(of({7}, corrected_gini)));
  EXPECT_TRUE(std::isnan(of({7}, sample_variation)));
}

TEST(Inequality, OfEqualValuesIsExactlyNone) {
  for (const Measure measure : kMeasures) {
    for (const double value : {0.1, 1.0 / 3, 1e300, 1e-300, 5e-324, 1.7e308}) {
      EXPECT_EQ(of(std::vector<double>(7, value), measure), 0) << value;
    }
  }
}

TEST(Inequality, OfTenMillionEqualValuesIsExactlyNone) {
  CancelToken cancel;
  CountedValues<1> bag;
  for (int i = 0; i < 10'000'000; ++i) bag.add({0.1});
  const Distribution equal(bag.units(cancel), cancel);
  EXPECT_EQ(equal.units(), 1e7);
  for (const Measure measure : kMeasures) EXPECT_EQ(measure(equal), 0);

  // One more, of another value: 1e7 units of 0.1 and one of 1e6 have as much of the whole each.
  bag.add({1e6});
  const Distribution halves(bag.units(cancel), cancel);
  EXPECT_NEAR(gini(halves), 0.5, 1e-7);
  EXPECT_NEAR(theil(halves), std::log(1e7) / 2 - std::log(2), 1e-5);
}

TEST(Inequality, OfOneThatHasAllIsTheGreatest) {
  std::vector<double> values(1000, 0);
  values[17] = 3;
  EXPECT_NEARLY(of(values, gini), 0.999);
  EXPECT_EQ(of(values, corrected_gini), 1);
  EXPECT_NEARLY(of(values, theil), std::log(1000));
  EXPECT_TRUE(std::isnan(of(values, mean_log_deviation)));  // grows beyond all bounds
  EXPECT_EQ(of(values, atkinson, 1), 1);
  EXPECT_EQ(of(values, atkinson, 2), 1);
  EXPECT_NEARLY(of(values, sample_variation), std::sqrt(1000));
  EXPECT_NEARLY(of(values, population_variation), std::sqrt(999));
}

TEST(Inequality, KeepsItsDigitsWhenValuesHardlyDiffer) {
  // Of 1 - h and 1 + h, with h a power of two: both are exact, and so are the closed forms below.
  for (const int power : {2, 10, 20, 30, 40, 50}) {
    const double h = std::ldexp(1, -power);
    const double h2 = h * h;
    const std::vector<double> values = {1 - h, 1 + h};
    EXPECT_NEARLY(of(values, gini), h / 2);
    EXPECT_NEARLY(of(values, population_variation), h);
    EXPECT_NEARLY(of(values, mean_log_deviation), -std::log1p(-h2) / 2);
    EXPECT_NEARLY(of(values, atkinson, 1), -std::expm1(std::log1p(-h2) / 2));
    // T = [(1 + h) ln(1 + h) + (1 - h) ln(1 - h)] / 2 = h^2/2 + h^4/12 + h^6/30 + h^8/56 + ...
    const double series = h2 / 2 + h2 * h2 / 12 + h2 * h2 * h2 / 30 + std::pow(h2, 4) / 56 +
                          std::pow(h2, 5) / 90 + std::pow(h2, 6) / 132 + std::pow(h2, 7) / 182 +
                          std::pow(h2, 8) / 240 + std::pow(h2, 9) / 306 + std::pow(h2, 10) / 380;
    EXPECT_NEARLY(of(values, theil), series);
  }
}

TEST(Inequality, DoesNotDependOnTheUnitOfMeasurement) {
  for (const Measure measure : kMeasures) {
    const double expected = of(kMixed, measure);
    for (const int power : {-1000, -70, -1, 1, 60, 1000}) {
      std::vector<double> scaled = kMixed;
      for (double& value : scaled) value = std::ldexp(value, power);
      EXPECT_EQ(of(scaled, measure), expected) << power;
    }
    for (const double factor : {1e300, 1e-300, 3.0}) {
      std::vector<double> scaled = kMixed;
      for (double& value : scaled) value *= factor;
      EXPECT_NEARLY(of(scaled, measure), expected);
    }
  }
}

TEST(Inequality, AddsUpMoreThanADoubleHolds) {
  std::vector<double> values(1000, 1.5e308);
  for (int i = 0; i < 1000; ++i) values.push_back(0.5e308);
  EXPECT_NEARLY(of(values, gini), 0.25);
  EXPECT_NEARLY(of(values, population_variation), 0.5);
}

TEST(Inequality, OfTheHugeAndTheTiny) {
  // mu = 5e299: the share of the second is 1e-600, too small for a double; its logarithm is not.
  const double logs = (std::log(0.5) + std::log(0.5) + 600 * std::log(10)) / 2;
  EXPECT_NEARLY(of({1e300, 1e-300}, mean_log_deviation), logs);
  EXPECT_NEARLY(of({1e300, 1e-300}, theil), std::log(2));
  EXPECT_EQ(of({1e300, 1e-300}, gini), 0.5);
  EXPECT_NEARLY(of({1e300, 1e-300}, atkinson, 1), 1);
}

TEST(Inequality, DoesNotDependOnTheOrderOfUnits) {
  std::mt19937_64 random(7);
  std::lognormal_distribution<double> size(0, 3);
  std::vector<double> values;
  for (int i = 0; i < 20'000; ++i) values.push_back(i % 3 == 0 ? std::floor(size(random)) + 1 : size(random));
  for (const Measure measure : kMeasures) {
    const double expected = of(values, measure);
    for (int i = 0; i < 3; ++i) {
      std::shuffle(values.begin(), values.end(), random);
      EXPECT_EQ(of(values, measure), expected);
    }
  }
}

TEST(Inequality, OfCopiesIsThatOfTheOriginal) {
  // The principle of population; n / (n - 1) does not obey it.
  std::vector<double> twice = kSales;
  twice.insert(twice.end(), kSales.begin(), kSales.end());
  for (const Measure measure : {&gini, &theil, &mean_log_deviation, &atkinson_half, &atkinson_one,
                                &atkinson_three, &population_variation}) {
    EXPECT_NEARLY(of(twice, measure), of(kSales, measure));
  }
}

TEST(Inequality, AtkinsonBetweenItsLimits) {
  EXPECT_EQ(of(kSales, atkinson, 0), 0);
  EXPECT_NEAR(of(kSales, atkinson, 1 + 1e-9), of(kSales, atkinson, 1), 1e-9);
  EXPECT_NEAR(of(kSales, atkinson, 1 - 1e-9), of(kSales, atkinson, 1), 1e-9);
  EXPECT_NEAR(of(kSales, atkinson, 1000), 0.6, 1e-3);  // towards 1 - smallest / mu
  EXPECT_NEARLY(of(kSales, atkinson, 1e300), 0.6);
  double before = 0;
  for (double epsilon = 0.25; epsilon < 100; epsilon *= 2) {
    const double now = of(kSales, atkinson, epsilon);
    EXPECT_GT(now, before);
    before = now;
  }
  EXPECT_LT(of({1, 0}, atkinson, 0.999999), 1 + 1e-15);
}

const std::vector<std::pair<double, double>> kClasses = {{500, 1000}, {1500, 1200}, {2500, 1600},
                                                         {4000, 400}, {7500, 200},  {15000, 600}};

TEST(WeightedInequality, PrintedValue) {
  EXPECT_NEAR(of_weighted(kClasses, weighted_gini), 0.527826087, 5e-10);  // REAT gini(weighting = )
  // Weights move with their values when rows come in another order, which REAT forgets.
  auto reversed = kClasses;
  std::reverse(reversed.begin(), reversed.end());
  EXPECT_EQ(of_weighted(reversed, weighted_gini), of_weighted(kClasses, weighted_gini));
}

TEST(WeightedInequality, IsThatOfThePeople) {
  std::vector<double> people;
  for (const auto& [income, size] : kClasses)
    people.insert(people.end(), static_cast<std::size_t>(size), income);
  EXPECT_NEARLY(of_weighted(kClasses, weighted_gini), of(people, gini));
  EXPECT_NEARLY(of_weighted(kClasses, williamson), of(people, population_variation));
}

TEST(WeightedInequality, OfEqualWeightsIsUnweighted) {
  std::vector<std::pair<double, double>> pairs;
  for (const double value : kMixed) pairs.emplace_back(value, 0.3);
  EXPECT_NEARLY(of_weighted(pairs, weighted_gini), of(kMixed, gini));
  EXPECT_NEARLY(of_weighted(pairs, williamson), of(kMixed, population_variation));
}

TEST(WeightedInequality, EdgeCases) {
  for (const auto measure : {&weighted_gini, &williamson}) {
    EXPECT_TRUE(std::isnan(of_weighted({}, measure)));
    EXPECT_TRUE(std::isnan(of_weighted({{0, 5}}, measure)));
    EXPECT_TRUE(std::isnan(of_weighted({{5, 0}}, measure)));
    EXPECT_EQ(of_weighted({{5, 2}}, measure), 0);
    EXPECT_EQ(of_weighted({{0.1, 0.3}, {0.1, 1e7}, {0.1, 7}}, measure), 0);
    EXPECT_EQ(of_weighted({{0.1, 0.3}, {99, 0}, {0, 0}}, measure), 0);  // nobody lives there
    EXPECT_NEARLY(of_weighted({{1e300, 1e-300}, {3e300, 3e-300}}, measure),
                  of_weighted({{1, 1}, {3, 3}}, measure));
  }
}

}  // namespace
}  // namespace clusterlite
