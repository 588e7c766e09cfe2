#include "support/chance/envelopes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "support/numbers/sum.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// alpha (S + 1) of alpha = 0.05 and S = 39 must be 2, however 0.05 is rounded.
constexpr double kRounding = 1e-9;

double bound_share(const EnvelopeOptions& options) {
  return options.alternative == Alternative::two_sided ? options.alpha / 2 : options.alpha;
}

// The observed curve and the simulated ones, curve 0 the observed one.
class Curves {
 public:
  Curves(std::span<const double> observed, std::span<const double> simulated)
      : observed_(observed),
        simulated_(simulated),
        count_(1 + (observed.empty() ? 0 : simulated.size() / observed.size())) {}

  std::size_t count() const { return count_; }
  std::size_t distances() const { return observed_.size(); }
  double value(std::size_t curve, std::size_t r) const {
    return curve == 0 ? observed_[r] : simulated_[(curve - 1) * observed_.size() + r];
  }

 private:
  std::span<const double> observed_;
  std::span<const double> simulated_;
  std::size_t count_;
};

// Where the global test looks: everything is defined and something differs.
struct TestedDistances {
  std::vector<std::size_t> distances;
  bool any_defined = false;
};

TestedDistances tested_distances(const Curves& curves, CancelToken& cancel) {
  TestedDistances tested;
  for (std::size_t r = 0; r < curves.distances(); ++r) {
    bool defined = true;
    bool differ = false;
    for (std::size_t curve = 0; curve < curves.count() && defined; ++curve) {
      cancel.check();
      defined = !std::isnan(curves.value(curve, r));
      differ = differ || !tied(curves.value(curve, r), curves.value(0, r));
    }
    if (!defined) continue;
    tested.any_defined = true;
    if (differ) tested.distances.push_back(r);
  }
  return tested;
}

void local_bounds(const Curves& curves, const EnvelopeOptions& options, CancelToken& cancel,
                  Envelope& envelope) {
  std::vector<double> values;
  for (std::size_t r = 0; r < curves.distances(); ++r) {
    values.clear();
    CompensatedSum sum;
    for (std::size_t curve = 1; curve < curves.count(); ++curve) {
      cancel.check();
      const double value = curves.value(curve, r);
      if (std::isnan(value)) continue;
      values.push_back(value);
      sum.add(value);
    }
    envelope.defined[r] = static_cast<std::uint32_t>(values.size());
    if (!values.empty()) envelope.mean[r] = sum.value() / static_cast<double>(values.size());
    const std::uint64_t rank = local_rank(values.size(), options);
    if (rank == 0 || rank > values.size() || std::isnan(curves.value(0, r))) continue;
    const auto nth = [&](std::size_t place) {
      std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(place), values.end());
      return values[place];
    };
    cancel.check(2 * values.size());
    if (options.alternative != Alternative::greater) envelope.low[r] = nth(rank - 1);
    if (options.alternative != Alternative::less) envelope.high[r] = nth(values.size() - rank);
  }
}

// How many curves the global bounds enclose.
std::size_t enclosed(const Curves& curves, double alpha) {
  const double count = std::floor((1 - alpha) * static_cast<double>(curves.count()) + kRounding);
  return std::max<std::size_t>(1, static_cast<std::size_t>(count));
}

// Twice the pointwise ranks, small ones for extreme values: ties have the mean of their places.
std::vector<std::uint32_t> pointwise_ranks(const Curves& curves, const TestedDistances& tested,
                                           Alternative alternative, CancelToken& cancel) {
  const std::size_t n = curves.count();
  const std::size_t width = tested.distances.size();
  std::vector<std::uint32_t> ranks(n * width);
  std::vector<std::pair<double, std::uint32_t>> sorted(n);
  for (std::size_t at = 0; at < width; ++at) {
    cancel.check(n);
    for (std::uint32_t curve = 0; curve < n; ++curve) {
      sorted[curve] = {curves.value(curve, tested.distances[at]), curve};
    }
    std::sort(sorted.begin(), sorted.end(), [&](const auto& a, const auto& b) {
      cancel.check();
      return a < b;
    });
    for (std::size_t first = 0; first < n;) {
      std::size_t last = first + 1;
      while (last < n && tied(sorted[first].first, sorted[last].first)) ++last;
      const auto rising = static_cast<std::uint32_t>(first + last + 1);  // places first + 1 .. last
      const auto falling = static_cast<std::uint32_t>(2 * (n + 1)) - rising;
      const std::uint32_t rank = alternative == Alternative::less      ? rising
                                 : alternative == Alternative::greater ? falling
                                                                       : std::min(rising, falling);
      for (; first < last; ++first) ranks[sorted[first].second * width + at] = rank;
    }
  }
  return ranks;
}

