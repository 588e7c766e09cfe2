#include "geometry/area.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "geometry/geometry_blob.hpp"
#include "support/error.hpp"
#include "support/text.hpp"

namespace clusterlite {
namespace {

using Bytes = std::span<const std::byte>;

enum Type : std::uint32_t {
  kUnknown,
  kPoint,
  kLine,
  kPolygon,
  kMultiPoint,
  kMultiLine,
  kMultiPolygon,
  kCollection
};
constexpr std::uint32_t kLastWkbType =
    17;  // TRIANGLE; from 8 on they may have curved sides or a third dimension

struct Shape {
  std::uint32_t type = kUnknown;
  bool has_z = false;
  bool has_m = false;
  bool compressed = false;

  // Bytes of a vertex: doubles; inside a compressed ring x, y and z are floats, the differences to the vertex
  // before.
  std::size_t full_vertex() const { return (2U + has_z + has_m) * sizeof(double); }
  std::size_t short_vertex() const { return (2U + has_z) * sizeof(float) + (has_m ? sizeof(double) : 0); }
};

Shape iso_shape(std::uint32_t code) {
  const std::uint32_t dimension = code / 1000;
  if (dimension > 3 || code % 1000 > kLastWkbType) return {};
  return {code % 1000, dimension == 1 || dimension == 3, dimension >= 2};
}

Shape spatialite_shape(std::uint32_t code) {
  constexpr std::uint32_t kCompressed = 1'000'000;
  Shape shape = iso_shape(code >= kCompressed ? code - kCompressed : code);
  shape.compressed = code >= kCompressed;
  const bool known =
      shape.type <= kCollection && (!shape.compressed || shape.type == kLine || shape.type == kPolygon);
  return known ? shape : Shape{};
}

template <class Number>
Number read(Bytes bytes, std::size_t offset, bool little) {
  std::array<std::byte, sizeof(Number)> raw;
  std::memcpy(raw.data(), bytes.data() + offset, raw.size());
  if (little != (std::endian::native == std::endian::little)) std::reverse(raw.begin(), raw.end());
  return std::bit_cast<Number>(raw);
}

class AreaReader {
 public:
  AreaReader(Bytes bytes, bool little, CancelToken& cancel)
      : bytes_(bytes), little_(little), cancel_(cancel) {}

  double spatialite() {
    const double area = area_of(spatialite_shape(number<std::uint32_t>()), &AreaReader::spatialite_member);
    if (!bytes_.empty()) throw damaged("bytes follow its end");
    return area;
  }

  double wkb() {
    const double area = wkb_member();
    if (!bytes_.empty()) throw damaged("bytes follow its end");
    return area;
  }

 private:
  using Member = double (AreaReader::*)();

  static Error damaged(std::string_view what) { return Error(concat("a damaged one: ", what)); }

  Bytes take(std::size_t count) {
    if (count > bytes_.size()) throw damaged("it is cut off");
    const Bytes taken = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return taken;
  }

  template <class Number>
  Number number() {
    return read<Number>(take(sizeof(Number)), 0, little_);
  }

  double spatialite_member() {
    constexpr std::byte kMark{0x69};
    if (take(1)[0] != kMark) throw damaged("no 0x69 stands before a member");
    return area_of(spatialite_shape(number<std::uint32_t>()), &AreaReader::spatialite_member);
  }

  double wkb_member() {
    const auto order = std::to_integer<unsigned>(take(1)[0]);
    if (order > 1) throw damaged(concat("it has the unknown byte order ", order));
    little_ = order == 1;
    constexpr std::uint32_t kZ = 0x80000000U;
    constexpr std::uint32_t kM = 0x40000000U;
    constexpr std::uint32_t kSrid = 0x20000000U;
    const auto code = number<std::uint32_t>();
    const std::uint32_t plain = code & ~(kZ | kM | kSrid);
    Shape shape = iso_shape(plain);
    if (plain != code) {
      if (plain > kLastWkbType) shape = {};
      shape.has_z = (code & kZ) != 0;
      shape.has_m = (code & kM) != 0;
      if ((code & kSrid) != 0) take(sizeof(std::int32_t));
    }
    return area_of(shape, &AreaReader::wkb_member);
  }

  double area_of(const Shape& shape, Member member) {
    switch (shape.type) {
      case kPoint:
        take(shape.full_vertex());
        return 0;
      case kLine:
        take_vertices(shape);
        return 0;
      case kPolygon:
        return polygon(shape);
      case kMultiPoint:
      case kMultiLine:
      case kMultiPolygon:
      case kCollection:
        return members(member);
      case kUnknown:
        throw damaged("it is of an unknown type");
      default:
        throw Error("of a type that may have curved sides; its area can be taken of straight ones only");
    }
  }

