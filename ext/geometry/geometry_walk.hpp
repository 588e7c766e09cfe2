// Walks through any geometry BLOB with straight sides, in the layouts of geometry_blob.hpp, SpatiaLite's
// compressed one included.
//
// The BLOB is read as it lies, without GEOS: GEOS builds the geometry first, and a forged nest of collections
// overflows its stack.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "geometry/geometry_blob.hpp"
#include "support/cancel.hpp"
#include "support/error.hpp"

namespace clusterlite {

// The codes of OGC 06-103r4, without their dimension.
enum GeometryType : std::uint32_t {
  kUnknownType,
  kPoint,
  kLineString,
  kPolygon,
  kMultiPoint,
  kMultiLineString,
  kMultiPolygon,
  kGeometryCollection,
  kLastGeometryType = 17  // TRIANGLE; from 8 on they may have curved sides or a third dimension
};
std::string_view name_of_geometry(std::uint32_t type);

// The type of a geometry or of one of its parts, and what follows from it for its vertices.
struct PartLayout {
  std::uint32_t type = kUnknownType;
  bool has_z = false;
  bool has_m = false;
  bool compressed = false;

  // Bytes of a vertex: doubles; inside a compressed ring x, y and z are floats, the differences to the vertex
  // before.
  std::size_t full_vertex() const { return (2U + has_z + has_m) * sizeof(double); }
  std::size_t short_vertex() const { return (2U + has_z) * sizeof(float) + (has_m ? sizeof(double) : 0); }
};

template <class Number>
Number number_at(std::span<const std::byte> bytes, std::size_t offset, bool little) {
  std::array<std::byte, sizeof(Number)> raw;
  std::memcpy(raw.data(), bytes.data() + offset, raw.size());
  if (little != (std::endian::native == std::endian::little)) std::reverse(raw.begin(), raw.end());
  return std::bit_cast<Number>(raw);
}

// The vertices of a line or a ring.
class VertexRun {
 public:
  VertexRun(std::span<const std::byte> bytes, std::uint32_t count, const PartLayout& layout, bool little)
      : bytes_(bytes), count_(count), layout_(layout), little_(little) {}

  std::uint32_t size() const { return count_; }

  // visit(x, y) of each vertex.
  template <class Visit>
  void for_each(CancelToken& cancel, const Visit& visit) const {
    double x = 0;
    double y = 0;
    std::size_t at = 0;
    for (std::uint32_t i = 0; i < count_; ++i) {
      cancel.check();
      if (layout_.compressed && i > 0 && i + 1 < count_) {
        x += static_cast<double>(number_at<float>(bytes_, at, little_));
        y += static_cast<double>(number_at<float>(bytes_, at + sizeof(float), little_));
        at += layout_.short_vertex();
      } else {
        x = number_at<double>(bytes_, at, little_);
        y = number_at<double>(bytes_, at + sizeof(double), little_);
        at += layout_.full_vertex();
      }
      visit(x, y);
    }
  }

 private:
  std::span<const std::byte> bytes_;
  std::uint32_t count_;
  PartLayout layout_;
  bool little_;
};

// Is told what a geometry consists of, in the order of the bytes; collections are opened.
class GeometrySink {
 public:
  virtual ~GeometrySink() = default;
  virtual void point(double x, double y) = 0;  // NaN and NaN: POINT EMPTY
  virtual void line(const VertexRun& vertices) = 0;
  virtual void ring(const VertexRun& vertices, bool is_shell) = 0;  // else a hole of the shell before
  virtual Error not_straight(std::uint32_t type) const = 0;         // what to say of a type from 8 on
};

struct WalkedGeometry {
  BlobFlavour flavour = BlobFlavour::wkb;
  std::int32_t srid = kNoSrid;
  std::uint32_t type = kUnknownType;
  bool has_z_or_m = false;
  bool compressed = false;            // at least one part
  std::array<double, 4> rectangle{};  // min x, min y, max x, max y as stated; of SpatiaLite's own form only
};

// Throws Error with a text that goes on after "the geometry is ".
WalkedGeometry walk_geometry(std::span<const std::byte> blob, GeometrySink& sink, CancelToken& cancel);

}  // namespace clusterlite
