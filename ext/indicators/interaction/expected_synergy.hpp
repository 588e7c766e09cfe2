// What synergy is by chance: the classification c shuffled among the rows, a and b left as they are.
//
//   E[T] = EMI(a; c) + EMI(b; c) - EMI((a,b); c)
//
// since E[H] of a single classification and H(a,b) stay, and the expected mutual information EMI of two
// classifications with given sizes is exact in the hypergeometric model (Vinh, Epps and Bailey 2010).
#pragma once

#include <cstdint>
#include <span>

#include "indicators/interaction/joint_cells.hpp"

namespace clusterlite {

// So many categories have so many rows.
struct CategorySize {
  std::uint64_t rows = 0;
  std::uint64_t categories = 0;
};

// Expected mutual information, in bits, of two classifications of `rows` rows whose categories have these
// sizes.
double expected_mutual_information(std::span<const CategorySize> x, std::span<const CategorySize> y,
                                   std::uint64_t rows, CancelToken& cancel);

class ExpectedSynergy {
 public:
  void add(const KeyView& a, const KeyView& b, const KeyView& c) { count(a, b, c, 1); }
  // Takes away a row that was added before.
  void remove(const KeyView& a, const KeyView& b, const KeyView& c) { count(a, b, c, -1); }

  // In bits; NaN without rows.
  double expected(CancelToken& cancel) const;

  // The standard deviation of T under the same shuffling, to first order: 2 N ln 2 times it, sqrt(2 df), is
  // that of a chi-squared variable. NaN below 5 rows for each cell of (a,b) x c that may be filled.
  double standard_deviation(CancelToken& cancel) const;

 private:
  using Counts = GrowingArray<std::uint64_t>;

  void count(const KeyView& a, const KeyView& b, const KeyView& c, int change) {
    const std::uint32_t i = keys_a_.intern(a);
    const std::uint32_t j = keys_b_.intern(b);
    change_count(a_, i, change);
    change_count(b_, j, change);
    change_count(ab_, pairs_.intern(i, j), change);
    change_count(c_, keys_c_.intern(c), change);
    rows_ += static_cast<std::uint64_t>(std::int64_t{change});
  }
  static void change_count(Counts& counts, std::uint32_t number, int change) {
    std::uint64_t& count = number < counts.size() ? counts[number] : counts.emplace_back();
    count += static_cast<std::uint64_t>(std::int64_t{change});
  }

  std::uint64_t rows_ = 0;
  Dictionary keys_a_, keys_b_, keys_c_;
  PairNumbers pairs_;
  Counts a_, b_, ab_, c_;
};

}  // namespace clusterlite
