#include "geometry/blobs/plain_wkb.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

#include "geometry/blobs/geometry_walk.hpp"
#include "support/text/text.hpp"

namespace clusterlite {

static_assert(std::endian::native == std::endian::little);  // numbers are written as they lie in memory

namespace {

class WkbSink final : public GeometrySink {
 public:
  WkbSink(ByteBuffer& out, CancelToken& cancel) : out_(out), cancel_(cancel) {}

  void part(const PartLayout& layout, std::uint32_t members) override {
    out_.append_value(std::uint8_t{1});
    out_.append_value(iso_code(layout));
    if (layout.type != kPoint && layout.type != kLineString) out_.append_value(members);
  }
  void point_vertex(const VertexRun& vertex) override { vertices(vertex, true); }
  void point(double, double) override {}
  void line(const VertexRun& run) override {
    out_.append_value(run.size());
    vertices(run, false);
  }
  void ring(const VertexRun& run, bool) override { line(run); }
  Error not_straight(std::uint32_t type) const override {
    return Error(concat("a ", name_of_geometry(type),
                        "; only geometries with straight sides in the plane are read (ST_CurveToLine or "
                        "ogr2ogr -nlt CONVERT_TO_LINEAR makes them of curves)"));
  }

 private:
  void vertices(const VertexRun& run, bool may_be_empty) {
    run.for_each_whole(cancel_, [&](std::span<const double> numbers) {
      const bool empty = may_be_empty && std::isnan(numbers[0]) && std::isnan(numbers[1]);
      if (!empty && !(std::isfinite(numbers[0]) && std::isfinite(numbers[1]))) {
        throw Error(
            concat("one whose coordinates are not finite (x = ", numbers[0], ", y = ", numbers[1], ")"));
      }
      for (const double number : numbers) out_.append_value(number);
    });
  }

  ByteBuffer& out_;
  CancelToken& cancel_;
};

struct Frame {
  double min_x = std::numeric_limits<double>::max();
  double min_y = std::numeric_limits<double>::max();
  double max_x = std::numeric_limits<double>::lowest();
  double max_y = std::numeric_limits<double>::lowest();
  bool empty() const { return min_x > max_x; }
};

// Finds the envelope and, on the way, calls member(offset) for the byte order of each part inside another.
template <class Member>
void measure(WkbCursor& in, Frame& frame, const Member& member) {
  const PartLayout layout = in.part();
  const auto take = [&](std::uint32_t vertices) {
    for (; vertices > 0; --vertices) {
      const auto numbers = in.vertex(layout);
      if (std::isnan(numbers[0])) continue;  // POINT EMPTY
      frame.min_x = std::min(frame.min_x, numbers[0]);
      frame.max_x = std::max(frame.max_x, numbers[0]);
      frame.min_y = std::min(frame.min_y, numbers[1]);
      frame.max_y = std::max(frame.max_y, numbers[1]);
    }
  };
  if (layout.type == kPoint) return take(1);
  const std::uint32_t count = in.u32();
  if (layout.type == kLineString) return take(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    if (layout.type == kPolygon) {
      take(in.u32());
    } else {
      member(in.at());
      measure(in, frame, member);
    }
  }
}

}  // namespace

std::uint32_t iso_code(const PartLayout& layout) {
  return layout.type + (layout.has_z ? 1000U : 0U) + (layout.has_m ? 2000U : 0U);
}

std::uint32_t WkbCursor::u32() {
  const auto number = number_at<std::uint32_t>(bytes_, at_, true);
  at_ += sizeof number;
  return number;
}

PartLayout WkbCursor::part() {
  ++at_;
  return iso_layout(u32());
}

std::span<const double> WkbCursor::vertex(const PartLayout& layout) {
  const std::size_t numbers = layout.full_vertex() / sizeof(double);
  std::memcpy(vertex_.data(), bytes_.data() + at_, layout.full_vertex());
  at_ += layout.full_vertex();
  return std::span<const double>(vertex_).first(numbers);
}

PlainWkb read_plain_wkb(std::span<const std::byte> blob, CancelToken& cancel) {
  PlainWkb wkb;
  WkbSink sink(wkb.bytes, cancel);
  const WalkedGeometry walked = walk_geometry(blob, sink, cancel);
  wkb.flavour = walked.header.flavour;
  wkb.srid = walked.header.srid;
  return wkb;
}

ByteBuffer in_frame_of(BlobFlavour flavour, std::int32_t srid, std::span<const std::byte> wkb) {
  ByteBuffer body;
  body.append(wkb.data(), wkb.size());
  if (flavour == BlobFlavour::wkb || flavour == BlobFlavour::ewkb) return body;
  Frame frame;
  WkbCursor in(wkb);
  // A member begins with 69 in SpatiaLite and with its byte order in WKB; all else is the same.
  constexpr std::byte kMember{0x69};
  const bool geopackage = flavour == BlobFlavour::geopackage;
  measure(in, frame, [&](std::size_t at) {
    if (!geopackage) body.data()[at] = kMember;
  });
  ByteBuffer out;
  if (geopackage) {
    out.append(frame.empty() ? "GP\x00\x11" : "GP\x00\x03", 4);  // empty without an envelope; XY envelope
    out.append_value(srid);
    if (!frame.empty()) {
      for (const double bound : {frame.min_x, frame.max_x, frame.min_y, frame.max_y}) out.append_value(bound);
    }
    out.append(body.data(), body.size());
    return out;
  }
  out.append("\x00\x01", 2);
  out.append_value(srid);
  for (const double bound : {frame.min_x, frame.min_y, frame.max_x, frame.max_y}) out.append_value(bound);
  out.append("\x7C", 1);
  out.append(body.data() + 1, body.size() - 1);
  out.append("\xFE", 1);
  return out;
}

}  // namespace clusterlite
