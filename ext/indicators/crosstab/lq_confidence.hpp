// How sure a location quotient is: the quotient of firm counts with exact binomial bounds.
//
// Model: given the number n_j of firms in the region, the number k of them in the industry is Binomial(n_j,
// p_i), where p_i = n_i / n is the industry's share of all firms: the region draws its firms from the whole
// area's mix. Then k / (n_j p_i) is the location quotient of counts, and the bounds of Clopper and Pearson
// (1934) for k / n_j, divided by p_i, enclose it with at least the asked confidence. p_i is taken as known:
// it is that of the reference, and the region is part of it.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "datasets/crosstab.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

inline constexpr double kLqConfidence = 0.95;

// Numbers of firms; NaN everywhere when the crosstab does not know them.
struct FirmMargins {
  std::vector<double> regions;     // n_j
  std::vector<double> industries;  // n_i
  double total = 0;                // n
};

FirmMargins firm_margins_of(const Crosstab& table, CancelToken& cancel);

// k of the region's n_j firms are in the industry, which has the share p > 0 of all firms. NaN when n_j or p
// is 0 or NaN.
struct FirmCount {
  double k = 0;
  double n = 0;
  double p = 0;
  double industry = std::numeric_limits<double>::infinity();  // n_i: more of them cannot be in the region

  double lq() const;
  // Lower (upper) 2.5 % bound of the quotient; 0 for k = 0. The upper one is at most what would be if all the
  // industry were here, or the region had nothing else: min(1, n_i / n_j) / p.
  double lower() const;
  double upper() const;
  // min(1, 2 min(P(K <= k), P(K >= k))): the doubled smaller tail, the test that belongs to these bounds
  // (p_value < .05 exactly when 1 lies outside of them).
  double p_value() const;

 private:
  bool defined() const { return n > 0 && n <= 1e12 && p > 0; }
};

}  // namespace clusterlite
