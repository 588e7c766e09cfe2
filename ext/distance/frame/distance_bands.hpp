// The distances 0, step, 2 step, ... of a curve, and in which band between them a pair lies.
//
// Band k holds the pairs that come in at distance k: d <= r_k, but not <= r_(k-1). Squared distances decide,
// inclusively, as everywhere: which way a band is found never shows.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "distance/frame/metric.hpp"
#include "distance/frame/scaled_reach.hpp"

namespace clusterlite::distance {

// r_k = k step up to r_max. Throws Error unless 0 < step <= r_max and there are at most 10,000 of them.
std::vector<double> curve_distances(double r_max, double step);

class DistanceBands {
 public:
  // Rising distances. Geodesic ones are compared as chords.
  DistanceBands(std::span<const double> distances, Metric metric);

  std::uint32_t size() const { return static_cast<std::uint32_t>(bounds_.size()); }
  std::span<const double> bounds() const { return bounds_; }  // squared, of scaled coordinates
  double reach() const { return bounds_.back(); }
  // Of the distances 0, step, 2 step, ... as scaled; 0 when they are others.
  double step() const { return step_; }
  // Those at first .. last - 1, in the same scale.
  DistanceBands part(std::uint32_t first, std::uint32_t last) const {
    DistanceBands part(*this);
    part.bounds_.assign(bounds_.begin() + first, bounds_.begin() + last);
    part.step_ = first == 0 ? step_ : 0;
    return part;
  }
  // What coordinates are multiplied with, a power of two that keeps their squares in range.
  const Reach& scale() const { return scale_; }

  // size(): beyond the last one.
  std::uint32_t of(double squared) const {
    const double guess = std::sqrt(squared) * guess_per_distance_;
    // In this order: with bounds of 0 the guess is not a number for places that coincide, and the last one is
    // taken.
    auto band = static_cast<std::uint32_t>(std::min(static_cast<double>(size()), guess));
    while (band < size() && squared > bounds_[band]) ++band;
    while (band > 0 && squared <= bounds_[band - 1]) --band;
    return band;
  }

 private:
  Reach scale_;
  std::vector<double> bounds_;
  double step_ = 0;
  double guess_per_distance_ = 0;  // a band number; the bounds decide
};

}  // namespace clusterlite::distance
