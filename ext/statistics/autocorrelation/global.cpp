#include "statistics/autocorrelation/global.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

#include "support/chance/permutation.hpp"
#include "support/numbers/sum.hpp"

namespace clusterlite {
namespace {

// Sum_ij w_ij v_i v_j
double cross_product(const TiesAmong& ties, std::span<const double> v, std::span<double> lags,
                     const Threads& threads, CancelToken& cancel) {
  ties.lag(v, lags, threads, cancel);
  CompensatedSum sum;
  for (const std::uint32_t unit : ties.sample()) sum.add(v[unit] * lags[unit]);
  return sum.value();
}

// Sum_ij w_ij (v_i - v_j)^2
double squared_differences(const TiesAmong& ties, std::span<const double> v, std::span<double> work,
                           const Threads& threads, CancelToken& cancel) {
  ties.weights().squared_differences(v, work, threads, cancel);
  CompensatedSum sum;
  for (const std::uint32_t unit : ties.sample()) sum.add(ties.scale(unit) * work[unit]);
  return sum.value();
}

using Statistic = double (*)(const TiesAmong&, std::span<const double>, std::span<double>, const Threads&,
                             CancelToken&);

// How many permutations of the values over the sample give at least, and at most, the observed statistic.
ExtremeCounts permute_values(const TiesAmong& ties, std::span<const double> values, double observed,
                             double size, Statistic statistic, const Permutations& permutations,
                             const Threads& threads, CancelToken& cancel) {
  ExtremeCounts counts;
  if (permutations.count == 0) return counts;
  refuse_too_many_steps(permutations.count, std::max<std::uint64_t>(ties.ties(), ties.size()));
  const double room = 1e-12 * std::fabs(observed) + 1e-14 * size;
  std::atomic<std::uint64_t> greater{0};
  std::atomic<std::uint64_t> less{0};
  constexpr std::uint64_t kPerPart = 16;
  threads.for_each((permutations.count + kPerPart - 1) / kPerPart, cancel,
                   [&](std::size_t part, CancelToken& token) {
                     RawVector<double> drawn(ties.sample().size());
                     RawVector<double> permuted(values.begin(), values.end());
                     RawVector<double> work(ties.size());
                     for (std::uint64_t p = part * kPerPart;
                          p < std::min(permutations.count, (part + 1) * kPerPart); ++p) {
                       for (std::size_t i = 0; i < drawn.size(); ++i) drawn[i] = values[ties.sample()[i]];
                       Philox random(permutations.seed, permutations.stream, static_cast<std::uint32_t>(p));
                       permute(std::span(drawn), random, token);
                       for (std::size_t i = 0; i < drawn.size(); ++i) permuted[ties.sample()[i]] = drawn[i];
                       const double simulated = statistic(ties, permuted, work, Threads(1), token);
                       greater += simulated >= observed - room ? 1 : 0;
                       less += simulated <= observed + room ? 1 : 0;
                     }
                   });
  counts.greater = greater;
  counts.less = less;
  return counts;
}

}  // namespace

GlobalStatistic GlobalStatistic::undefined(double n) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  return {n, kNaN, kNaN, kNaN, kNaN, kNaN, {}};
}

GlobalStatistic moran(const TiesAmong& ties, std::span<const double> values, const Permutations& permutations,
                      const Threads& threads, CancelToken& cancel) {
  RawVector<double> z;
  const Moments m = deviations(ties, values, z, cancel);
  if (!m.defined()) return GlobalStatistic::undefined(m.n);
  RawVector<double> work(ties.size());
  const double cross = cross_product(ties, z, work, threads, cancel);
  const double n = m.n;
  const auto [s0, s1, s2] = ties.sums(threads, cancel);
  const double b2 = n * m.fourth / (m.second * m.second);
  GlobalStatistic result;
  result.n = n;
  result.value = n / s0 * cross / m.second;
  result.expected = -1 / (n - 1);
  const double expected_square = result.expected * result.expected;
  result.variance = (n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0 * s0) -
                     b2 * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0 * s0)) /
                        ((n - 1) * (n - 2) * (n - 3) * s0 * s0) -
                    expected_square;
  result.variance_normality = (n * n * s1 - n * s2 + 3 * s0 * s0) / ((n * n - 1) * s0 * s0) - expected_square;
  result.z = (result.value - result.expected) / std::sqrt(result.variance);
  result.counts =
      permute_values(ties, z, cross, m.second * s0 / n, &cross_product, permutations, threads, cancel);
  return result;
}

