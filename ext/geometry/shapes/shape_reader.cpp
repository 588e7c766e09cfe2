#include "geometry/shapes/shape_reader.hpp"

#include <cmath>
#include <limits>

#include "geometry/blobs/geometry_walk.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

class ShapeSink final : public GeometrySink {
 public:
  ShapeSink(ShapeDraft& draft, CancelToken& cancel) : draft_(draft), cancel_(cancel) {}

  void point(double x, double y) override {
    if (std::isnan(x) && std::isnan(y)) return;  // POINT EMPTY
    draft_.begin(SequenceKind::points);
    add("POINT", x, y);
  }

  void line(const VertexRun& vertices) override {
    if (vertices.size() == 0) return;
    if (vertices.size() == 1) throw Error("a LINESTRING of one vertex; it needs two");
    draft_.begin(SequenceKind::line);
    bool is_first = true;
    double last_x = 0;
    double last_y = 0;
    // Repeated vertices are left out: GEOS loses lines without length when it measures in bulk.
    vertices.for_each(cancel_, [&](double x, double y) {
      if (!is_first && x == last_x && y == last_y) return;
      is_first = false;
      last_x = x;
      last_y = y;
      add("LINESTRING", x, y);
    });
    draft_.end_line();
  }

  void ring(const VertexRun& vertices, bool is_shell) override {
    if (is_shell) has_shell_ = vertices.size() > 0;
    if (vertices.size() == 0) return;
    if (!has_shell_) throw Error("a POLYGON with holes in an empty ring");
    require_ring(vertices.size());
    draft_.begin(is_shell ? SequenceKind::shell : SequenceKind::hole);
    bool is_first = true;
    double first_x = 0;
    double first_y = 0;
    double last_x = 0;
    double last_y = 0;
    vertices.for_each(cancel_, [&](double x, double y) {
      if (is_first) {
        first_x = x;
        first_y = y;
        is_first = false;
      }
      last_x = x;
      last_y = y;
      add("POLYGON", x, y);
    });
    require_closed(first_x, first_y, last_x, last_y);
    draft_.end_ring();
  }

  Error not_straight(std::uint32_t type) const override {
    return Error(concat("a ", name_of_geometry(type),
                        "; only geometries with straight sides in the plane are read (ST_CurveToLine or "
                        "ogr2ogr -nlt CONVERT_TO_LINEAR makes them of curves)"));
  }

 private:
  void add(std::string_view part, double x, double y) {
    if (!std::isfinite(x) || !std::isfinite(y)) {
      throw Error(
          concat("one with a ", part, " whose coordinates are not finite (x = ", x, ", y = ", y, ")"));
    }
    for (const double coordinate : {x, y}) {
      if (std::abs(coordinate) > kLargestCoordinate) {
        throw Error(concat("one with a coordinate beyond +-1e100 (", coordinate, ")"));
      }
    }
    draft_.add(x, y);
  }

  ShapeDraft& draft_;
  CancelToken& cancel_;
  bool has_shell_ = false;
};

// Spatial indexes are filled from SpatiaLite's rectangle; a vertex outside means that one of the two is
// wrong. In a compressed geometry the rounded differences may lead outside.
void check_rectangle(const GeometryHeader& header, const ShapeBox& box) {
  const auto& [min_x, min_y, max_x, max_y] = header.rectangle;
  if (!(min_x <= box.min_x && box.max_x <= max_x && min_y <= box.min_y && box.max_y <= max_y)) {
    throw damaged_geometry(header.flavour, "a vertex lies outside its rectangle");
  }
}

}  // namespace

ReadShape read_shape(std::span<const std::byte> blob, ShapeDraft& draft, CancelToken& cancel) {
  draft.start();
  ShapeSink sink(draft, cancel);
  const WalkedGeometry walked = walk_geometry(blob, sink, cancel);
  const GeometryHeader& header = walked.header;
  draft.set_type(static_cast<ShapeType>(header.layout.type));
  if (draft.vertices() > 0 && header.flavour == BlobFlavour::spatialite && !walked.compressed) {
    check_rectangle(header, draft.box());
  }
  return {header.flavour, header.srid, walked.has_z_or_m};
}

PointGeometry read_geometry(std::span<const std::byte> blob, ShapeDraft& draft, CancelToken& cancel) {
  draft.start();
  if (const auto point = read_if_point(blob)) return *point;
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  const ReadShape shape = read_shape(blob, draft, cancel);
  PointGeometry read{shape.flavour, shape.srid, true, kNone, kNone, shape.has_z_or_m};
  if (draft.vertices() == 1) {
    read.empty = false;
    draft.view().first_vertex(read.x, read.y);
  }
  return read;
}

}  // namespace clusterlite
