#include "support/chance/p_values.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace clusterlite {

bool tied(double a, double b) {
  constexpr double kRounding = 1e-12;
  return std::fabs(a - b) <= kRounding * std::max(std::fabs(a), std::fabs(b));
}

double p_value(const ExtremeCounts& counts, std::uint64_t simulations, Alternative alternative) {
  if (simulations == 0) return std::numeric_limits<double>::quiet_NaN();
  const auto tail = [simulations](std::uint64_t count) {
    return (1 + static_cast<double>(count)) / (static_cast<double>(simulations) + 1);
  };
  switch (alternative) {
    case Alternative::greater:
      return tail(counts.greater);
    case Alternative::less:
      return tail(counts.less);
    case Alternative::two_sided:
      break;
  }
  return std::min(1.0, 2 * tail(std::min(counts.greater, counts.less)));
}

double normal_p(double z, Alternative alternative) {
  // erfc keeps its digits where 1 - F(z) has none left.
  const auto above = [](double x) { return 0.5 * std::erfc(x / std::numbers::sqrt2); };
  switch (alternative) {
    case Alternative::greater:
      return above(z);
    case Alternative::less:
      return above(-z);
    case Alternative::two_sided:
      break;
  }
  return 2 * above(std::fabs(z));
}

std::vector<double> false_discovery_p(std::span<const double> p, CancelToken& cancel) {
  std::vector<double> adjusted(p.begin(), p.end());
  std::vector<std::size_t> order;
  order.reserve(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    cancel.check();
    if (!std::isnan(p[i])) order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    cancel.check();
    return p[a] < p[b];
  });
  double least = 1;
  for (std::size_t place = order.size(); place > 0; --place) {
    cancel.check();
    const double scaled =
        p[order[place - 1]] * static_cast<double>(order.size()) / static_cast<double>(place);
    least = std::min(least, scaled);
    adjusted[order[place - 1]] = least;
  }
  return adjusted;
}

}  // namespace clusterlite