GlobalStatistic geary(const TiesAmong& ties, std::span<const double> values, const Permutations& permutations,
                      const Threads& threads, CancelToken& cancel) {
  RawVector<double> z;
  const Moments m = deviations(ties, values, z, cancel);
  if (!m.defined()) return GlobalStatistic::undefined(m.n);
  RawVector<double> work(ties.size());
  const double differences = squared_differences(ties, z, work, threads, cancel);
  const double n = m.n;
  const auto [s0, s1, s2] = ties.sums(threads, cancel);
  const double b2 = n * m.fourth / (m.second * m.second);
  GlobalStatistic result = GlobalStatistic::undefined(n);
  result.value = (n - 1) * differences / (2 * s0 * m.second);
  result.expected = 1;
  result.variance = ((n - 1) * s1 * (n * n - 3 * n + 3 - b2 * (n - 1)) -
                     (n - 1) * s2 * (n * n + 3 * n - 6 - b2 * (n * n - n + 2)) / 4 +
                     s0 * s0 * (n * n - 3 - b2 * (n - 1) * (n - 1))) /
                    (n * (n - 2) * (n - 3) * s0 * s0);
  result.z = (1 - result.value) / std::sqrt(result.variance);
  const ExtremeCounts counts = permute_values(ties, z, differences, m.second * s0 / n, &squared_differences,
                                              permutations, threads, cancel);
  result.counts = {counts.less, counts.greater};  // a small C is a large z
  return result;
}

GlobalStatistic getis_ord_g(const TiesAmong& ties, std::span<const double> values,
                            const Permutations& permutations, const Threads& threads, CancelToken& cancel) {
  RawVector<double> z;
  const Moments moments = deviations(ties, values, z, cancel);
  if (!moments.defined()) return GlobalStatistic::undefined(moments.n);
  RawVector<double> y(values.begin(), values.end());
  CompensatedSum power[5];
  for (std::uint32_t unit = 0; unit < ties.size(); ++unit) {
    cancel.check();
    if (ties.is_island(unit)) {
      y[unit] = 0;
      continue;
    }
    const double square = y[unit] * y[unit];
    power[1].add(y[unit]);
    power[2].add(square);
    power[3].add(square * y[unit]);
    power[4].add(square * square);
  }
  const double m1 = power[1].value();
  const double m2 = power[2].value();
  const double m3 = power[3].value();
  const double m4 = power[4].value();
  RawVector<double> work(ties.size());
  const double cross = cross_product(ties, y, work, threads, cancel);
  const double n = moments.n;
  const auto [s0, s1, s2] = ties.sums(threads, cancel);
  const double s00 = s0 * s0;
  const double pairs = m1 * m1 - m2;
  const double b0 = (n * n - 3 * n + 3) * s1 - n * s2 + 3 * s00;
  const double b1 = -((n * n - n) * s1 - 2 * n * s2 + 6 * s00);
  const double b2 = -(2 * n * s1 - (n + 3) * s2 + 6 * s00);
  const double b3 = 4 * (n - 1) * s1 - 2 * (n + 1) * s2 + 8 * s00;
  const double b4 = s1 - s2 + s00;
  GlobalStatistic result = GlobalStatistic::undefined(n);
  result.value = cross / pairs;
  result.expected = s0 / (n * (n - 1));
  result.variance = (b0 * m2 * m2 + b1 * m4 + b2 * m1 * m1 * m2 + b3 * m1 * m3 + b4 * m1 * m1 * m1 * m1) /
                        (pairs * pairs * n * (n - 1) * (n - 2) * (n - 3)) -
                    result.expected * result.expected;
  result.z = (result.value - result.expected) / std::sqrt(result.variance);
  result.counts = permute_values(ties, y, cross, m2 * s0 / n, &cross_product, permutations, threads, cancel);
  return result;
}

}  // namespace clusterlite
