#include "support/numbers/exact_sum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace clusterlite {

double Scaled::value() const { return std::ldexp(mantissa, exponent); }

double operator/(const Scaled& a, const Scaled& b) {
  if (b.mantissa == 0) return std::numeric_limits<double>::quiet_NaN();
  return std::ldexp(a.mantissa / b.mantissa, a.exponent - b.exponent);
}

Scaled operator*(const Scaled& a, const Scaled& b) {
  return {a.mantissa * b.mantissa, a.exponent + b.exponent};
}

void ExactSum::add(double value) {
  constexpr double kTwo62 = 4611686018427387904.0;
  constexpr double kTwo40 = 1099511627776.0;
  if (std::fabs(value) < kTwo62 && value == std::trunc(value)) {
    return add_wide(integers_, static_cast<std::int64_t>(value), 0);
  }
  const double scaled = std::ldexp(value, kFractionBits);
  if (std::fabs(value) < kTwo40 && scaled == std::trunc(scaled)) {
    return add_wide(fractions_, static_cast<Wide>(scaled), -kFractionBits);
  }
  add_to_limbs(value);
}

void ExactSum::add_square(double value) {
  constexpr double kTwo53 = 9007199254740992.0;
  if (std::fabs(value) < kTwo53 && value == std::trunc(value)) {
    const auto integer = static_cast<std::int64_t>(value);
    add_wide(integers_, Wide{integer} * integer, 0);
    return;
  }
  // value = mantissa * 2^exponent with an integer mantissa of 53 bits, whose square has 106.
  int exponent = 0;
  const auto mantissa = static_cast<std::int64_t>(std::ldexp(std::frexp(value, &exponent), 53));
  const Wide square = Wide{mantissa} * mantissa;
  const int lowest = 2 * (exponent - 53);
  for (int part = 0; part < 3; ++part) {
    add_bits(static_cast<std::int64_t>((square >> (40 * part)) & ((1LL << 40) - 1)), lowest + 40 * part);
  }
}

void ExactSum::subtract_square(double value) {
  ExactSum square;
  square.add_square(value);
  add_wide(integers_, -square.integers_, 0);
  if (!square.limbs_) return;
  if (!limbs_) limbs_ = std::make_unique<Limbs>();
  for (std::size_t i = 0; i < kLimbs; ++i) limbs_->limb[i] -= square.limbs_->limb[i];
  // A limb of the square holds up to two pieces of 40 bits, worth as much as 512 additions of 32 bits.
  if ((limbs_->adds_until_carry -= 512) <= 0) carry(*limbs_);
}

void ExactSum::add_wide(Wide& sum, Wide value, int exponent) {
  Wide total = 0;
  if (!__builtin_add_overflow(sum, value, &total)) {
    sum = total;
    return;
  }
  // As good as never: more than 2^127 units.
  add_wide_to_limbs(sum, exponent);
  add_wide_to_limbs(value, exponent);
  sum = 0;
}

void ExactSum::add_wide_to_limbs(Wide value, int exponent) {
  for (int shift = 0; shift < 128; shift += 32) {
    const auto piece = static_cast<std::int64_t>(shift == 96 ? value >> 96 : (value >> shift) & 0xFFFFFFFF);
    add_bits(piece, exponent + shift);
  }
}

void ExactSum::add_to_limbs(double value) {
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);
  add_bits(static_cast<std::int64_t>(std::ldexp(fraction, 53)), exponent - 53);
}

// Adds mantissa * 2^exponent, |mantissa| < 2^54, as three pieces of 32 bits.
void ExactSum::add_bits(std::int64_t mantissa, int exponent) {
  if (mantissa == 0) return;
  if (!limbs_) limbs_ = std::make_unique<Limbs>();
  const int position = exponent - kLowestExponent;
  const Wide shifted = Wide{mantissa} * (Wide{1} << (position % 32));
  const auto first = static_cast<std::size_t>(position / 32);
  limbs_->limb[first] += static_cast<std::int64_t>(shifted & 0xFFFFFFFF);
  limbs_->limb[first + 1] += static_cast<std::int64_t>((shifted >> 32) & 0xFFFFFFFF);
  limbs_->limb[first + 2] += static_cast<std::int64_t>(shifted >> 64);
  if (--limbs_->adds_until_carry <= 0) carry(*limbs_);
}

// Brings every limb but the last back into 0 .. 2^32 - 1.
void ExactSum::carry(Limbs& limbs) {
  std::int64_t carried = 0;
  for (std::size_t i = 0; i + 1 < kLimbs; ++i) {
    const std::int64_t limb = limbs.limb[i] + carried;
    carried = limb >> 32;
    limbs.limb[i] = limb & 0xFFFFFFFF;
  }
  limbs.limb[kLimbs - 1] += carried;
  limbs.adds_until_carry = kAddsBetweenCarries;
}

Scaled ExactSum::scaled() const {
  if (!limbs_) {
    // Both as one integer, whose conversion to a double rounds correctly, if they fit into one.
    constexpr Wide kFits = Wide{1} << 62;
    int unit = 0;
    Wide sum = integers_;
    bool fits = fractions_ == 0;
    if (!fits && integers_ < kFits && integers_ > -kFits) {
      unit = -kFractionBits;
      fits = !__builtin_add_overflow(integers_ * (Wide{1} << kFractionBits), fractions_, &sum);
    }
    if (fits) {
      int exponent = 0;
      const double mantissa = std::frexp(static_cast<double>(sum), &exponent);
      return {mantissa, exponent + unit};
    }
  }
  ExactSum all;
  all.limbs_ = limbs_ ? std::make_unique<Limbs>(*limbs_) : std::make_unique<Limbs>();
  all.add_wide_to_limbs(integers_, 0);
  all.add_wide_to_limbs(fractions_, -kFractionBits);
  carry(*all.limbs_);
  // A negative number has limbs of ones on top and a last limb below 0: turned round, it has its leading
  // limb.
  const bool negative = all.limbs_->limb[kLimbs - 1] < 0;
  if (negative) {
    for (std::int64_t& one : all.limbs_->limb) one = -one;
    carry(*all.limbs_);
  }
  const auto& limb = all.limbs_->limb;
  std::size_t top = kLimbs - 1;
  while (top > 0 && limb[top] == 0) --top;
  // The upper 97 to 128 bits as one integer, whose last bit also stands for whatever lies below: its rounding
  // to a double is that of the exact sum, the same as if there never had been any limbs.
  __extension__ using Upper = unsigned __int128;
  Upper upper = 0;
  for (std::size_t i = 0; i < 4; ++i)
    upper = upper << 32 | static_cast<std::uint32_t>(i <= top ? limb[top - i] : 0);
  for (std::size_t i = 0; i + 3 < top; ++i) upper |= limb[i] != 0 ? 1 : 0;
  int exponent = 0;
  const double mantissa = std::frexp(static_cast<double>(upper), &exponent);
  exponent -= 96;
  return {negative ? -mantissa : mantissa, exponent + kLowestExponent + 32 * static_cast<int>(top)};
}

}  // namespace clusterlite