  double members(Member member) {
    constexpr int kDeepest = 32;
    if (depth_ == kDeepest) throw Error(concat("a nest of more than ", kDeepest, " collections"));
    ++depth_;
    double sum = 0;
    for (auto left = number<std::uint32_t>(); left > 0; --left) {
      cancel_.check();
      sum += (this->*member)();
    }
    --depth_;
    return sum;
  }

  double polygon(const Shape& shape) {
    auto rings = number<std::uint32_t>();
    if (rings == 0) return 0;
    double area = ring(shape);
    while (--rings > 0) area -= ring(shape);
    return area;
  }

  Bytes take_vertices(const Shape& shape, std::uint32_t* vertices = nullptr) {
    const auto count = number<std::uint32_t>();
    if (vertices != nullptr) *vertices = count;
    if (!shape.compressed || count <= 2) return take(count * shape.full_vertex());
    return take(2 * shape.full_vertex() + (count - 2) * shape.short_vertex());
  }

  // The shoelace formula, seen from the first vertex: the far larger distance to the origin would cost
  // digits.
  double ring(const Shape& shape) {
    std::uint32_t count = 0;
    cancel_.check();
    const Bytes vertices = take_vertices(shape, &count);
    if (count == 0) return 0;
    const double first_x = read<double>(vertices, 0, little_);
    const double first_y = read<double>(vertices, sizeof(double), little_);
    double x = first_x;
    double y = first_y;
    double twice = 0;
    std::size_t at = shape.full_vertex();
    for (std::uint32_t i = 1; i < count; ++i) {
      cancel_.check();
      const double before_x = x - first_x;
      const double before_y = y - first_y;
      if (shape.compressed && i + 1 < count) {
        x += static_cast<double>(read<float>(vertices, at, little_));
        y += static_cast<double>(read<float>(vertices, at + sizeof(float), little_));
        at += shape.short_vertex();
      } else {
        x = read<double>(vertices, at, little_);
        y = read<double>(vertices, at + sizeof(double), little_);
        at += shape.full_vertex();
      }
      twice += before_x * (y - first_y) - (x - first_x) * before_y;
    }
    if (!std::isfinite(twice)) throw Error("one whose area is not finite");
    return std::abs(twice) / 2;
  }

  Bytes bytes_;
  bool little_;
  int depth_ = 0;
  CancelToken& cancel_;
};

constexpr std::size_t kSpatialiteBody = 39;  // after the rectangle and its mark
constexpr std::byte kEnd{0xFE};

// Big-endian WKB can have SpatiaLite's marks at the same places by chance, but then no class between them.
bool is_spatialite(Bytes blob) {
  constexpr std::byte kMark{0x7C};
  return blob.size() > kSpatialiteBody + sizeof(std::uint32_t) && blob[0] == std::byte{0} &&
         blob[1] <= std::byte{1} && blob[kSpatialiteBody - 1] == kMark && blob.back() == kEnd &&
         spatialite_shape(read<std::uint32_t>(blob, kSpatialiteBody, blob[1] == std::byte{1})).type !=
             kUnknown;
}

// No EWKB whose type starts with the byte 80, the Z flag, has one of these lengths.
bool is_tinypoint(Bytes blob) {
  return (blob.size() == 24 || blob.size() == 32 || blob.size() == 40) && blob[0] == std::byte{0} &&
         (blob[1] == std::byte{0x80} || blob[1] == std::byte{0x81}) && blob.back() == kEnd;
}

Bytes without_geopackage_header(Bytes blob) {
  constexpr std::size_t kHeader = 8;
  constexpr std::array<std::size_t, 8> kEnvelopeNumbers{0, 4, 6, 6, 8, 0, 0, 0};
  if (blob.size() < kHeader) throw Error("a damaged one: it is cut off");
  const auto flags = std::to_integer<unsigned>(blob[3]);
  const std::size_t header = kHeader + kEnvelopeNumbers[(flags >> 1U) & 7U] * sizeof(double);
  if (blob.size() < header) throw Error("a damaged one: it is cut off");
  return blob.subspan(header);
}

}  // namespace

double area(Bytes blob, CancelToken& cancel) {
  if (blob.size() >= 2 && blob[0] == std::byte{'G'} && blob[1] == std::byte{'P'}) {
    return AreaReader(without_geopackage_header(blob), true, cancel).wkb();
  }
  if (is_spatialite(blob)) {
    const Bytes body = blob.subspan(kSpatialiteBody, blob.size() - kSpatialiteBody - 1);
    return AreaReader(body, blob[1] == std::byte{1}, cancel).spatialite();
  }
  const bool may_be_wkb = blob.size() > sizeof(std::uint32_t) && blob[0] <= std::byte{1};
  if (is_tinypoint(blob) || !may_be_wkb) {
    read_point(blob);  // throws unless it is a point
    return 0;
  }
  return AreaReader(blob, true, cancel).wkb();
}

}  // namespace clusterlite
