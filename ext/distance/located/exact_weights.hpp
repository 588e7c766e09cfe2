// Sums of weights that do not depend on the order of the summands.
//
// Weights are counted in quanta, a power of two that makes all of them integers, and the integers are added
// up: addition of integers is associative, addition of doubles is not. A sum becomes a double once, at the
// end, so it is the correctly rounded sum. Ten weights of 0.1 reach min_points = 1 in every order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "datasets/points.hpp"
#include "distance/located/row_groups.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite::distance {

__extension__ using Uint128 = unsigned __int128;

// Without weights every point weighs 1.
struct UnitWeights {
  using Sum = std::uint32_t;
  static constexpr bool kWeighted = false;

  Sum term(std::span<const double>, std::size_t) const { return 1; }
  double value(Sum sum) const { return sum; }
};

// How finely the weights of some rows have to be counted.
struct Quantum {
  int exponent = 0;        // the quantum is 2^exponent
  bool in_64_bits = true;  // the sum of all weights fits into 63 bits of quanta

  // Where even 126 bits do not hold the sum of all weights (their magnitudes differ by more than 1e20 or so),
  // the quantum is 2^-126 of that sum and smaller parts of a weight are cut off.
  static Quantum of(const PointsView& view, const Rows& rows, CancelToken& cancel);
};

template <class Integer>
class QuantizedWeights {
 public:
  using Sum = Integer;
  static constexpr bool kWeighted = true;

  explicit QuantizedWeights(const Quantum& quantum);

  Sum term(std::span<const double> weights, std::size_t i) const {
    const double quanta = weights[i] * factor_ * second_factor_;
    if constexpr (sizeof(Sum) == 8) {
      return static_cast<Sum>(static_cast<std::int64_t>(quanta));  // below 2^63, and faster than to unsigned
    } else {
      return static_cast<Sum>(quanta);
    }
  }
  double value(Sum sum) const;

 private:
  int exponent_;
  double factor_;  // the quotient 1 / quantum in two factors: 2^1074 is no double
  double second_factor_;
};

using ExactWeights = QuantizedWeights<std::uint64_t>;
using WideWeights = QuantizedWeights<Uint128>;

// A number of points and their weight.
template <class Weights>
struct CountingWeights {
  struct Sum {
    std::uint32_t count = 0;
    typename Weights::Sum weight{};
    Sum& operator+=(const Sum& other) {
      count += other.count;
      weight += other.weight;
      return *this;
    }
    Sum& operator-=(const Sum& other) {
      count -= other.count;
      weight -= other.weight;
      return *this;
    }
    friend bool operator==(const Sum&, const Sum&) = default;
  };
  static constexpr bool kWeighted = true;

  Sum term(std::span<const double> values, std::size_t i) const { return {1, weights.term(values, i)}; }

  Weights weights;
};

// The least sum that is >= `wanted` when it has become a double; total + 1 when there is none.
template <class Weights>
typename Weights::Sum least_sum(const Weights& weights, double wanted, typename Weights::Sum total) {
  typename Weights::Sum low = 0;
  typename Weights::Sum high = total + 1;
  while (low < high) {
    const typename Weights::Sum middle = low + (high - low) / 2;
    if (weights.value(middle) >= wanted) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

}  // namespace clusterlite::distance
