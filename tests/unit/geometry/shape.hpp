// Looking at a hull's BLOB through other eyes than the code that wrote it.
#pragma once

#include <geos_c.h>
#include <gtest/gtest.h>

#include <span>
#include <string>

#include "geometry/geos_context.hpp"
#include "geometry/hulls/hull.hpp"

namespace clusterlite {

// Takes WKB or EWKB.
class Shape {
 public:
  Shape(const GeosContext& context, std::span<const std::byte> wkb)
      : handle_(context.handle()),
        geometry_(owned(
            context,
            GEOSGeomFromWKB_buf_r(handle_, reinterpret_cast<const unsigned char*>(wkb.data()), wkb.size()))) {
  }

  GEOSGeometry* get() const { return geometry_.get(); }
  int srid() const { return GEOSGetSRID_r(handle_, get()); }
  bool valid() const { return GEOSisValid_r(handle_, get()) == 1; }
  int corners() const { return GEOSGetNumCoordinates_r(handle_, get()); }
  double area() const {
    double area = -1;
    GEOSArea_r(handle_, get(), &area);
    return area;
  }
  std::string wkt() const {
    GEOSWKTWriter* const writer = GEOSWKTWriter_create_r(handle_);
    GEOSWKTWriter_setTrim_r(handle_, writer, 1);
    char* const text = GEOSWKTWriter_write_r(handle_, writer, get());
    const std::string copy = text;
    GEOSFree_r(handle_, text);
    GEOSWKTWriter_destroy_r(handle_, writer);
    return copy;
  }
  // How far the farthest point lies outside.
  double farthest_outside(std::span<const Coordinate> points) const {
    double farthest = 0;
    for (const Coordinate& p : points) {
      const GeosGeometry point(GEOSGeom_createPointFromXY_r(handle_, p.x, p.y), GeosDeleter{handle_});
      double distance = -1;
      EXPECT_EQ(GEOSDistance_r(handle_, get(), point.get(), &distance), 1);
      farthest = std::max(farthest, distance);
    }
    return farthest;
  }

 private:
  GEOSContextHandle_t handle_;
  GeosGeometry geometry_;
};

inline HullPoints collected(std::span<const Coordinate> points, HullPoints::Purpose purpose) {
  HullPoints hull(purpose);
  for (const Coordinate& p : points) hull.add(p.x, p.y);
  return hull;
}

inline ByteBuffer convex(const GeosContext& context, std::span<const Coordinate> points,
                         BlobFlavour flavour = BlobFlavour::wkb, std::int32_t srid = kNoSrid) {
  CancelToken cancel;
  return convex_hull(context, collected(points, HullPoints::Purpose::convex), flavour, srid, cancel);
}

inline ByteBuffer concave(const GeosContext& context, std::span<const Coordinate> points, double ratio,
                          BlobFlavour flavour = BlobFlavour::wkb, std::int32_t srid = kNoSrid) {
  CancelToken cancel;
  return concave_hull(context, collected(points, HullPoints::Purpose::concave), ratio, flavour, srid, cancel);
}

}  // namespace clusterlite
