#include "indicators/inequality/share_profile.hpp"

#include <algorithm>
#include <boost/sort/pdqsort/pdqsort.hpp>
#include <cmath>
#include <limits>

#include "indicators/inequality/entropy_term.hpp"

namespace clusterlite {

ReferenceShares::ReferenceShares(const std::vector<double>& totals, double total, std::size_t units)
    : units_(units) {
  shares_.reserve(totals.size());
  for (const double value : totals) {
    const double x = total > 0 ? value / total : 0;
    shares_.push_back(x);
    positive_ += x > 0 ? 1 : 0;
    sum_.add(x);
    squares_.add(x * x);
    cubes_.add(x * x * x);
  }
}

void ShareProfile::assign(std::span<const LineCell> line, double total) {
  // s and x each come out of two roundings: where they differ by no more than these they are equal.
  constexpr double kRounding = 4 * std::numeric_limits<double>::epsilon();
  CompensatedSum rest = reference_.sum();
  CompensatedSum rest_of_squares = reference_.squares();
  parts_.clear();
  shares_.clear();
  std::size_t referenced = 0;  // a part without a reference (x = 0) takes nothing from the rest
  for (const LineCell& cell : line) {
    const double share = cell.value / total;
    if (share == 0) continue;  // less than 1e-308 of the whole
    const double x = reference_[cell.across];
    referenced += x > 0 ? 1 : 0;
    rest.add(-x);
    rest_of_squares.add(-(x * x));
    if (std::fabs(share - x) <= kRounding * std::max(share, x)) {
      parts_.push_back({share, share, 1});
    } else {
      parts_.push_back({share, x, share / x});
    }
  }
  const bool no_rest = referenced == reference_.positive();
  rest_ = no_rest ? 0 : std::max(0.0, rest.value());
  rest_of_squares_ = no_rest ? 0 : std::max(0.0, rest_of_squares.value());
}

// Both sorts make no branches that depend on the values: they are most of the cost of a large table.
std::span<const double> ShareProfile::sorted_shares() {
  if (shares_.size() != parts_.size()) {
    shares_.clear();
    for (const SharePart& part : parts_) shares_.push_back(part.share);
    boost::sort::pdqsort(shares_.begin(), shares_.end());
  }
  return shares_;
}

std::span<const SharePart> ShareProfile::parts_by_lq() {
  by_lq_.assign(parts_.begin(), parts_.end());
  boost::sort::pdqsort_branchless(by_lq_.begin(), by_lq_.end(),
                                  [](const SharePart& a, const SharePart& b) { return a.lq < b.lq; });
  return by_lq_;
}

double herfindahl(const ShareProfile& profile) {
  double sum = 0;
  for (const SharePart& part : profile.parts()) sum += part.share * part.share;
  return std::min(1.0, sum);
}

double concentration_ratio(ShareProfile& profile, std::size_t largest) {
  const std::span<const double> shares = profile.sorted_shares();
  if (shares.size() <= largest) return 1;
  double sum = 0;
  for (std::size_t i = shares.size() - largest; i < shares.size(); ++i) sum += shares[i];
  return std::min(1.0, sum);
}

double gini(ShareProfile& profile) {
  const std::span<const double> shares = profile.sorted_shares();
  // G = sum (2 r - n - 1) s_(r) / n; the empty units have the lowest ranks r and add nothing.
  const auto n = static_cast<double>(profile.units());
  double weight = n + 1 - 2 * static_cast<double>(shares.size());  // of the first rank, r = n - m + 1
  double sum = 0;
  for (const double share : shares) {
    sum += weight * share;
    weight += 2;
  }
  return std::max(0.0, sum / n);
}

double locational_gini(ShareProfile& profile) {
  // 1 - sum (Y_r + Y_(r-1)) (P_r - P_(r-1)) without its cancellation: sum (P_(r-1) s_r - Y_(r-1) x_r), no
  // term of which is negative. The empty units, LQ = 0, come first.
  CompensatedSum p(profile.rest(), 0);
  CompensatedSum y;
  CompensatedSum sum;
  for (const SharePart& part : profile.parts_by_lq()) {
    sum.add(p.value() * part.share - y.value() * part.reference);
    p.add(part.reference);
    y.add(part.share);
  }
  return std::clamp(sum.value(), 0.0, 1.0);
}

double krugman(const ShareProfile& profile) {
  CompensatedSum sum(profile.rest(), 0);
  for (const SharePart& part : profile.parts()) sum.add(std::fabs(part.share - part.reference));
  return std::min(2.0, sum.value());
}

double squared_difference(const ShareProfile& profile) {
  double sum = profile.rest_of_squares();
  for (const SharePart& part : profile.parts()) {
    const double difference = part.share - part.reference;
    sum += difference * difference;
  }
  return sum;
}

double kl_divergence(const ShareProfile& profile) {
  // sum (s ln(s / x) - s + x), no term of which is negative: that of an empty unit is x.
  CompensatedSum sum(profile.rest(), 0);
  for (const SharePart& part : profile.parts()) {
    if (part.reference == 0) return std::numeric_limits<double>::infinity();
    sum.add(part.reference * entropy_term(part.lq, (part.share - part.reference) / part.reference));
  }
  return sum.value();
}

double entropy(const ShareProfile& profile) {
  double sum = 0;
  for (const SharePart& part : profile.parts()) sum -= part.share * std::log2(part.share);
  return std::max(0.0, sum);
}

double largest_lq(const ShareProfile& profile) {
  double largest = 0;
  for (const SharePart& part : profile.parts()) largest = std::max(largest, part.lq);
  return largest;
}

double mean_lq(const ShareProfile& profile) {
  double sum = 0;
  for (const SharePart& part : profile.parts()) sum += part.share * part.lq;
  return std::max(1.0, sum);
}

}  // namespace clusterlite
