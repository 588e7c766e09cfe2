#include "network/communities/communities.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>
#include <vector>

#include "network/communities/leiden_level.hpp"
#include "unit/network/ties.hpp"

namespace clusterlite {
namespace {

using testing_support::karate;
using testing_support::kMissing;
using testing_support::random_ties;
using testing_support::Tie;
using testing_support::Ties;
using testing_support::TieSet;
using enum CommunityObjective;

CommunityResult communities(const Ties& ties, CommunityObjective objective = modularity,
                            double resolution = 1) {
  CancelToken cancel;
  return find_communities(TieSet(ties).view(), objective, resolution, cancel);
}

TEST(Communities, OfTheKarateClub) {
  const CommunityResult result = communities(karate());
  EXPECT_NEAR(result.modularity, 0.4197896121, 5e-11) << "the optimum";
  EXPECT_EQ(result.quality, result.modularity);
  EXPECT_EQ(result.communities.count, 4U);
  EXPECT_NEAR(communities(karate(), modularity, .5).modularity, .3717948718, 5e-11);
  EXPECT_NEAR(communities(karate(), constant_potts, .1).quality, 43.1, 1e-12);
}

TEST(Communities, AtAHighResolutionEachFirmIsAlone) {
  const CommunityResult result = communities(karate(), constant_potts, 1.5);
  EXPECT_EQ(result.communities.count, 34U);
  EXPECT_EQ(result.quality, 0);
}

// Thirty cliques of five in a ring: modularity prefers pairs of them, its resolution limit.
TEST(Communities, OfARingOfCliques) {
  Ties ties;
  for (int clique = 0; clique < 30; ++clique) {
    for (int a = 0; a < 5; ++a)
      for (int b = 0; b < a; ++b) ties.push_back({clique * 5 + a, clique * 5 + b});
    ties.push_back({clique * 5, (clique + 1) % 30 * 5 + 1});
  }
  EXPECT_GT(communities(ties).modularity, .8854) << "more than by clique (.8758), at most .8879 in pairs";
  for (const CommunityResult& result :
       {communities(ties, modularity, 4), communities(ties, constant_potts, .3)}) {
    EXPECT_EQ(result.communities.count, 30U);
    EXPECT_NEAR(result.modularity, .8757575758, 5e-11);
    for (std::uint32_t firm = 0; firm < 150; ++firm) EXPECT_EQ(result.communities.of_node[firm], firm / 5);
  }
}

// The weighted undirected graph and its qualities, by their definitions.
struct Definition {
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> weight;  // each direction
  std::vector<double> strength;
  double total = 0;

  explicit Definition(const LinksView& links) : strength(links.nodes().size(), 0.0) {
    for (std::size_t i = 0; i < links.size(); ++i) {
      const auto from = links.from(i), to = links.to(i);
      const double w = std::isnan(links.weight(i)) ? 0 : links.weight(i);
      if (from == to) continue;
      weight[{from, to}] += w;
      weight[{to, from}] += w;
      strength[from] += w;
      strength[to] += w;
      total += 2 * w;
    }
  }

  double quality(const std::vector<std::uint32_t>& of, CommunityObjective objective, double g) const {
    double sum = 0;
    for (const auto& [pair, w] : weight)
      if (of[pair.first] == of[pair.second]) sum += w;
    std::map<std::uint32_t, std::pair<double, double>> sizes;
    for (std::uint32_t node = 0; node < of.size(); ++node) {
      sizes[of[node]].first += strength[node];
      sizes[of[node]].second += 1;
    }
    double quality = objective == modularity ? sum / total : sum / 2;
    for (const auto& [community, size] : sizes) {
      quality -= objective == modularity ? g * std::pow(size.first / total, 2)
                                         : g * size.second * (size.second - 1) / 2;
    }
    return quality;
  }

