// Co-location quotients: eight firms against every arrangement, ties and shared places, properties.
#include "statistics/patterns/colocation.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "unit/statistics/support.hpp"

namespace clusterlite {
namespace {

using namespace testing_support;

std::vector<ColocationQuotient> run(const Firms& firms, std::uint32_t simulations = 0,
                                    Alternative alternative = Alternative::two_sided, std::uint64_t seed = 0,
                                    unsigned threads = 1) {
  CancelToken never;
  const DataSet data(firms);
  const statistics::SiteMarks marks(data.view(), never);
  CurveOptions options;
  options.simulations = simulations;
  options.envelope.alternative = alternative;
  options.seed = seed;
  return colocation_quotients(data.view(), marks, {}, {}, options, Threads(threads), never);
}

TEST(Colocation, EightFirms) {
  const auto found = run(eight_firms());
  ASSERT_EQ(found.size(), 10U);
  const double expected[] = {1.75, .5833333333, 0, .2916666667, 2.9166666667, 0, 0};
  for (const std::size_t i : {0U, 1U, 3U, 4U, 6U})
    EXPECT_NEAR(found[i].quotient, expected[i], i == 6 ? 1e-12 : 1e-9) << i;
  EXPECT_TRUE(std::isnan(found[8].quotient));  // one firm of C has no other one to meet
  EXPECT_NEAR(found[9].quotient, 2.138889, 1e-6);
  EXPECT_FALSE(found[9].pair.has_value());
}

// Of all 280 arrangements of the labels.
TEST(Colocation, ChanceIsThatOfAllArrangements) {
  constexpr std::uint32_t kSimulations = 9999;
  const auto greater = run(eight_firms(), kSimulations, Alternative::greater);
  const auto less = run(eight_firms(), kSimulations, Alternative::less);
  const auto expect_p = [&](double found, double exact) {
    EXPECT_NEAR(found, exact, 4 * std::sqrt(exact * (1 - exact) / kSimulations) + 1.0 / kSimulations);
  };
  expect_p(greater[0].envelope.p, .214286);
  expect_p(greater[4].envelope.p, .089286);
  expect_p(less[3].envelope.p, .15);
  expect_p(greater[9].envelope.p, .057143);
  for (const auto& quotient : greater) {
    if (std::isnan(quotient.quotient)) continue;
    EXPECT_NEAR(quotient.envelope.mean[0], 1, 0.06);
  }
}

TEST(Colocation, AsDefinedWithTiesAndSharedPlaces) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    Firms firms = random_city(seed, 5 + 10 * seed, 3);
    firms.rows[0].group = 0;
    firms.rows[1].group = 1;
    firms.rows[2].group = 2;
    double n[3] = {0, 0, 0};
    double c[3][3] = {};
    for (const Firm& i : firms.rows) {
      n[i.group] += 1;
      double least = std::numeric_limits<double>::infinity();
      double of[3] = {0, 0, 0};
      double all = 0;
      for (const Firm& j : firms.rows) {
        const double squared = (i.x - j.x) * (i.x - j.x) + (i.y - j.y) * (i.y - j.y);
        if (j.id == i.id || squared > least) continue;
        if (squared < least) all = of[0] = of[1] = of[2] = 0;
        least = squared;
        all += 1;
        of[j.group] += 1;
      }
      for (int b = 0; b < 3; ++b) c[i.group][b] += of[b] / all;
    }
    const auto found = run(firms);
    for (std::size_t a = 0; a < 3; ++a) {
      for (std::size_t b = 0; b < 3; ++b) {
        const double expected = n[a] * (n[b] - (a == b ? 1 : 0)) / static_cast<double>(firms.rows.size() - 1);
        EXPECT_TRUE(same(found[3 * a + b].quotient, expected > 0 ? c[a][b] / expected : kNone, 1e-11));
      }
    }
  }
}

TEST(Colocation, DoesNotDependOnOrderOrThreads) {
  const Firms firms = random_city(4, 300, 3);
  const auto once = run(firms, 99, Alternative::two_sided, 3);
  const auto again = run(shuffled(firms, 8), 99, Alternative::two_sided, 3, 3);
  for (std::size_t i = 0; i < once.size(); ++i) {
    EXPECT_EQ(once[i].quotient, again[i].quotient);
    expect_equal(once[i].envelope.mean, again[i].envelope.mean);
    EXPECT_EQ(once[i].envelope.p, again[i].envelope.p);
  }
}

TEST(Colocation, PIsUniformUnderChance) {
  for (const std::size_t pair : {1U, 4U}) {  // B around A, and the global quotient
    expect_uniform(
        random_city(5, 60, 2), 39,
        [&](const Firms& city, std::uint32_t seed) {
          return run(city, 39, Alternative::two_sided, seed)[pair].envelope.p;
        },
        true);
  }
}

TEST(Colocation, NothingToCompare) {
  Firms firms = eight_firms();
  for (Firm& firm : firms.rows) firm.group = 0;
  EXPECT_EQ(run(firms, 99)[0].quotient, 1);
  EXPECT_EQ(run(firms, 99)[0].envelope.p, 1);
  for (Firm& firm : firms.rows) firm.x = firm.y = 1;
  EXPECT_NEAR(run(firms, 99)[0].quotient, 1, 1e-12);
  firms.rows.resize(1);
  EXPECT_TRUE(std::isnan(run(firms, 99)[0].quotient));
  EXPECT_TRUE(std::isnan(run(firms, 99)[0].envelope.p));
}

}  // namespace
}  // namespace clusterlite
