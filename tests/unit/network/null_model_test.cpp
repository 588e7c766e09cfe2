// The closed forms against every shuffle there is.
#include "network/graph/null_model.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>
#include <vector>

namespace clusterlite {
namespace {

struct Moments {
  double sum = 0;
  double squares = 0;
  double count = 0;
  void add(double value) {
    sum += value;
    squares += value * value;
    count += 1;
  }
  double mean() const { return sum / count; }
  double variance() const { return squares / count - mean() * mean(); }
};

// Bit 0 of a firm: it is in A; bit 1: it is in B.
using Ties = std::vector<std::pair<unsigned, unsigned>>;

TEST(NullModel, AllRewiringsOfSevenTies) {
  const std::vector<Ties> cases = {
      {{1, 2}, {1, 1}, {2, 1}, {0, 1}, {1, 0}, {2, 2}, {1, 2}},
      {{3, 0}, {1, 3}, {2, 1}, {0, 0}, {3, 3}, {0, 2}, {1, 0}},
      {{1, 1}, {1, 1}, {1, 1}, {1, 0}, {0, 0}, {2, 0}, {2, 2}},
  };
  for (const Ties& ties : cases) {
    for (const auto& [a, b] : {std::pair(1U, 1U), {1U, 2U}, {2U, 1U}, {2U, 2U}}) {
      std::array<std::size_t, 7> receiver{};
      std::iota(receiver.begin(), receiver.end(), 0);
      Moments moments;
      do {
        int count = 0;
        for (std::size_t i = 0; i < 7; ++i) {
          count += (ties[i].first & a) != 0 && (ties[receiver[i]].second & b) != 0 ? 1 : 0;
        }
        moments.add(count);
      } while (std::next_permutation(receiver.begin(), receiver.end()));
      ASSERT_EQ(moments.count, 5040);

      std::uint64_t out = 0;
      std::uint64_t in = 0;
      for (const auto& [from, to] : ties) {
        out += (from & a) != 0 ? 1 : 0;
        in += (to & b) != 0 ? 1 : 0;
      }
      const Chance chance = shuffled_receivers(out, in, 7);
      EXPECT_NEAR(chance.mean, moments.mean(), 1e-9);
      EXPECT_NEAR(chance.variance, moments.variance(), 1e-9);
    }
  }
}

// Calls visit(ties) for every way to pair the ends.
template <class Visit>
void for_each_pairing(std::vector<unsigned> ends, Ties& ties, const Visit& visit) {
  if (ends.empty()) return visit(ties);
  const unsigned first = ends.back();
  ends.pop_back();
  for (std::size_t i = 0; i < ends.size(); ++i) {
    std::vector<unsigned> rest = ends;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
    ties.emplace_back(first, ends[i]);
    for_each_pairing(rest, ties, visit);
    ties.pop_back();
  }
}

TEST(NullModel, AllPairingsOfTenEnds) {
  const std::vector<std::vector<unsigned>> cases = {
      {1, 1, 1, 1, 2, 2, 2, 0, 0, 0}, {1, 1, 1, 1, 1, 1, 1, 1, 1, 2},
      {3, 3, 3, 1, 1, 2, 2, 2, 0, 0},  // some ends are in both
      {3, 3, 3, 3, 3, 3, 3, 1, 2, 0}, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
  };
  for (const std::vector<unsigned>& ends : cases) {
    for (const auto& labels : {std::pair(1U, 1U), {1U, 2U}, {2U, 2U}}) {
      const unsigned a = labels.first;  // Clang 14 captures no structured bindings
      const unsigned b = labels.second;
      Moments moments;
      Ties ties;
      for_each_pairing(ends, ties, [&](const Ties& paired) {
        moments.add(static_cast<double>(std::count_if(paired.begin(), paired.end(), [&](const auto& tie) {
          return ((tie.first & a) != 0 && (tie.second & b) != 0) ||
                 ((tie.second & a) != 0 && (tie.first & b) != 0);
        })));
      });
      ASSERT_EQ(moments.count, 945);

      const auto count = [&](unsigned wanted) {
        return static_cast<std::uint64_t>(
            std::count_if(ends.begin(), ends.end(), [&](unsigned end) { return (end & wanted) == wanted; }));
      };
      const Chance chance = paired_ends({count(a), count(b), count(a | b)}, 5);
      EXPECT_NEAR(chance.mean, moments.mean(), 1e-9);
      EXPECT_NEAR(chance.variance, moments.variance(), 1e-9);
    }
  }
}

TEST(NullModel, WhatCannotVaryHasNoZ) {
  EXPECT_TRUE(std::isnan(shuffled_receivers(0, 0, 0).mean));
  EXPECT_TRUE(std::isnan(shuffled_receivers(1, 1, 1).z(1)));
  EXPECT_EQ(shuffled_receivers(1, 1, 1).quotient(1), 1);
  EXPECT_TRUE(std::isnan(shuffled_receivers(0, 5, 9).quotient(0)));
  EXPECT_TRUE(std::isnan(paired_ends({2, 2, 2}, 1).z(1)));
  EXPECT_EQ(paired_ends({2, 2, 2}, 1).mean, 1);
  // All ends of ten million ties: exactly 0, though the terms are of the size of 10^14.
  constexpr std::uint64_t kTies = 10'000'000;
  EXPECT_EQ(paired_ends({2 * kTies, 2 * kTies, 2 * kTies}, kTies).variance, 0);
  EXPECT_EQ(shuffled_receivers(kTies, 3, kTies).variance, 0);
}

}  // namespace
}  // namespace clusterlite
