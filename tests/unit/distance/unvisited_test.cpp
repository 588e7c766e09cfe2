// What is still to be visited, against a look at every point.
#include "distance/tree/unvisited.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

namespace clusterlite::distance {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

template <std::size_t D>
struct Town {
  std::vector<Place<D>> places;
  std::vector<std::uint32_t> ranks;  // rising inside each place
};

// On a lattice nearly all distances are ties; elsewhere a crowded centre in thin surroundings.
template <std::size_t D>
Town<D> town(std::uint32_t count, bool lattice, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  Town<D> result;
  for (std::uint32_t i = 0; i < count; ++i) {
    Place<D> place;
    for (std::size_t axis = 0; axis < D; ++axis) {
      place.at[axis] = lattice ? double(axis == 0   ? i % 20
                                        : axis == 1 ? i / 20
                                                    : i % 3)
                               : normal(random) * (i % 3 == 0 ? 10 : 1000);
    }
    place.count = i % 7 == 0 ? 1 + static_cast<std::uint32_t>(random() % 5) : 1;
    place.first_row = static_cast<std::uint32_t>(result.ranks.size());
    result.places.push_back(place);
    result.ranks.resize(result.ranks.size() + place.count);
  }
  std::iota(result.ranks.begin(), result.ranks.end(), 0U);
  std::shuffle(result.ranks.begin(), result.ranks.end(), random);
  for (const Place<D>& place : result.places) {
    std::sort(result.ranks.begin() + place.first_row, result.ranks.begin() + place.first_row + place.count);
  }
  return result;
}

template <std::size_t D>
void expect_as_by_looking_at_all(std::uint32_t count, bool lattice, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Town<D> all = town<D>(count, lattice, random);
  CancelToken never;
  const PlaceTree<D> tree(all.places, never);
  UnvisitedPoints<D> unvisited(tree, all.ranks, never);
  std::vector<std::uint32_t> visited(count, 0);
  const auto first_of = [&](std::uint32_t p) {
    const Place<D>& place = tree.place(p);
    return visited[p] < place.count ? all.ranks[place.first_row + visited[p]] : Unvisited::kNone;
  };
  for (std::size_t left = all.ranks.size(); left > 0; --left) {
    std::uint32_t first = Unvisited::kNone;
    for (std::uint32_t p = 0; p < count; ++p) first = std::min(first, first_of(p));
    ASSERT_EQ(unvisited.first(), first);
    ASSERT_EQ(first_of(unvisited.place_of_first()), first);

    const auto from = static_cast<std::uint32_t>(random() % count);
    const std::array<double, 4> reaches{0, lattice ? 4.0 : 1e4, lattice ? 25.0 : 1e6, kInfinity};
    const double least = reaches[random() % 3];
    const double most = reaches[random() % 4];
    Unvisited expected{most, Unvisited::kNone, Unvisited::kNone};
    for (std::uint32_t p = 0; p < count; ++p) {
      const Unvisited candidate{std::max(least, squared_distance(tree.place(p).at, tree.place(from).at)),
                                first_of(p), p};
      if (candidate.rank != Unvisited::kNone && candidate < expected) expected = candidate;
    }
    const Unvisited found = unvisited.nearest(from, least, most, never);
    ASSERT_EQ(found.place, expected.place) << "seed " << seed << ", " << left << " left";
    ASSERT_EQ(found.rank, expected.rank);
    ASSERT_EQ(found.squared, expected.squared);

    // Mostly around one place, so that whole nodes are finished while others are untouched.
    std::uint32_t next =
        random() % 4 == 0 || found.place == Unvisited::kNone ? unvisited.place_of_first() : found.place;
    ASSERT_EQ(unvisited.untouched(next), visited[next] == 0);
    ++visited[next];
    unvisited.visit_first_of(next);
    ASSERT_EQ(unvisited.first_of(next), first_of(next));
  }
  EXPECT_EQ(unvisited.first(), Unvisited::kNone);
  EXPECT_EQ(unvisited.nearest(0, 0, kInfinity, never).place, Unvisited::kNone);
}

TEST(UnvisitedPoints, AsByLookingAtAll) {
  std::uint64_t seed = 1;
  for (const std::uint32_t count : {1U, 2U, 8U, 9U, 40U, 400U}) {
    for (const bool lattice : {false, true}) {
      for (int time = 0; time < 4; ++time) {
        expect_as_by_looking_at_all<2>(count, lattice, ++seed);
        expect_as_by_looking_at_all<3>(count, lattice, ++seed);
      }
    }
  }
}

// Their squares are rounded to zero: a way out that is no longer one ends no search.
TEST(UnvisitedPoints, OfPlacesCloserThanSquaresCanTell) {
  std::vector<Place<2>> places;
  std::vector<std::uint32_t> ranks;
  for (std::uint32_t i = 0; i < 100; ++i) {
    places.push_back({{i * 1e-200, 0}, 1, i});
    ranks.push_back(99 - i);
  }
  CancelToken never;
  const PlaceTree<2> tree(places, never);
  UnvisitedPoints<2> unvisited(tree, ranks, never);
  for (std::uint32_t rank = 0; rank < 100; ++rank) {
    const Unvisited next = unvisited.nearest(0, 0, kInfinity, never);
    ASSERT_EQ(next.rank, rank);
    unvisited.visit_first_of(next.place);
  }
}

}  // namespace
}  // namespace clusterlite::distance
