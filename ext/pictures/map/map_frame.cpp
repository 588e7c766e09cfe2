#include "pictures/map/map_frame.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "support/running/error.hpp"

namespace clusterlite {
namespace {

struct Extent {
  double min_x = std::numeric_limits<double>::infinity();
  double min_y = std::numeric_limits<double>::infinity();
  double max_x = -std::numeric_limits<double>::infinity();
  double max_y = -std::numeric_limits<double>::infinity();
  void take(double x, double y) {
    min_x = std::min(min_x, x);
    max_x = std::max(max_x, x);
    min_y = std::min(min_y, y);
    max_y = std::max(max_y, y);
  }
};

Extent extent_of(const std::vector<Layer>& layers, CancelToken& cancel) {
  Extent extent;
  for (const Layer& layer : layers) {
    cancel.check(layer.marks.size() + layer.places.size());
    for (const Layer::Mark& mark : layer.marks) {
      if (mark.runs == 0) extent.take(mark.x, mark.y);
    }
    for (const MapPlace& place : layer.places) extent.take(place.x, place.y);
  }
  return extent;
}

}  // namespace

MapFrame::MapFrame(const std::vector<Layer>& layers, const PictureOptions& options, double top,
                   CancelToken& cancel)
    : width_(options.width.value_or(720)), is_cut_(options.box.has_value()) {
  Extent extent = extent_of(layers, cancel);
  if (!(extent.min_x <= extent.max_x)) extent = {0, 0, 1, 1};  // nothing to draw
  const bool could_be_degrees =
      extent.min_x >= -180 && extent.max_x <= 180 && extent.min_y >= -90 && extent.max_y <= 90;
  const bool says_degrees =
      std::any_of(layers.begin(), layers.end(), [](const Layer& l) { return l.degrees; });
  if (says_degrees && !could_be_degrees) {
    throw Error(
        "one layer is in degrees by its SRID, and another has coordinates beyond -180..180 and -90..90; "
        "bring all to "
        "one coordinate system first (ST_Transform)");
  }
  const bool degrees = could_be_degrees && (options.unit == "degrees" || says_degrees ||
                                            (options.unit.empty() && could_be_degrees));
  if (options.box) {
    const auto& box = *options.box;
    extent = {box[0], box[1], box[2], box[3]};
  }
  // Half the extent first: the difference of two large numbers could be infinite.
  const double least =
      degrees ? 0.005 : std::max({1.0, std::abs(extent.max_x), std::abs(extent.max_y)}) * 1e-9;
  double half_x = std::max(extent.max_x / 2 - extent.min_x / 2, 0.0);
  double half_y = std::max(extent.max_y / 2 - extent.min_y / 2, 0.0);
  const double middle_x = extent.min_x / 2 + extent.max_x / 2;
  const double middle_y = extent.min_y / 2 + extent.max_y / 2;
  if (half_x <= least && half_y <= least) half_x = half_y = degrees ? 0.005 : std::max(500.0, least);

  // A degree of longitude is that much shorter in the middle of the map.
  const double shrink = degrees ? std::max(0.05, std::cos(middle_y * std::numbers::pi / 180)) : 1.0;
  const double room_x = width_ - 2 * kMargin;
  double room_y = options.height ? std::max(20.0, *options.height - top - kMargin) : 0.0;
  if (!options.height) {
    const double aspect = half_y / std::max(half_x * shrink, half_y * 0.4);
    room_y = std::clamp(room_x * aspect, 0.3 * room_x, 1.25 * room_x);
  }
  // What fits; a cut map keeps its box, the others have a little air around them.
  const double air = is_cut_ ? 1.0 : 0.97;
  const double per = air * std::min(room_x / (2 * half_x * shrink), room_y / (2 * half_y));
  double shown_x = room_x;
  double shown_y = room_y;
  if (is_cut_) {
    shown_x = std::min(room_x, 2 * half_x * shrink * per);
    shown_y = std::min(room_y, 2 * half_y * per);
    if (!options.height) room_y = shown_y;
  }
  plot_.left = kMargin + (room_x - shown_x) / 2;
  plot_.right = plot_.left + shown_x;
  plot_.top = top + (room_y - shown_y) / 2;
  plot_.bottom = plot_.top + shown_y;
  per_y_ = per;
  per_x_ = per * shrink;
  min_x_ = middle_x - shown_x / per_x_ / 2;
  min_y_ = middle_y - shown_y / per_y_ / 2;
  constexpr double kMetresOfADegree = 111'195.08;  // of the mean Earth sphere, as distances are
  if (options.unit != "none") metres_ = (degrees ? kMetresOfADegree : 1.0) / per;
}

}  // namespace clusterlite
