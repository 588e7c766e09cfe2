// Kernel densities against the sum over all firms.
#include "statistics/patterns/kernel_density.hpp"

#include <gtest/gtest.h>

#include <numbers>

#include "support/running/error.hpp"
#include "unit/statistics/support.hpp"

namespace clusterlite {
namespace {

using namespace testing_support;

KernelDensities run(const Firms& firms, double bandwidth, DensityKernel kernel, unsigned threads = 1) {
  CancelToken never;
  const DataSet data(firms);
  return kernel_densities(data.view(), bandwidth, kernel, Threads(threads), never);
}

TEST(KernelDensity, AsDefinedOnRandomCities) {
  for (std::uint32_t seed = 1; seed <= 8; ++seed) {
    const Firms firms = random_city(seed, 60 * seed, 2);
    for (const double h : {1.0, 7.0, 400.0}) {
      for (const DensityKernel kernel : {DensityKernel::gaussian, DensityKernel::quartic}) {
        std::vector<double> all;
        std::vector<double> others;
        for (const Firm& i : firms.rows) {
          double sum = 0;
          double own = 0;
          for (const Firm& j : firms.rows) {
            if (j.group != i.group) continue;
            const double u = std::hypot(i.x - j.x, i.y - j.y) / h;
            const double k = kernel == DensityKernel::gaussian
                                 ? std::exp(-u * u / 2) / (2 * std::numbers::pi)
                                 : std::max(0.0, 1 - u * u) * std::max(0.0, 1 - u * u) * 3 / std::numbers::pi;
            sum += j.weight * k / h / h;
            if (j.id == i.id) own = j.weight * k / h / h;
          }
          all.push_back(sum);
          others.push_back(sum - own);
        }
        const KernelDensities found = run(firms, h, kernel);
        expect_same(found.density, all, 1e-6);
        expect_same(found.density_others, others, 1e-6);
        expect_equal(run(firms, h, kernel, 3).density, found.density);
      }
    }
  }
}

TEST(KernelDensity, DoesNotDependOnTheOrderOfRows) {
  const Firms firms = random_city(3, 300, 2);
  const Firms mixed = shuffled(firms, 5);
  const auto once = run(firms, 7, DensityKernel::gaussian).density;
  const auto again = run(mixed, 7, DensityKernel::gaussian).density;
  for (std::size_t i = 0; i < mixed.rows.size(); ++i)
    EXPECT_EQ(again[i], once[static_cast<std::size_t>(mixed.rows[i].id - 1)]);
}

TEST(KernelDensity, WhatCannotBe) {
  Firms firms = eight_firms();
  firms.rows[3].x = kNone;
  firms.rows[3].y = kNone;
  EXPECT_TRUE(std::isnan(run(firms, 2, DensityKernel::gaussian).density[3]));
  EXPECT_TRUE(run({}, 2, DensityKernel::quartic).density.empty());
  for (const double bandwidth : {0.0, -1.0, kNone, 1e-310, 1e-200, std::numeric_limits<double>::infinity()})
    EXPECT_THROW(run(firms, bandwidth, DensityKernel::gaussian), Error);
}

}  // namespace
}  // namespace clusterlite
