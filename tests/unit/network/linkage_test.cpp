// Linkage and matrices against their definitions, firm by firm and pair by pair.
#include "network/linkage/linkage.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "network/graph/components.hpp"
#include "network/linkage/link_matrix.hpp"
#include "unit/network/labels.hpp"
#include "unit/network/ties.hpp"

namespace clusterlite {
namespace {

using testing_support::kMissing;
using testing_support::LabelSet;
using testing_support::Memberships;
using testing_support::random_ties;
using testing_support::Ties;
using testing_support::TieSet;

using Firm = std::int64_t;

std::set<Firm> with_label(const Memberships& memberships, std::int64_t label) {
  std::set<Firm> firms;
  for (const auto& [firm, own] : memberships) {
    if (own == label) firms.insert(firm);
  }
  return firms;
}

double known_sum(const std::vector<double>& weights) {
  double sum = 0;
  bool known = weights.empty();
  for (const double weight : weights) {
    if (std::isnan(weight)) continue;
    known = true;
    sum += weight;
  }
  return known ? sum : kMissing;
}

// The firms' parts by ties, by repeated merging.
std::vector<std::size_t> part_sizes(const std::set<Firm>& firms,
                                    const std::set<std::pair<Firm, Firm>>& pairs) {
  std::map<Firm, Firm> part;
  for (const Firm firm : firms) part[firm] = firm;
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& [a, b] : pairs) {
      const Firm least = std::min(part[a], part[b]);
      changed = changed || part[a] != least || part[b] != least;
      part[a] = part[b] = least;
    }
  }
  std::map<Firm, std::size_t> sizes;
  for (const auto& [firm, own] : part) ++sizes[own];
  std::vector<std::size_t> result;
  for (const auto& [own, size] : sizes) result.push_back(size);
  return result;
}

LabelLinkage by_definition(const Ties& ties, const std::set<Firm>& members) {
  LabelLinkage l;
  l.members = members.size();
  std::set<Firm> tied;
  std::set<Firm> linked;
  std::set<std::pair<Firm, Firm>> ordered;
  std::set<std::pair<Firm, Firm>> pairs;
  std::vector<double> inside;
  std::vector<double> outside;
  for (const auto& [from, to, weight] : ties) {
    if (from == to) continue;
    const bool leaves = members.contains(from);
    const bool reaches = members.contains(to);
    if (leaves) ++l.out, tied.insert(from);
    if (reaches) ++l.in, tied.insert(to);
    if (leaves && reaches) {
      inside.push_back(weight);
      linked.insert({from, to});
      ordered.emplace(from, to);
      pairs.emplace(std::min(from, to), std::max(from, to));
    } else if (leaves || reaches) {
      outside.push_back(weight);
    }
  }
  l.tied_members = tied.size();
  l.linked_members = linked.size();
  l.internal_links = inside.size();
  l.external_links = outside.size();
  l.internal_weight = known_sum(inside);
  l.external_weight = known_sum(outside);
  l.linked_pairs = pairs.size();
  l.ordered_pairs = ordered.size();
  for (const auto& [a, b] : ordered) l.mutual_pairs += ordered.contains({b, a}) ? 1 : 0;
  const auto are_tied = [&](Firm a, Firm b) { return pairs.contains({std::min(a, b), std::max(a, b)}); };
  for (const Firm middle : members) {
    for (const Firm a : members) {
      for (const Firm b : members) {
        if (a >= b || a == middle || b == middle || !are_tied(a, middle) || !are_tied(middle, b)) continue;
        ++l.connected_triples;
        l.triangles += are_tied(a, b) ? 1 : 0;
      }
    }
  }
  l.triangles /= 3;
  const auto parts = part_sizes(members, pairs);
  l.components = parts.size();
  l.largest_component = parts.empty() ? 0 : *std::max_element(parts.begin(), parts.end());
  return l;
}

void expect_weight(double got, double expected) {
  if (std::isnan(expected)) {
    EXPECT_TRUE(std::isnan(got));
  } else {
    EXPECT_DOUBLE_EQ(got, expected);
  }
}

