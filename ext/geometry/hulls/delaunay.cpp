#include "geometry/hulls/delaunay.hpp"

#include <boost/polygon/voronoi_builder.hpp>
#include <cstddef>
#include <utility>

#include "support/running/error.hpp"

namespace clusterlite {
namespace {

// What voronoi_builder::construct() writes to, in place of Boost's own diagram of half-edges.
//
// The sweep keeps a beach line of bisectors. A bisector of the sites A and B is dual to the Delaunay edge AB,
// and where the bisectors AB and BC meet (a circle event) lies the centre of the Delaunay triangle ABC. The
// builder stores with each bisector what was returned here when it arose and gives it back when it meets
// another: the Delaunay edge, and which of its two ends is the left site.
class TriangleSink {
 public:
  explicit TriangleSink(CancelToken& cancel) : cancel_(cancel) {}

  std::vector<Triangle> take() { return std::move(triangles_); }

  // The names and signatures below are those that the builder calls.
  void _reserve(std::size_t sites) {
    edges_.reserve(3 * sites);
    triangles_.reserve(2 * sites);
  }

  template <class Site>
  void _process_single_site(const Site&) {}

  template <class Site>
  std::pair<void*, void*> _insert_new_edge(const Site& left, const Site& right) {
    cancel_.check();
    return new_edge(left, right);
  }

  template <class Site, class Circle>
  std::pair<void*, void*> _insert_new_edge(const Site& a, const Site& c, const Circle&, void* ab, void* bc) {
    cancel_.check(4);
    // The beach line is passed from left to right, so A, B, C turn clockwise and A, C, B counter-clockwise.
    const auto triangle = static_cast<std::uint32_t>(triangles_.size());
    const std::uint32_t b = left_site(bc);
    triangles_.push_back({{index(a), index(c), b}, {kNoTriangle, kNoTriangle, kNoTriangle}});
    const auto ac = new_edge(a, c);
    attach(edge_of(ac.first), triangle, 0);
    attach(edge_of(bc), triangle, 1);
    attach(edge_of(ab), triangle, 2);
    return ac;
  }

  void _build() {}

 private:
  // A Delaunay edge waits here for its second triangle.
  struct Edge {
    std::array<std::uint32_t, 2> sites;
    std::uint32_t triangle;
    std::uint32_t side;
  };

  template <class Site>
  static std::uint32_t index(const Site& site) {
    return static_cast<std::uint32_t>(site.initial_index());
  }

  // A token is twice the number of the edge, plus the end that is the left site. It is never dereferenced.
  static void* token(std::size_t edge, std::size_t end) {
    return reinterpret_cast<void*>(static_cast<std::uintptr_t>(2 * edge + end));
  }
  Edge& edge_of(void* token) { return edges_[reinterpret_cast<std::uintptr_t>(token) / 2]; }
  std::uint32_t left_site(void* token) {
    return edge_of(token).sites[reinterpret_cast<std::uintptr_t>(token) % 2];
  }

  template <class Site>
  std::pair<void*, void*> new_edge(const Site& left, const Site& right) {
    const std::size_t edge = edges_.size();
    edges_.push_back({{index(left), index(right)}, kNoTriangle, 0});
    return {token(edge, 0), token(edge, 1)};
  }

  void attach(Edge& edge, std::uint32_t triangle, std::uint32_t side) {
    if (edge.triangle == kNoTriangle) {
      edge.triangle = triangle;
      edge.side = side;
      return;
    }
    std::uint32_t& other = triangles_[edge.triangle].neighbours[edge.side];
    if (other != kNoTriangle) throw Error("the triangulation of the points failed");
    other = triangle;
    triangles_[triangle].neighbours[side] = edge.triangle;
  }

  CancelToken& cancel_;
  std::vector<Edge> edges_;
  std::vector<Triangle> triangles_;
};

}  // namespace

std::vector<Triangle> delaunay(std::span<const GridPoint> points, CancelToken& cancel) {
  boost::polygon::voronoi_builder<std::int32_t> builder;
  for (const GridPoint& point : points) {
    cancel.check();
    builder.insert_point(point.x, point.y);
  }
  TriangleSink sink(cancel);
  builder.construct(&sink);
  return sink.take();
}

}  // namespace clusterlite
