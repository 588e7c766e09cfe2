#include "indicators/crosstab/lq_confidence.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <limits>

namespace clusterlite {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
constexpr double kTail = (1 - kLqConfidence) / 2;

namespace policies = boost::math::policies;
using NoThrow = policies::policy<
    policies::domain_error<policies::ignore_error>, policies::pole_error<policies::ignore_error>,
    policies::overflow_error<policies::ignore_error>, policies::underflow_error<policies::ignore_error>,
    policies::denorm_error<policies::ignore_error>, policies::rounding_error<policies::ignore_error>,
    policies::evaluation_error<policies::ignore_error>,
    policies::indeterminate_result_error<policies::ignore_error>, policies::promote_double<false>>;
constexpr NoThrow kPolicy{};

}  // namespace

FirmMargins firm_margins_of(const Crosstab& table, CancelToken& cancel) {
  const double none = table.knows_firms ? 0 : kUndefined;
  FirmMargins margins{std::vector<double>(table.regions.size(), none),
                      std::vector<double>(table.industries.size(), none), none};
  for (const Crosstab::Cell& cell : table.cells) {
    cancel.check();
    const auto firms = static_cast<double>(cell.firms);
    margins.regions[cell.region] += firms;
    margins.industries[cell.industry] += firms;
    margins.total += firms;
  }
  return margins;
}

double FirmCount::lq() const { return defined() ? k / n / p : kUndefined; }

double FirmCount::lower() const {
  if (!defined()) return kUndefined;
  if (k == 0) return 0;
  return boost::math::ibeta_inv(k, n - k + 1, kTail, kPolicy) / p;
}

double FirmCount::upper() const {
  if (!defined()) return kUndefined;
  const double most = std::min(1.0, industry / n);
  if (k == n) return most / p;
  const double bound = k == 0 ? -std::expm1(std::log(kTail) / n)  // the many empty cells
                              : boost::math::ibetac_inv(k + 1, n - k, kTail, kPolicy);
  return std::min(bound, most) / p;
}

double FirmCount::p_value() const {
  if (!defined()) return kUndefined;
  if (p >= 1) return 1;
  const double at_most = k == n ? 1 : boost::math::ibetac(k + 1, n - k, p, kPolicy);
  const double at_least = k == 0 ? 1 : boost::math::ibeta(k, n - k + 1, p, kPolicy);
  return std::clamp(2 * std::min(at_most, at_least), 0.0, 1.0);
}

}  // namespace clusterlite