  bool connected(const std::vector<std::uint32_t>& of) const {
    std::set<std::uint32_t> seen;
    std::set<std::uint32_t> communities;
    for (std::uint32_t first = 0; first < of.size(); ++first) {
      if (seen.count(first) != 0) continue;
      if (!communities.insert(of[first]).second) return false;
      std::vector<std::uint32_t> waiting = {first};
      seen.insert(first);
      while (!waiting.empty()) {
        const std::uint32_t node = waiting.back();
        waiting.pop_back();
        for (auto at = weight.lower_bound({node, 0}); at != weight.end() && at->first.first == node; ++at) {
          const std::uint32_t other = at->first.second;
          if (of[other] == of[node] && seen.insert(other).second) waiting.push_back(other);
        }
      }
    }
    return true;
  }
};

TEST(Communities, AreConnectedAndNoSingleMoveIsBetter) {
  CancelToken cancel;
  // Graphs of a few firms, too.
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const auto firms = static_cast<std::int64_t>(seed <= 12 ? 60 : 3 + seed % 6);
    const TieSet set(random_ties(seed, firms, seed <= 12 ? 40 + 12 * seed : 6 + seed % 11));
    const Definition definition(set.view());
    for (const auto objective : {modularity, constant_potts}) {
      for (const double g : {.3, 1.0, 2.5}) {
        const CommunityResult result = find_communities(set.view(), objective, g, cancel);
        std::vector<std::uint32_t> of(result.communities.of_node.begin(), result.communities.of_node.end());
        const double quality = definition.quality(of, objective, g);
        ASSERT_NEAR(result.quality, quality, 1e-12 * std::max(1.0, std::fabs(quality)));
        ASSERT_NEAR(result.modularity, definition.quality(of, modularity, 1), 1e-12);
        ASSERT_TRUE(definition.connected(of));
        for (std::uint32_t node = 0; node < of.size(); ++node) {
          const std::uint32_t old = of[node];
          for (std::uint32_t other = 0; other <= result.communities.count; ++other) {
            of[node] = other;
            ASSERT_LE(definition.quality(of, objective, g), quality + 1e-11) << node << " to " << other;
          }
          of[node] = old;
        }
      }
    }
  }
}

// Two groups of five with all ties; one firm is in the other's community. Wherever in the round its turn
// comes, it is moved within that round, and no other firm is.
TEST(Communities, OneRoundLooksAtEveryFirm) {
  CancelToken cancel;
  const Graph graph = Graph::of(10, true, cancel, [](const auto& visit) {
    for (std::uint32_t a = 0; a < 10; ++a)
      for (std::uint32_t b = 0; b < 10; ++b)
        if (a != b && a / 5 == b / 5) visit(a, b, 1.0);
  });
  RawVector<double> strength;
  for (int i = 0; i < 10; ++i) strength.push_back(4);
  const leiden_steps::Level level(graph, strength, 1.0 / 40, cancel);
  for (std::uint64_t round = 0; round < 60; ++round) {
    leiden_steps::Numbers community;
    for (std::uint32_t firm = 0; firm < 10; ++firm) community.push_back(firm == 9 ? 0 : firm / 5);
    ASSERT_TRUE(level.move_nodes(community, round, cancel));
    for (std::uint32_t firm = 0; firm < 10; ++firm) ASSERT_EQ(community[firm], firm / 5) << "round " << round;
    ASSERT_FALSE(level.move_nodes(community, round, cancel));
  }
}

TEST(Communities, DependOnTheSetOfTiesAlone) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const Ties ties = random_ties(seed, 300, 900);
    const CommunityResult plain = communities(ties);
    Ties doubled = ties;
    doubled.insert(doubled.end(), ties.begin(), ties.end());
    Ties loud = ties;
    for (Tie& tie : loud) tie.weight *= std::ldexp(1.0, 900);
    for (const Ties& same :
         {testing_support::shuffled(ties, seed), testing_support::turned(ties), doubled, loud}) {
      const CommunityResult other = communities(same);
      EXPECT_EQ(other.communities.of_node, plain.communities.of_node);
      EXPECT_EQ(other.modularity, plain.modularity);
    }
  }
}

TEST(Communities, AreNumberedByFallingSize) {
  const CommunityResult result = communities(random_ties(5, 500, 900));
  std::vector<std::size_t> sizes(result.communities.count, 0);
  std::vector<std::uint32_t> first(result.communities.count, UINT32_MAX);
  for (std::uint32_t node = 0; node < result.communities.of_node.size(); ++node) {
    const std::uint32_t one = result.communities.of_node[node];
    ++sizes[one];
    first[one] = std::min(first[one], node);
  }
  for (std::size_t i = 1; i < sizes.size(); ++i) {
    EXPECT_TRUE(sizes[i - 1] > sizes[i] || (sizes[i - 1] == sizes[i] && first[i - 1] < first[i])) << i;
  }
}

TEST(Communities, OfNothingOfSelfTiesAndOfMissingWeights) {
  EXPECT_EQ(communities({}).communities.count, 0U);
  const CommunityResult alone = communities({{1, 1, 5}, {2, 2, 5}});
  EXPECT_EQ(alone.communities.count, 2U);
  EXPECT_TRUE(std::isnan(alone.modularity));
  const CommunityResult missing = communities({{1, 2, kMissing}, {3, 4, 0}, {4, 5, 0}});
  EXPECT_EQ(missing.communities.count, 5U);
  EXPECT_TRUE(std::isnan(missing.modularity) && std::isnan(missing.quality));
  EXPECT_EQ(communities({{1, 2, kMissing}, {1, 3, 1}}).communities.count, 2U);
}

TEST(Communities, CanBeStopped) {
  CancelToken stop([](void*) { return true; }, nullptr);
  CancelToken never;
  const TieSet set(random_ties(1, 1000, 5000));
  EXPECT_THROW(find_communities(set.view(), modularity, 1, stop), Cancelled);
}

}  // namespace
}  // namespace clusterlite
