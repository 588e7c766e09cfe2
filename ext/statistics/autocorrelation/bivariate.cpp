#include "statistics/autocorrelation/bivariate.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

#include "statistics/autocorrelation/local.hpp"
#include "support/chance/permutation.hpp"
#include "support/memory/laid_out.hpp"
#include "support/numbers/sum.hpp"

namespace clusterlite {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double product(const TiesAmong& ties, std::span<const double> a, std::span<const double> b) {
  CompensatedSum sum;
  for (const std::uint32_t unit : ties.sample()) sum.add(a[unit] * b[unit]);
  return sum.value();
}

class Counter {
 public:
  Counter(double observed, double size)
      : observed_(observed), room_(1e-12 * std::fabs(observed) + 1e-14 * size) {}
  void add(double simulated) {
    greater_ += simulated >= observed_ - room_ ? 1 : 0;
    less_ += simulated <= observed_ + room_ ? 1 : 0;
  }
  ExtremeCounts counts() const { return {greater_, less_}; }

 private:
  double observed_;
  double room_;
  std::atomic<std::uint64_t> greater_{0};
  std::atomic<std::uint64_t> less_{0};
};

}  // namespace

Bivariate bivariate(const TiesAmong& ties, std::span<const double> x, std::span<const double> y,
                    const Permutations& permutations, const Threads& threads, CancelToken& cancel) {
  RawVector<double> zx;
  RawVector<double> zy;
  const Moments mx = deviations(ties, x, zx, cancel);
  const Moments my = deviations(ties, y, zy, cancel);
  Bivariate result{mx.n, kNaN, kNaN, kNaN, {}, {}};
  if (!mx.defined() || !my.defined()) return result;
  RawVector<double> lag_x(ties.size());
  RawVector<double> lag_y(ties.size());
  ties.lag(zx, lag_x, threads, cancel);
  ties.lag(zy, lag_y, threads, cancel);
  const double moran = product(ties, zx, lag_y);
  const double lee = product(ties, lag_x, lag_y);
  const double root = std::sqrt(mx.second) * std::sqrt(my.second);
  CompensatedSum row_sums;
  for (const std::uint32_t unit : ties.sample()) row_sums.add(ties.row_sum(unit) * ties.row_sum(unit));
  result.correlation = product(ties, zx, zy) / root;
  result.moran = moran / root;
  result.lee = mx.n / row_sums.value() * lee / root;
  if (permutations.count == 0) return result;

  refuse_too_many_steps(permutations.count, 2 * std::max<std::uint64_t>(ties.ties(), ties.size()));
  const std::vector<std::uint32_t>& sample = ties.sample();
  Counter morans(moran, root);
  Counter lees(lee, root);
  constexpr std::uint64_t kPerPart = 16;
  threads.for_each((permutations.count + kPerPart - 1) / kPerPart, cancel,
                   [&](std::size_t part, CancelToken& token) {
                     Sampler sampler(static_cast<std::uint32_t>(sample.size()), token);
                     RawVector<double> moved_x = filled(ties.size(), 0.0, token);
                     RawVector<double> moved_y = filled(ties.size(), 0.0, token);
                     RawVector<double> lags_x(ties.size());
                     RawVector<double> lags_y(ties.size());
                     const std::uint64_t end = std::min(permutations.count, (part + 1) * kPerPart);
                     for (std::uint64_t p = part * kPerPart; p < end; ++p) {
                       Philox random(permutations.seed, permutations.stream, static_cast<std::uint32_t>(p));
                       const auto order = sampler.draw(sample.size(), random, token);
                       for (std::size_t i = 0; i < sample.size(); ++i) {
                         token.check();
                         moved_x[sample[i]] = zx[sample[order[i]]];
                         moved_y[sample[i]] = zy[sample[order[i]]];
                       }
                       ties.lag(moved_x, lags_x, Threads(1), token);
                       ties.lag(moved_y, lags_y, Threads(1), token);
                       morans.add(product(ties, zx, lags_y));
                       lees.add(product(ties, lags_x, lags_y));
                     }
                   });
  result.moran_counts = morans.counts();
  result.lee_counts = lees.counts();
  return result;
}

RawVector<LocalBivariate> local_bivariate(const TiesAmong& ties, std::span<const double> x,
                                          std::span<const double> y, const Permutations& permutations,
                                          const Threads& threads, CancelToken& cancel) {
  RawVector<LocalBivariate> result = filled(ties.size(), LocalBivariate{kNaN, kNaN, kNaN, {}, {}}, cancel);
  RawVector<double> zx;
  RawVector<double> zy;
  const Moments mx = deviations(ties, x, zx, cancel);
  const Moments my = deviations(ties, y, zy, cancel);
  const bool defined = mx.defined() && my.defined();
  RawVector<double> lag_x(ties.size());  // with the given weights
  RawVector<double> lag_y(ties.size());
  ties.weights().multiply(zx, Power::weight, lag_x, threads, cancel);
  ties.weights().multiply(zy, Power::weight, lag_y, threads, cancel);
  RawVector<ExtremeCounts> counts;
  if (defined) counts = count_permuted_lags(ties, zy, lag_y, permutations, threads, cancel);
  const double root = std::sqrt(mx.second) * std::sqrt(my.second);
  const double sd_y = std::sqrt(my.second / my.n);
  const double rounding_x = 1e-14 * std::max(std::sqrt(mx.second / mx.n), std::fabs(mx.mean));
  const double rounding_y = 1e-14 * std::max(sd_y, std::fabs(my.mean));
  for (const std::uint32_t unit : ties.sample()) {
    cancel.check();
    if (ties.neighbours(unit) == 0) continue;
    LocalBivariate& local = result[unit];
    const double lag = ties.scale(unit) * lag_y[unit];
    local.lag_y = lag + ties.row_sum(unit) * my.mean;
    if (!defined) continue;
    local.moran = mx.n * zx[unit] * lag / root;
    local.lee = mx.n * ties.scale(unit) * lag_x[unit] * lag / root;
    local.counts = counts_of_product(counts[unit], zx[unit], permutations.count);
    // Each deviation against its own rounding.
    local.quadrant = quadrant_of(zx[unit] / rounding_x, lag / ties.row_sum(unit) / rounding_y, 1);
  }
  return result;
}

}  // namespace clusterlite
