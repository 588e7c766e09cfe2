// The boundary of an area as its sides, and how much of it runs along another area.
#pragma once

#include <cstddef>
#include <vector>

#include "datasets/shapes.hpp"
#include "distance/frame/points_and_boxes.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

struct Side {
  distance::Point<2> from;
  distance::Point<2> to;

  double low_x() const { return std::min(from[0], to[0]); }
  double high_x() const { return std::max(from[0], to[0]); }
  double low_y() const { return std::min(from[1], to[1]); }
  double high_y() const { return std::max(from[1], to[1]); }
};

class Boundary {
 public:
  Boundary(const ShapeView& area, CancelToken& cancel);

  // Whether the two boundaries have a piece of a length above 0 in common: decided exactly.
  bool shares_a_piece(const Boundary& other, CancelToken& cancel) const;

  // Whether more than `length` of this boundary lies within `reach` of the other area, its inside included.
  bool runs_along(const Boundary& other, double reach, double length, CancelToken& cancel) const;

 private:
  // visit(side) for the sides whose boxes come within `reach` of the box of `near`, until it says stop.
  template <class Visit>
  void for_each_near(const Side& near, double reach, const Visit& visit) const;
  bool contains(const distance::Point<2>& point, CancelToken& cancel) const;
  bool may_touch(const Side& side, double reach) const;

  distance::Box<2> box_ = distance::Box<2>::empty();
  std::vector<Side> sides_;        // by rising low_x()
  std::vector<double> highest_x_;  // of the sides up to each: where a search may start
};

}  // namespace clusterlite
