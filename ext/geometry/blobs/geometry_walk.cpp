#include "geometry/blobs/geometry_walk.hpp"

#include <cmath>

#include "geometry/blobs/geometry_blob.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

using Bytes = std::span<const std::byte>;

class Walker {
 public:
  Walker(WalkedGeometry& walked, GeometrySink& sink, CancelToken& cancel)
      : bytes_(walked.header.body),
        little_(walked.header.little),
        walked_(walked),
        sink_(sink),
        cancel_(cancel) {}

  void walk() {
    const GeometryHeader& header = walked_.header;
    part(header.layout,
         header.flavour == BlobFlavour::spatialite ? &Walker::spatialite_member : &Walker::wkb_member);
    if (!bytes_.empty()) throw damaged("bytes follow its end");
    if (header.flagged_empty && has_vertices_) throw damaged(kNotEmpty);
  }

 private:
  using Member = std::uint32_t (Walker::*)();  // gives its type

  Error damaged(std::string_view what) const { return damaged_geometry(walked_.header.flavour, what); }

  // In 64 bits: 2^32 vertices are more bytes than a std::size_t of 32 bits counts.
  Bytes take(std::uint64_t count) {
    if (count > bytes_.size()) throw damaged("it is cut off");
    const Bytes taken = bytes_.first(static_cast<std::size_t>(count));
    bytes_ = bytes_.subspan(taken.size());
    return taken;
  }

  template <class Number>
  Number number() {
    return number_at<Number>(take(sizeof(Number)), 0, little_);
  }

  std::uint32_t spatialite_member() {
    constexpr std::byte kMark{0x69};
    if (take(1)[0] != kMark) throw damaged("no 0x69 stands before a member");
    return part(spatialite_layout(number<std::uint32_t>()), &Walker::spatialite_member);
  }

  // The SRID of a member is that of the whole.
  std::uint32_t wkb_member() {
    const auto order = std::to_integer<unsigned>(take(1)[0]);
    if (order > 1) throw damaged(concat("it has the unknown byte order ", order));
    little_ = order == 1;
    const WkbCode code = wkb_code(number<std::uint32_t>());
    if (code.has_srid) take(sizeof(std::int32_t));
    return part(code.layout, &Walker::wkb_member);
  }

  std::uint32_t part(const PartLayout& layout, Member member) {
    walked_.has_z_or_m = walked_.has_z_or_m || layout.has_z_or_m();
    walked_.compressed = walked_.compressed || layout.compressed;
    switch (layout.type) {
      case kPoint: {
        const Bytes vertex = take(layout.full_vertex());
        const auto x = number_at<double>(vertex, 0, little_);
        const auto y = number_at<double>(vertex, sizeof x, little_);
        has_vertices_ = has_vertices_ || !std::isnan(x) || !std::isnan(y);
        sink_.part(layout, 0);
        sink_.point_vertex({vertex, 1, layout, little_});
        sink_.point(x, y);
        break;
      }
      case kLineString:
        sink_.part(layout, 0);
        sink_.line(vertices(layout));
        break;
      case kPolygon: {
        const auto rings = number<std::uint32_t>();
        sink_.part(layout, rings);
        for (std::uint32_t i = 0; i < rings; ++i) {
          cancel_.check();
          sink_.ring(vertices(layout), i == 0);
        }
        break;
      }
      case kMultiPoint:
      case kMultiLineString:
      case kMultiPolygon:
      case kGeometryCollection:
        members(layout, member);
        break;
      case kUnknownType:
        throw damaged("a member is of an unknown type");
      default:
        throw sink_.not_straight(layout.type);
    }
    return layout.type;
  }

  void members(const PartLayout& layout, Member member) {
    const std::uint32_t type = layout.type;
    constexpr int kDeepest = 32;
    if (depth_ == kDeepest) throw Error(concat("a nest of more than ", kDeepest, " collections"));
    ++depth_;
    const auto count = number<std::uint32_t>();
    sink_.part(layout, count);
    for (auto left = count; left > 0; --left) {
      cancel_.check();
      const std::uint32_t found = (this->*member)();
      if (type != kGeometryCollection && found != type - kMultiPoint + kPoint) {
        throw damaged(concat("a ", name_of_geometry(type), " has a ", name_of_geometry(found), " in it"));
      }
    }
    --depth_;
  }

  VertexRun vertices(PartLayout layout) {
    const auto count = number<std::uint32_t>();
    has_vertices_ = has_vertices_ || count > 0;
    layout.compressed = layout.compressed && count > 2;
    const std::uint64_t full = layout.full_vertex();
    const Bytes bytes = take(layout.compressed ? 2 * full + (count - 2) * std::uint64_t{layout.short_vertex()}
                                               : count * full);
    return {bytes, count, layout, little_};
  }

  Bytes bytes_;
  bool little_;
  int depth_ = 0;
  bool has_vertices_ = false;
  WalkedGeometry& walked_;
  GeometrySink& sink_;
  CancelToken& cancel_;
};

}  // namespace

void require_ring(std::uint32_t vertices) {
  if (vertices >= 4) return;
  throw Error(
      concat("a POLYGON with a ring of ", vertices, " vertices; it needs four, the last one like the first"));
}

void require_closed(double first_x, double first_y, double last_x, double last_y) {
  if (first_x == last_x && first_y == last_y) return;
  throw Error(concat("a POLYGON with a ring that is not closed: it starts at (", first_x, " ", first_y,
                     ") and ends at (", last_x, " ", last_y, ")"));
}

WalkedGeometry walk_geometry(Bytes blob, GeometrySink& sink, CancelToken& cancel) {
  WalkedGeometry walked{read_header(blob)};
  if (walked.header.layout.type == kPoint) {
    const PointGeometry point = point_of(walked.header);
    walked.has_z_or_m = point.has_z_or_m;
    sink.part(walked.header.layout, 0);
    sink.point_vertex({walked.header.body, 1, walked.header.layout, walked.header.little});
    sink.point(point.x, point.y);
  } else {
    Walker(walked, sink, cancel).walk();
  }
  return walked;
}

}  // namespace clusterlite
