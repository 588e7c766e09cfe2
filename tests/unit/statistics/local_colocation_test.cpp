// Local co-location quotients against their definition, with ties and shared places, and by lot.
#include "statistics/patterns/local_colocation.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "support/running/error.hpp"
#include "unit/statistics/support.hpp"

namespace clusterlite {
namespace {

using namespace testing_support;

struct Call {
  std::optional<std::uint32_t> reference{};
  std::uint32_t neighbour = 1;
  std::int64_t k = 3;
  CurveOptions options{};
  unsigned threads = 1;
};

LocalColocation run(const Firms& firms, const Call& call = {}) {
  CancelToken never;
  const DataSet data(firms);
  const statistics::SiteMarks marks(data.view(), never);
  return local_colocation(data.view(), marks, call.reference, call.neighbour, call.k, call.options,
                          Threads(call.threads), never);
}

double by_definition(const Firms& firms, const Firm& i, std::int64_t b, std::size_t k) {
  std::vector<double> distances;
  for (const Firm& j : firms.rows) {
    if (j.id != i.id) distances.push_back(std::hypot(i.x - j.x, i.y - j.y));
  }
  std::sort(distances.begin(), distances.end());
  const double h = distances[k - 1];
  double all = 0;
  double of_b = 0;
  double n_b = 0;
  for (const Firm& j : firms.rows) {
    if (j.id == i.id) continue;
    n_b += j.group == b ? 1 : 0;
    const double d = std::hypot(i.x - j.x, i.y - j.y);
    if (d > h) continue;
    const double weight = h > 0 ? std::exp(-(d / h) * (d / h) / 2) : 1;
    all += weight;
    of_b += j.group == b ? weight : 0;
  }
  return n_b > 0 ? of_b / all / (n_b / static_cast<double>(firms.rows.size() - 1)) : kNone;
}

TEST(LocalColocation, AsDefinedWithTiesAndSharedPlaces) {
  for (std::uint32_t seed = 1; seed <= 12; ++seed) {
    Firms firms = random_city(seed, 12 + 15 * seed, 3);
    firms.rows[0].group = 0;
    firms.rows[1].group = 1;
    firms.rows[2].group = 2;
    for (const std::int64_t k : {1, 4, 10}) {
      const LocalColocation found = run(firms, {.k = k});
      ASSERT_EQ(found.rows.size(), firms.rows.size());
      for (std::size_t i = 0; i < found.rows.size(); ++i) {
        const Firm& firm = firms.rows[found.rows[i]];
        EXPECT_TRUE(
            same(found.quotient[i], by_definition(firms, firm, 1, static_cast<std::size_t>(k)), 1e-11));
      }
    }
  }
}

// The firm keeps its group; of all arrangements of the others, how many put as much of b around it. With k =
// 1 the nearest is of b in n_b' of N - 1.
TEST(LocalColocation, ChanceIsThatOfAllArrangements) {
  Firms firms = firms_at({{0, 0}, {1, 0}, {10, 0}, {12, 0}, {20, 5}, {24, 5}, {40, 0}, {43, 0}});
  firms.groups = true;
  for (const std::size_t i : {1U, 3U, 4U}) firms.rows[i].group = 1;
  Call call{.k = 1};
  call.options.simulations = 9999;
  call.options.envelope.alternative = Alternative::greater;
  const LocalColocation found = run(firms, call);
  for (std::size_t i = 0; i < 8; ++i) {
    const bool near_b = found.quotient[i] > 0;
    const double n_b = firms.rows[i].group == 1 ? 2 : 3;
    const double exact = near_b ? n_b / 7 : 1;
    EXPECT_NEAR(found.p[i], exact, 4 * std::sqrt(exact * (1 - exact) / 9999) + 1e-4) << i;
  }
}

TEST(LocalColocation, DoesNotDependOnOrderOrThreads) {
  const Firms firms = random_city(4, 300, 3);
  Call call{.reference = 0, .k = 5};
  call.options.simulations = 99;
  const LocalColocation once = run(firms, call);
  call.threads = 3;
  const Firms mixed = shuffled(firms, 8);
  const LocalColocation again = run(mixed, call);
  ASSERT_EQ(once.rows.size(), again.rows.size());
  for (std::size_t i = 0; i < once.rows.size(); ++i) {
    for (std::size_t j = 0; j < again.rows.size(); ++j) {
      if (firms.rows[once.rows[i]].id != mixed.rows[again.rows[j]].id) continue;
      EXPECT_EQ(once.quotient[i], again.quotient[j]);
      EXPECT_EQ(once.p[i], again.p[j]);
    }
  }
}

TEST(LocalColocation, NothingToCompare) {
  Firms firms = eight_firms();
  Call call{.neighbour = 0, .k = 2};
  call.options.simulations = 39;
  for (Firm& firm : firms.rows) firm.group = 0;
  for (const double p : run(firms, call).p) EXPECT_EQ(p, 1);
  for (const double quotient : run(firms, call).quotient) EXPECT_NEAR(quotient, 1, 1e-12);
  call.neighbour = 2;  // the one firm of C has no other one around it
  const LocalColocation of_c = run(eight_firms(), call);
  EXPECT_TRUE(std::isnan(of_c.quotient[7]));
  EXPECT_TRUE(std::isnan(of_c.p[7]));
  for (const std::int64_t k : {0, 8}) {
    call.k = k;
    EXPECT_THROW(run(eight_firms(), call), Error);
  }
}

TEST(LocalColocation, PIsUniformUnderChance) {
  Call call{.k = 6};
  call.options.simulations = 39;
  expect_uniform(
      random_city(5, 60, 3), 39,
      [&](const Firms& city, std::uint32_t seed) {
        call.options.seed = seed;
        return run(city, call).p[seed % 60];
      },
      true);
}

}  // namespace
}  // namespace clusterlite
