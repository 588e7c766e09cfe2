// Geometries of all types for tests: made with GEOS, put into data sets through their BLOBs.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "datasets/points.hpp"
#include "geometry/geos_context.hpp"
#include "geometry/shapes/shape_reader.hpp"
#include "unit/distance/support.hpp"
#include "unit/geometry/bytes.hpp"

namespace clusterlite::testing_support {

inline GeosGeometry from_wkt(const GeosContext& context, const std::string& wkt) {
  GEOSWKTReader* const reader = GEOSWKTReader_create_r(context.handle());
  GEOSGeometry* const geometry = GEOSWKTReader_read_r(context.handle(), reader, wkt.c_str());
  GEOSWKTReader_destroy_r(context.handle(), reader);
  EXPECT_NE(geometry, nullptr) << wkt;
  return owned(context, geometry);
}

inline ByteVector wkb_of(const GeosContext& context, const GEOSGeometry* geometry) {
  std::size_t size = 0;
  unsigned char* const bytes = GEOSGeomToWKB_buf_r(context.handle(), geometry, &size);
  const auto* const start = reinterpret_cast<const std::byte*>(bytes);
  ByteVector copy(start, start + size);
  GEOSFree_r(context.handle(), bytes);
  return copy;
}

struct Thing {
  std::int64_t id = 0;
  std::string wkt;  // empty: no geometry
  double weight = 1;
  std::int64_t group = 0;
};

struct Things {
  std::vector<Thing> rows;
  bool weights = false;
  bool groups = false;
};

inline Things things_of(const std::vector<std::string>& wkts) {
  Things things;
  for (const std::string& wkt : wkts) {
    things.rows.push_back({static_cast<std::int64_t>(things.rows.size()) + 1, wkt});
  }
  return things;
}

// Collected as cl_geometries does it.
class ShapeSet {
 public:
  ShapeSet(const GeosContext& context, const Things& things) {
    CancelToken cancel;
    PointsBuilder builder(things.weights, things.groups);
    ShapeDraft draft;
    for (const Thing& thing : things.rows) {
      const KeyView id = KeyView::of(thing.id);
      const KeyView group_key = KeyView::of(thing.group);
      const KeyView* const group = things.groups ? &group_key : nullptr;
      draft.start();
      if (!thing.wkt.empty()) {
        read_shape(wkb_of(context, from_wkt(context, thing.wkt).get()), draft, cancel);
      }
      double x = kNone;
      double y = kNone;
      if (draft.vertices() > 0) draft.view().first_vertex(x, y);
      if (draft.vertices() > 1) {
        builder.add_shape(id, draft.view(), draft.box(), thing.weight, group);
      } else {
        builder.add(id, x, y, thing.weight, group);
      }
    }
    bytes_ = builder.finish(cancel);
    view_ = PointsView::open(bytes_.bytes(), cancel);
  }

  const PointsView& view() const { return view_; }
  std::span<const std::byte> bytes() const { return bytes_.bytes(); }

 private:
  ByteBuffer bytes_;
  PointsView view_;
};

}  // namespace clusterlite::testing_support
