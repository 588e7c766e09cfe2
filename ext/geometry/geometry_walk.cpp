#include "geometry/geometry_walk.hpp"

#include "support/text.hpp"

namespace clusterlite {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::array<std::string_view, kLastGeometryType + 1> kNames{"geometry",
                                                                     "POINT",
                                                                     "LINESTRING",
                                                                     "POLYGON",
                                                                     "MULTIPOINT",
                                                                     "MULTILINESTRING",
                                                                     "MULTIPOLYGON",
                                                                     "GEOMETRYCOLLECTION",
                                                                     "CIRCULARSTRING",
                                                                     "COMPOUNDCURVE",
                                                                     "CURVEPOLYGON",
                                                                     "MULTICURVE",
                                                                     "MULTISURFACE",
                                                                     "CURVE",
                                                                     "SURFACE",
                                                                     "POLYHEDRALSURFACE",
                                                                     "TIN",
                                                                     "TRIANGLE"};

PartLayout iso_layout(std::uint32_t code) {
  const std::uint32_t dimension = code / 1000;
  if (dimension > 3 || code % 1000 > kLastGeometryType) return {};
  return {code % 1000, dimension == 1 || dimension == 3, dimension >= 2};
}

PartLayout spatialite_layout(std::uint32_t code) {
  constexpr std::uint32_t kCompressed = 1'000'000;
  PartLayout layout = iso_layout(code >= kCompressed ? code - kCompressed : code);
  layout.compressed = code >= kCompressed;
  const bool known = layout.type <= kGeometryCollection &&
                     (!layout.compressed || layout.type == kLineString || layout.type == kPolygon);
  return known ? layout : PartLayout{};
}

class Walker {
 public:
  Walker(Bytes bytes, bool little, WalkedGeometry& walked, GeometrySink& sink, CancelToken& cancel)
      : bytes_(bytes), little_(little), walked_(walked), sink_(sink), cancel_(cancel) {}

  void spatialite() {
    part(spatialite_layout(number<std::uint32_t>()), &Walker::spatialite_member);
    if (!bytes_.empty()) throw damaged("bytes follow its end");
  }

  void wkb() {
    wkb_member();
    if (!bytes_.empty()) throw damaged("bytes follow its end");
  }

 private:
  using Member = std::uint32_t (Walker::*)();  // gives its type

  static Error damaged(std::string_view what) { return Error(concat("a damaged one: ", what)); }