void expect_same(const LabelLinkage& got, const LabelLinkage& expected) {
  EXPECT_EQ(got.members, expected.members);
  EXPECT_EQ(got.tied_members, expected.tied_members);
  EXPECT_EQ(got.linked_members, expected.linked_members);
  EXPECT_EQ(got.internal_links, expected.internal_links);
  EXPECT_EQ(got.external_links, expected.external_links);
  EXPECT_EQ(got.out, expected.out);
  EXPECT_EQ(got.in, expected.in);
  expect_weight(got.internal_weight, expected.internal_weight);
  expect_weight(got.external_weight, expected.external_weight);
  EXPECT_EQ(got.linked_pairs, expected.linked_pairs);
  EXPECT_EQ(got.ordered_pairs, expected.ordered_pairs);
  EXPECT_EQ(got.mutual_pairs, expected.mutual_pairs);
  EXPECT_EQ(got.triangles, expected.triangles);
  EXPECT_EQ(got.connected_triples, expected.connected_triples);
  EXPECT_EQ(got.components, expected.components);
  EXPECT_EQ(got.largest_component, expected.largest_component);
}

// Some firms have several labels, some none, some no tie; some ties no weight.
struct Sample {
  Ties ties;
  Memberships memberships;
  std::set<std::int64_t> labels;

  explicit Sample(std::uint64_t seed, bool overlapping = true) {
    std::mt19937_64 random(seed);
    const auto firms = static_cast<std::int64_t>(2 + random() % 25);
    ties = random_ties(seed, firms, random() % 120);
    for (auto& tie : ties) {
      if (random() % 5 == 0) tie.weight = kMissing;
    }
    for (std::int64_t firm = 0; firm < firms + 3; ++firm) {
      for (std::size_t n = random() % (overlapping ? 4 : 2); n > 0; --n) {
        memberships.emplace_back(firm, static_cast<std::int64_t>(random() % 5));
        labels.insert(memberships.back().second);
      }
    }
  }
};

TEST(LinkageOfLabels, IsWhatTheDefinitionGives) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Sample sample(seed);
    CancelToken cancel;
    const TieSet links(sample.ties);
    const LabelSet labels(sample.memberships);
    const Linkage got = measure_linkage(links.view(), labels.view(), cancel);
    ASSERT_EQ(got.labels.size(), sample.labels.size());
    std::size_t row = 0;
    for (const std::int64_t label : sample.labels) {
      SCOPED_TRACE("seed " + std::to_string(seed) + " label " + std::to_string(label));
      expect_same(got.labels[row++], by_definition(sample.ties, with_label(sample.memberships, label)));
    }
  }
}

// 40 firms that all are tied, and a hub with a thousand.
TEST(LinkageOfLabels, OfDenseGraphsAndHubs) {
  CancelToken cancel;
  Ties ties;
  Memberships memberships;
  for (Firm a = 0; a < 40; ++a) {
    memberships.emplace_back(a, 1);
    for (Firm b = 0; b < a; ++b) ties.push_back({a, b, 1});
  }
  for (Firm leaf = 100; leaf < 1100; ++leaf) {
    memberships.emplace_back(leaf, 2);
    ties.push_back({99, leaf, 1});
  }
  memberships.emplace_back(99, 2);
  const Linkage got = measure_linkage(TieSet(ties).view(), LabelSet(memberships).view(), cancel);
  EXPECT_EQ(got.labels[0].triangles, 40U * 39 * 38 / 6);
  EXPECT_EQ(got.labels[0].connected_triples, 40U * 39 * 38 / 2);
  EXPECT_EQ(got.labels[0].components, 1U);
  EXPECT_EQ(got.labels[1].triangles, 0U);
  EXPECT_EQ(got.labels[1].connected_triples, 1000U * 999 / 2);
  EXPECT_EQ(got.labels[1].largest_component, 1001U);
}

