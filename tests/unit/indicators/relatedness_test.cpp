// Presence, co-occurrence and relatedness density.
#include "indicators/relatedness/relatedness.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

#include "indicators/crosstab/cell_index.hpp"
#include "indicators/relatedness/cooccurrence.hpp"
#include "unit/indicators/tables.hpp"

namespace clusterlite {
namespace {

using testing_support::crosstab_of;
using testing_support::kHidalgoHausmann;
using testing_support::kLq5;
using testing_support::Row;
using testing_support::rows_of;

Presence presence_in(const Crosstab& table, PresenceRule rule = PresenceRule::specialized) {
  CancelToken cancel;
  return Presence(table, margins_of(table, cancel), rule, cancel);
}

std::vector<std::vector<int>> matrix_of(const Presence& presence) {
  std::vector<std::vector<int>> matrix(presence.regions(), std::vector<int>(presence.industries()));
  for (std::size_t j = 0; j < presence.regions(); ++j) {
    for (std::size_t i = 0; i < presence.industries(); ++i) matrix[j][i] = presence.at(j, i) ? 1 : 0;
  }
  return matrix;
}

TEST(Presence, IsALocationQuotientOfAtLeastOne) {
  // LQ-5 of EconGeo: [5 0 0 0 0; 0 .75 .25 3.5 .5; 0 1 .5 1 2.5; 0 1.25 1.5 .25 2; 0 2 2.75 .25 0]; 1 itself
  // counts.
  const std::vector<std::vector<int>> expected = {
      {1, 0, 0, 0, 0}, {0, 0, 0, 1, 0}, {0, 1, 0, 1, 1}, {0, 1, 1, 0, 1}, {0, 1, 1, 0, 0}};
  EXPECT_EQ(matrix_of(presence_in(crosstab_of(rows_of(kLq5)))), expected);
}

TEST(Presence, DoesNotHangOnTheUnitOfTheValues) {
  const auto expected = matrix_of(presence_in(crosstab_of(rows_of(kLq5))));
  for (const double scale : {0.1, 1e-300, 1e300, 1.0 / 3, 7e-5}) {
    EXPECT_EQ(matrix_of(presence_in(crosstab_of(rows_of(kLq5, scale)))), expected) << scale;
  }
  // Equal shares of fractions: 0.1 of 0.3 in each region is what it is everywhere.
  const Presence even = presence_in(crosstab_of(rows_of({{0.1, 0.2}, {0.3, 0.6}, {0.7, 1.4}, {1.1, 2.2}})));
  for (std::size_t region = 0; region < 4; ++region) EXPECT_EQ(even.diversity(region), 2U) << region;
}

TEST(Presence, OfAValueIsAnyAboveZero) {
  const Presence presence =
      presence_in(crosstab_of(rows_of(kHidalgoHausmann, 1e-300)), PresenceRule::positive);
  EXPECT_EQ(matrix_of(presence),
            (std::vector<std::vector<int>>{{1, 1, 1, 1}, {0, 1, 0, 0}, {0, 0, 1, 1}, {0, 0, 0, 1}}));
  EXPECT_EQ(presence.diversity(0), 4U);
  EXPECT_EQ(presence.ubiquity(3), 3U);
  EXPECT_EQ(presence.regions_of(3)[1], 2U);
}

TEST(Presence, OfNothingIsNowhere) {
  EXPECT_EQ(presence_in(crosstab_of({})).regions(), 0U);
  const Presence zero = presence_in(crosstab_of({{"A", "x", 0}, {"A", "y", 0}, {"B", "x", 0}}));
  EXPECT_EQ(zero.diversity(0) + zero.diversity(1), 0U);
  const Presence missing = presence_in(crosstab_of({{"A", "x", {}}, {"B", "x", 5}}));
  EXPECT_EQ(missing.diversity(0), 0U);
  EXPECT_EQ(missing.diversity(1), 1U);
}

class HidalgoHausmann : public ::testing::Test {
 protected:
  CancelToken cancel_;
  Crosstab table_ = crosstab_of(rows_of(kHidalgoHausmann));
  Presence presence_{table_, margins_of(table_, cancel_), PresenceRule::positive, cancel_};
  Cooccurrence cooccurrence_{presence_, cancel_};

