// Where a row of the data set lies, in the coordinates distances are measured in.
//
// A frame gives at(row), the point whose (scaled) squared distances count, and cell_point(at), the same point
// in the axes the grid cuts into cells: they may be turned for a better grid, since a cell only narrows the
// search.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "datasets/points.hpp"
#include "distance/frame/metric.hpp"
#include "distance/frame/points_and_boxes.hpp"
#include "distance/frame/scaled_reach.hpp"
#include "distance/located/row_groups.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite::distance {

// Distances as users read them, from squared distances between points multiplied by `scale` (a power of two).
class PlaneDistances {
 public:
  explicit PlaneDistances(double scale) : scale_(scale) {}
  double distance(double squared) const { return std::sqrt(squared) / scale_; }
  // As PlaneDistances(1) gives it, which does not know the scale.
  double of_places(double distance) const { return distance * scale_; }

 private:
  double scale_;
};

// Along the great circle of a chord.
class SphereDistances {
 public:
  explicit SphereDistances(double) {}
  double distance(double squared) const {
    return 2 * kEarthRadius * std::asin(std::min(1.0, std::sqrt(squared) / (2 * kEarthRadius)));
  }
  double of_places(double distance) const { return distance; }
};

class PlanarFrame {
 public:
  using Distances = PlaneDistances;
  static constexpr std::size_t kDimensions = 2;

  PlanarFrame(const PointsView& view, const Rows& rows, double distance, CancelToken& cancel);

  const Reach& reach() const { return reach_; }
  const Box<2>& bounds() const { return bounds_; }  // of the cell points
  Point<2> at(std::size_t row) const { return {view_.x(row), view_.y(row)}; }
  Point<2> cell_point(const Point<2>& at) const { return at; }

 private:
  const PointsView& view_;
  Reach reach_;
  Box<2> bounds_;
};

// Great circles by chords: points of the sphere in space. A great-circle distance d <= pi R spans the chord
// 2 R sin(d / 2R), which grows with d, so comparing chords is right at the poles and across the date line.
class GeodesicFrame {
 public:
  using Distances = SphereDistances;
  static constexpr std::size_t kDimensions = 3;

  // Both throw Error when a longitude or latitude is out of range.
  static void check(const PointsView& view, const Rows& rows, CancelToken& cancel);
  GeodesicFrame(const PointsView& view, const Rows& rows, double distance, CancelToken& cancel);

  const Reach& reach() const { return reach_; }
  const Box<3>& bounds() const { return bounds_; }
  Point<3> at(std::size_t row) const { return on_sphere(view_.x(row), view_.y(row)); }

  // The axes are turned so that the third one rises from the middle of the data: a city then lies in few
  // layers of cells.
  Point<3> cell_point(const Point<3>& p) const {
    if (!turned_) return p;
    return {dot(east_, p), dot(north_, p), dot(up_, p)};
  }

  static Point<3> on_sphere(double longitude, double latitude);

 private:
  static double dot(const Point<3>& a, const Point<3>& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
  void turn(double longitude, double latitude, double angle);

  const PointsView& view_;
  Reach reach_;
  Box<3> bounds_;
  bool turned_ = false;
  Point<3> east_{};
  Point<3> north_{};
  Point<3> up_{};
};

}  // namespace clusterlite::distance
