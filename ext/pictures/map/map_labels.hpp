// The labels and the scale bar of a map: greedy placement, the important ones first.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "pictures/drawing/labels.hpp"
#include "pictures/drawing/svg.hpp"
#include "pictures/map/layer.hpp"
#include "pictures/map/map_frame.hpp"

namespace clusterlite {

class MapLabels {
 public:
  MapLabels(Svg& svg, const MapFrame& frame, CancelToken& cancel)
      : svg_(svg), frame_(frame), cancel_(cancel), room_(frame.plot()) {}

  // At the lower right: a round number of metres.
  void scale_bar();

  // Outlines first (a blank label: none), then texts and points, then areas. A label without a free place is
  // left out, but for an outline's, which may move away on a leader line (of up to 100 outlines); the tooltip
  // has it all the same. A name on a coloured area is black or white, whichever is easier to read there.
  using Ground = std::function<std::string(const Layer&, const Layer::Mark&)>;
  void place(const std::vector<Layer>& layers, const Ground& ground);
  // Whose whole name is written.
  const std::set<const Layer::Mark*>& named_areas() const { return named_areas_; }

 private:
  void hulls(const Layer& layer);
  void points(const Layer& layer);
  void areas(const Layer& layer, const Ground& ground);
  void write(double x, double y, const std::string& text, const TextStyle& style);

  Svg& svg_;
  const MapFrame& frame_;
  CancelToken& cancel_;
  LabelRoom room_;
  std::set<const Layer::Mark*> named_areas_;
};

}  // namespace clusterlite
