#include "geometry/shapes/shape_geometry.hpp"

#include <utility>

namespace clusterlite {
namespace {

// GEOS takes the geometries over, also when it fails.
std::vector<GEOSGeometry*> released(std::vector<GeosGeometry>& owners) {
  std::vector<GEOSGeometry*> geometries;
  geometries.reserve(owners.size());
  for (GeosGeometry& owner : owners) geometries.push_back(owner.release());
  owners.clear();
  return geometries;
}

// Of parts of one type the MULTI of that type: GEOS prepares it better than a collection.
int collection_type(const GeosContext& context, const std::vector<GeosGeometry>& parts) {
  const int first = GEOSGeomTypeId_r(context.handle(), parts.front().get());
  for (const GeosGeometry& part : parts) {
    if (GEOSGeomTypeId_r(context.handle(), part.get()) != first) return GEOS_GEOMETRYCOLLECTION;
  }
  switch (first) {
    case GEOS_POINT:
      return GEOS_MULTIPOINT;
    case GEOS_LINESTRING:
      return GEOS_MULTILINESTRING;
    case GEOS_POLYGON:
      return GEOS_MULTIPOLYGON;
    default:
      return GEOS_GEOMETRYCOLLECTION;
  }
}

}  // namespace

GeosGeometry ShapeGeometries::make(const ShapeView& shape) {
  const GEOSContextHandle_t geos = context_.handle();
  parts_.clear();
  rings_.clear();
  shape.for_each_sequence([&](const VertexSequence& sequence) {
    if (sequence.kind != SequenceKind::hole) close_polygon();
    if (sequence.kind == SequenceKind::points) return add_points(sequence);
    auto vertices = coordinates(sequence);
    if (sequence.is_ring()) {
      rings_.push_back(owned(context_, GEOSGeom_createLinearRing_r(geos, vertices.release())));
    } else {
      parts_.push_back(owned(context_, GEOSGeom_createLineString_r(geos, vertices.release())));
    }
  });
  close_polygon();
  if (parts_.size() == 1) return std::move(parts_.front());
  const int type = collection_type(context_, parts_);
  std::vector<GEOSGeometry*> parts = released(parts_);
  return owned(context_,
               GEOSGeom_createCollection_r(geos, type, parts.data(), static_cast<unsigned>(parts.size())));
}

void ShapeGeometries::add_points(const VertexSequence& sequence) {
  for (std::uint32_t i = 0; i < sequence.vertices; ++i) {
    parts_.push_back(
        owned(context_, GEOSGeom_createPointFromXY_r(context_.handle(), sequence.x(i), sequence.y(i))));
  }
}

void ShapeGeometries::close_polygon() {
  if (rings_.empty()) return;
  std::vector<GEOSGeometry*> rings = released(rings_);
  parts_.push_back(
      owned(context_, GEOSGeom_createPolygon_r(context_.handle(), rings.front(), rings.data() + 1,
                                               static_cast<unsigned>(rings.size() - 1))));
}

GeosOwner<GEOSCoordSequence> ShapeGeometries::coordinates(const VertexSequence& sequence) {
  buffer_.clear();
  const auto add = [&](std::size_t i) {
    buffer_.push_back(sequence.x(i));
    buffer_.push_back(sequence.y(i));
  };
  for (std::uint32_t i = 0; i < sequence.vertices; ++i) add(i);
  if (sequence.is_ring()) add(0);
  return owned(context_, GEOSCoordSeq_copyFromBuffer_r(context_.handle(), buffer_.data(),
                                                       static_cast<unsigned>(buffer_.size() / 2), 0, 0));
}

}  // namespace clusterlite
