// Density-based clusters: DBSCAN (Ester, Kriegel, Sander and Xu 1996), exact, in memory proportional to the
// points.
//
// Neighbours of a point are the points at distance <= eps, the point itself included. A point is core when
// the weight of its neighbours (without weights: their number) is at least min_points. Core points within eps
// of each other are in one cluster. Any other point with a core point within eps is a border point, of the
// cluster of its nearest core point (tie: the core point with the smallest id); the original leaves that
// choice to the order of the rows. The rest is noise. So the result depends on the set of rows alone.
#pragma once

#include <cstddef>
#include <cstdint>

#include "datasets/points.hpp"
#include "distance/frame/metric.hpp"
#include "support/memory/laid_out.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite {

struct DbscanOptions {
  double eps;         // >= 0; in the units of the coordinates, or in metres with the geodesic metric
  double min_points;  // >= 1
  Metric metric = Metric::planar;
  Threads threads{};                                 // the result is the same for any number
  std::size_t large_group = Threads::kWorthSharing;  // points from which on threads share one group
};

enum class PointKind : std::uint8_t { unlocated, noise, border, core };

// One entry a row of the data set, 4 bytes each.
class DbscanResult {
 public:
  DbscanResult(std::size_t rows, CancelToken& cancel) : labels_(filled(rows, 0U, cancel)) {}

  std::size_t size() const { return labels_.size(); }

  // 0: none; 1, 2 ... inside each group, by falling number of members (tie: by the smallest id among them).
  std::uint32_t cluster(std::size_t row) const { return labels_[row] >> kKindBits; }
  PointKind kind(std::size_t row) const { return static_cast<PointKind>(labels_[row] & kKindMask); }

  void set(std::size_t row, PointKind kind, std::uint32_t cluster) {
    labels_[row] = cluster << kKindBits | static_cast<std::uint32_t>(kind);
  }

 private:
  // There are no more clusters than points, of which a call takes 1e9 at most: 30 bits hold them.
  static constexpr unsigned kKindBits = 2;
  static constexpr std::uint32_t kKindMask = 3;
  RawVector<std::uint32_t> labels_;
};

// Throws Error when an argument or, with the geodesic metric, a coordinate is out of range.
DbscanResult dbscan(const PointsView& view, const DbscanOptions& options, CancelToken& cancel);

}  // namespace clusterlite
