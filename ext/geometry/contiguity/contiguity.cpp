#include "geometry/contiguity/contiguity.hpp"

#include <algorithm>
#include <memory>
#include <span>

#include "distance/located/row_groups.hpp"
#include "geometry/contiguity/boundary.hpp"
#include "geometry/shapes/shape_group.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

bool is_area(const ShapeView& shape) {
  bool rings_only = true;
  shape.for_each_sequence(
      [&](const VertexSequence& sequence) { rings_only = rings_only && sequence.is_ring(); });
  return rings_only;
}

// The rows with an area, and which shape each of them is.
struct Areas {
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  std::vector<std::uint32_t> rows;
  std::vector<std::uint32_t> shape_of_row;

  Areas(const PointsView& view, CancelToken& cancel) : shape_of_row(view.size(), kNone) {
    for (std::uint32_t shape = 0; shape < view.summary().shapes; ++shape) {
      cancel.check();
      if (is_area(view.shape(shape))) shape_of_row[view.shape_row(shape)] = shape;
    }
    std::uint32_t wrong = kNone;
    for (std::uint32_t row = 0; row < view.size(); ++row) {
      cancel.check();
      if (shape_of_row[row] != kNone) {
        rows.push_back(row);
      } else if (!std::isnan(view.x(row)) && (wrong == kNone || view.compare_ids(row, wrong) < 0)) {
        wrong = row;
      }
    }
    if (wrong != kNone) refuse(view, wrong, cancel);
  }

 private:
  [[noreturn]] static void refuse(const PointsView& view, std::uint32_t row, CancelToken& cancel) {
    std::string_view type = name_of(ShapeType::point);
    for (std::uint32_t shape = 0; shape < view.summary().shapes; ++shape) {
      cancel.check();
      if (view.shape_row(shape) == row) type = name_of(view.shape(shape).type());
    }
    throw Error(concat("only areas border on each other: id ", to_text(view.id(row)), " is a ", type,
                       "; collect polygons with cl_geometries(), or use 'knn' or 'band' for points"));
  }
};

class Boundaries {
 public:
  Boundaries(const PointsView& view, const Areas& areas)
      : view_(view), areas_(areas), made_(view.summary().shapes) {}

  const Boundary& of(std::uint32_t row, CancelToken& cancel) {
    const std::uint32_t shape = areas_.shape_of_row[row];
    if (!made_[shape]) made_[shape] = std::make_unique<Boundary>(view_.shape(shape), cancel);
    return *made_[shape];
  }

 private:
  const PointsView& view_;
  const Areas& areas_;
  std::vector<std::unique_ptr<Boundary>> made_;
};

}  // namespace

std::vector<RowPair> contiguous_rows(const PointsView& view, Contiguity contiguity, double snap,
                                     const GeosContext& context, CancelToken& cancel) {
  const Areas areas(view, cancel);
  std::vector<RowPair> pairs;
  if (areas.rows.empty()) return pairs;
  Boundaries boundaries(view, areas);
  ShapeGroup group(view, distance::Rows(std::span(areas.rows)), snap, context, cancel);
  group.for_each_pair([&](std::uint32_t a, std::uint32_t b) {
    const std::uint32_t row_a = group.row(a);
    const std::uint32_t row_b = group.row(b);
    if (contiguity == Contiguity::queen) {
      if (!group.near(a, b)) return;
      pairs.emplace_back(row_a, row_b);
      pairs.emplace_back(row_b, row_a);
      return;
    }
    const Boundary& boundary_a = boundaries.of(row_a, cancel);
    const Boundary& boundary_b = boundaries.of(row_b, cancel);
    if (snap == 0) {
      if (!boundary_a.shares_a_piece(boundary_b, cancel)) return;
      pairs.emplace_back(row_a, row_b);
      pairs.emplace_back(row_b, row_a);
      return;
    }
    if (boundary_a.runs_along(boundary_b, snap, 4 * snap, cancel)) pairs.emplace_back(row_a, row_b);
    if (boundary_b.runs_along(boundary_a, snap, 4 * snap, cancel)) pairs.emplace_back(row_b, row_a);
  });
  std::sort(pairs.begin(), pairs.end(), [&cancel](const RowPair& a, const RowPair& b) {
    cancel.check();
    return a < b;
  });
  return pairs;
}

}  // namespace clusterlite