void extreme_rank_length(const Curves& curves, const TestedDistances& tested, const EnvelopeOptions& options,
                         CancelToken& cancel, Envelope& envelope) {
  const std::size_t n = curves.count();
  const std::size_t width = tested.distances.size();
  std::vector<std::uint32_t> ranks = pointwise_ranks(curves, tested, options.alternative, cancel);
  const auto ranks_of = [&](std::size_t curve) { return std::span(ranks).subspan(curve * width, width); };
  for (std::size_t curve = 0; curve < n; ++curve) {
    cancel.check(width);
    std::sort(ranks_of(curve).begin(), ranks_of(curve).end());
  }
  const auto less = [&](std::size_t a, std::size_t b) {
    cancel.check();
    const auto of_a = ranks_of(a);
    const auto of_b = ranks_of(b);
    return std::lexicographical_compare(of_a.begin(), of_a.end(), of_b.begin(), of_b.end());
  };
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), less);

  // From the most extreme curve on; those that tie with the last one that the bounds enclose are inside, too.
  const std::size_t first_inside = n - enclosed(curves, options.alpha);
  std::size_t at_least_as_extreme = 0;
  for (std::uint32_t curve = 0; curve < n; ++curve) at_least_as_extreme += less(0, curve) ? 0 : 1;
  envelope.p = static_cast<double>(at_least_as_extreme) / static_cast<double>(n);
  for (const std::size_t r : tested.distances) {
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (std::size_t i = n; i > 0; --i) {
      cancel.check();
      if (i - 1 < first_inside && less(order[i - 1], order[first_inside])) break;
      low = std::min(low, curves.value(order[i - 1], r));
      high = std::max(high, curves.value(order[i - 1], r));
    }
    if (options.alternative != Alternative::greater) envelope.global_low[r] = low;
    if (options.alternative != Alternative::less) envelope.global_high[r] = high;
  }
}

// Type 7 of Hyndman and Fan 1996, R's default.
double quantile(std::span<const double> sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - std::floor(at)) * (sorted[above] - sorted[below]);
}

// The unit in which deviations from the mean curve are measured, below and above it.
struct Scale {
  double mean;
  double below;
  double above;
};

Scale scale_at(const Curves& curves, std::size_t r, GlobalEnvelope kind, CancelToken& cancel) {
  const auto n = static_cast<double>(curves.count());
  cancel.check(curves.count());
  CompensatedSum sum;
  for (std::size_t curve = 0; curve < curves.count(); ++curve) sum.add(curves.value(curve, r));
  const double mean = sum.value() / n;
  if (kind == GlobalEnvelope::mad) return {mean, 1, 1};
  if (kind == GlobalEnvelope::studentised) {
    CompensatedSum squares;
    for (std::size_t curve = 0; curve < curves.count(); ++curve) {
      const double deviation = curves.value(curve, r) - mean;
      squares.add(deviation * deviation);
    }
    const double sd = std::sqrt(squares.value() / (n - 1));
    return {mean, sd, sd};
  }
  std::vector<double> values(curves.count());
  for (std::size_t curve = 0; curve < curves.count(); ++curve) values[curve] = curves.value(curve, r);
  std::sort(values.begin(), values.end());
  return {mean, mean - quantile(values, 0.025), quantile(values, 0.975) - mean};
}

