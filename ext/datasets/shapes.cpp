#include "datasets/shapes.hpp"

#include <array>
#include <cmath>

#include "support/running/error.hpp"

namespace clusterlite {
namespace {

constexpr std::array<std::uint32_t, 4> kFewestVertices{1, 2, 3, 3};  // by SequenceKind

}  // namespace

std::string_view name_of(ShapeType type) {
  switch (type) {
    case ShapeType::point:
      return "POINT";
    case ShapeType::linestring:
      return "LINESTRING";
    case ShapeType::polygon:
      return "POLYGON";
    case ShapeType::multipoint:
      return "MULTIPOINT";
    case ShapeType::multilinestring:
      return "MULTILINESTRING";
    case ShapeType::multipolygon:
      return "MULTIPOLYGON";
    case ShapeType::collection:
      return "GEOMETRYCOLLECTION";
  }
  return "geometry";
}

ShapeBox ShapeView::box(CancelToken& cancel) const {
  ShapeBox box;
  for_each_sequence([&](const VertexSequence& sequence) {
    cancel.check(sequence.vertices);
    for (std::uint32_t i = 0; i < sequence.vertices; ++i) box.add(sequence.x(i), sequence.y(i));
  });
  return box;
}

std::uint32_t ShapeView::vertices() const {
  std::uint32_t vertices = 0;
  for_each_sequence([&](const VertexSequence& sequence) { vertices += sequence.vertices; });
  return vertices;
}

void ShapeView::check(double first_x, double first_y, CancelToken& cancel) const {
  const auto fail = [] { throw Error("a damaged data set: one of its shapes is none"); };
  if (type_ < ShapeType::linestring || type_ > ShapeType::collection) fail();
  std::uint64_t vertices = 0;
  bool after_ring = false;
  for (std::size_t at = 0; at < bytes_.size();) {
    if (bytes_.size() - at < sizeof(std::uint32_t)) fail();
    const VertexSequence sequence = sequence_at(at);
    at += sizeof(std::uint32_t);
    if (sequence.vertices < kFewestVertices[static_cast<std::size_t>(sequence.kind)] ||
        sequence.vertices > (bytes_.size() - at) / VertexSequence::kVertexBytes ||
        (sequence.kind == SequenceKind::hole && !after_ring)) {
      fail();
    }
    after_ring = sequence.is_ring();
    for (std::uint32_t i = 0; i < sequence.vertices; ++i) {
      cancel.check();
      if (!is_in_range(sequence.x(i)) || !is_in_range(sequence.y(i))) fail();
    }
    if (vertices == 0 && (sequence.x(0) != first_x || sequence.y(0) != first_y)) fail();
    vertices += sequence.vertices;
    at += sequence.vertices * VertexSequence::kVertexBytes;
  }
  if (vertices < 2 || vertices > std::numeric_limits<std::uint32_t>::max()) fail();
}

void ShapeDraft::start() {
  bytes_.clear();
  kind_ = SequenceKind::points;
  sequence_vertices_ = vertices_ = 0;
  box_ = ShapeBox();
}

// Points one after another are one sequence.
void ShapeDraft::begin(SequenceKind kind) {
  if (kind == SequenceKind::points && kind_ == kind && sequence_vertices_ > 0) return;
  kind_ = kind;
  sequence_vertices_ = 0;
  sequence_at_ = bytes_.size();
  bytes_.append_zeros(sizeof(std::uint32_t));
}

void ShapeDraft::add(double x, double y) {
  bytes_.append_value(x);
  bytes_.append_value(y);
  box_.add(x, y);
  ++vertices_;
  ++sequence_vertices_;
  write_code();
}

void ShapeDraft::end_line() {
  if (sequence_vertices_ != 1) return;
  kind_ = SequenceKind::points;
  write_code();
}

void ShapeDraft::end_ring() {
  bytes_.truncate(bytes_.size() - VertexSequence::kVertexBytes);
  --vertices_;
  --sequence_vertices_;
  write_code();
}

void ShapeDraft::write_code() {
  store(bytes_.data() + sequence_at_, sequence_vertices_ << 2U | static_cast<std::uint32_t>(kind_));
}

}  // namespace clusterlite
