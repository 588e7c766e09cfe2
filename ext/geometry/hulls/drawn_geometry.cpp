#include "geometry/hulls/drawn_geometry.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "datasets/blobs/coordinate_range.hpp"
#include "geometry/blobs/geometry_writer.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

GeosOwner<GEOSCoordSequence> sequence_of(const GeosContext& context, std::span<const Coordinate> points) {
  static_assert(sizeof(Coordinate) == 2 * sizeof(double));  // x and y one after the other, as GEOS wants them
  if (points.size() > std::numeric_limits<unsigned>::max())
    throw Error("more points than GEOS takes in one hull");
  return owned(context, GEOSCoordSeq_copyFromBuffer_r(context.handle(), &points.data()->x,
                                                      static_cast<unsigned>(points.size()), 0, 0));
}

}  // namespace

GeosGeometry geometry_of(const GeosContext& context, std::vector<Coordinate> corners) {
  const GEOSContextHandle_t geos = context.handle();
  if (corners.size() == 1)
    return owned(context, GEOSGeom_createPointFromXY_r(geos, corners[0].x, corners[0].y));
  if (corners.size() == 2) {
    return owned(context, GEOSGeom_createLineString_r(geos, sequence_of(context, corners).release()));
  }
  corners.push_back(corners.front());
  auto ring = owned(context, GEOSGeom_createLinearRing_r(geos, sequence_of(context, corners).release()));
  return owned(context, GEOSGeom_createPolygon_r(geos, ring.release(), nullptr, 0));
}

ByteBuffer canonical_blob(const GeosContext& context, const GeosGeometry& geometry, BlobFlavour flavour,
                          std::int32_t srid) {
  if (GEOSNormalize_r(context.handle(), geometry.get()) != 0) context.fail();
  return write_geometry(context, *geometry, flavour, srid);
}

void require_drawable(double x, double y) {
  for (const double coordinate : {x, y}) {
    if (!is_in_range(coordinate)) {
      throw Error(concat("coordinates must be finite and lie within -1e100..1e100 (got ", coordinate, ")"));
    }
  }
}

void DrawnFormat::take(BlobFlavour flavour, std::int32_t srid) {
  if (has_geometries_ && srid != srid_) {
    const auto [low, high] = std::minmax(srid_, srid);
    throw Error(concat("the geometries have different SRIDs (", low, " and ", high,
                       "); bring them to one first, with ST_Transform or SetSRID"));
  }
  has_geometries_ = true;
  srid_ = srid;
  flavour_ = std::min(flavour_, flavour == BlobFlavour::tinypoint ? BlobFlavour::spatialite : flavour);
}

}  // namespace clusterlite
