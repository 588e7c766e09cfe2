// How many ties chance gives between two labels, when every firm keeps the number of its ties.
//
// Directed: every tie keeps its sender and the receivers are shuffled among all m ties, m! equally likely
// ways. The number of ties from A to B is hypergeometric: O_A ties leave A, and of the m receivers I_B are in
// B. (Hoeffding 1951: a permutation statistic has a closed mean and variance.)
// Undirected: the 2m ends of ties are paired at random (configuration model; all pairings equally likely).
//
// Variances are products of whole numbers over others, so a count that cannot vary has variance 0 exactly.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

namespace clusterlite {

struct Chance {
  double mean = std::numeric_limits<double>::quiet_NaN();
  double variance = std::numeric_limits<double>::quiet_NaN();

  // How many times more there are than chance gives; NaN when chance gives none.
  double quotient(double observed) const {
    return mean > 0 ? observed / mean : std::numeric_limits<double>::quiet_NaN();
  }
  // By how many standard deviations there are more; NaN when the number cannot vary.
  double z(double observed) const {
    return variance > 0 ? (observed - mean) / std::sqrt(variance) : std::numeric_limits<double>::quiet_NaN();
  }
};

// Of `ties` ties, `out` leave the one label and `in` reach the other.
inline Chance shuffled_receivers(std::uint64_t out, std::uint64_t in, std::uint64_t ties) {
  Chance chance;
  if (ties == 0) return chance;
  const auto m = static_cast<double>(ties);
  const auto o = static_cast<double>(out);
  const auto i = static_cast<double>(in);
  chance.mean = o * i / m;
  if (ties > 1) chance.variance = o * i / m * ((m - o) / m) * ((m - i) / (m - 1));
  return chance;
}

// The ends in A, the ends in B, and those of firms that are in both: all of them when A is B.
struct Ends {
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  std::uint64_t both = 0;
};

// A tie counts when one of its ends is in A and the other in B. Of the pairs of ends, e are such; each is
// tied with probability 1 / (2m - 1), and two that have no end in common with probability
// 1 / ((2m - 1)(2m - 3)).
inline Chance paired_ends(const Ends& ends, std::uint64_t ties) {
  __extension__ using Wide = __int128;
  Chance chance;
  if (ties == 0) return chance;
  const Wide n = 2 * static_cast<Wide>(ties);
  const Wide a = ends.a;
  const Wide b = ends.b;
  const Wide c = ends.both;
  const Wide pairs = a * b - c - c * (c - 1) / 2;
  chance.mean = static_cast<double>(pairs) / static_cast<double>(n - 1);
  if (ties < 2) return chance;
  // Two pairs of ends that have an end in common, each twice: the end's partners times one fewer.
  const Wide of_both = a + b - c - 1;
  const Wide sharing = (a - c) * b * (b - 1) + (b - c) * a * (a - 1) + c * of_both * (of_both - 1);
  // E[L(L-1)] + E - E² = (pairs (pairs - 1) - sharing) / ((n-1)(n-3)) + pairs / (n-1) - pairs² / (n-1)², with
  // one denominator. Whole numbers below 2^100, since a data set holds less than 2^27 ties.
  const Wide numerator = (n - 3) * (pairs * (n - 2) - sharing) + 2 * (pairs * (pairs - 1) - sharing);
  const auto ends_less_one = static_cast<double>(n - 1);
  chance.variance =
      static_cast<double>(numerator) / (ends_less_one * ends_less_one * static_cast<double>(n - 3));
  return chance;
}

}  // namespace clusterlite
