#include "statistics/autocorrelation/join_count.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "support/chance/permutation.hpp"
#include "support/numbers/sum.hpp"

namespace clusterlite {
namespace {

// The joins of every pair of labels, and of all different ones behind them; a tie i-j and its opposite are
// one join.
class Joins {
 public:
  explicit Joins(std::uint32_t labels) : labels_(labels), sums_(pair_count()) {}

  std::size_t pair_count() const { return labels_ * (labels_ + std::size_t{1}) / 2; }

  void count(const TiesAmong& ties, std::span<const std::uint32_t> labels, std::vector<double>& joins,
             CancelToken& cancel) {
    std::fill(sums_.begin(), sums_.end(), CompensatedSum{});
    CompensatedSum different;
    for (const std::uint32_t unit : ties.sample()) {
      cancel.check();
      ties.weights().ties_of(unit, row_, cancel);
      const double half = ties.scale(unit) / 2;
      for (const SpatialWeights::Tie& tie : row_) {
        cancel.check();
        const auto [a, b] = std::minmax(labels[unit], labels[tie.to]);
        sums_[pair(a, b)].add(half * tie.weight);
        if (a != b) different.add(half * tie.weight);
      }
    }
    joins.resize(sums_.size() + 1);
    for (std::size_t i = 0; i < sums_.size(); ++i) joins[i] = sums_[i].value();
    joins.back() = different.value();
  }

 private:
  std::size_t pair(std::size_t a, std::size_t b) const { return a * labels_ - a * (a + 1) / 2 + b; }

  std::uint32_t labels_;
  std::vector<CompensatedSum> sums_;
  std::vector<SpatialWeights::Tie> row_;
};

// a (a - 1) ... (a - k + 1)
double falling(double a, int k) {
  double product = 1;
  for (int i = 0; i < k; ++i) product *= a - i;
  return product;
}

void count_extremes(const std::vector<double>& simulated, const std::vector<double>& observed, double size,
                    std::vector<ExtremeCounts>& counts) {
  for (std::size_t i = 0; i < observed.size(); ++i) {
    const double room = 1e-12 * observed[i] + 1e-14 * size;
    counts[i].greater += simulated[i] >= observed[i] - room ? 1 : 0;
    counts[i].less += simulated[i] <= observed[i] + room ? 1 : 0;
  }
}

}  // namespace

JoinCounts::JoinCounts(const TiesAmong& ties, std::span<const std::uint32_t> labels,
                       std::uint32_t label_count, const Permutations& permutations, const Threads& threads,
                       CancelToken& cancel)
    : sums_(ties.sums(threads, cancel)), n_(static_cast<double>(ties.sample().size())), units_(label_count) {
  const std::vector<std::uint32_t>& sample = ties.sample();
  for (const std::uint32_t unit : sample) ++units_[labels[unit]];
  const auto present = std::count_if(units_.begin(), units_.end(), [](std::uint64_t n) { return n > 0; });
  defined_ = n_ >= 4 && present > 1;
  Joins(label_count).count(ties, labels, joins_, cancel);
  counts_.resize(joins_.size());
  if (!defined_ || permutations.count == 0) return;
  refuse_too_many_steps(permutations.count, std::max<std::uint64_t>(ties.ties(), joins_.size()));
  constexpr std::uint64_t kParts = 8;
  const std::uint64_t per_part = (permutations.count + kParts - 1) / kParts;
  std::vector<std::vector<ExtremeCounts>> counts_of_part(kParts);
  threads.for_each(kParts, cancel, [&](std::size_t part, CancelToken& token) {
    std::vector<ExtremeCounts>& counts = counts_of_part[part];
    counts.resize(joins_.size());
    Joins joins(label_count);
    std::vector<double> simulated;
    std::vector<std::uint32_t> drawn(sample.size());
    std::vector<std::uint32_t> permuted(labels.begin(), labels.end());
    const std::uint64_t end = std::min(permutations.count, (part + 1) * per_part);
    for (std::uint64_t p = part * per_part; p < end; ++p) {
      for (std::size_t i = 0; i < sample.size(); ++i) drawn[i] = labels[sample[i]];
      Philox random(permutations.seed, permutations.stream, static_cast<std::uint32_t>(p));
      permute(std::span(drawn), random, token);
      for (std::size_t i = 0; i < sample.size(); ++i) permuted[sample[i]] = drawn[i];
      joins.count(ties, permuted, simulated, token);
      count_extremes(simulated, joins_, sums_.s0, counts);
    }
  });
  for (const auto& counts : counts_of_part) {
    for (std::size_t i = 0; i < counts.size(); ++i) {
      counts_[i].greater += counts[i].greater;
      counts_[i].less += counts[i].less;
    }
  }
}

// `mean_square`: of the joins counted from both ends, which is four times theirs.
JoinMoments JoinCounts::moments_of(double observed, double expected, double mean_square) const {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  if (!defined_) return {kNaN, kNaN, kNaN};
  double variance = mean_square / 4 - expected * expected;
  if (variance < 1e-13 * expected * expected) variance = 0;  // what rounding leaves
  return {expected, variance, variance > 0 ? (observed - expected) / std::sqrt(variance) : kNaN};
}

// Two ties of the square have both ends, one end or none in common.
JoinMoments JoinCounts::moments(std::uint32_t a, std::uint32_t b) const {
  const auto [s0, s1, s2] = sums_;
  const double t3 = s2 - 2 * s1;
  const double t4 = s0 * s0 + s1 - s2;
  const auto x = static_cast<double>(units_[a]);
  const auto y = static_cast<double>(units_[b]);
  const double n2 = falling(n_, 2);
  const double n3 = falling(n_, 3);
  const double n4 = falling(n_, 4);
  const std::size_t pair = std::size_t{a} * units_.size() - std::size_t{a} * (a + std::size_t{1}) / 2 + b;
  if (a == b) {
    return moments_of(joins_[pair], s0 * falling(x, 2) / (2 * n2),
                      s1 * falling(x, 2) / n2 + t3 * falling(x, 3) / n3 + t4 * falling(x, 4) / n4);
  }
  return moments_of(
      joins_[pair], s0 * x * y / n2,
      2 * s1 * x * y / n2 + t3 * x * y * (x + y - 2) / n3 + 4 * t4 * falling(x, 2) * falling(y, 2) / n4);
}

// That two labels differ is one less that they are the same.
JoinMoments JoinCounts::moments_of_all_different() const {
  const auto [s0, s1, s2] = sums_;
  double pairs = 0;
  double triples = 0;
  double fours = 0;
  double squared_pairs = 0;
  for (const std::uint64_t units : units_) {
    const auto a = static_cast<double>(units);
    pairs += falling(a, 2);
    triples += falling(a, 3);
    fours += falling(a, 4);
    squared_pairs += falling(a, 2) * falling(a, 2);
  }
  const double same2 = pairs / falling(n_, 2);
  const double same3 = triples / falling(n_, 3);
  const double same4 = (fours + pairs * pairs - squared_pairs) / falling(n_, 4);
  return moments_of(joins_.back(), s0 / 2 * (1 - same2),
                    s1 * (1 - same2) + (s2 - 2 * s1) * (1 - 2 * same2 + same3) +
                        (s0 * s0 + s1 - s2) * (1 - 2 * same2 + same4));
}

}  // namespace clusterlite
