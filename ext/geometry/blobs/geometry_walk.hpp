// Walks through any geometry BLOB with straight sides, in the layouts of geometry_header.hpp, SpatiaLite's
// compressed one included.
//
// The BLOB is read as it lies, without GEOS: GEOS builds the geometry first, and a forged nest of collections
// overflows its stack.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "geometry/blobs/geometry_header.hpp"
#include "support/running/cancel.hpp"
#include "support/running/error.hpp"

namespace clusterlite {

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

  // visit(numbers) of each vertex, a span of x and y, and of z and m where there are any.
  template <class Visit>
  void for_each_whole(CancelToken& cancel, const Visit& visit) const {
    std::array<double, 4> vertex{};
    const std::size_t spatial = layout_.has_z ? 3 : 2;
    const std::size_t numbers = spatial + (layout_.has_m ? 1 : 0);
    std::size_t at = 0;
    for (std::uint32_t i = 0; i < count_; ++i) {
      cancel.check();
      const bool is_short = layout_.compressed && i > 0 && i + 1 < count_;
      for (std::size_t n = 0; n < numbers; ++n) {
        if (is_short && n < spatial) {
          vertex[n] += static_cast<double>(number_at<float>(bytes_, at, little_));
          at += sizeof(float);
        } else {
          vertex[n] = number_at<double>(bytes_, at, little_);
          at += sizeof(double);
        }
      }
      visit(std::span<const double>(vertex).first(numbers));
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

  // For those that write the geometry anew: of the whole and of each member its type, before all it consists
  // of, with the number of its rings or members (0 of points and lines); and of a POINT the vertex, with z
  // and m.
  virtual void part(const PartLayout&, std::uint32_t) {}
  virtual void point_vertex(const VertexRun&) {}

  virtual void point(double x, double y) = 0;  // NaN and NaN: POINT EMPTY
  virtual void line(const VertexRun& vertices) = 0;
  virtual void ring(const VertexRun& vertices, bool is_shell) = 0;  // else a hole of the shell before
  virtual Error not_straight(std::uint32_t type) const = 0;         // what to say of a type from 8 on
};

// What a sink asks of a ring that is not empty. Both throw Error.
void require_ring(std::uint32_t vertices);  // four, the last one like the first
void require_closed(double first_x, double first_y, double last_x, double last_y);

struct WalkedGeometry {
  GeometryHeader header;
  bool has_z_or_m = false;  // it or at least one part
  bool compressed = false;  // at least one part
};

// Throws Error with a text that goes on after "the geometry is ": what read_header() and, of a POINT,
// read_point() throw, a damaged body, a nest too deep, and what the sink throws.
WalkedGeometry walk_geometry(std::span<const std::byte> blob, GeometrySink& sink, CancelToken& cancel);

}  // namespace clusterlite
