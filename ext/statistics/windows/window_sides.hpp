// The sides of a window's polygons, for questions that only a few of thousands of sides can answer.
//
// Sides that follow each other lie near each other, so boxes around runs of them, and around runs of boxes,
// make a search tree without any sorting: what a box rules out, none of its sides is asked.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "distance/frame/points_and_boxes.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite::statistics {

class WindowSides {
 public:
  using Corner = distance::Point<2>;
  struct Side {
    Corner from;
    Corner to;
    std::uint32_t ring;
  };

  void add(const Corner& from, const Corner& to, std::uint32_t ring) { sides_.push_back({from, to, ring}); }
  // When all sides have been added.
  void build();

  bool empty() const { return sides_.empty(); }
  std::size_t size() const { return sides_.size(); }
  const Side& operator[](std::size_t side) const { return sides_[side]; }

  // By the even-odd rule; on the boundary it may be either.
  bool is_inside(const Corner& point) const { return is_inside_others(point, kNoRing); }
  // As if one ring were not there.
  bool is_inside_others(const Corner& point, std::uint32_t left_out) const;
  // Whether sides of two rings cross; to touch is not to cross.
  bool rings_cross(CancelToken& cancel) const;
  double distance_to(const Corner& point) const;

  // visit(side) for all sides that the circle may cross.
  template <class Visit>
  void for_each_near_circle(const Corner& center, double radius, const Visit& visit) const {
    // A box whose farthest corner is inside the circle, or whose nearest point is outside, holds no crossing.
    const double slack = 1e-9 * radius;
    const double inner = radius > slack ? (radius - slack) * (radius - slack) : 0;
    const double outer = (radius + slack) * (radius + slack);
    visit_boxes(
        [&](const distance::Box<2>& box) {
          return distance::least_squared_distance(box, center) <= outer &&
                 distance::greatest_squared_distance(box, center) >= inner;
        },
        visit);
  }

 private:
  static constexpr std::size_t kFanOut = 8;
  static constexpr std::uint32_t kNoRing = 0xFFFFFFFF;

  // visit(side) for all sides in boxes that wanted(box) takes, in their order.
  template <class Wanted, class Visit>
  void visit_boxes(const Wanted& wanted, const Visit& visit) const {
    if (!levels_.empty()) descend(levels_.size() - 1, 0, levels_.back().size(), wanted, visit);
  }
  template <class Wanted, class Visit>
  void descend(std::size_t level, std::size_t first, std::size_t last, const Wanted& wanted,
               const Visit& visit) const {
    for (std::size_t box = first; box < last; ++box) {
      if (!wanted(levels_[level][box])) continue;
      const std::size_t below = box * kFanOut;
      if (level > 0) {
        descend(level - 1, below, std::min(below + kFanOut, levels_[level - 1].size()), wanted, visit);
      } else {
        for (std::size_t side = below; side < std::min(below + kFanOut, sides_.size()); ++side)
          visit(sides_[side]);
      }
    }
  }
  void nearest(std::size_t level, std::size_t first, std::size_t last, const Corner& point,
               double& least) const;

  std::vector<Side> sides_;
  std::vector<std::vector<distance::Box<2>>> levels_;  // [0]: of runs of sides; the last has at most kFanOut
};

}  // namespace clusterlite::statistics
