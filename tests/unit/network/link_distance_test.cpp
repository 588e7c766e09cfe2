// Ties by bands of distance against the definition, pair by pair.
#include "network/places/link_distance.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <optional>
#include <random>
#include <vector>

#include "unit/distance/support.hpp"
#include "unit/network/labels.hpp"
#include "unit/network/ties.hpp"

namespace clusterlite {
namespace {

using testing_support::DataSet;
using testing_support::Firm;
using testing_support::Firms;
using testing_support::kNone;
using testing_support::LabelSet;
using testing_support::Memberships;
using testing_support::Ties;
using testing_support::TieSet;

struct City {
  Firms firms;
  Ties ties;
  std::map<std::int64_t, std::int64_t> labels;

  std::vector<LinkBand> measured(const DataSet& points, const LinkDistanceRules& rules,
                                 unsigned threads) const {
    CancelToken cancel;
    const TieSet links(ties, false);
    const LabelSet districts(Memberships(labels.begin(), labels.end()));
    return link_distances(points.view(), links.view(), &districts.view(), rules, Threads(threads), cancel);
  }
};

City random_city(std::mt19937_64& random, bool degrees) {
  City city;
  city.firms.groups = random() % 2 == 0;
  const auto groups = static_cast<std::int64_t>(city.firms.groups ? 3 : 1);
  const int firms = static_cast<int>(random() % 40);
  for (std::int64_t id = 0; id < firms; ++id) {
    for (std::int64_t group = 0; group < groups; ++group) {
      if (random() % 4 == 0) continue;  // some firms are in several groups, some in none
      Firm firm{id, kNone, kNone, 1, group};
      if (random() % 8 != 0) {
        firm.x = static_cast<double>(random() % 30) * (degrees ? 0.001 : 10);
        firm.y = static_cast<double>(random() % 10) * (degrees ? 0.001 : 10);
      }
      city.firms.rows.push_back(firm);
    }
    if (random() % 5 != 0) city.labels[id] = static_cast<std::int64_t>(random() % 3);
  }
  for (std::size_t tie = random() % 60; tie > 0; --tie) {
    city.ties.push_back(
        {static_cast<std::int64_t>(random() % 42), static_cast<std::int64_t>(random() % 42), 1});
  }
  return city;
}

double distance_between(const Firm& a, const Firm& b, Metric metric) {
  if (metric == Metric::planar) return std::sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
  constexpr double kRadian = 3.14159265358979323846 / 180;
  const double h =
      std::pow(std::sin((b.y - a.y) * kRadian / 2), 2) +
      std::cos(a.y * kRadian) * std::cos(b.y * kRadian) * std::pow(std::sin((b.x - a.x) * kRadian / 2), 2);
  return 2 * kEarthRadius * std::asin(std::sqrt(h));
}

std::size_t band_of(double distance, const LinkDistanceRules& rules) {
  std::size_t k = 0;
  while (k < rules.bands && distance > static_cast<double>(k + 1) * rules.band) ++k;
  return k;
}

// Formula (H) over all senders and receivers, and p over all firms, of one group.
std::vector<LinkBand> by_definition(const City& city, std::int64_t group, const LinkDistanceRules& rules) {
  std::vector<Firm> firms;
  for (const Firm& firm : city.firms.rows) {
    if (firm.located() && (!city.firms.groups || firm.group == group)) firms.push_back(firm);
  }
  const auto find = [&](std::int64_t id) -> const Firm* {
    for (const Firm& firm : firms) {
      if (firm.id == id) return &firm;
    }
    return nullptr;
  };
  std::vector<std::pair<Firm, Firm>> ties;
  for (const auto& [from, to, weight] : city.ties) {
    if (from != to && find(from) != nullptr && find(to) != nullptr) ties.emplace_back(*find(from), *find(to));
  }
  const auto label = [&](const Firm& firm) -> std::optional<std::int64_t> {
    const auto found = city.labels.find(firm.id);
    return found == city.labels.end() ? std::nullopt : std::optional(found->second);
  };
  const auto m = static_cast<double>(ties.size());
  std::vector<LinkBand> bands(rules.bands + 1);
  for (std::size_t k = 0; k < bands.size(); ++k) {
    const auto in_band = [&](const Firm& a, const Firm& b) {
      return band_of(distance_between(a, b, rules.metric), rules) == k;
    };
    for (std::size_t i = 0; i < firms.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) bands[k].pairs += in_band(firms[i], firms[j]) ? 1 : 0;
    }
    std::vector<double> rows(ties.size());
    std::vector<double> columns(ties.size());
    double total = 0;
    for (std::size_t e = 0; e < ties.size(); ++e) {
      for (std::size_t f = 0; f < ties.size(); ++f) {
        if (!in_band(ties[e].first, ties[f].second)) continue;
        ++rows[e];
        ++columns[f];
        ++total;
      }
    }
    double squares = 0;
    for (const double r : rows) squares += r * r;
    for (const double c : columns) squares += c * c;
    if (m > 0) bands[k].chance.mean = total / m;
    if (m > 1) bands[k].chance.variance = (total - squares / m + total * total / (m * m)) / (m - 1);

    for (const auto& [from, to] : ties) {
      if (!in_band(from, to)) continue;
      ++bands[k].links;
      if (!label(from) || !label(to)) continue;
      bands[k].crossing_links += label(from) != label(to) ? 1 : 0;
      double other = 0;
      double all = 0;
      for (const auto& [sender, receiver] : ties) {  // a firm once for each tie that reaches it
        if (receiver.id == from.id || !label(receiver) || !in_band(from, receiver)) continue;
        ++all;
        other += label(receiver) != label(from) ? 1 : 0;
      }
      bands[k].expected_crossing += other / all;
      bands[k].crossing_variance += other / all * (1 - other / all);
    }
  }
  return bands;
}

void expect_same(double got, double expected) {
  if (std::isnan(expected)) {
    EXPECT_TRUE(std::isnan(got));
  } else {
    EXPECT_NEAR(got, expected, 1e-9 * std::max(1.0, std::fabs(expected)));
  }
}

class LinkDistance : public ::testing::TestWithParam<Metric> {};

TEST_P(LinkDistance, IsWhatTheDefinitionGives) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 300; ++round) {
    const bool degrees = GetParam() == Metric::geodesic;
    const City city = random_city(random, degrees);
    const DataSet points(city.firms);
    const LinkDistanceRules rules{degrees ? 170.0 : 20.0 + static_cast<double>(random() % 3) * 5,
                                  1 + static_cast<std::uint32_t>(random() % 6), GetParam()};
    const auto got = city.measured(points, rules, 2);
    ASSERT_EQ(got.size(), points.view().group_count() * (rules.bands + 1));
    for (std::size_t group = 0; group < points.view().group_count(); ++group) {
      const std::int64_t key = city.firms.groups ? points.view().group_key(group).integer : 0;
      const std::vector<LinkBand> expected = by_definition(city, key, rules);
      for (std::size_t k = 0; k < expected.size(); ++k) {
        const LinkBand& band = got[group * expected.size() + k];
        SCOPED_TRACE("round " + std::to_string(round) + " band " + std::to_string(k));
        EXPECT_EQ(band.pairs, expected[k].pairs);
        EXPECT_EQ(band.links, expected[k].links);
        expect_same(band.chance.mean, expected[k].chance.mean);
        expect_same(band.chance.variance, expected[k].chance.variance);
        EXPECT_EQ(band.crossing_links, expected[k].crossing_links);
        expect_same(band.expected_crossing, expected[k].expected_crossing);
        expect_same(band.crossing_variance, expected[k].crossing_variance);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Metrics, LinkDistance, ::testing::Values(Metric::planar, Metric::geodesic));

// Many firms in many places, so that whole boxes are counted at once; one thread or three, any order of rows:
// the same bits.
TEST(LinkDistance, DoesNotDependOnThreadsOrOrder) {
  std::mt19937_64 random(6);
  City city;
  for (std::int64_t id = 0; id < 3000; ++id) {
    city.firms.rows.push_back(
        {id, static_cast<double>(random() % 1000), static_cast<double>(random() % 1000), 1, 0});
    city.labels[id] = static_cast<std::int64_t>(random() % 4);
  }
  city.ties = testing_support::random_ties(7, 3000, 6000);
  const LinkDistanceRules rules{50, 8, Metric::planar};
  const auto one = city.measured(DataSet(city.firms), rules, 1);
  std::shuffle(city.firms.rows.begin(), city.firms.rows.end(), random);
  std::shuffle(city.ties.begin(), city.ties.end(), random);
  const auto three = city.measured(DataSet(city.firms), rules, 3);
  std::uint64_t pairs = 0;
  double expected = 0;
  for (std::size_t k = 0; k < one.size(); ++k) {
    pairs += one[k].pairs;
    expected += one[k].chance.mean;
    EXPECT_EQ(one[k].pairs, three[k].pairs);
    EXPECT_EQ(one[k].chance.variance, three[k].chance.variance);
    EXPECT_EQ(one[k].expected_crossing, three[k].expected_crossing);
    EXPECT_EQ(one[k].crossing_variance, three[k].crossing_variance);
  }
  EXPECT_EQ(pairs, 3000U * 2999 / 2);
  const auto loops =
      std::count_if(city.ties.begin(), city.ties.end(), [](const auto& t) { return t.from == t.to; });
  EXPECT_NEAR(expected, 6000.0 - static_cast<double>(loops), 1e-6);
}

}  // namespace
}  // namespace clusterlite
