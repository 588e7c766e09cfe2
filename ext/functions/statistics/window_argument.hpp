// A polygon as the window of a point pattern.
#pragma once

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "geometry/blobs/geometry_walk.hpp"
#include "geometry/geos_context.hpp"
#include "geometry/hulls/simple_ring.hpp"
#include "sqlite/connection/connection.hpp"
#include "sqlite/tables/table_function.hpp"
#include "statistics/windows/window.hpp"
#include "support/text/text.hpp"

namespace clusterlite {

class WindowRings final : public GeometrySink {
 public:
  explicit WindowRings(CancelToken& cancel) : cancel_(cancel) {}

  void point(double, double) override { throw Error("a point, and a window is a POLYGON or MULTIPOLYGON"); }
  void line(const VertexRun&) override { throw Error("a line, and a window is a POLYGON or MULTIPOLYGON"); }
  void ring(const VertexRun& vertices, bool is_shell) override {
    Window::Ring& ring = rings.emplace_back();
    ring.is_hole = !is_shell;
    vertices.for_each(cancel_, [&](double x, double y) { ring.corners.push_back({x, y}); });
  }
  Error not_straight(std::uint32_t) const override {
    return Error("of a type with curves, and a window has straight sides");
  }

  std::vector<Window::Ring> rings;

 private:
  CancelToken& cancel_;
};

// Throws Error when the window is no polygon, torn or crosses itself.
inline std::optional<Window> read_window(const TableArguments& arguments, std::size_t at,
                                         Connection& connection, CancelToken& cancel) {
  const auto blob = arguments.blob(at, "a geometry BLOB");
  if (!blob) return std::nullopt;
  WindowRings found(cancel);
  try {
    walk_geometry(*blob, found, cancel);
  } catch (const Error& error) {
    throw Error(concat("window is ", error.what()));
  }
  if (found.rings.empty()) throw Error("window is empty; it must be a POLYGON or MULTIPOLYGON");
  const GeosContext& geos = connection.service<GeosContext>();
  for (const Window::Ring& ring : found.rings) {
    std::vector<Coordinate> corners;
    for (const Window::Corner& corner : ring.corners) {
      if (!std::isfinite(corner[0]) || !std::isfinite(corner[1]))
        throw Error("window has coordinates that are not finite");
      corners.push_back({corner[0], corner[1]});
    }
    if (corners.size() < 4 || ring.corners.front() != ring.corners.back())
      throw Error("window has a ring that is not closed");
    corners.pop_back();
    if (!is_simple_ring(geos, corners, cancel))
      throw Error("window has a ring that crosses or touches itself");
  }
  if (!Window::rings_fit(found.rings, cancel)) {
    throw Error("window has polygons that overlap, or a hole that is not inside its polygon");
  }
  Window window = Window::polygons(found.rings);
  if (!(window.area() > 0)) throw Error("window has no area");
  return window;
}

// The smallest rectangle around all located firms.
inline Window bounding_window(const PointsSummary& summary) {
  return Window::rectangle({{summary.min_x, summary.min_y}, {summary.max_x, summary.max_y}});
}

}  // namespace clusterlite
