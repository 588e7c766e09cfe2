// Sums that keep what a plain double loses.
//
// CompensatedSum  two doubles (Dekker 1971, Knuth TAOCP 4.2.2): integers exactly up to 2^106, reals to about 1e-32.
// PowerSum        the sum of v^2 or v^4 of plant sizes, with an exponent of its own: 1e300 squared does not overflow.
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
    if (!std::isfinite(high_)) low_ = 0;
  }

  // Exact for all of int64, also beyond 2^53.
  void add(std::int64_t value) {
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

// sum * 2^(512 * block). Terms of everyday size (2^-64 < v < 2^64) live in block 0.
class PowerSum {
 public:
  PowerSum() = default;
  PowerSum(CompensatedSum sum, std::int64_t block) : sum_(sum), block_(block) {}

  void add_square(double value) { add_power(value, 2); }
  void add_fourth_power(double value) { add_power(value, 4); }
  void add(const PowerSum& other) { add_scaled(other.sum_, other.block_); }

  // sum / total^power without overflow on the way; NaN when total is 0.
  double over_power_of(double total, int power) const;

  const CompensatedSum& sum() const { return sum_; }
  std::int64_t block() const { return block_; }

 private:
  static constexpr int kBlockBits = 512;
  void add_power(double value, int power);
  void add_scaled(const CompensatedSum& term, std::int64_t block);

  CompensatedSum sum_;
  std::int64_t block_ = 0;
};

}  // namespace clusterlite
