// The rows of one group in which some are shapes, ready to be measured against each other.
//
// The distance between two shapes is that of their nearest points, 0 when they touch or overlap; a polygon
// contains its inside. GEOS measures it where boxes and first vertices do not decide; two points are compared
// as in the groups of points, so a point is no neighbour more or less for a polygon somewhere in its group.
//
// Which of the two is prepared, and so how a distance is rounded, depends on the pair alone: the one with
// more vertices (tie: the smaller id). Results then do not depend on the order of rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "datasets/points.hpp"
#include "distance/frame/points_and_boxes.hpp"
#include "distance/located/row_groups.hpp"
#include "geometry/geos_context.hpp"
#include "geometry/shapes/shape_geometry.hpp"
#include "support/memory/large_memory.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

class ShapeGroup {
 public:
  using Box = distance::Box<2>;

  // Throws Error when a coordinate lies beyond the bounds of shapes.hpp.
  ShapeGroup(const PointsView& view, const distance::Rows& rows, double reach, const GeosContext& context,
             CancelToken& cancel);

  // The members of the group, 0 .. size() - 1: by falling number of vertices, so shapes first (tie: by id).
  std::uint32_t size() const { return static_cast<std::uint32_t>(rows_.size()); }
  std::uint32_t row(std::uint32_t member) const { return rows_[member]; }

  // visit(a, b), a < b, once for each pair of members whose boxes are near enough. Inside it near() and
  // squared_distance() can be asked for that pair.
  template <class Visit>
  void for_each_pair(const Visit& visit) {
    for (std::uint32_t a = 0; a < size(); ++a) {
      find_candidates(a);
      for (const std::uint32_t b : candidates_) {
        cancel_.check();
        if (b > a) visit(a, b);
      }
    }
    prepared_.clear();
    first_ = {};
    point_ = {};
  }

  // Whether two members are within reach of each other.
  bool near(std::uint32_t a, std::uint32_t b);

  double squared_distance(std::uint32_t a, std::uint32_t b);

 private:
  static constexpr std::uint32_t kPrepareFrom = 20;  // vertices: less takes longer to prepare than to measure
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  // Geometries of GEOS are made when they are asked for, and so many are kept: those of a million parcels
  // would take 0.5 GB, and half a second to free when somebody stops.
  static constexpr std::uint32_t kMostKept = 1 << 14;
  struct MadeGeometry {
    std::uint32_t member = kNone;
    GeosGeometry geometry{};
  };
  struct PreparedPart {
    GeosOwner<const GEOSPreparedGeometry> geometry;
    Box box;
  };

  // Some of the members, of neighbouring x. GEOS sorts a tree at its first use without asking whether to
  // stop, so none may be large.
  struct Slab {
    GeosOwner<GEOSSTRtree> tree;
    Box bounds;
  };

  void sort_members(const distance::Rows& rows);
  void read_boxes();
  void plant_trees();
  void find_candidates(std::uint32_t member);

  bool is_prepared(std::uint32_t shape) const { return vertices_[shape] >= kPrepareFrom; }
  bool is_shape(std::uint32_t member) const { return member < shapes_.size(); }
  Box box(std::uint32_t member) const;
  bool within(double dx, double dy) const;
  bool within_gap(const Box& a, const Box& b) const;
  double measured(std::uint32_t a, std::uint32_t b);
  // Of the two that are measured; they live until the next call.
  const GEOSGeometry* first_geometry(std::uint32_t shape);
  const GEOSGeometry* second_geometry(std::uint32_t member);
  void prepare(std::uint32_t shape);
  double distance_to(const PreparedPart& part, const GEOSGeometry* other) const;
  void count_work(std::uint32_t a, std::uint32_t b);

  const PointsView& view_;
  const GeosContext& context_;
  CancelToken& cancel_;
  double reach_;
  ShapeGeometries maker_;
  RawVector<std::uint32_t> rows_;      // by member
  RawVector<std::uint32_t> shapes_;    // in the data set, by member; points have none
  RawVector<std::uint32_t> vertices_;  // likewise
  RawVector<Box> boxes_;               // likewise
  std::vector<Slab> slabs_;
  std::vector<std::uint32_t> candidates_;
  MadeGeometry first_;                  // the first of a pair, which meets many others in turn
  std::vector<PreparedPart> prepared_;  // it, once it has been prepared
  MadeGeometry point_;                  // the second, when it is a point
  std::vector<MadeGeometry> kept_;      // seconds that are shapes, each at its number modulo kMostKept
};

}  // namespace clusterlite
