#include "support/chance/philox.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <numeric>
#include <set>
#include <vector>

#include "support/chance/permutation.hpp"

namespace clusterlite {
namespace {

// The known answers of the authors' library (Random123, kat_vectors).
TEST(Philox, GivesTheKnownAnswers) {
  EXPECT_EQ(Philox::block({0, 0, 0, 0}, {0, 0}),
            (Philox::Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr std::uint32_t kOnes = 0xffffffff;
  EXPECT_EQ(Philox::block({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}),
            (Philox::Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(Philox::block({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Philox::Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, TakesItsNumbersFromSeedStreamSimulationAndBlock) {
  Philox random(0x299f31d0a4093822, static_cast<Stream>(9), 7);
  for (std::uint32_t block = 0; block < 3; ++block) {
    for (const std::uint32_t word : Philox::block({block, 0, 7, 9}, {0xa4093822, 0x299f31d0}))
      EXPECT_EQ(random.next(), word);
  }
}

TEST(Philox, DrawsEachNumberBelowABoundEquallyOften) {
  Philox random(1, Stream::labelling, 0);
  constexpr int kDraws = 60'000;
  std::array<int, 6> seen{};
  for (int i = 0; i < kDraws; ++i) ++seen.at(random.below(6));
  double chi_squared = 0;
  for (const int count : seen) chi_squared += (count - 10'000) * (count - 10'000) / 10'000.0;
  EXPECT_LT(chi_squared, 20.5);  // 5 degrees of freedom: p = .001
}

// Without rejection the lower half would be drawn twice as often as the upper one.
TEST(Philox, IsNotBiasedByABoundNearTheWholeRange) {
  Philox random(2, Stream::labelling, 0);
  constexpr std::uint32_t kEnd = 0xC0000000;
  int lower = 0;
  for (int i = 0; i < 30'000; ++i) lower += random.below(kEnd) < kEnd / 2 ? 1 : 0;
  EXPECT_NEAR(lower, 15'000, 4 * 87);
  EXPECT_EQ(random.below(1), 0U);
}

TEST(Philox, DrawsFractionsBelowOne) {
  Philox random(3, Stream::uniform_points, 0);
  double sum = 0;
  for (int i = 0; i < 10'000; ++i) {
    const double x = random.uniform();
    ASSERT_TRUE(x >= 0 && x < 1);
    sum += x;
  }
  EXPECT_NEAR(sum / 10'000, 0.5, 4 * 0.0029);
}

TEST(Permutation, GivesEachOrderEquallyOften) {
  CancelToken cancel;
  std::map<std::vector<int>, int> seen;
  for (std::uint32_t simulation = 0; simulation < 24'000; ++simulation) {
    std::vector<int> values = {0, 1, 2, 3};
    Philox random(4, Stream::labelling, simulation);
    permute(std::span(values), random, cancel);
    ++seen[values];
  }
  ASSERT_EQ(seen.size(), 24U);
  double chi_squared = 0;
  for (const auto& [order, count] : seen) chi_squared += (count - 1000) * (count - 1000) / 1000.0;
  EXPECT_LT(chi_squared, 49.8);  // 23 degrees of freedom: p = .001
}

TEST(Permutation, OfNothingAndOfOneIsItself) {
  CancelToken cancel;
  Philox random(0, Stream::labelling, 0);
  std::vector<int> none;
  permute(std::span(none), random, cancel);
  std::vector<int> one = {7};
  permute(std::span(one), random, cancel);
  EXPECT_EQ(one.front(), 7);
}

TEST(Permutation, SamplesAreItsFirstStepsWhateverWasDrawnBefore) {
  CancelToken cancel;
  Sampler sampler(100, cancel);
  for (const std::uint32_t simulation : {5U, 1U, 9U}) {
    std::vector<std::uint32_t> whole(100);
    std::iota(whole.begin(), whole.end(), 0U);
    Philox for_whole(8, Stream::labelling, simulation);
    permute(std::span(whole), for_whole, cancel);
    for (const std::size_t count : {10U, 1U, 100U, 0U}) {
      Philox random(8, Stream::labelling, simulation);
      const auto sample = sampler.draw(count, random, cancel);
      ASSERT_EQ(sample.size(), count);
      EXPECT_TRUE(std::equal(sample.begin(), sample.end(), whole.begin()));
    }
  }
  Philox random(8, Stream::labelling, 0);
  EXPECT_EQ(sampler.draw(1000, random, cancel).size(), 100U);  // no more than there are
}

}  // namespace
}  // namespace clusterlite
