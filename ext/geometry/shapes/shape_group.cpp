#include "geometry/shapes/shape_group.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <numeric>
#include <utility>

#include "distance/located/id_order.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr std::uint32_t kSlabMembers = 1 << 15;
constexpr std::size_t kNodeCapacity = 10;
// What a tree found. GEOS must not see an exception.
struct Found {
  std::vector<std::uint32_t>& members;
  std::exception_ptr failure{};

  static void take(void* item, void* self) {
    auto& found = *static_cast<Found*>(self);
    try {
      found.members.push_back(static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(item) - 1));
    } catch (...) {
      found.failure = std::current_exception();
    }
  }
};

// Its envelope is what counts.
GeosGeometry diagonal_of(const GeosContext& context, const distance::Box<2>& box) {
  const double ends[] = {box.low[0], box.low[1], box.high[0], box.high[1]};
  auto vertices = owned(context, GEOSCoordSeq_copyFromBuffer_r(context.handle(), ends, 2, 0, 0));
  return owned(context, GEOSGeom_createLineString_r(context.handle(), vertices.release()));
}

}  // namespace

ShapeGroup::ShapeGroup(const PointsView& view, const distance::Rows& rows, double reach,
                       const GeosContext& context, CancelToken& cancel)
    : view_(view), context_(context), cancel_(cancel), reach_(reach), maker_(context) {
  sort_members(rows);
  read_boxes();
  plant_trees();
  kept_.resize(std::min<std::size_t>(shapes_.size(), kMostKept));
}

void ShapeGroup::sort_members(const distance::Rows& rows) {
  std::vector<std::uint32_t> shape_of;  // by place among the rows
  std::vector<std::uint32_t> vertices_of;
  std::uint32_t next = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    cancel_.check();
    const std::uint32_t row = rows[i];
    while (next < view_.summary().shapes && view_.shape_row(next) < row) {
      cancel_.check();
      ++next;
    }
    const bool is_shape = next < view_.summary().shapes && view_.shape_row(next) == row;
    shape_of.push_back(is_shape ? next : kNone);
    vertices_of.push_back(is_shape ? view_.shape(next).vertices() : 1);
  }
  std::vector<std::uint32_t> order(rows.size());
  std::iota(order.begin(), order.end(), 0U);
  const distance::IdOrder id_order(view_);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    cancel_.check();
    return vertices_of[a] != vertices_of[b] ? vertices_of[a] > vertices_of[b] : id_order(rows[a], rows[b]);
  });
  rows_.reserve(order.size());
  for (const std::uint32_t i : order) {
    cancel_.check();
    rows_.push_back(rows[i]);
    if (shape_of[i] == kNone) continue;
    shapes_.push_back(shape_of[i]);
    vertices_.push_back(vertices_of[i]);
  }
}

void ShapeGroup::read_boxes() {
  boxes_.reserve(shapes_.size());
  for (const std::uint32_t number : shapes_) {
    const ShapeBox bounds = view_.shape(number).box(cancel_);
    boxes_.push_back({{bounds.min_x, bounds.min_y}, {bounds.max_x, bounds.max_y}});
  }
}

void ShapeGroup::plant_trees() {
  std::vector<std::uint32_t> order(size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    cancel_.check();
    return box(a).low[0] < box(b).low[0];
  });
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    cancel_.check();
    if (i % kSlabMembers == 0) {
      slabs_.push_back(
          {owned(context_, GEOSSTRtree_create_r(context_.handle(), kNodeCapacity)), Box::empty()});
    }
    Slab& slab = slabs_.back();
    const std::uint32_t member = order[i];
    const Box bounds = box(member);
    slab.bounds.add(bounds.low);
    slab.bounds.add(bounds.high);
    // The tree copies the envelope (from GEOS 3.10 on), so the geometry need not stay.
    const GeosGeometry envelope = diagonal_of(context_, bounds);
    context_.forget();
    GEOSSTRtree_insert_r(context_.handle(), slab.tree.get(), envelope.get(),
                         reinterpret_cast<void*>(std::uintptr_t{member} + 1));
    context_.fail_if_told();
  }
}

// The members whose boxes overlap the box of `member`, made larger by the reach on each side, and by more
// than differences and squares are rounded.
void ShapeGroup::find_candidates(std::uint32_t member) {
  constexpr double kFarthest = 4 * kLargestCoordinate;
  constexpr double kRounding = 8 * std::numeric_limits<double>::epsilon();
  Box bounds = box(member);
  const double wider = std::min(reach_, kFarthest) * (1 + kRounding);
  for (std::size_t axis = 0; axis < 2; ++axis) {
    double& low = bounds.low[axis];
    double& high = bounds.high[axis];
    const double rounding = kRounding * std::max(std::abs(low), std::abs(high));
    low -= wider + rounding;
    high += wider + rounding;
  }
  candidates_.clear();
  Found found{candidates_};
  GeosGeometry window;
  for (Slab& slab : slabs_) {
    cancel_.check();
    if (distance::least_squared_distance(slab.bounds, bounds) > 0) continue;
    if (!window) window = diagonal_of(context_, bounds);
    context_.forget();
    GEOSSTRtree_query_r(context_.handle(), slab.tree.get(), window.get(), &Found::take, &found);
    if (found.failure) std::rethrow_exception(found.failure);
    context_.fail_if_told();
  }
}

ShapeGroup::Box ShapeGroup::box(std::uint32_t member) const {
  if (is_shape(member)) return boxes_[member];
  const distance::Point<2> point{view_.x(rows_[member]), view_.y(rows_[member])};
  return {point, point};
}

