// The scan statistic against all circles, and its properties.
#include "statistics/patterns/scan.hpp"

#include <gtest/gtest.h>

#include <set>

#include "distance/frame/distance_bands.hpp"
#include "support/running/error.hpp"
#include "unit/statistics/support.hpp"

namespace clusterlite {
namespace {

using namespace testing_support;

CurveOptions options_of(std::uint32_t simulations, Alternative alternative = Alternative::greater,
                        std::uint64_t seed = 0) {
  CurveOptions options;
  options.simulations = simulations;
  options.envelope.alternative = alternative;
  options.seed = seed;
  return options;
}

std::vector<ScanCircle> run(const Firms& firms, const std::vector<double>& r,
                            const CurveOptions& options = {}, unsigned threads = 1) {
  CancelToken never;
  const DataSet data(firms);
  const statistics::SiteMarks marks(data.view(), never);
  return scan(data.view(), marks, 0, r, options, Threads(threads), never);
}

// All circles, straight from the definition: the best of each firm, best first, without a common firm.
struct Circle {
  double llr = 0;
  double radius = 0;
  std::int64_t id = 0;
  std::set<std::int64_t> firms;
  double cases = 0;
};

std::vector<Circle> by_definition(const Firms& firms, const std::vector<double>& r, Alternative alternative) {
  const auto all = static_cast<double>(firms.rows.size());
  double cases = 0;
  for (const Firm& firm : firms.rows) cases += firm.group == 0 ? 1 : 0;
  const auto term = [](double part, double whole) { return part > 0 ? part * std::log(part / whole) : 0; };
  std::vector<Circle> best;
  for (const Firm& middle : firms.rows) {
    Circle of_firm;
    for (const double radius : r) {
      Circle circle{0, radius, middle.id, {}, 0};
      for (const Firm& firm : firms.rows) {
        const double dx = firm.x - middle.x;
        const double dy = firm.y - middle.y;
        if (dx * dx + dy * dy > radius * radius) continue;
        circle.firms.insert(firm.id);
        circle.cases += firm.group == 0 ? 1 : 0;
      }
      const auto n = static_cast<double>(circle.firms.size());
      const double expected = n * cases / all;
      if (alternative == Alternative::greater && circle.cases * all <= n * cases) continue;
      if (alternative == Alternative::less && circle.cases * all >= n * cases) continue;
      if (circle.cases * all == n * cases) continue;
      circle.llr = term(circle.cases, expected) + term(n - circle.cases, n - expected) +
                   term(cases - circle.cases, cases - expected) +
                   term(all - n - cases + circle.cases, all - n - cases + expected);
      if (circle.llr > of_firm.llr + 1e-9) of_firm = circle;
    }
    if (of_firm.llr > 0) best.push_back(of_firm);
  }
  std::sort(best.begin(), best.end(), [](const Circle& a, const Circle& b) {
    if (std::fabs(a.llr - b.llr) > 1e-9) return a.llr > b.llr;
    return a.radius != b.radius ? a.radius < b.radius : a.id < b.id;
  });
  std::vector<Circle> result;
  std::set<std::int64_t> taken;
  for (const Circle& circle : best) {
    bool free = true;
    for (const std::int64_t id : circle.firms) free = free && taken.count(id) == 0;
    if (!free) continue;
    taken.insert(circle.firms.begin(), circle.firms.end());
    result.push_back(circle);
  }
  return result;
}

TEST(Scan, SevenFirmsByHand) {
  Firms firms = firms_at({{0, 0}, {1, 0}, {0, 1}, {9, 9}, {30, 0}, {50, 9}, {70, 20}});
  firms.groups = true;
  for (const std::size_t i : {4U, 5U, 6U}) firms.rows[i].group = 1;
  const auto found = run(firms, {0, 1, 2, 3, 4}, options_of(0));
  ASSERT_EQ(found.size(), 2U);
  // Three of three, where four of seven are cases; outside one of four.
  const double llr = 3 * std::log(7. / 4) + std::log(7. / 16) + 3 * std::log(7. / 4);
  EXPECT_NEAR(found[0].llr, llr, 1e-12);
  EXPECT_EQ(found[0].row, 0U);
  EXPECT_EQ(found[0].radius, 1);
  EXPECT_EQ(found[0].firms, 3U);
  EXPECT_EQ(found[0].cases, 3U);
  EXPECT_NEAR(found[0].expected, 12. / 7, 1e-15);
  EXPECT_NEAR(found[0].relative_risk, 4, 1e-12);
  EXPECT_TRUE(std::isnan(found[0].p));
  EXPECT_EQ(found[1].row, 3U);
}

TEST(Scan, AsDefinedOnRandomCities) {
  const std::vector<double> r = distance::curve_distances(40, 2.5);
  for (std::uint32_t seed = 1; seed <= 15; ++seed) {
    Firms firms = random_city(seed, 20 + 15 * seed, 3);
    firms.rows[0].group = 0;
    firms.rows[1].group = 1;
    for (const Alternative alternative : {Alternative::greater, Alternative::less, Alternative::two_sided}) {
      const auto found = run(shuffled(firms, seed), r, options_of(0, alternative));
      const auto expected = by_definition(firms, r, alternative);
      const Firms order = shuffled(firms, seed);
      ASSERT_EQ(found.size(), expected.size());
      for (std::size_t i = 0; i < found.size(); ++i) {
        EXPECT_NEAR(found[i].llr, expected[i].llr, 1e-9);
        EXPECT_EQ(order.rows[found[i].row].id, expected[i].id) << seed << " " << i;
        EXPECT_EQ(found[i].radius, expected[i].radius);
        EXPECT_EQ(found[i].firms, expected[i].firms.size());
        EXPECT_EQ(found[i].cases, expected[i].cases);
      }
    }
  }
}

TEST(Scan, DoesNotDependOnOrderThreadsOrIds) {
  const std::vector<double> r = distance::curve_distances(30, 3);
  const Firms firms = random_city(9, 500, 3);
  const auto once = run(firms, r, options_of(39));
  Firms renamed = firms;
  for (Firm& firm : renamed.rows) firm.id = 3 * firm.id + 1000;
  const auto again = run(renamed, r, options_of(39), 3);
  const Firms mixed = shuffled(firms, 7);
  const auto other_order = run(mixed, r, options_of(39), 3);
  ASSERT_EQ(once.size(), again.size());
  ASSERT_EQ(once.size(), other_order.size());
  for (std::size_t i = 0; i < once.size(); ++i) {
    EXPECT_EQ(once[i].llr, again[i].llr);
    EXPECT_EQ(once[i].p, again[i].p);
    EXPECT_EQ(once[i].row, again[i].row);
    EXPECT_EQ(once[i].p, other_order[i].p);
    EXPECT_EQ(firms.rows[once[i].row].id, mixed.rows[other_order[i].row].id);
  }
}

TEST(Scan, FindsAPlantedCluster) {
  Firms firms = random_city(2, 2000, 2);
  for (Firm& firm : firms.rows) {
    const bool inside = std::hypot(firm.x - 30, firm.y - 60) <= 12;
    firm.group = inside ? 0 : (firm.id % 20 == 0 ? 0 : 1);
  }
  const auto found = run(firms, distance::curve_distances(30, 1), options_of(99));
  const Firm& middle = firms.rows[found[0].row];
  double planted = 0;
  double both = 0;
  for (const Firm& firm : firms.rows) {
    const bool inside = std::hypot(firm.x - 30, firm.y - 60) <= 12;
    planted += inside ? 1 : 0;
    both += inside && std::hypot(firm.x - middle.x, firm.y - middle.y) <= found[0].radius ? 1 : 0;
  }
  EXPECT_GE(both, 0.8 * planted);
  EXPECT_GE(both, 0.6 * found[0].firms);
  EXPECT_EQ(found[0].p, 0.01);
  EXPECT_EQ(found.back().p, 1);
}

// A part of the distances after another: 10,000 of them.
TEST(Scan, ManyDistances) {
  const Firms firms = random_city(4, 1800, 2);
  const std::vector<double> fine = distance::curve_distances(30, 0.0031);
  const auto found = run(firms, fine, options_of(1));
  const auto coarse = run(firms, distance::curve_distances(30, 0.31), options_of(1));
  EXPECT_GE(found[0].llr, coarse[0].llr);
  EXPECT_EQ(found[0].radius, fine[static_cast<std::size_t>(std::lround(found[0].radius / 0.0031))]);
}

TEST(Scan, NothingToFind) {
  const std::vector<double> r = {0, 10};
  Firms firms = eight_firms();
  for (Firm& firm : firms.rows) firm.group = 0;
  EXPECT_TRUE(run(firms, r, options_of(39)).empty());  // one group
  firms = eight_firms();
  for (Firm& firm : firms.rows) firm.x = firm.y = 2;
  EXPECT_TRUE(run(firms, r, options_of(39)).empty());  // one place: every circle is the city
  for (const std::size_t count : {1U, 2U}) {
    firms = eight_firms();
    firms.rows.resize(count);
    EXPECT_TRUE(run(firms, r, options_of(39)).empty());
  }
  firms = eight_firms();
  firms.rows[3].x = kNone;
  firms.rows[3].y = kNone;
  EXPECT_FALSE(run(firms, r, options_of(39)).empty());
}

TEST(Scan, PIsUniformUnderChance) {
  const std::vector<double> r = distance::curve_distances(24, 6);
  expect_uniform(
      random_city(5, 120, 3), 39,
      [&](const Firms& city, std::uint32_t seed) {
        return run(city, r, options_of(39, Alternative::greater, seed))[0].p;
      },
      true);
}

}  // namespace
}  // namespace clusterlite
