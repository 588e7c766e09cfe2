// One distribution of shares against the distribution of everything together: an industry over the regions,
// or a region over the industries.
//
// s_u the share of unit u in the whole of the line, x_u the unit's share in everything together (the line
// included), LQ_u = s_u / x_u, n the number of units. Units where the line has nothing are not listed, but
// they count: every measure below takes in what they contribute.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "indicators/crosstab/crosstab_lines.hpp"
#include "support/numbers/sum.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// x_u of all units, from their totals.
class ReferenceShares {
 public:
  // `units`: how many of them count as units of a distribution (Lines::known_across).
  ReferenceShares(const std::vector<double>& totals, double total, std::size_t units);

  double operator[](std::size_t unit) const { return shares_[unit]; }
  std::size_t size() const { return shares_.size(); }
  std::size_t units() const { return units_; }
  std::size_t positive() const { return positive_; }  // units with x > 0
  const CompensatedSum& sum() const { return sum_; }
  const CompensatedSum& squares() const { return squares_; }  // X2 = sum of x^2
  const CompensatedSum& cubes() const { return cubes_; }      // X3 = sum of x^3

 private:
  std::vector<double> shares_;
  std::size_t units_;
  std::size_t positive_ = 0;
  CompensatedSum sum_;
  CompensatedSum squares_;
  CompensatedSum cubes_;
};

struct SharePart {
  double share = 0;      // s_u > 0
  double reference = 0;  // x_u
  double lq = 0;
};

// The non-empty units of one line, and what the empty ones add up to. Buffers are kept from line to line.
class ShareProfile {
 public:
  explicit ShareProfile(const ReferenceShares& reference) : reference_(reference) {}

  // `total` > 0: the line's value.
  void assign(std::span<const LineCell> line, double total);

  std::span<const SharePart> parts() const { return parts_; }
  std::size_t units() const { return reference_.units(); }
  double rest() const { return rest_; }                        // sum of x_u over the empty units
  double rest_of_squares() const { return rest_of_squares_; }  // sum of x_u^2 over them

  std::span<const double> sorted_shares();   // rising
  std::span<const SharePart> parts_by_lq();  // by rising LQ

 private:
  const ReferenceShares& reference_;
  std::vector<SharePart> parts_;
  std::vector<SharePart> by_lq_;
  std::vector<double> shares_;  // sorted, or empty
  double rest_ = 0;
  double rest_of_squares_ = 0;
};

// sum s^2, 1/n (even) .. 1 (all in one unit).
double herfindahl(const ShareProfile& profile);

// The share of the largest units.
double concentration_ratio(ShareProfile& profile, std::size_t largest);

// Gini coefficient of the shares over all n units, empty ones included: 0 .. 1 - 1/n (Gini 1912).
double gini(ShareProfile& profile);

// Twice the area between the diagonal and the Lorenz curve of s over x, units sorted by LQ: 0 .. 1 (Hoover
// 1936; Krugman 1991 halves it).
double locational_gini(ShareProfile& profile);

// sum |s - x|, 0 .. 2 (Krugman 1991); half of it is Hoover's coefficient, 0 .. 1.
double krugman(const ShareProfile& profile);

// sum (s - x)^2: the raw geographic concentration of Ellison and Glaeser (1997).
double squared_difference(const ShareProfile& profile);

// sum s ln(s / x) >= 0, in nats (Kullback and Leibler 1951).
double kl_divergence(const ShareProfile& profile);

// -sum s log2 s, in bits (Shannon 1948).
double entropy(const ShareProfile& profile);

// max LQ (Duranton and Puga 2000: relative specialization).
double largest_lq(const ShareProfile& profile);

// sum s LQ >= 1: the mean location quotient; its reciprocal is Hachman's index.
double mean_lq(const ShareProfile& profile);

}  // namespace clusterlite
