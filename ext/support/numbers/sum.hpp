// Sums that keep what a plain double loses.
//
// CompensatedSum: two doubles (Dekker 1971, Knuth TAOCP 4.2.2); integers exact to 2^106, reals to 1e-32.
// PowerSum: the sum of v^2 or v^4 of plant sizes, with an exponent of its own: 1e300 squared does not
// overflow.
#pragma once

#include <cmath>
#include <cstdint>

namespace clusterlite {

class CompensatedSum {
 public:
  CompensatedSum() = default;
  CompensatedSum(double high, double low) : high_(high), low_(low) {}

  void add(double value) {
    const double sum = high_ + value;  // TwoSum: sum + error == high_ + value without rounding
    const double shadow = sum - high_;
    const double error = (high_ - (sum - shadow)) + (value - shadow);
    const double low = low_ + error;
    high_ = sum + low;
    low_ = low - (high_ - sum);
    if (!std::isfinite(high_)) {
      high_ = sum;  // infinite; the error term is not a number then
      low_ = 0;
    }
  }

  // Exact for all of int64, also beyond 2^53.
  void add(std::int64_t value) {
    constexpr std::int64_t kTwo53 = std::int64_t{1} << 53;
    if (value <= kTwo53 && value >= -kTwo53) return add(static_cast<double>(value));
    const auto upper = static_cast<double>(value >> 32) * 4294967296.0;
    const auto lower = static_cast<double>(value & 0xFFFFFFFF);
    add(upper);
    add(lower);
  }

  void add(const CompensatedSum& other) {
    add(other.high_);
    add(other.low_);
  }

  double value() const { return high_ + low_; }
  double high() const { return high_; }
  double low() const { return low_; }

 private:
  double high_ = 0;
  double low_ = 0;
};

// Powers of everyday integers are summed as integers; all else as sum * 2^(512 * block), where terms of
// everyday size (2^-64 < v < 2^64) live in block 0.
class PowerSum {
 public:
  PowerSum() = default;
  PowerSum(CompensatedSum sum, std::int64_t block) : sum_(sum), block_(block) {}

  void add_square(double value) {
    if (const std::uint64_t n = small_integer(value)) {
      integers_ += n * n;
    } else {
      add_power(value, 2);
    }
  }
  void add_fourth_power(double value) {
    if (const std::uint64_t n = small_integer(value)) {
      integers_ += Wide{n * n} * (n * n);
    } else {
      add_power(value, 4);
    }
  }
  void add(const PowerSum& other) {
    integers_ += other.integers_;
    add_scaled(other.sum_, other.block_);
  }

  // sum / total^power without overflow on the way; NaN when total is 0.
  double over_power_of(double total, int power) const;

  // The parts to store: all integers have gone into the sum.
  PowerSum folded() const;
  const CompensatedSum& sum() const { return sum_; }
  std::int64_t block() const { return block_; }

 private:
  __extension__ using Wide = unsigned __int128;
  static constexpr int kBlockBits = 512;

  // The value as an integer of 1 .. 2^22, whose fourth powers 2^40 times over fit into 128 bits; else 0.
  static std::uint64_t small_integer(double value) {
    if (!(value >= 1 && value <= 4194304)) return 0;
    const auto integer = static_cast<std::uint64_t>(value);
    return static_cast<double>(integer) == value ? integer : 0;
  }
  void add_power(double value, int power);
  void add_scaled(const CompensatedSum& term, std::int64_t block);

  Wide integers_ = 0;
  CompensatedSum sum_;
  std::int64_t block_ = 0;
};

}  // namespace clusterlite
