#include "indicators/interaction/expected_synergy.hpp"

#include <algorithm>
#include <limits>
#include <numbers>
#include <vector>

#include "indicators/inequality/entropy_term.hpp"
#include "support/memory/large_memory.hpp"
#include "support/numbers/sum.hpp"

namespace clusterlite {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

__extension__ using Wide = __int128;

// A category of x of `size` rows, one of y of `other`: how many rows n they share is hypergeometric with mean
// size * other / N. Its part of EMI is the mean of n/N ln(r), r = n N / (size other), or, since r has the
// mean 1, size other / N^2 times the mean of r ln r - r + 1, whose terms are all >= 0. The probabilities come
// from that of the mode by their ratios, in units of it, so no logarithm of a large factorial is rounded.
class SharedRows {
 public:
  SharedRows(std::uint64_t size, std::uint64_t other, std::uint64_t rows)
      : a_(static_cast<std::int64_t>(size)),
        b_(static_cast<std::int64_t>(other)),
        rows_(static_cast<std::int64_t>(rows)) {}

  // In nats.
  double information(CancelToken& cancel) {
    const std::int64_t least = std::max<std::int64_t>(0, a_ + b_ - rows_);
    const std::int64_t most = std::min(a_, b_);
    const auto mode =
        std::clamp(static_cast<std::int64_t>(Wide{a_ + 1} * (b_ + 1) / (rows_ + 2)), least, most);
    take(mode, 1);
    double p = 1;
    for (std::int64_t n = mode; n < most && !negligible_; ++n) {
      cancel.check();
      p *= ratio(n);
      take(n + 1, p);
    }
    negligible_ = false;
    p = 1;
    for (std::int64_t n = mode; n > least && !negligible_; --n) {
      cancel.check();
      p /= ratio(n - 1);
      take(n - 1, p);
    }
    const auto n = static_cast<double>(rows_);
    return (static_cast<double>(a_) / n) * (static_cast<double>(b_) / n) * terms_.value() / all_.value();
  }

 private:
  // P(n + 1) / P(n)
  double ratio(std::int64_t n) const {
    return static_cast<double>(a_ - n) / static_cast<double>(n + 1) *
           (static_cast<double>(b_ - n) / static_cast<double>(rows_ - a_ - b_ + n + 1));
  }

  void take(std::int64_t n, double p) {
    const Wide expected = Wide{a_} * b_;
    const double deviation = static_cast<double>(Wide{n} * rows_ - expected) / static_cast<double>(expected);
    const double term = p * entropy_term(1 + deviation, deviation);
    all_.add(p);
    terms_.add(term);
    negligible_ = p < 1e-18 && term < 1e-20 * terms_.value();
  }

  std::int64_t a_, b_, rows_;
  CompensatedSum all_;
  CompensatedSum terms_;
  bool negligible_ = false;
};

// What has left a moving window does not count. In rising order of size, so that nothing depends on the order
// of rows.
std::vector<CategorySize> sizes_of(const GrowingArray<std::uint64_t>& counts, CancelToken& cancel) {
  RawVector<std::uint64_t> sorted;
  sorted.reserve(counts.size());
  for (const std::uint64_t count : counts) {
    cancel.check();
    if (count > 0) sorted.push_back(count);
  }
  std::sort(sorted.begin(), sorted.end(), [&](std::uint64_t a, std::uint64_t b) {
    cancel.check();
    return a < b;
  });
  std::vector<CategorySize> sizes;
  for (const std::uint64_t count : sorted) {
    cancel.check();
    if (sizes.empty() || sizes.back().rows != count) sizes.push_back({count, 0});
    ++sizes.back().categories;
  }
  return sizes;
}

double categories(const GrowingArray<std::uint64_t>& counts, CancelToken& cancel) {
  std::size_t present = 0;
  for (const std::uint64_t count : counts) {
    cancel.check();
    if (count > 0) ++present;
  }
  return static_cast<double>(present);
}

}  // namespace

double expected_mutual_information(std::span<const CategorySize> x, std::span<const CategorySize> y,
                                   std::uint64_t rows, CancelToken& cancel) {
  CompensatedSum sum;
  for (const CategorySize& of_x : x) {
    for (const CategorySize& of_y : y) {
      const double pairs = static_cast<double>(of_x.categories) * static_cast<double>(of_y.categories);
      sum.add(pairs * SharedRows(of_x.rows, of_y.rows, rows).information(cancel));
    }
  }
  return sum.value() / std::numbers::ln2;
}

double ExpectedSynergy::expected(CancelToken& cancel) const {
  if (rows_ == 0) return kUndefined;
  const auto c = sizes_of(c_, cancel);
  const auto with_c = [&](const Counts& counts) {
    return expected_mutual_information(sizes_of(counts, cancel), c, rows_, cancel);
  };
  return with_c(a_) + with_c(b_) - with_c(ab_);
}

double ExpectedSynergy::standard_deviation(CancelToken& cancel) const {
  constexpr double kFewestRowsPerCell = 5;
  if (rows_ == 0) return kUndefined;
  const double of_ab = categories(ab_, cancel);
  const double of_c = categories(c_, cancel);
  const auto rows = static_cast<double>(rows_);
  if (rows < kFewestRowsPerCell * of_ab * of_c) return kUndefined;
  const double freedom = (of_c - 1) * (of_ab - categories(a_, cancel) - categories(b_, cancel) + 1);
  return std::sqrt(2 * freedom) / (2 * rows * std::numbers::ln2);
}

}  // namespace clusterlite
