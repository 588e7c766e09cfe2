// Shapes of a data set as geometries of GEOS.
#pragma once

#include <vector>

#include "datasets/shapes.hpp"
#include "geometry/geos_context.hpp"

namespace clusterlite {

// One after another: it owns the working memory.
class ShapeGeometries {
 public:
  explicit ShapeGeometries(const GeosContext& context) : context_(context) {}

  GeosGeometry make(const ShapeView& shape);

 private:
  GeosOwner<GEOSCoordSequence> coordinates(const VertexSequence& sequence);
  void add_points(const VertexSequence& sequence);
  void close_polygon();

  const GeosContext& context_;
  std::vector<double> buffer_;
  std::vector<GeosGeometry> parts_;
  std::vector<GeosGeometry> rings_;  // of the polygon that is being made
};

}  // namespace clusterlite
