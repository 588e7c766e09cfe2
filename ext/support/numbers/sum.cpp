#include "support/numbers/sum.hpp"

#include <algorithm>
#include <limits>

namespace clusterlite {
namespace {

// ldexp with an exponent of any size: what is too small becomes 0, what is too large infinite.
double scale(double value, std::int64_t exponent) {
  return std::ldexp(value, static_cast<int>(std::clamp<std::int64_t>(exponent, -5000, 5000)));
}

struct Pair {
  double high;
  double low;
};

Pair square(Pair v) {
  const double high = v.high * v.high;
  return {high, std::fma(v.high, v.high, -high) + 2 * v.high * v.low};
}

}  // namespace

void PowerSum::add_power(double value, int power) {
  if (value == 0) return;
  std::int64_t block = 0;
  constexpr double kEverydaySize = 18446744073709551616.0;  // 2^64
  const double size = std::fabs(value);
  if (size > kEverydaySize || size < 1 / kEverydaySize) {
    const int exponent = std::ilogb(size) * power + kBlockBits / 2;
    block = static_cast<std::int64_t>(std::floor(exponent / double{kBlockBits}));
    value = scale(value, -block * (kBlockBits / power));
  }
  Pair term = square({value, 0});
  if (power == 4) term = square(term);
  add_scaled({term.high, term.low}, block);
}

void PowerSum::add_scaled(const CompensatedSum& term, std::int64_t block) {
  if (term.high() == 0) return;
  if (sum_.high() == 0) block_ = block;
  if (block > block_) {
    const std::int64_t shift = (block_ - block) * kBlockBits;
    sum_ = {scale(sum_.high(), shift), scale(sum_.low(), shift)};
    block_ = block;
  }
  const std::int64_t shift = (block - block_) * kBlockBits;
  sum_.add(shift == 0 ? term : CompensatedSum(scale(term.high(), shift), scale(term.low(), shift)));
}

PowerSum PowerSum::folded() const {
  PowerSum all(sum_, block_);
  CompensatedSum integers;
  for (int shift = 96; shift >= 0; shift -= 32) {
    const auto piece = static_cast<std::uint32_t>(integers_ >> shift);
    integers.add(std::ldexp(static_cast<double>(piece), shift));
  }
  all.add_scaled(integers, 0);
  return all;
}

double PowerSum::over_power_of(double total, int power) const {
  if (total == 0 || !std::isfinite(total)) return std::numeric_limits<double>::quiet_NaN();
  int exponent = 0;
  const double mantissa = std::frexp(total, &exponent);
  double denominator = 1;
  for (int i = 0; i < power; ++i) denominator *= mantissa;
  const PowerSum all = folded();
  return scale(all.sum_.value() / denominator, all.block_ * kBlockBits - std::int64_t{exponent} * power);
}

}  // namespace clusterlite
