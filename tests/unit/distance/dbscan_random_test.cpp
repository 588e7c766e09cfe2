// Thousands of random configurations against the definition, and against each other.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "distance/clusters/dbscan.hpp"
#include "unit/distance/dbscan_by_definition.hpp"

namespace clusterlite {
namespace {

using namespace testing_support;

TEST(Dbscan, AgreesWithTheDefinition) {
  with_seeds(1, 6000, [&](std::uint64_t seed) {
    const Configuration c = random_configuration(seed, 150);
    expect_same(reference(c.firms, c.options).result, run(c.firms, c.options), c.what);
  });
}

TEST(Dbscan, AgreesWithTheDefinitionInCrowdedCells) {
  with_seeds(100001, 250, [&](std::uint64_t seed) {
    const Configuration c = random_configuration(seed, 1200);
    expect_same(reference(c.firms, c.options).result, run(c.firms, c.options), c.what);
  });
}

TEST(Dbscan, DoesNotDependOnTheOrderOfTheRows) {
  with_seeds(200001, 800, [&](std::uint64_t seed) {
    const Configuration c = random_configuration(seed, 300);
    const Labels result = run(c.firms, c.options);
    Random random(seed);
    Firms shuffled = c.firms;
    for (int i = 0; i < 2; ++i) {
      shuffle_rows(random, shuffled);
      expect_same(result, in_order_of(c.firms, shuffled, run(shuffled, c.options)), c.what);
    }
  });
}

TEST(Dbscan, ScalesWithPowersOfTwo) {
  with_seeds(300001, 400, [&](std::uint64_t seed) {
    const Configuration c = random_configuration(seed, 150);
    const Labels result = run(c.firms, c.options);
    for (const int exponent : {-900, -600, -40, 3, 40, 250, 300}) {
      Configuration other = c;
      for (Firm& firm : other.firms.rows) {
        firm.x = std::ldexp(firm.x, exponent);
        firm.y = std::ldexp(firm.y, exponent);
      }
      other.options.eps = std::ldexp(c.options.eps, exponent);
      expect_same(result, run(other.firms, other.options), c.what + " times 2^" + std::to_string(exponent));
    }
  });
}

TEST(Dbscan, DoesNotDependOnAnExactShift) {
  with_seeds(400001, 400, [&](std::uint64_t seed) {
    Configuration c = random_configuration(seed, 150);
    // Multiples of 2^-10 below 2^40: sums with 2^20 times an integer are exact.
    for (Firm& firm : c.firms.rows) {
      firm.x = std::isnan(firm.x) ? firm.x : std::ldexp(std::round(std::ldexp(firm.x, 10)), -10);
      firm.y = std::isnan(firm.y) ? firm.y : std::ldexp(std::round(std::ldexp(firm.y, 10)), -10);
    }
    const Labels result = run(c.firms, c.options);
    for (const double shift : {-1048576.0, 5242880.0}) {
      Configuration other = c;
      for (Firm& firm : other.firms.rows) {
        firm.x += shift;
        firm.y -= 2 * shift;
      }
      expect_same(result, run(other.firms, other.options), c.what + " shifted");
    }
  });
}

// ---- Numerical extremes

TEST(Dbscan, EpsZeroJoinsEqualPlacesOnly) {
  with_seeds(500001, 300, [&](std::uint64_t seed) {
    Configuration c = random_configuration(seed, 150);
    Random random(seed);
    for (Firm& firm : c.firms.rows) {  // 0 and -0, the smallest doubles, neighbouring doubles, huge ones
      if (chance(random, 0.1)) firm.x = chance(random, 0.5) ? 0.0 : -0.0;
      if (chance(random, 0.1)) firm.x = 5e-324 * integer(random, -2, 2);
      if (chance(random, 0.1)) firm.x = std::nextafter(1.0, integer(random, 0, 2));
      if (chance(random, 0.1)) firm.y = 1e100 * integer(random, -1, 1);
    }
    for (Firm& firm : c.firms.rows) {
      if (std::isnan(firm.x) != std::isnan(firm.y)) firm.x = firm.y = 0;
    }
    c.options.eps = 0;
    c.options.min_points = integer(random, 1, 4);
    expect_same(reference(c.firms, c.options).result, run(c.firms, c.options), c.what + " eps 0");
  });
}

// Coordinates of all magnitudes together, so that the grid must leave out gaps of any size.
TEST(Dbscan, AgreesWithTheDefinitionAtAllMagnitudes) {
  with_seeds(600001, 800, [&](std::uint64_t seed) {
    Random random(seed);
    Configuration c = random_configuration(seed, 120);
    const double magnitudes[] = {5e-324, 1e-310, 1e-200, 1e-100, 1e-9, 1, 1e6, 1e15, 1e50, 1e98, 1e99};
    c.options.eps = magnitudes[integer(random, 0, 10)] * integer(random, 1, 4);
    const int kinds_of_places = integer(random, 1, 4);
    std::vector<double> units;
    for (int i = 0; i < kinds_of_places; ++i) units.push_back(magnitudes[integer(random, 0, 10)]);
    units.push_back(c.options.eps / 4);
    units.push_back(c.options.eps);
    const auto coordinate = [&] {
      const double unit =
          units[static_cast<std::size_t>(integer(random, 0, static_cast<int>(units.size()) - 1))];
      const double steps = chance(random, 0.8) ? integer(random, -4, 4) : uniform(random, -4, 4);
      double value = unit * steps;
      if (chance(random, 0.2)) value += c.options.eps * integer(random, -2, 2);
      return std::clamp(value, -1e100, 1e100);
    };
    for (Firm& firm : c.firms.rows) {
      if (std::isnan(firm.x)) continue;
      firm.x = coordinate();
      firm.y = coordinate();
    }
    expect_same(reference(c.firms, c.options).result, run(c.firms, c.options),
                c.what + " eps " + std::to_string(std::log10(c.options.eps)));
  });
}

TEST(Dbscan, HugeExtentsWithOrdinaryClusters) {
  with_seeds(700001, 200, [&](std::uint64_t seed) {
    Random random(seed);
    Configuration c = random_configuration(seed, 200);
    for (Firm& firm : c.firms.rows) {
      if (chance(random, 0.3)) firm.x += 1e14;
      if (chance(random, 0.2)) firm.y -= 1e60;
      if (chance(random, 0.05)) firm.y = -1e100;
      if (chance(random, 0.05)) firm.x = 1e100;
      if (std::isnan(firm.x) != std::isnan(firm.y)) firm.x = firm.y = 0;
    }
    expect_same(reference(c.firms, c.options).result, run(c.firms, c.options), c.what);
    c.options.eps = 1.7e308;
    expect_same(reference(c.firms, c.options).result, run(c.firms, c.options), c.what + " eps 1.7e308");
  });
}

// ---- The globe

TEST(DbscanGeodesic, AgreesWithTheHaversineFormula) {
  int compared = 0;
  with_seeds(800001, 1500, [&](std::uint64_t seed) {
    Configuration c = random_configuration(seed, 120);
    Random random(seed);
    c.options.metric = Metric::geodesic;
    const int place = integer(random, 0, 6);
    const double degrees[] = {1e-4, 1e-2, 1, 30};
    const double spread = place == 6 ? 90 : degrees[integer(random, 0, 3)];
    c.options.eps = spread * 111195 * uniform(random, 0.05, 1);
    if (chance(random, 0.05)) c.options.eps = uniform(random, 0.5, 1.1) * std::numbers::pi * kEarthRadius;
    for (Firm& firm : c.firms.rows) {
      if (!firm.located()) continue;
      const double u = chance(random, 0.3) ? integer(random, -3, 3) / 3.0 : uniform(random, -1, 1);
      const double v = chance(random, 0.3) ? integer(random, -3, 3) / 3.0 : uniform(random, -1, 1);
      switch (place) {
        case 0:  // Seoul
          firm.x = 127 + u * spread;
          firm.y = 37.5 + v * spread;
          break;
        case 1:  // Fiji, across the date line
          firm.x = 180 + u * spread;
          if (firm.x > 180) firm.x -= 360;
          firm.y = -17 + v * spread;
          break;
        case 2:  // the South Pole
          firm.x = u * 180;
          firm.y = -90 + std::abs(v) * spread;
          break;
        case 3:  // the North Pole
          firm.x = u * 180;
          firm.y = 90 - std::abs(v) * spread;
          break;
        case 4:  // antipodes
          firm.x = (chance(random, 0.5) ? 127 : -53) + u * spread;
          firm.y = firm.x > 50 ? 37.5 + v * spread : -37.5 + v * spread;
          break;
        case 5:  // the equator at Greenwich, south of it, west of it
          firm.x = u * spread;
          firm.y = v * spread;
          break;
        default:
          firm.x = u * 180;
          firm.y = v * 90;
      }
      firm.y = std::clamp(firm.y, -90.0, 90.0);
    }
    const Reference expected = reference(c.firms, c.options);
    if (expected.doubtful) return;
    ++compared;
    expect_same(expected.result, run(c.firms, c.options), c.what + " place " + std::to_string(place));
  });
  EXPECT_GT(compared, 1000 / static_cast<int>(kRunsDivisor));
}

}  // namespace
}  // namespace clusterlite
