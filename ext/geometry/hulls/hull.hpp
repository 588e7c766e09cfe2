// Hulls of point sets, as geometry BLOBs. Those of other geometries are the hulls of their vertices.
//
// Both depend on the set of points alone: order and repetition do not matter, -0 is 0, and the ring starts
// and runs as GEOSNormalize has it, so equal sets give equal BLOBs. No points give an empty buffer (NULL in
// SQL), one distinct point a POINT, collinear points a LINESTRING between the outermost two, as ST_ConvexHull
// does.
#pragma once

#include <cstdint>
#include <vector>

#include "datasets/blobs/byte_buffer.hpp"
#include "geometry/blobs/geometry_blob.hpp"
#include "geometry/geos_context.hpp"
#include "geometry/hulls/coordinates.hpp"
#include "geometry/hulls/drawn_geometry.hpp"
#include "geometry/shapes/shape_reader.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// What the aggregate keeps between rows. For a convex hull the points that cannot be its corners are dropped
// again and again, so that millions of rows need little memory.
class HullPoints {
 public:
  enum class Purpose { convex, concave };

  explicit HullPoints(Purpose purpose) : purpose_(purpose) {}

  // Throws Error when a coordinate is not finite or lies beyond +-1e100, where areas leave the range of a
  // double.
  void add(double x, double y);

  // An empty point adds nothing but its SRID. Throws Error when the SRIDs differ.
  void add(const PointGeometry& point);

  // All vertices; of an empty geometry none, but its SRID. Throws Error when the SRIDs differ.
  void add(const ReadShape& read, const ShapeView& shape, CancelToken& cancel);

  Purpose purpose() const { return purpose_; }
  const std::vector<Coordinate>& points() const { return points_; }

  // Those that the geometries added ask for.
  BlobFlavour flavour() const { return format_.flavour(); }
  std::int32_t srid() const { return format_.srid(); }

 private:
  void add(double x, double y, CancelToken& cancel);

  Purpose purpose_;
  std::vector<Coordinate> points_;
  std::size_t drop_at_ = 1 << 14;
  DrawnFormat format_;
};

ByteBuffer convex_hull(const GeosContext& context, const HullPoints& points, BlobFlavour flavour,
                       std::int32_t srid, CancelToken& cancel);

// The chi-shape (chi_shape.hpp): a simple polygon without holes. ratio 1 is the convex hull, 0 the most
// concave one. The points were collected for a concave hull. Throws Error unless ratio lies in 0..1.
ByteBuffer concave_hull(const GeosContext& context, const HullPoints& points, double ratio,
                        BlobFlavour flavour, std::int32_t srid, CancelToken& cancel);

}  // namespace clusterlite