// A curve's deviation in units of the scale. A mean that one wild curve has moved beyond a quantile leaves no
// unit on that side: what is there is as extreme as can be.
double scaled_deviation(double value, const Scale& scale, Alternative alternative) {
  const double deviation = value - scale.mean;
  if (alternative == Alternative::greater && deviation <= 0) return 0;
  if (alternative == Alternative::less && deviation >= 0) return 0;
  if (deviation == 0) return 0;
  const double unit = deviation > 0 ? scale.above : scale.below;
  return unit > 0 ? std::fabs(deviation) / unit : std::numeric_limits<double>::infinity();
}

void greatest_deviation(const Curves& curves, const TestedDistances& tested, const EnvelopeOptions& options,
                        CancelToken& cancel, Envelope& envelope) {
  std::vector<double> greatest(curves.count(), 0);
  std::vector<Scale> scales;
  scales.reserve(tested.distances.size());
  for (const std::size_t r : tested.distances) {
    scales.push_back(scale_at(curves, r, options.global, cancel));
    for (std::size_t curve = 0; curve < curves.count(); ++curve) {
      cancel.check();
      greatest[curve] = std::max(
          greatest[curve], scaled_deviation(curves.value(curve, r), scales.back(), options.alternative));
    }
  }
  ExtremeCounts counts;
  for (std::size_t curve = 1; curve < curves.count(); ++curve) {
    cancel.check();
    counts.add(greatest[curve], greatest[0]);
  }
  envelope.p = static_cast<double>(counts.greater + 1) / static_cast<double>(curves.count());

  std::sort(greatest.begin(), greatest.end());
  const double critical = greatest[enclosed(curves, options.alpha) - 1];
  for (std::size_t at = 0; at < scales.size(); ++at) {
    const std::size_t r = tested.distances[at];
    const Scale& scale = scales[at];
    if (options.alternative != Alternative::greater)
      envelope.global_low[r] = scale.mean - critical * scale.below;
    if (options.alternative != Alternative::less)
      envelope.global_high[r] = scale.mean + critical * scale.above;
  }
}

}  // namespace

std::uint64_t local_rank(std::uint64_t simulations, const EnvelopeOptions& options) {
  return static_cast<std::uint64_t>(bound_share(options) * (static_cast<double>(simulations) + 1) +
                                    kRounding);
}

void require_simulations(std::uint64_t simulations, const EnvelopeOptions& options) {
  if (!(options.alpha > 0 && options.alpha < 1)) {
    throw Error(concat("alpha must be between 0 and 1 (got ", options.alpha, ")"));
  }
  if (simulations == 0 || local_rank(simulations, options) >= 1) return;
  const double needed = std::ceil(1 / bound_share(options) - kRounding) - 1;
  if (!(needed <= std::numeric_limits<std::uint32_t>::max())) {
    throw Error(concat("alpha ", options.alpha, " is too small for any number of simulations"));
  }
  const auto least = static_cast<std::uint64_t>(needed);
  throw Error(concat("simulations must be at least ", least, " for alpha ", options.alpha, " (got ",
                     simulations, ")"));
}

Envelope envelope_of(std::span<const double> observed, std::span<const double> simulated,
                     const EnvelopeOptions& options, CancelToken& cancel) {
  const std::vector<double> nothing(observed.size(), kNone);
  Envelope envelope{
      nothing, nothing, nothing, nothing, nothing, std::vector<std::uint32_t>(observed.size(), 0), kNone};
  const Curves curves(observed, simulated);
  if (curves.count() == 1) return envelope;
  local_bounds(curves, options, cancel, envelope);
  const TestedDistances tested = tested_distances(curves, cancel);
  if (tested.distances.empty()) {
    if (tested.any_defined) envelope.p = 1;  // nothing could have come out otherwise
  } else if (options.global == GlobalEnvelope::erl) {
    extreme_rank_length(curves, tested, options, cancel, envelope);
  } else {
    greatest_deviation(curves, tested, options, cancel, envelope);
  }
  return envelope;
}

}  // namespace clusterlite
