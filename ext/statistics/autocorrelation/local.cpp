#include "statistics/autocorrelation/local.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "support/memory/laid_out.hpp"

namespace clusterlite {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

}  // namespace

std::string_view quadrant_of(double own, double lag, double rounding) {
  if (own > rounding) return lag > rounding ? "HH" : "HL";
  return lag > rounding ? "LH" : "LL";
}

ExtremeCounts counts_of_product(const ExtremeCounts& of_lag, double own, std::uint64_t permutations) {
  if (own > 0) return of_lag;
  if (own < 0) return {of_lag.less, of_lag.greater};
  return {permutations, permutations};  // always 0
}

RawVector<LocalMoran> local_moran(const TiesAmong& ties, std::span<const double> values,
                                  const Permutations& permutations, const Threads& threads,
                                  CancelToken& cancel) {
  RawVector<double> z;
  const Moments m = deviations(ties, values, z, cancel);
  RawVector<double> lags(ties.size());  // with the given weights
  ties.weights().multiply(z, Power::weight, lags, threads, cancel);
  RawVector<ExtremeCounts> counts;
  if (m.defined()) counts = count_permuted_lags(ties, z, lags, permutations, threads, cancel);
  // Now that what the permutations needed is free again.
  RawVector<LocalMoran> result =
      filled(ties.size(), LocalMoran{kNaN, kNaN, kNaN, kNaN, kNaN, {}, {}}, cancel);
  const double n = m.n;
  const double m2 = m.second / n;
  const double rounding = 1e-14 * std::max(std::sqrt(m2), std::fabs(m.mean));
  for (const std::uint32_t unit : ties.sample()) {
    cancel.check();
    if (ties.neighbours(unit) == 0) continue;
    LocalMoran& local = result[unit];
    const double w = ties.row_sum(unit);
    const double lag = ties.scale(unit) * lags[unit];
    local.lag = lag + w * m.mean;
    if (!m.defined()) continue;
    const double own = z[unit];
    local.moran = own / m2 * lag;
    local.expected = -own * own * w / ((n - 1) * m2);
    local.variance = own / m2 * (own / m2) * n / (n - 2) * (ties.row_squares(unit) - w * w / (n - 1)) *
                     (m2 - own * own / (n - 1));
    local.z = (local.moran - local.expected) / std::sqrt(local.variance);
    local.counts = counts_of_product(counts[unit], own, permutations.count);
    local.quadrant = quadrant_of(own, lag / w, rounding);
  }
  return result;
}

RawVector<LocalGetisOrd> getis_ord(const TiesAmong& ties, std::span<const double> self,
                                   std::span<const double> values, const Permutations& permutations,
                                   const Threads& threads, CancelToken& cancel) {
  const LocalGetisOrd nothing{kNaN, kNaN, kNaN, kNaN, {}};
  RawVector<double> z;
  const Moments moments = deviations(ties, values, z, cancel);
  if (!moments.defined()) return filled(ties.size(), nothing, cancel);
  RawVector<double> lags(ties.size());
  ties.weights().multiply(z, Power::weight, lags, threads, cancel);
  const auto counts = count_permuted_lags(ties, z, lags, permutations, threads, cancel);
  RawVector<LocalGetisOrd> result = filled(ties.size(), nothing, cancel);
  const double n = moments.n;
  const double total = n * moments.mean;
  std::vector<SpatialWeights::Tie> row;
  for (const std::uint32_t unit : ties.sample()) {
    cancel.check();
    if (ties.neighbours(unit) == 0) continue;
    LocalGetisOrd& local = result[unit];
    const double w = ties.given_row_sum(unit);
    const double squares = ties.row_squares(unit);  // of the given weights: the style is 'given'
    const double own = z[unit];
    const double sum = lags[unit] + w * moments.mean;
    const double m = n - 1;
    const double variance = (moments.second - own * own) / m - own / m * (own / m);
    local.g = sum / (total - values[unit]);
    local.g_z = (lags[unit] + w * own / m) / std::sqrt(variance * (m * squares - w * w) / (m - 1));

    double self_weight = self.empty() ? 0 : self[unit];
    if (self_weight == 0) {
      if (ties.weights().equal_in_rows()) {
        self_weight = w / ties.neighbours(unit);
      } else {
        ties.weights().ties_of(unit, row, cancel);
        for (const SpatialWeights::Tie& tie : row) self_weight = std::max(self_weight, tie.weight);
      }
    }
    const double w_star = w + self_weight;
    const double squares_star = squares + self_weight * self_weight;
    local.g_star = (sum + self_weight * values[unit]) / total;
    local.g_star_z = (lags[unit] + self_weight * own) /
                     std::sqrt(moments.second / n * (n * squares_star - w_star * w_star) / (n - 1));
    local.counts = counts[unit];
  }
  return result;
}

RawVector<LocalGeary> local_geary(const TiesAmong& ties, std::span<const double> values,
                                  const Permutations& permutations, const Threads& threads,
                                  CancelToken& cancel) {
  RawVector<LocalGeary> result = filled(ties.size(), LocalGeary{kNaN, kNaN, kNaN, {}, {}}, cancel);
  RawVector<double> z;
  const Moments m = deviations(ties, values, z, cancel);
  if (!m.defined()) return result;
  const double sd = std::sqrt(m.second / (m.n - 1));
  for (double& value : z) value /= sd;
  RawVector<double> observed(ties.size());  // with the given weights
  ties.weights().squared_differences(z, observed, threads, cancel);
  const auto permuted = permuted_differences(ties, z, observed, permutations, threads, cancel);
  RawVector<double> lags(ties.size());
  ties.weights().multiply(z, Power::weight, lags, threads, cancel);
  for (const std::uint32_t unit : ties.sample()) {
    cancel.check();
    if (ties.neighbours(unit) == 0) continue;
    LocalGeary& local = result[unit];
    local.geary = ties.scale(unit) * observed[unit];
    if (permutations.count == 0) continue;
    const PermutedDifferences& simulated = permuted[unit];
    local.expected = ties.scale(unit) * simulated.mean;
    local.z = (simulated.mean - observed[unit]) / simulated.sd;
    local.counts = {simulated.counts.less, simulated.counts.greater};  // a small c is a large z
    if (observed[unit] >= simulated.mean) {
      local.association = "negative";
    } else {
      const std::string_view quadrant = quadrant_of(z[unit], lags[unit] / ties.given_row_sum(unit), 1e-14);
      local.association = quadrant == "HH" || quadrant == "LL" ? quadrant : "other positive";
    }
  }
  return result;
}

}  // namespace clusterlite
