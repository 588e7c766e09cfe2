// Join counts: how often neighbours bear the same label, or two given ones (Moran 1948; Cliff and Ord 1981).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "statistics/autocorrelation/permuted_lags.hpp"
#include "statistics/autocorrelation/sample.hpp"

namespace clusterlite {

// NaN where it is not defined: fewer than four units, or one label only.
struct JoinMoments {
  double expected;
  double variance;
  double z;
};

class JoinCounts {
 public:
  // `labels` by unit, below `label_count`.
  JoinCounts(const TiesAmong& ties, std::span<const std::uint32_t> labels, std::uint32_t label_count,
             const Permutations& permutations, const Threads& threads, CancelToken& cancel);

  // Pairs a <= b row by row: (0, 0), (0, 1), ... (1, 1), ...; behind them `all different`.
  std::size_t all_different() const { return joins_.size() - 1; }
  bool defined() const { return defined_; }
  std::uint64_t units(std::uint32_t label) const { return units_[label]; }
  double joins(std::size_t pair) const { return joins_[pair]; }
  const ExtremeCounts& counts(std::size_t pair) const { return counts_[pair]; }

  // Nonfree sampling: the labels are dealt out again over the units.
  JoinMoments moments(std::uint32_t a, std::uint32_t b) const;
  JoinMoments moments_of_all_different() const;

 private:
  JoinMoments moments_of(double observed, double expected, double mean_square) const;

  TiesAmong::Sums sums_;
  double n_ = 0;
  bool defined_ = false;
  std::vector<std::uint64_t> units_;
  std::vector<double> joins_;
  std::vector<ExtremeCounts> counts_;
};

}  // namespace clusterlite
