#include "distance/located/exact_weights.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace clusterlite::distance {
namespace {

// The exponent of the lowest bit that is set in a positive double.
int lowest_bit(double value) {
  int exponent = 0;
  const double mantissa = std::frexp(value, &exponent);
  const auto digits = static_cast<std::uint64_t>(std::ldexp(mantissa, 53));
  return exponent - 53 + std::countr_zero(digits);
}

}  // namespace

Quantum Quantum::of(const PointsView& view, const Rows& rows, CancelToken& cancel) {
  double greatest = 0;
  int finest = 2000;
  rows.for_each(cancel, [&](std::size_t row) {
    const double weight = view.weight(row);
    if (weight == 0) return;
    greatest = std::max(greatest, weight);
    finest = std::min(finest, lowest_bit(weight));
  });
  if (greatest == 0) return {};
  // n weights below 2^(e + 1) add up to less than 2^(e + 1 + bits of n).
  const int total_bits = std::ilogb(greatest) + 1 + static_cast<int>(std::bit_width(rows.size()));
  return {std::max(finest, total_bits - 126), total_bits - finest <= 62};
}

template <class Integer>
QuantizedWeights<Integer>::QuantizedWeights(const Quantum& quantum)
    : exponent_(quantum.exponent),
      factor_(std::ldexp(1.0, -quantum.exponent / 2)),
      second_factor_(std::ldexp(1.0, -quantum.exponent - -quantum.exponent / 2)) {}

template <class Integer>
double QuantizedWeights<Integer>::value(Sum sum) const {
  return std::ldexp(static_cast<double>(sum), exponent_);
}

template class QuantizedWeights<std::uint64_t>;
template class QuantizedWeights<Uint128>;

}  // namespace clusterlite::distance
