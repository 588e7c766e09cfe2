// Writing what hulls are (POINT, LINESTRING, POLYGON) as a geometry BLOB.
//
// WKB, and the other flavours as that WKB in another frame (geometry_header.hpp): for these three
// types the SpatiaLite body is WKB's without the byte order, so a few lines here spare the way through a
// second library.
#pragma once

#include <cstdint>

#include "datasets/blobs/byte_buffer.hpp"
#include "geometry/blobs/geometry_header.hpp"
#include "geometry/geos_context.hpp"

namespace clusterlite {

// Little-endian; GeoPackage with the XY envelope; tinypoint is written as spatialite; EWKB without SRID when
// that is kNoSrid. The geometry is a POINT, LINESTRING or POLYGON, in two dimensions and not empty.
ByteBuffer write_geometry(const GeosContext& context, const GEOSGeometry& geometry, BlobFlavour flavour,
                          std::int32_t srid);

}  // namespace clusterlite
