// Shapes: what a row of the data set "points" is when it is more than one point (a line, a polygon, a
// collection).
//
// A shape is a list of sequences of vertices in the plane, little-endian:
//
//   u32 vertices * 4 + kind (0 points, 1 line, 2 shell of a polygon, 3 hole of the polygon before)
//   f64 x, f64 y of each vertex
//
// Collections are flat, since the distance to one is the distance to its nearest part. Empty parts are left
// out (GEOS 3.11 crashes at some of them), as are the last vertex of a ring (a repetition of the first one),
// repeated vertices of lines, and Z and M; a line without length is a point. A shape has at least two
// vertices: what comes down to one is stored as a point. Coordinates lie within
// the range of coordinate_range.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "datasets/blobs/blob_format.hpp"
#include "datasets/blobs/byte_buffer.hpp"
#include "datasets/blobs/coordinate_range.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// The codes of OGC 06-103r4.
enum class ShapeType : std::uint32_t {
  point = 1,
  linestring,
  polygon,
  multipoint,
  multilinestring,
  multipolygon,
  collection
};
std::string_view name_of(ShapeType type);  // "POLYGON"

enum class SequenceKind : std::uint32_t { points, line, shell, hole };

// One run of vertices. The bytes need not be aligned.
struct VertexSequence {
  static constexpr std::size_t kVertexBytes = 2 * sizeof(double);

  SequenceKind kind;
  std::uint32_t vertices;
  const std::byte* bytes;

  double x(std::size_t i) const { return load<double>(bytes + i * kVertexBytes); }
  double y(std::size_t i) const { return load<double>(bytes + i * kVertexBytes + sizeof(double)); }
  bool is_ring() const { return kind == SequenceKind::shell || kind == SequenceKind::hole; }
};

struct ShapeBox {
  double min_x = std::numeric_limits<double>::infinity();
  double min_y = min_x;
  double max_x = -min_x;
  double max_y = -min_x;

  void add(double x, double y) {
    min_x = std::min(min_x, x);
    max_x = std::max(max_x, x);
    min_y = std::min(min_y, y);
    max_y = std::max(max_y, y);
  }
};

class ShapeView {
 public:
  ShapeView(ShapeType type, std::span<const std::byte> bytes) : type_(type), bytes_(bytes) {}

  ShapeType type() const { return type_; }
  std::span<const std::byte> bytes() const { return bytes_; }

  // Of a shape that has been checked.
  template <class Visit>
  void for_each_sequence(const Visit& visit) const {
    for (std::size_t at = 0; at < bytes_.size();) {
      const VertexSequence sequence = sequence_at(at);
      visit(sequence);
      at += sizeof(std::uint32_t) + sequence.vertices * VertexSequence::kVertexBytes;
    }
  }
  ShapeBox box(CancelToken& cancel) const;
  std::uint32_t vertices() const;
  void first_vertex(double& x, double& y) const {
    const VertexSequence first = sequence_at(0);
    x = first.x(0);
    y = first.y(0);
  }

  // Throws Error when a forger has made it: see the rules above.
  void check(double first_x, double first_y, CancelToken& cancel) const;

 private:
  VertexSequence sequence_at(std::size_t at) const {
    const auto code = load<std::uint32_t>(bytes_.data() + at);
    return {static_cast<SequenceKind>(code & 3U), code >> 2U, bytes_.data() + at + sizeof code};
  }

  ShapeType type_;
  std::span<const std::byte> bytes_;
};

// Collects the vertices of one shape. The caller has checked that rings are closed and that the coordinates
// are in range.
class ShapeDraft {
 public:
  void start();
  void set_type(ShapeType type) { type_ = type; }
  void begin(SequenceKind kind);
  void add(double x, double y);
  void end_line();  // of one vertex makes a point
  void end_ring();  // drops the last vertex, which repeats the first one

  std::uint32_t vertices() const { return vertices_; }
  const ShapeBox& box() const { return box_; }
  ShapeView view() const { return {type_, bytes_.bytes()}; }

 private:
  void write_code();

  ShapeType type_ = ShapeType::point;
  ByteBuffer bytes_;
  std::size_t sequence_at_ = 0;
  SequenceKind kind_ = SequenceKind::points;
  std::uint32_t sequence_vertices_ = 0;
  std::uint32_t vertices_ = 0;
  ShapeBox box_;
};

}  // namespace clusterlite
