// What is kept of simulated curves, and the tree that all of them are computed from.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "distance/tree/site_tree.hpp"
#include "statistics/sites/site_marks.hpp"

namespace clusterlite::statistics {

// curves[pair][simulation][distance], simulation 0 the observed one.
class SimulatedCurves {
 public:
  SimulatedCurves(std::size_t pairs, std::size_t simulations, std::size_t distances)
      : simulations_(simulations + 1),
        distances_(distances),
        values_(pairs * simulations_ * distances, std::numeric_limits<double>::quiet_NaN()) {}

  double* curve(std::size_t pair, std::size_t simulation) {
    return values_.data() + (pair * simulations_ + simulation) * distances_;
  }
  std::span<const double> observed(std::size_t pair) { return {curve(pair, 0), distances_}; }
  std::span<const double> simulated(std::size_t pair) {
    return {curve(pair, 1), (simulations_ - 1) * distances_};
  }

 private:
  std::size_t simulations_;
  std::size_t distances_;
  std::vector<double> values_;
};

// run(tree) with the sites' tree in the plane or on the globe.
template <class Run>
void with_tree(const PointsView& view, const SiteMarks& marks, const distance::Reach& scale, Metric metric,
               CancelToken& cancel, const Run& run) {
  if (metric == Metric::planar) {
    run(distance::SiteTree<2>(site_points<distance::PlanarFrame>(view, marks, scale, cancel), cancel));
  } else {
    distance::GeodesicFrame::check(view, distance::Rows(marks.rows()), cancel);
    run(distance::SiteTree<3>(site_points<distance::GeodesicFrame>(view, marks, scale, cancel), cancel));
  }
}

// How many curves are kept with all their simulations at once.
inline std::size_t pairs_at_once(std::size_t simulations, std::size_t distances) {
  constexpr std::size_t kBytes = std::size_t{16} << 20;
  return std::max<std::size_t>(1, kBytes / (sizeof(double) * (simulations + 1) * distances));
}

}  // namespace clusterlite::statistics