  std::uint32_t count(std::size_t a, std::size_t b) {
    std::vector<std::uint32_t> counts;
    cooccurrence_.row(a, counts, cancel_);
    return counts[b];
  }
};

// Values: Hidalgo and Hausmann 2009 for the proximities, EconGeo for the normalisations.
TEST_F(HidalgoHausmann, HasTheProximitiesOfThePaper) {
  const auto phi = [&](std::size_t a, std::size_t b) { return cooccurrence_.proximity(a, b, count(a, b)); };
  EXPECT_DOUBLE_EQ(phi(0, 1), 0.5);
  EXPECT_DOUBLE_EQ(phi(0, 2), 0.5);
  EXPECT_DOUBLE_EQ(phi(0, 3), 1.0 / 3);
  EXPECT_DOUBLE_EQ(phi(1, 2), 0.5);
  EXPECT_DOUBLE_EQ(phi(1, 3), 1.0 / 3);
  EXPECT_DOUBLE_EQ(phi(2, 3), 2.0 / 3);
  EXPECT_DOUBLE_EQ(phi(3, 2), 2.0 / 3);
}

TEST_F(HidalgoHausmann, HasTheNormalisationsOfEconGeo) {
  EXPECT_EQ(count(0, 1), 1U);
  EXPECT_EQ(count(2, 3), 2U);
  EXPECT_EQ(count(3, 3), 3U);  // the ubiquity
  EXPECT_NEAR(cooccurrence_.association(0, 1, 1), 1.5555556, 5e-8);
  EXPECT_DOUBLE_EQ(cooccurrence_.association(2, 3, 2), 1.75);
  EXPECT_DOUBLE_EQ(cooccurrence_.cosine(0, 1, 1), 1.0 / 3);
  EXPECT_DOUBLE_EQ(cooccurrence_.cosine(2, 3, 2), 0.5);
  EXPECT_DOUBLE_EQ(cooccurrence_.jaccard(0, 1, 1), 0.2);
  EXPECT_DOUBLE_EQ(cooccurrence_.jaccard(2, 3, 2), 1.0 / 3);
  EXPECT_NEAR(cooccurrence_.probability(0, 1, 1), 1.2222222, 5e-8);
  EXPECT_DOUBLE_EQ(cooccurrence_.probability(2, 3, 2), 1.25);
}

TEST_F(HidalgoHausmann, HasTheDensitiesOfBothConventions) {
  const RelatednessDensity with(presence_, RelatednessDensity::Self::included, cancel_);
  const RelatednessDensity without(presence_, RelatednessDensity::Self::excluded, cancel_);
  const double included[] = {.2142857, .4285714, .1875, .1428571};  // py-ecomplexity
  const double excluded[] = {.375, 0, .3, .25};                     // EconGeo / 100
  for (std::size_t q = 0; q < 4; ++q) {
    EXPECT_NEAR(with.at(1, q), included[q], 5e-8);
    EXPECT_DOUBLE_EQ(without.at(1, q), excluded[q]);
    EXPECT_EQ(with.at(0, q), 1) << "C1 has everything";
    EXPECT_EQ(without.at(0, q), 1);
  }
}

// Teece et al. 1994; N = 20 firms, n = 8 and 6, J = 4: mean 2.4, standard deviation sqrt(1.061053).
TEST(CooccurrenceZ, IsThatOfTeeceEtAl) {
  EXPECT_NEAR(cooccurrence_z(20, 8, 6, 4), 1.553286, 5e-7);
  EXPECT_EQ(cooccurrence_z(20, 8, 5, 2), 0);
  EXPECT_TRUE(std::isnan(cooccurrence_z(20, 20, 6, 6)));
  EXPECT_TRUE(std::isnan(cooccurrence_z(20, 0, 6, 0)));
  EXPECT_TRUE(std::isnan(cooccurrence_z(1, 1, 1, 1)));
  EXPECT_TRUE(std::isnan(cooccurrence_z(0, 0, 0, 0)));
}

TEST(Cooccurrence, IsUndefinedWithoutCompany) {
  CancelToken cancel;
  const Crosstab table = crosstab_of({{"A", "x"}, {"B", "y"}, {"B", "z"}, {"B", "none", 0}});
  const Presence presence(table, margins_of(table, cancel), PresenceRule::positive, cancel);
  const Cooccurrence c(presence, cancel);  // none, x, y, z
  EXPECT_EQ(c.proximity(1, 2, 0), 0);
  EXPECT_TRUE(std::isnan(c.proximity(0, 1, 0)));
  EXPECT_TRUE(std::isnan(c.association(1, 2, 0)));
  EXPECT_TRUE(std::isnan(c.cosine(1, 2, 0)));
  EXPECT_TRUE(std::isnan(c.probability(1, 2, 0)));
  EXPECT_EQ(c.jaccard(1, 2, 0), 0);
  EXPECT_TRUE(std::isnan(c.jaccard(0, 1, 0)));
  EXPECT_EQ(c.proximity(2, 3, 1), 1);
  EXPECT_EQ(c.association(2, 3, 1), 2);

  const RelatednessDensity alone(presence, RelatednessDensity::Self::excluded, cancel);
  const RelatednessDensity with(presence, RelatednessDensity::Self::included, cancel);
  EXPECT_TRUE(std::isnan(alone.at(0, 1))) << "nothing is related to x";
  EXPECT_EQ(with.at(0, 1), 1);
  EXPECT_EQ(with.at(1, 1), 0);
  EXPECT_TRUE(std::isnan(with.at(1, 0)))
      << "an industry that is nowhere is related to nothing, itself included";
}

TEST(RelatednessDensity, IsUndefinedInARegionWithoutAnything) {
  CancelToken cancel;
  const Crosstab table = crosstab_of({{"A", "x"}, {"A", "y"}, {"B", "x", 0}});
  const Presence presence(table, margins_of(table, cancel), PresenceRule::specialized, cancel);
  const RelatednessDensity density(presence, RelatednessDensity::Self::excluded, cancel);
  EXPECT_EQ(density.at(0, 0), 1);
  EXPECT_TRUE(std::isnan(density.at(1, 0)));
}

TEST(RelatednessDensity, RefusesIndustriesBeyondMemory) {
  std::vector<Row> rows;
  for (int i = 0; i <= 8000; ++i) rows.push_back({"A", std::to_string(i)});
  CancelToken cancel;
  const Crosstab table = crosstab_of(rows);
  const Presence presence(table, margins_of(table, cancel), PresenceRule::positive, cancel);
  EXPECT_EQ(
      testing_support::message_of(
          [&] { RelatednessDensity(presence, RelatednessDensity::Self::excluded, cancel); }),
      "the proximities of 8001 industries do not fit; at most 8000 do: collect coarser industries, such as "
      "substr(industry, 1, 4)");
}

bool same(double a, double b) { return std::isnan(b) ? std::isnan(a) : std::fabs(a - b) < 1e-14; }

// Against the definitions, written out over the whole matrix.
TEST(RelatednessDensity, IsTheDefinitionOnRandomTables) {
  std::mt19937 random(7);
  CancelToken cancel;
  for (int round = 0; round < 30; ++round) {
    const std::size_t regions = 1 + random() % 12;
    const std::size_t industries = 1 + random() % 15;
    std::vector<std::vector<double>> values(regions, std::vector<double>(industries));
    for (auto& row : values) {
      for (double& value : row) value = random() % 3 == 0 ? static_cast<double>(random() % 50) : 0;
    }
    const Crosstab table = crosstab_of(rows_of(values));
    const Presence presence(table, margins_of(table, cancel), PresenceRule::specialized, cancel);
    const auto m = matrix_of(presence);
    const RelatednessDensity with(presence, RelatednessDensity::Self::included, cancel);
    const RelatednessDensity without(presence, RelatednessDensity::Self::excluded, cancel);
    const auto both = [&](std::size_t p, std::size_t q) {
      int count = 0;
      for (const auto& row : m) count += row[p] * row[q];
      return count;
    };
    for (std::size_t j = 0; j < regions; ++j) {
      const bool any = std::accumulate(m[j].begin(), m[j].end(), 0) > 0;
      for (std::size_t q = 0; q < industries; ++q) {
        double have = 0;
        double all = 0;
        for (std::size_t p = 0; p < industries; ++p) {
          if (p == q || both(p, p) == 0 || both(q, q) == 0) continue;
          const double phi = both(p, q) / static_cast<double>(std::max(both(p, p), both(q, q)));
          have += m[j][p] * phi;
          all += phi;
        }
        const double self = both(q, q) > 0 ? 1 : 0;
        const double undefined = std::nan("");
        const double expected = any && all > 0 ? have / all : undefined;
        const double expected_with =
            any && all + self > 0 ? (have + m[j][q] * self) / (all + self) : undefined;
        EXPECT_TRUE(same(without.at(j, q), expected)) << without.at(j, q) << " " << expected;
        EXPECT_TRUE(same(with.at(j, q), expected_with)) << with.at(j, q) << " " << expected_with;
      }
    }
  }
}

TEST(CellIndex, FindsWhatIsThere) {
  const Crosstab table = crosstab_of({{"A", "x", 3}, {"C", "y", 4}, {"C", "z", 5}});
  const CellIndex index(table);
  EXPECT_EQ(index.find(0, 0)->value.value(), 3);
  EXPECT_EQ(index.find(0, 1), nullptr);
  EXPECT_EQ(index.find(1, 2)->value.value(), 5);
  EXPECT_EQ(index.find(1, 0), nullptr);
  EXPECT_EQ(index.begin(1), 1U);
  EXPECT_EQ(index.end(1), 3U);
}

}  // namespace
}  // namespace clusterlite
