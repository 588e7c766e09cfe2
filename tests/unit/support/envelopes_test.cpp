// Envelopes: local ranks, the four global tests on a case worked by hand (its order of curves is that of R's
// GET 1.0), undefined and equal values, the level.
#include "support/chance/envelopes.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "support/chance/philox.hpp"
#include "support/running/error.hpp"

namespace clusterlite {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

const std::vector<double> kObserved = {5, 9, 9, 7};
const std::vector<double> kSimulated = {1, 2, 9, 4, 2, 8, 3, 5, 3, 1, 2, 8, 4, 4, 4, 4, 6, 5,
                                        1, 3, 2, 6, 6, 6, 3, 3, 5, 2, 7, 7, 7, 1, 5, 5, 8, 5};

Envelope by_hand(GlobalEnvelope global, Alternative alternative = Alternative::two_sided) {
  CancelToken never;
  return envelope_of(kObserved, kSimulated, {global, 0.2, alternative}, never);
}

void expect_near(const std::vector<double>& found, const std::vector<double>& expected, double tolerance) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], tolerance) << i;
}

TEST(Envelopes, ExtremeRankLength) {
  const Envelope envelope = by_hand(GlobalEnvelope::erl);
  EXPECT_DOUBLE_EQ(envelope.p, 0.3);
  EXPECT_EQ(envelope.global_low, (std::vector<double>{1, 2, 1, 2}));
  EXPECT_EQ(envelope.global_high, (std::vector<double>{6, 9, 9, 7}));
  EXPECT_EQ(envelope.low, (std::vector<double>{1, 1, 1, 1}));
  EXPECT_EQ(envelope.high, (std::vector<double>{7, 8, 9, 8}));
  expect_near(envelope.mean, {33.0 / 9, 41.0 / 9, 5, 38.0 / 9}, 1e-15);
  EXPECT_DOUBLE_EQ(by_hand(GlobalEnvelope::erl, Alternative::greater).p, 0.1);
}

TEST(Envelopes, MaximumAbsoluteDeviation) {
  EXPECT_DOUBLE_EQ(by_hand(GlobalEnvelope::mad).p, 0.3);
  expect_near(by_hand(GlobalEnvelope::mad).global_high, {7.8, 9, 9.4, 8.5}, 1e-12);
}

TEST(Envelopes, Studentised) {
  const Envelope envelope = by_hand(GlobalEnvelope::studentised);
  EXPECT_DOUBLE_EQ(envelope.p, 0.3);
  expect_near(envelope.global_low, {0.8067, 1, 0.9458, 1.1335}, 5e-5);
  expect_near(envelope.global_high, {6.7933, 9, 9.8542, 7.8665}, 5e-5);
}

TEST(Envelopes, DirectionalQuantile) {
  const Envelope envelope = by_hand(GlobalEnvelope::quantile);
  EXPECT_DOUBLE_EQ(envelope.p, 0.4);
}

TEST(Envelopes, OneSidedHasOneBound) {
  for (const GlobalEnvelope global : {GlobalEnvelope::erl, GlobalEnvelope::studentised}) {
    const Envelope greater = by_hand(global, Alternative::greater);
    EXPECT_TRUE(std::isnan(greater.low[0]) && std::isnan(greater.global_low[0]));
    EXPECT_FALSE(std::isnan(greater.high[0]) || std::isnan(greater.global_high[0]));
    const Envelope less = by_hand(global, Alternative::less);
    EXPECT_FALSE(std::isnan(less.low[0]) || std::isnan(less.global_low[0]));
    EXPECT_TRUE(std::isnan(less.high[0]) && std::isnan(less.global_high[0]));
  }
}

TEST(Envelopes, DistancesWithoutAValueOrADifferenceTakeNoPart) {
  CancelToken never;
  const std::vector<double> observed = {kNone, 1, 5, 3};
  std::vector<double> simulated;
  for (int i = 0; i < 39; ++i) simulated.insert(simulated.end(), {1.0, 1, i == 3 ? kNone : i, 1.0 * i});
  const Envelope envelope = envelope_of(observed, simulated, {}, never);
  EXPECT_TRUE(std::isnan(envelope.low[0]));
  EXPECT_EQ(envelope.low[1], 1);
  EXPECT_TRUE(std::isnan(envelope.global_low[0]) && std::isnan(envelope.global_low[1]) &&
              std::isnan(envelope.global_low[2]));
  EXPECT_EQ(envelope.global_low[3], 1);  // 38 of the 40 are inside, and both ends drop out
  EXPECT_EQ(envelope.defined, (std::vector<std::uint32_t>{39, 39, 38, 39}));
  EXPECT_TRUE(std::isnan(envelope.low[2]));  // 38 reach no level of 0.05
}

TEST(Envelopes, WhereNothingCanDifferPIsOne) {
  CancelToken never;
  const std::vector<double> ones(39 * 2, 1.0);
  for (const auto global : {GlobalEnvelope::erl, GlobalEnvelope::mad, GlobalEnvelope::quantile}) {
    EXPECT_EQ(envelope_of(std::vector<double>{1, 1 + 1e-14}, ones, {global, 0.05}, never).p, 1);
  }
  EXPECT_TRUE(std::isnan(envelope_of(std::vector<double>{kNone, kNone}, ones, {}, never).p));
  EXPECT_TRUE(std::isnan(envelope_of(std::vector<double>{1, 1}, {}, {}, never).p));
}

TEST(Envelopes, SimulationsMustReachTheLevel) {
  const EnvelopeOptions usual;
  EXPECT_NO_THROW(require_simulations(0, usual));
  EXPECT_NO_THROW(require_simulations(39, usual));
  try {
    require_simulations(19, usual);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "simulations must be at least 39 for alpha 0.05 (got 19)");
  }
  EXPECT_NO_THROW(require_simulations(19, {GlobalEnvelope::erl, 0.05, Alternative::greater}));
  EXPECT_THROW(require_simulations(199, {GlobalEnvelope::erl, 0.001}), Error);
  EXPECT_NO_THROW(require_simulations(1999, {GlobalEnvelope::erl, 0.001}));
  EXPECT_THROW(require_simulations(99, {GlobalEnvelope::erl, 0}), Error);
  EXPECT_THROW(require_simulations(99, {GlobalEnvelope::erl, kNone}), Error);
}

// A curve that is drawn like the others has p <= k / (S + 1) with probability k / (S + 1), whatever the test.
TEST(Envelopes, PIsUniformUnderChance) {
  constexpr std::size_t kDistances = 7;
  constexpr std::size_t kSimulations = 39;
  constexpr int kRounds = 2000;
  for (const auto global :
       {GlobalEnvelope::erl, GlobalEnvelope::studentised, GlobalEnvelope::quantile, GlobalEnvelope::mad}) {
    int rejected = 0;
    for (int round = 0; round < kRounds; ++round) {
      Philox random(7, Stream::scan, static_cast<std::uint32_t>(round));
      std::vector<double> curves((kSimulations + 1) * kDistances);
      for (std::size_t i = 0; i < curves.size(); ++i) {
        const double step = random.uniform() - 0.5;
        curves[i] = i % kDistances == 0 ? step : curves[i - 1] + step;
      }
      CancelToken never;
      const std::span all(curves);
      const double p = envelope_of(all.first(kDistances), all.subspan(kDistances), {global, 0.05}, never).p;
      rejected += p <= 0.1 ? 1 : 0;
    }
    EXPECT_NEAR(rejected / double{kRounds}, 0.1, 4 * std::sqrt(0.09 / kRounds));
  }
}

}  // namespace
}  // namespace clusterlite