std::uint64_t count_ties(const Sample& sample, std::int64_t a, std::int64_t b, bool directed) {
  const std::set<Firm> in_a = with_label(sample.memberships, a);
  const std::set<Firm> in_b = with_label(sample.memberships, b);
  return static_cast<std::uint64_t>(
      std::count_if(sample.ties.begin(), sample.ties.end(), [&](const auto& tie) {
        if (tie.from == tie.to) return false;
        return (in_a.contains(tie.from) && in_b.contains(tie.to)) ||
               (!directed && in_b.contains(tie.from) && in_a.contains(tie.to));
      }));
}

TEST(LinkMatrix, CountsEachPairOfLabels) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const Sample sample(seed);
    CancelToken cancel;
    const TieSet links(sample.ties);
    const LabelSet labels(sample.memberships);
    const std::vector<std::int64_t> keys(sample.labels.begin(), sample.labels.end());
    for (const bool directed : {true, false}) {
      const LinkMatrix matrix(links.view(), labels.view(), directed, cancel);
      for (std::uint32_t a = 0; a < keys.size(); ++a) {
        for (std::uint32_t b = 0; b < keys.size(); ++b) {
          EXPECT_EQ(matrix.cell(a, b).links, count_ties(sample, keys[a], keys[b], directed)) << seed;
        }
        // The diagonal is the linkage.
        const Linkage linkage = measure_linkage(links.view(), labels.view(), cancel);
        const Chance inside = chance_inside(linkage.labels[a], linkage.ties, directed);
        EXPECT_EQ(matrix.cell(a, a).links, linkage.labels[a].internal_links);
        if (linkage.ties > 0) {
          EXPECT_DOUBLE_EQ(matrix.cell(a, a).chance.mean, inside.mean);
        }
      }
    }
  }
}

// Of a partition links and expected add up to m, and the diagonal to the directed modularity; turning all
// ties round turns the table.
TEST(LinkMatrix, OfAPartitionAddsUpAndTurnsWithTheTies) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const Sample sample(seed, false);
    CancelToken cancel;
    Ties turned = sample.ties;
    for (auto& tie : turned) std::swap(tie.from, tie.to);
    const LabelSet labels(sample.memberships);
    for (const bool directed : {true, false}) {
      const LinkMatrix matrix(TieSet(sample.ties).view(), labels.view(), directed, cancel);
      const LinkMatrix other(TieSet(turned).view(), labels.view(), directed, cancel);
      double links = 0;
      double expected = 0;
      for (std::uint32_t a = 0; a <= matrix.outside(); ++a) {
        for (std::uint32_t b = directed ? 0 : a; b <= matrix.outside(); ++b) {
          const LinkMatrix::Cell cell = matrix.cell(a, b);
          links += static_cast<double>(cell.links);
          expected += cell.chance.mean;
          const LinkMatrix::Cell mirrored = other.cell(b, a);
          EXPECT_EQ(cell.links, mirrored.links);
          EXPECT_TRUE(cell.chance.mean == mirrored.chance.mean || std::isnan(cell.chance.mean));
          expect_weight(cell.weight, mirrored.weight);
        }
      }
      const auto ties = std::count_if(sample.ties.begin(), sample.ties.end(),
                                      [](const auto& tie) { return tie.from != tie.to; });
      EXPECT_EQ(links, static_cast<double>(ties));
      if (ties > 0) {
        EXPECT_NEAR(expected, links, 1e-9 * links);
      }
    }
  }
}

TEST(WeakComponents, AreNumberedBySizeAndThenByTheSmallestId) {
  CancelToken cancel;
  const Components got = weak_components(
      TieSet({{7, 8, 1}, {1, 1, 1}, {5, 4, 1}, {4, 6, 1}, {2, 3, 1}, {8, 7, 1}}).view(), cancel);
  EXPECT_EQ(std::vector<std::uint32_t>(got.of_node.begin(), got.of_node.end()),
            (std::vector<std::uint32_t>{3, 1, 1, 0, 0, 0, 2, 2}));
  EXPECT_EQ(std::vector<std::uint32_t>(got.sizes.begin(), got.sizes.end()),
            (std::vector<std::uint32_t>{3, 2, 2, 1}));
}

}  // namespace
}  // namespace clusterlite
