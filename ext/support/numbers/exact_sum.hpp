// A sum of doubles without any rounding, from which terms can be taken away again.
//
// A moving window must give what computing each window anew gives: a compensated sum cannot (1e300 comes, and
// leaves behind what it has swallowed). Here integers are summed in 128 bits, and likewise, in units of
// 2^-64, the fractions of everyday size; other terms in a fixed-point number that spans the range of doubles
// and of their squares (the idea of Kulisch's long accumulator), 32 bits a limb, allocated at the first such
// term. So the result does not depend on the order of the terms, nor on what came and went.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

namespace clusterlite {

// mantissa * 2^exponent: the sum of squares of 1e300 does not fit into a double.
struct Scaled {
  double mantissa = 0;
  int exponent = 0;
  double value() const;
};

// a / b, where the quotient fits into a double; NaN when b is 0.
double operator/(const Scaled& a, const Scaled& b);
Scaled operator*(const Scaled& a, const Scaled& b);

class ExactSum {
 public:
  void add(double value);
  void subtract(double value) { add(-value); }
  void add_square(double value);
  void subtract_square(double value);

  Scaled scaled() const;  // correctly rounded
  double value() const { return scaled().value(); }

  // Whether it has memory of its own: since a term that was not of everyday size.
  bool owns_memory() const { return limbs_ != nullptr; }

 private:
  // Bit 0 of limb 0 is worth 2^kLowestExponent. The smallest double is 2^-1074; as a mantissa of 53 bits it
  // is 2^52 * 2^-1126, whose square has its lowest bit at 2^-2252.
  static constexpr int kLowestExponent = -2272;
  // Up to 2^(140 * 32 - 2272) = 2^2208: squares up to 2^2048, and many of them.
  static constexpr int kLimbs = 140;
  static constexpr int kAddsBetweenCarries = 1 << 29;
  struct Limbs {
    std::array<std::int64_t, kLimbs> limb{};
    int adds_until_carry = kAddsBetweenCarries;
  };
  __extension__ using Wide = __int128;

  // Adds value * 2^exponent to `sum`, which counts in that unit, or to the limbs when it is full.
  void add_wide(Wide& sum, Wide value, int exponent);
  void add_wide_to_limbs(Wide value, int exponent);
  void add_to_limbs(double value);
  void add_bits(std::int64_t mantissa, int exponent);
  static void carry(Limbs& limbs);

  static constexpr int kFractionBits = 64;
  Wide integers_ = 0;
  Wide fractions_ = 0;  // in units of 2^-kFractionBits
  std::unique_ptr<Limbs> limbs_;
};

}  // namespace clusterlite
