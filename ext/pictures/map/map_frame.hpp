// From coordinates to pixels.
#pragma once

#include <array>
#include <vector>

#include "pictures/drawing/labels.hpp"
#include "pictures/map/layer.hpp"
#include "pictures/options/options.hpp"

namespace clusterlite {

class MapFrame {
 public:
  // Fits what the layers hold, or the option "box", into a picture whose drawing begins at `top`.
  MapFrame(const std::vector<Layer>& layers, const PictureOptions& options, double top, CancelToken& cancel);

  MapPlace pixel(const MapPlace& place) const {
    return {plot_.left + (place.x - min_x_) * per_x_, plot_.bottom - (place.y - min_y_) * per_y_};
  }
  const LabelBox& plot() const { return plot_; }
  double width() const { return width_; }
  double height() const { return plot_.bottom + kMargin; }
  bool is_cut() const { return is_cut_; }  // by the option "box"
  // Metres of a pixel, 0 when nobody knows.
  double metres() const { return metres_; }

  static constexpr double kMargin = 12;

 private:
  LabelBox plot_{};
  double width_;
  double min_x_;
  double min_y_;
  double per_x_;
  double per_y_;
  double metres_ = 0;
  bool is_cut_;
};

}  // namespace clusterlite