// As distance/frame/scaled_reach.hpp has it. Squares of shorter lengths are rounded away, and a reach of 0
// asks for the same place.
bool ShapeGroup::within(double dx, double dy) const {
  constexpr double kShort = 1e-140;
  return reach_ < kShort ? std::hypot(dx, dy) <= reach_ : dx * dx + dy * dy <= reach_ * reach_;
}

bool ShapeGroup::within_gap(const Box& a, const Box& b) const {
  const auto gap = [&](std::size_t axis) {
    return std::max({a.low[axis] - b.high[axis], b.low[axis] - a.high[axis], 0.0});
  };
  return within(gap(0), gap(1));
}

bool ShapeGroup::near(std::uint32_t a, std::uint32_t b) {
  const Box box_a = box(a);
  const Box box_b = box(b);
  const auto extent = [&](std::size_t axis) {
    return std::max(box_a.high[axis] - box_b.low[axis], box_b.high[axis] - box_a.low[axis]);
  };
  if (!within_gap(box_a, box_b)) return false;
  if (!is_shape(a) || within(extent(0), extent(1)) ||
      within(view_.x(rows_[a]) - view_.x(rows_[b]), view_.y(rows_[a]) - view_.y(rows_[b]))) {
    return true;
  }
  return measured(a, b) <= reach_;
}

double ShapeGroup::squared_distance(std::uint32_t a, std::uint32_t b) {
  if (!is_shape(a)) return distance::squared_distance(box(a).low, box(b).low);
  const double distance = measured(a, b);
  return distance * distance;
}

// Infinity when no part of a prepared one is within reach.
//
// GEOSDistanceWithin would stop earlier, but GEOS 3.11 misses pairs at the very distance (a multipolygon and
// a point at 1 are not within 1) and, asked for 0, pairs that touch where a polygon is not valid.
double ShapeGroup::measured(std::uint32_t a, std::uint32_t b) {
  if (!is_prepared(a)) {
    count_work(a, b);
    double distance = 0;
    if (GEOSDistance_r(context_.handle(), first_geometry(a), second_geometry(b), &distance) != 1) {
      context_.fail();
    }
    return distance;
  }
  prepare(a);
  const Box box_b = box(b);
  double nearest = std::numeric_limits<double>::infinity();
  for (const PreparedPart& part : prepared_) {
    count_work(a, b);
    if (nearest == 0) break;
    if (within_gap(part.box, box_b)) nearest = std::min(nearest, distance_to(part, second_geometry(b)));
  }
  return nearest;
}

// Of prepared geometries GEOS gives the distance between their sides: whether a line lies inside a polygon is
// asked before. (GEOSPreparedDistanceWithin misses that too, before 3.12.1: libgeos/geos#958 and #960.)
double ShapeGroup::distance_to(const PreparedPart& part, const GEOSGeometry* other) const {
  const GEOSContextHandle_t geos = context_.handle();
  const char intersect = GEOSPreparedIntersects_r(geos, part.geometry.get(), other);
  if (intersect == 2) context_.fail();
  double distance = 0;
  if (intersect == 0 && GEOSPreparedDistance_r(geos, part.geometry.get(), other, &distance) != 1) {
    context_.fail();
  }
  return distance;
}

const GEOSGeometry* ShapeGroup::first_geometry(std::uint32_t shape) {
  if (first_.member != shape) {
    prepared_.clear();  // made of the geometry that goes
    first_ = {shape, maker_.make(view_.shape(shapes_[shape]))};
  }
  return first_.geometry.get();
}

const GEOSGeometry* ShapeGroup::second_geometry(std::uint32_t member) {
  MadeGeometry& made = is_shape(member) ? kept_[member % kept_.size()] : point_;
  if (made.member != member) {
    const distance::Point<2> place = box(member).low;
    made = {member, is_shape(member) ? maker_.make(view_.shape(shapes_[member]))
                                     : owned(context_, GEOSGeom_createPointFromXY_r(context_.handle(),
                                                                                    place[0], place[1]))};
  }
  return made.geometry.get();
}

// Polygons one by one: parts that overlap would cancel each other out when GEOS locates a point in all of
// them together. Collections of several types it cannot prepare as a whole.
void ShapeGroup::prepare(std::uint32_t shape) {
  const GEOSGeometry* const whole = first_geometry(shape);
  if (!prepared_.empty()) return;
  const GEOSContextHandle_t geos = context_.handle();
  const int type = GEOSGeomTypeId_r(geos, whole);
  if (type != GEOS_MULTIPOLYGON && type != GEOS_GEOMETRYCOLLECTION) {
    cancel_.check(vertices_[shape]);
    prepared_.push_back({owned(context_, GEOSPrepare_r(geos, whole)), boxes_[shape]});
    return;
  }
  const int parts = GEOSGetNumGeometries_r(geos, whole);
  for (int i = 0; i < parts; ++i) {
    cancel_.check();
    const GEOSGeometry* const part = GEOSGetGeometryN_r(geos, whole, i);
    Box bounds;
    if (part == nullptr || GEOSGeom_getXMin_r(geos, part, &bounds.low[0]) != 1 ||
        GEOSGeom_getYMin_r(geos, part, &bounds.low[1]) != 1 ||
        GEOSGeom_getXMax_r(geos, part, &bounds.high[0]) != 1 ||
        GEOSGeom_getYMax_r(geos, part, &bounds.high[1]) != 1) {
      context_.fail();
    }
    prepared_.push_back({owned(context_, GEOSPrepare_r(geos, part)), bounds});
  }
}

void ShapeGroup::count_work(std::uint32_t a, std::uint32_t b) {
  const std::size_t of_b = is_shape(b) ? vertices_[b] : 1;
  cancel_.check(16 * of_b + (is_prepared(a) ? 64 : vertices_[a] * of_b));
}

}  // namespace clusterlite
