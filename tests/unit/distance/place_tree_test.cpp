// The k-d tree is the same for any number of threads, and core distances found leaf by leaf are those that
// searching from each place finds.
#include "distance/tree/place_tree.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "distance/tree/core_distances.hpp"

namespace clusterlite::distance {
namespace {

using PlaceList = std::vector<Place<2>>;

// Different places in a town with a crowded centre, or on a lattice, where nearly all distances are ties;
// some with several points.
PlaceList random_places(std::uint32_t count, bool lattice) {
  std::mt19937_64 random(count);
  std::normal_distribution<double> normal;
  PlaceList places;
  for (std::uint32_t i = 0; i < count; ++i) {
    Place<2> place;
    place.at = lattice ? Point<2>{double(i % 331), double(i / 331)}
                       : Point<2>{normal(random) * (i % 3 == 0 ? 10 : 1000), normal(random) * 500};
    place.count = i % 17 == 0 ? 1 + static_cast<std::uint32_t>(random() % 80) : 1;
    places.push_back(place);
  }
  return places;
}

TEST(PlaceTree, IsTheSameForAnyNumberOfThreads) {
  for (const std::uint32_t count : {0U, 1U, 8U, 9U, 17U, 1000U, 250'007U}) {
    for (const bool lattice : {false, true}) {
      CancelToken never;
      PlaceList one = random_places(count, lattice);
      const PlaceTree<2> expected(one, never);
      for (const unsigned threads : {2U, 3U, 8U}) {
        PlaceList several = random_places(count, lattice);
        const PlaceTree<2> tree(several, never, Threads(threads));
        ASSERT_EQ(tree.node_count(), expected.node_count());
        for (std::uint32_t i = 0; i < tree.node_count(); ++i) {
          ASSERT_EQ(tree.node(i).box.low, expected.node(i).box.low);
          ASSERT_EQ(tree.node(i).box.high, expected.node(i).box.high);
          ASSERT_EQ(tree.node(i).first, expected.node(i).first);
          ASSERT_EQ(tree.node(i).last, expected.node(i).last);
          ASSERT_EQ(tree.node(i).child, expected.node(i).child);
        }
        for (std::uint32_t p = 0; p < count; ++p) ASSERT_EQ(tree.place(p).at, expected.place(p).at);
      }
    }
  }
}

TEST(PlaceTree, EveryPlaceIsInOneLeafAndEveryNodeHasItsPlacesInItsBox) {
  for (std::uint32_t count = 1; count < 300; ++count) {
    CancelToken never;
    PlaceList places = random_places(count, count % 2 == 0);
    const PlaceTree<2> tree(places, never);
    std::uint32_t next = 0;
    for (const std::uint32_t number : tree.nodes_of_at_most(1)) {
      const auto& leaf = tree.node(number);
      EXPECT_TRUE(leaf.is_leaf());
      EXPECT_EQ(leaf.first, next);
      next = leaf.last;
    }
    EXPECT_EQ(next, count);
    for (std::uint32_t i = 0; i < tree.node_count(); ++i) {
      const auto& node = tree.node(i);
      EXPECT_LT(node.first, node.last);
      if (!node.is_leaf()) {
        EXPECT_GT(node.child, i);
        EXPECT_EQ(tree.node(node.child).first, node.first);
        EXPECT_EQ(tree.node(node.child).last, tree.node(node.child + 1).first);
        EXPECT_EQ(tree.node(node.child + 1).last, node.last);
      }
      for (std::uint32_t p = node.first; p < node.last; ++p) {
        EXPECT_EQ(least_squared_distance(node.box, tree.place(p).at), 0);
      }
    }
  }
}

// Node by node from the root.
void expect_all_others_outside_of_cells(const PlaceTree<2>& tree, std::uint32_t number, const Box<2>& cell) {
  const auto& node = tree.node(number);
  for (std::uint32_t p = 0; p < tree.size(); ++p) {
    const Point<2>& at = tree.place(p).at;
    const bool inside =
        at[0] > cell.low[0] && at[0] < cell.high[0] && at[1] > cell.low[1] && at[1] < cell.high[1];
    ASSERT_TRUE(!inside || (p >= node.first && p < node.last)) << "node " << number << ", place " << p;
    if (p < node.first || p >= node.last) {
      const Point<2>& from = tree.place(node.first).at;
      ASSERT_LE(squared_way_out(cell, from), squared_distance(from, at));
    }
  }
  if (node.is_leaf()) return;
  const auto [first, second] = tree.cells_of_children(number, cell);
  expect_all_others_outside_of_cells(tree, node.child, first);
  expect_all_others_outside_of_cells(tree, node.child + 1, second);
}

TEST(PlaceTree, WhatIsNotOfANodeLiesOutsideOfItsCell) {
  for (const bool lattice : {false, true}) {
    CancelToken never;
    PlaceList places = random_places(2000, lattice);
    const PlaceTree<2> tree(places, never);
    expect_all_others_outside_of_cells(tree, 0, tree.cell_of_root());
  }
}

TEST(CoreDistances, LeafByLeafAsPlaceByPlace) {
  for (const bool lattice : {false, true}) {
    CancelToken never;
    PlaceList places = random_places(20'000, lattice);
    const PlaceTree<2> tree(places, never);
    for (const std::uint64_t points : {1U, 2U, 10U, 63U, 64U, 65U, 300U}) {
      const RawVector<double> core = core_distances(tree, points, Threads(1), never);
      EXPECT_EQ(core, core_distances(tree, points, Threads(3), never));
      NearestPlaces<2> nearest(tree, never);
      for (std::uint32_t p = 0; p < tree.size(); ++p) {
        const double expected =
            tree.place(p).count >= points ? 0 : nearest.find(tree.place(p).at, points).front().squared;
        ASSERT_EQ(core[p], expected) << "place " << p << ", " << points << " points";
      }
    }
  }
}

// Their squares are rounded to zero, and so is what one search says to the next.
TEST(CoreDistances, OfPlacesCloserThanSquaresCanTell) {
  PlaceList places;
  for (int i = 0; i < 100; ++i) {
    Place<2> place;
    place.at = {i * 1e-200, i == 99 ? 1.0 : 0.0};
    place.count = 1;
    places.push_back(place);
  }
  CancelToken never;
  const PlaceTree<2> tree(places, never);
  const RawVector<double> core = core_distances(tree, 30, Threads(1), never);
  for (std::uint32_t p = 0; p < tree.size(); ++p) {
    EXPECT_EQ(core[p], tree.place(p).at[1] == 0 ? 0.0 : 1.0);
  }
}

}  // namespace
}  // namespace clusterlite::distance
