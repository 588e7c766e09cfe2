// Densities on a grid: every cell by the definition, none left out, and what they add up to.
#include "statistics/patterns/density_grid.hpp"

#include <gtest/gtest.h>

#include <numbers>

#include "support/running/error.hpp"
#include "unit/statistics/support.hpp"

namespace clusterlite {
namespace {

using namespace testing_support;

std::vector<DensityCell> run(const Firms& firms, double bandwidth, double cell,
                             DensityKernel kernel = DensityKernel::gaussian, unsigned threads = 1) {
  CancelToken never;
  const DataSet data(firms);
  const statistics::SiteMarks marks(data.view(), never);
  return density_grid(data.view(), marks, bandwidth, cell, kernel, Threads(threads), never);
}

TEST(DensityGrid, AsDefinedOnRandomCities) {
  for (const DensityKernel kernel : {DensityKernel::gaussian, DensityKernel::quartic}) {
    for (std::uint32_t seed = 1; seed <= 2; ++seed) {
      Firms firms = random_city(seed, 60 * seed, 2);
      for (Firm& firm : firms.rows) firm.x -= 50;                     // cells on both sides of 0
      const double h = kernel == DensityKernel::gaussian ? 3.1 : 11;  // no middle lies on the rim
      const double reach = kernel == DensityKernel::gaussian ? 6 * h : h;
      for (const double cell : {0.9, 4.0, 37.0}) {
        const auto found = run(firms, h, cell, kernel);
        std::size_t at = 0;
        for (std::uint32_t group = 0; group < 2; ++group) {
          for (auto row = static_cast<std::int64_t>(-25 / cell) - 40; static_cast<double>(row) * cell < 200;
               ++row) {
            for (auto column = static_cast<std::int64_t>(-75 / cell) - 40;
                 static_cast<double>(column) * cell < 200; ++column) {
              double density = 0;
              for (const Firm& firm : firms.rows) {
                const double d = std::hypot((static_cast<double>(column) + 0.5) * cell - firm.x,
                                            (static_cast<double>(row) + 0.5) * cell - firm.y);
                if (firm.group != group || d > reach) continue;
                const double u = d / h;
                density +=
                    firm.weight / h / h *
                    (kernel == DensityKernel::gaussian ? std::exp(-u * u / 2) / (2 * std::numbers::pi)
                                                       : 3 * (1 - u * u) * (1 - u * u) / std::numbers::pi);
              }
              if (density == 0) continue;
              ASSERT_LT(at, found.size());
              EXPECT_EQ(found[at].group, group);
              EXPECT_EQ(found[at].row, row);
              EXPECT_EQ(found[at].column, column);
              EXPECT_NEAR(found[at].density, density, 1e-12);
              ++at;
            }
          }
        }
        EXPECT_EQ(at, found.size());
      }
    }
  }
}

TEST(DensityGrid, AddsUpToTheWeight) {
  const Firms firms = random_city(3, 400, 1);
  double weight = 0;
  for (const Firm& firm : firms.rows) weight += firm.weight;
  for (const auto& [kernel, tolerance] :
       {std::pair(DensityKernel::gaussian, 1e-6), std::pair(DensityKernel::quartic, 1e-3)}) {
    double sum = 0;
    for (const DensityCell& cell : run(firms, 4, 0.5, kernel)) sum += cell.density * 0.25;
    EXPECT_NEAR(sum / weight, 1, tolerance);
  }
}

TEST(DensityGrid, DoesNotDependOnOrderOrThreads) {
  const Firms firms = random_city(4, 500, 3);
  const auto once = run(firms, 5, 1);
  const auto again = run(shuffled(firms, 2), 5, 1, DensityKernel::gaussian, 3);
  ASSERT_EQ(once.size(), again.size());
  for (std::size_t i = 0; i < once.size(); ++i) {
    ASSERT_EQ(once[i].density, again[i].density);
    ASSERT_EQ(once[i].column, again[i].column);
    ASSERT_EQ(once[i].row, again[i].row);
  }
}

// The grid lies still: firms that move by whole cells take their densities with them, and a merged city has
// the sum of both.
TEST(DensityGrid, CellsLieAtMultiplesOfTheirSide) {
  const Firms firms = random_city(8, 80, 1);
  Firms moved = firms;
  for (Firm& firm : moved.rows) {
    firm.x += 1024;
    firm.y -= 2048;
  }
  const auto before = run(firms, 4, 2);
  const auto after = run(moved, 4, 2);
  ASSERT_EQ(before.size(), after.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(after[i].column, before[i].column + 512);
    EXPECT_EQ(after[i].row, before[i].row - 1024);
    EXPECT_NEAR(after[i].density, before[i].density, 1e-11);
  }
}

TEST(DensityGrid, WhatCannotBe) {
  const Firms firms = eight_firms();
  EXPECT_TRUE(run({}, 2, 1).empty());
  for (const double bad : {0.0, -1.0, kNone, std::numeric_limits<double>::infinity()}) {
    EXPECT_THROW(run(firms, bad, 1), Error);
    EXPECT_THROW(run(firms, 1, bad), Error);
  }
  EXPECT_THROW(run(firms, 100, 0.01), Error);  // too many cells
  EXPECT_THROW(run(firms, 1e9, 1), Error);     // likewise
  EXPECT_THROW(run(firms, 1, 1e-300), Error);  // cells that are no numbers of their own
  Firms far = firms;
  for (Firm& firm : far.rows) firm.x += 1e90;
  EXPECT_THROW(run(far, 1, 1), Error);
  EXPECT_FALSE(run(far, 1e90, 1e90).empty());
  Firms nowhere = firms;
  for (Firm& firm : nowhere.rows) firm.x = firm.y = kNone;
  EXPECT_TRUE(run(nowhere, 1, 1).empty());
}

}  // namespace
}  // namespace clusterlite
