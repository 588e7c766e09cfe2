#include "geometry/hulls/area.hpp"

#include <cmath>

#include "geometry/blobs/geometry_walk.hpp"
#include "support/running/error.hpp"

namespace clusterlite {
namespace {

class AreaSink final : public GeometrySink {
 public:
  explicit AreaSink(CancelToken& cancel) : cancel_(cancel) {}

  double area() const { return area_; }

  void point(double, double) override {}
  void line(const VertexRun&) override {}

  // The shoelace formula, seen from the first vertex: the far larger distance to the origin would cost
  // digits.
  void ring(const VertexRun& vertices, bool is_shell) override {
    if (vertices.size() == 0) return;
    require_ring(vertices.size());
    bool is_first = true;
    double first_x = 0;
    double first_y = 0;
    double before_x = 0;
    double before_y = 0;
    double last_x = 0;
    double last_y = 0;
    double twice = 0;
    vertices.for_each(cancel_, [&](double x, double y) {
      if (is_first) {
        first_x = x;
        first_y = y;
        is_first = false;
        return;
      }
      last_x = x;
      last_y = y;
      x -= first_x;
      y -= first_y;
      twice += before_x * y - x * before_y;
      before_x = x;
      before_y = y;
    });
    if (!std::isfinite(twice)) throw Error("one whose area is not finite");
    require_closed(first_x, first_y, last_x, last_y);
    area_ += (is_shell ? 1 : -1) * std::abs(twice) / 2;
  }

  Error not_straight(std::uint32_t) const override {
    return Error("of a type that may have curved sides; its area can be taken of straight ones only");
  }

 private:
  double area_ = 0;
  CancelToken& cancel_;
};

}  // namespace

double area(std::span<const std::byte> blob, CancelToken& cancel) {
  AreaSink sink(cancel);
  walk_geometry(blob, sink, cancel);
  return sink.area();
}

}  // namespace clusterlite
