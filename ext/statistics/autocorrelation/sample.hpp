// The units that a statistic is computed from, and what it needs of their weights.
//
// Units without a value, or unknown to the weights, are nobody's neighbour. Islands, units to which no tie
// leads and none from, are out of n, mean and variance: what stands on an island says nothing about
// neighbours, and a row more in the sea must not change the rows on land. A unit with ties to it only
// (directed links) is in, with a lag of 0.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "datasets/values.hpp"
#include "statistics/weights/tie_source.hpp"
#include "support/memory/large_memory.hpp"

namespace clusterlite {

enum class Style : std::uint8_t { row, given };

// Rows first .. last - 1 of the values: one group.
struct ValueRows {
  std::size_t first = 0;
  std::size_t last = 0;
};
std::vector<ValueRows> groups_of(const ValuesView& values, CancelToken& cancel);

// Which node of the weights each unit of the values is; kNoNode for those they do not know. Throws Error when
// the two have no id in common.
inline constexpr std::uint32_t kNoNode = 0xFFFFFFFF;
RawVector<std::uint32_t> nodes_of_units(const Dictionary& units, const TieSource& ties,
                                        std::string_view units_name, CancelToken& cancel);

// The ties between some nodes, and their sums in one style. Kept for the next group when that has the same
// nodes.
class TiesAmong {
 public:
  TiesAmong(const TieSource& source, std::vector<std::uint32_t> nodes, Style style, const Threads& threads,
            CancelToken& cancel);

  const std::vector<std::uint32_t>& nodes() const { return nodes_; }
  const SpatialWeights& weights() const { return *weights_; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(nodes_.size()); }

  std::uint32_t neighbours(std::uint32_t unit) const { return neighbours_[unit]; }
  std::uint64_t ties() const { return ties_; }
  // The units that are no islands, rising.
  const std::vector<std::uint32_t>& sample() const { return sample_; }
  bool is_island(std::uint32_t unit) const { return island_[unit] != 0; }

  // w_ij of the style is scale(i) times the given one.
  double scale(std::uint32_t unit) const { return scale_[unit]; }
  double given_row_sum(std::uint32_t unit) const { return given_row_sum_[unit]; }
  double row_sum(std::uint32_t unit) const { return scale_[unit] * given_row_sum_[unit]; }
  double row_squares(std::uint32_t unit) const {
    const auto& squares = given_row_squares_.empty() ? given_row_sum_ : given_row_squares_;
    return scale_[unit] * scale_[unit] * squares[unit];
  }

  // S0 = Sum w, S1 = Sum (w_ij + w_ji)^2 / 2, S2 = Sum (w_i. + w_.i)^2.
  struct Sums {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
  };
  Sums sums(const Threads& threads, CancelToken& cancel) const;

  // Sum_j w_ij v_j.
  void lag(std::span<const double> v, std::span<double> result, const Threads& threads,
           CancelToken& cancel) const;

 private:
  std::vector<std::uint32_t> nodes_;
  std::unique_ptr<SpatialWeights> weights_;
  std::vector<std::uint32_t> neighbours_;
  std::vector<char> island_;
  std::vector<std::uint32_t> sample_;
  RawVector<double> scale_;
  RawVector<double> given_row_sum_;
  RawVector<double> given_row_squares_;  // empty where weights are 1: as the sums
  std::uint64_t ties_ = 0;
};

// The moments of some values over the sample.
struct Moments {
  double n = 0;
  double mean = 0;
  double second = 0;  // Sum z^2
  double fourth = 0;  // Sum z^4
  // Whether a statistic is defined: four units or more, of which not all are equal.
  bool defined() const { return n >= 4 && second > 0; }
};
// z: the deviations from the mean; those of islands are 0.
Moments deviations(const TiesAmong& ties, std::span<const double> values, RawVector<double>& z,
                   CancelToken& cancel);

}  // namespace clusterlite
