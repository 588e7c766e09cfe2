// Shapes given by their corners, as geometry BLOBs; and the format that the points of a group ask for.
#pragma once

#include <cstdint>
#include <vector>

#include "datasets/blobs/byte_buffer.hpp"
#include "geometry/blobs/geometry_header.hpp"
#include "geometry/geos_context.hpp"
#include "geometry/hulls/coordinates.hpp"

namespace clusterlite {

// Of one corner a POINT, of two a LINESTRING, of more a POLYGON; the first corner is not repeated. At least
// one.
GeosGeometry geometry_of(const GeosContext& context, std::vector<Coordinate> corners);

// Rings start and run as GEOSNormalize has it, so equal shapes give equal BLOBs.
ByteBuffer canonical_blob(const GeosContext& context, const GeosGeometry& geometry, BlobFlavour flavour,
                          std::int32_t srid);

// Throws Error when a coordinate is not finite or lies beyond +-1e100, where areas leave the range of a
// double.
void require_drawable(double x, double y);

// The flavour and SRID of what is drawn from geometries: of several flavours the first in the order of
// BlobFlavour; TinyPoint, which holds nothing but points, counts as SpatiaLite. Without geometries SpatiaLite
// and kNoSrid.
class DrawnFormat {
 public:
  // Throws Error when the SRIDs differ. Empty geometries have one, too.
  void take(BlobFlavour flavour, std::int32_t srid);

  BlobFlavour flavour() const { return has_geometries_ ? flavour_ : BlobFlavour::spatialite; }
  std::int32_t srid() const { return srid_; }

 private:
  bool has_geometries_ = false;
  BlobFlavour flavour_ = BlobFlavour::ewkb;
  std::int32_t srid_ = kNoSrid;
};

}  // namespace clusterlite