  Bytes take(std::size_t count) {
    if (count > bytes_.size()) throw damaged("it is cut off");
    const Bytes taken = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
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

  std::uint32_t wkb_member() {
    const auto order = std::to_integer<unsigned>(take(1)[0]);
    if (order > 1) throw damaged(concat("it has the unknown byte order ", order));
    little_ = order == 1;
    constexpr std::uint32_t kZ = 0x80000000U;
    constexpr std::uint32_t kM = 0x40000000U;
    constexpr std::uint32_t kSrid = 0x20000000U;
    const auto code = number<std::uint32_t>();
    const std::uint32_t plain = code & ~(kZ | kM | kSrid);
    PartLayout layout = iso_layout(plain);
    if (plain != code) {
      if (plain > kLastGeometryType) layout = {};
      layout.has_z = (code & kZ) != 0;
      layout.has_m = (code & kM) != 0;
      const std::int32_t srid = (code & kSrid) != 0 ? number<std::int32_t>() : kNoSrid;
      if (depth_ == 0 && walked_.flavour == BlobFlavour::wkb) {
        walked_.flavour = BlobFlavour::ewkb;
        walked_.srid = srid;
      }
    }
    return part(layout, &Walker::wkb_member);
  }

  std::uint32_t part(const PartLayout& layout, Member member) {
    if (walked_.type == kUnknownType) walked_.type = layout.type;
    walked_.has_z_or_m = walked_.has_z_or_m || layout.has_z || layout.has_m;
    walked_.compressed = walked_.compressed || layout.compressed;
    switch (layout.type) {
      case kPoint: {
        const Bytes vertex = take(layout.full_vertex());
        sink_.point(number_at<double>(vertex, 0, little_),
                    number_at<double>(vertex, sizeof(double), little_));
        break;
      }
      case kLineString:
        sink_.line(vertices(layout));
        break;
      case kPolygon: {
        const auto rings = number<std::uint32_t>();
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
        members(layout.type, member);
        break;
      case kUnknownType:
        throw damaged("it is of an unknown type");
      default:
        throw sink_.not_straight(layout.type);
    }
    return layout.type;
  }

  void members(std::uint32_t type, Member member) {
    constexpr int kDeepest = 32;
    if (depth_ == kDeepest) throw Error(concat("a nest of more than ", kDeepest, " collections"));
    ++depth_;
    for (auto left = number<std::uint32_t>(); left > 0; --left) {
      cancel_.check();
      const std::uint32_t found = (this->*member)();
      if (type != kGeometryCollection && found != type - kMultiPoint + kPoint) {
        throw damaged(concat("a ", kNames[type], " has a ", kNames[found], " in it"));
      }
    }
    --depth_;
  }

  VertexRun vertices(PartLayout layout) {
    const auto count = number<std::uint32_t>();
    layout.compressed = layout.compressed && count > 2;
    const bool little = little_;
    const Bytes bytes = layout.compressed
                            ? take(2 * layout.full_vertex() + (count - 2) * layout.short_vertex())
                            : take(count * layout.full_vertex());
    return {bytes, count, layout, little};
  }

  Bytes bytes_;
  bool little_;
  int depth_ = 0;
  WalkedGeometry& walked_;
  GeometrySink& sink_;
  CancelToken& cancel_;
};

constexpr std::size_t kSpatialiteBody = 39;  // after the rectangle and its mark
constexpr std::byte kEnd{0xFE};

// Big-endian WKB can have SpatiaLite's marks at the same places by chance, but then no class between them.
bool is_spatialite(Bytes blob) {
  constexpr std::byte kMark{0x7C};
  return blob.size() > kSpatialiteBody + sizeof(std::uint32_t) && blob[0] == std::byte{0} &&
         blob[1] <= std::byte{1} && blob[kSpatialiteBody - 1] == kMark && blob.back() == kEnd &&
         spatialite_layout(number_at<std::uint32_t>(blob, kSpatialiteBody, blob[1] == std::byte{1})).type !=
             kUnknownType;
}

// No EWKB whose type starts with the byte 80, the Z flag, has one of these lengths.
bool is_tinypoint(Bytes blob) {
  return (blob.size() == 24 || blob.size() == 32 || blob.size() == 40) && blob[0] == std::byte{0} &&
         (blob[1] == std::byte{0x80} || blob[1] == std::byte{0x81}) && blob.back() == kEnd;
}

bool is_geopackage(Bytes blob) {
  return blob.size() >= 2 && blob[0] == std::byte{'G'} && blob[1] == std::byte{'P'};
}

// Gives the WKB.
Bytes take_geopackage_header(Bytes blob, WalkedGeometry& walked) {
  constexpr std::size_t kHeader = 8;
  constexpr std::array<std::size_t, 8> kEnvelopeNumbers{0, 4, 6, 6, 8, 0, 0, 0};
  if (blob.size() < kHeader) throw Error("a damaged one: it is cut off");
  const auto flags = std::to_integer<unsigned>(blob[3]);
  const std::size_t header = kHeader + kEnvelopeNumbers[(flags >> 1U) & 7U] * sizeof(double);
  if (blob.size() < header) throw Error("a damaged one: it is cut off");
  walked.flavour = BlobFlavour::geopackage;
  walked.srid = number_at<std::int32_t>(blob, 4, (flags & 1U) != 0);
  return blob.subspan(header);
}

void take_spatialite_header(Bytes blob, WalkedGeometry& walked) {
  const bool little = blob[1] == std::byte{1};
  walked.flavour = BlobFlavour::spatialite;
  walked.srid = number_at<std::int32_t>(blob, 2, little);
  for (std::size_t i = 0; i < walked.rectangle.size(); ++i) {
    walked.rectangle[i] = number_at<double>(blob, 6 + i * sizeof(double), little);
  }
}

}  // namespace

std::string_view name_of_geometry(std::uint32_t type) { return kNames[type]; }

WalkedGeometry walk_geometry(Bytes blob, GeometrySink& sink, CancelToken& cancel) {
  WalkedGeometry walked;
  if (is_geopackage(blob)) {
    Walker(take_geopackage_header(blob, walked), true, walked, sink, cancel).wkb();
    return walked;
  }
  if (is_spatialite(blob)) {
    take_spatialite_header(blob, walked);
    const Bytes body = blob.subspan(kSpatialiteBody, blob.size() - kSpatialiteBody - 1);
    Walker(body, blob[1] == std::byte{1}, walked, sink, cancel).spatialite();
    return walked;
  }
  const bool may_be_wkb = blob.size() > sizeof(std::uint32_t) && blob[0] <= std::byte{1};
  if (is_tinypoint(blob) || !may_be_wkb) {
    const PointGeometry point = read_point(blob);  // throws unless it is one
    sink.point(point.x, point.y);
    return {point.flavour, point.srid, kPoint, point.has_z_or_m};
  }
  Walker(blob, true, walked, sink, cancel).wkb();
  return walked;
}

}  // namespace clusterlite
