#include "distance/frame/distance_bands.hpp"

#include <numbers>

#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite::distance {

std::vector<double> curve_distances(double r_max, double step) {
  constexpr double kMost = 10'000;
  if (!(step > 0) || std::isinf(step)) throw Error(concat("r_step must be > 0 (got ", step, ")"));
  if (!(r_max >= step)) {
    throw Error(concat("r_max must be at least r_step, which is ", step, " (got ", r_max, ")"));
  }
  // 0.3 / 0.1 is a little less than 3, and the third distance is wanted.
  const double steps = std::floor(r_max / step * (1 + 1e-12));
  if (!(steps < kMost)) {
    throw Error(concat("r_max / r_step gives ", steps + 1, " distances, and at most ", kMost,
                       " are computed; take a larger r_step"));
  }
  std::vector<double> distances;
  const auto last = static_cast<std::uint32_t>(steps);
  for (std::uint32_t k = 0; k <= last; ++k) distances.push_back(k * step);
  return distances;
}

DistanceBands::DistanceBands(std::span<const double> distances, Metric metric) {
  constexpr double kHalfWay = std::numbers::pi * kEarthRadius;
  const auto measured = [&](double distance) {
    if (metric == Metric::planar) return distance;
    if (distance >= kHalfWay) return 4 * kEarthRadius;
    return 2 * kEarthRadius * std::sin(distance / (2 * kEarthRadius));
  };
  scale_ = Reach::of(measured(distances.back()));
  bounds_.reserve(distances.size());
  for (const double distance : distances) {
    const double scaled = measured(distance) * scale_.scale;
    bounds_.push_back(scaled * scaled);
  }
  const double step = distances.size() > 1 ? distances[1] : 0;
  bool uniform = metric == Metric::planar;
  for (std::size_t k = 0; k < distances.size() && uniform; ++k)
    uniform = distances[k] == static_cast<double>(k) * step;
  if (uniform) step_ = step * scale_.scale;
  if (bounds_.size() > 1) guess_per_distance_ = static_cast<double>(bounds_.size() - 1) / std::sqrt(reach());
}

}  // namespace clusterlite::distance
