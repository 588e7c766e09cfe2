// The window of a point pattern: a rectangle, or polygons with holes.
#pragma once

#include <optional>
#include <vector>

#include "distance/frame/points_and_boxes.hpp"
#include "statistics/windows/window_sides.hpp"

namespace clusterlite {

class Window {
 public:
  using Corner = distance::Point<2>;
  struct Ring {
    std::vector<Corner> corners;  // closed: the last is the first
    bool is_hole = false;
  };

  static Window rectangle(const distance::Box<2>& box);
  // One ring with sides along the axes is a rectangle. Rings are simple and do not cross each other.
  static Window polygons(const std::vector<Ring>& rings);

  // Whether no rings cross, no polygon lies on another, and each hole is inside one.
  static bool rings_fit(const std::vector<Ring>& rings, CancelToken& cancel);

  bool is_rectangle() const { return sides_.empty(); }
  const distance::Box<2>& box() const { return box_; }
  double area() const { return area_; }
  double perimeter() const { return perimeter_; }
  double shorter_side() const;
  // Of the smallest box around it: no circle around a point of the window is cut by nothing beyond.
  double circumradius() const;

  bool contains(const Corner& point) const;  // the boundary counts
  double distance_to_boundary(const Corner& point) const;
  // Of the circle around `center`, a point of the window: how much of it lies inside, 0..1.
  double share_of_circle(const Corner& center, double radius) const;

 private:
  double share_in_rectangle(const Corner& center, double radius) const;
  double share_in_polygons(const Corner& center, double radius) const;

  distance::Box<2> box_{};
  double area_ = 0;
  double perimeter_ = 0;
  statistics::WindowSides sides_;  // of polygons; a rectangle needs none
};

}  // namespace clusterlite
