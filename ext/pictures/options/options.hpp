// The options of a picture, read out of one JSON text and checked.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pictures/options/json.hpp"

namespace clusterlite {

struct PictureOptions {
  std::string title;
  std::string description;  // instead of the one that is made of the content; of a page also "none"
  std::optional<double> width;
  std::optional<double> height;
  std::string palette;      // "", "sequential", "diverging"
  std::string scale;        // "", "linear", "log"
  std::string lang = "en";  // or "ko"
  std::string background;   // "", "none", "#rrggbb"
  std::string theme;        // "", "light": the colours stay in dark surroundings
  std::string style;        // "", "sheet", "page": of a page, with the style sheet for all or without it
  bool whole_pixels = false;
  // One of very many pictures of a page, of which every byte counts.
  bool is_card() const { return style == "page" && whole_pixels; }
  bool show_title = true;
  bool legend = true;
  bool labels = true;
  std::vector<std::pair<std::string, std::string>> colours;  // of categories

  std::string x_label;
  std::string y_label;
  std::optional<double> centre;              // where a diverging scale turns
  std::optional<std::array<double, 4>> box;  // of a map: min x, min y, max x, max y
  std::string unit;                          // of coordinates: "", "m", "degrees", "none"
  std::string sort;                          // of bars: "", "value", "label"
  bool trend = false;                        // of a scatter: the least-squares line
  std::vector<double> quadrants;             // of a scatter: x and y of the cross
  std::vector<std::string> quadrant_labels;  // upper right, upper left, lower left, lower right
  std::vector<double> mark_x;                // dashed lines
  std::vector<double> mark_y;
  std::vector<std::string> band;  // of lines: the two series with an area between them
  std::optional<double> dot;      // diameter of points in pixels
};

// known: the names that this picture understands besides those of all pictures. Throws Error: not JSON, not
// an object, an unknown name (with the list of the known ones), a value of the wrong type or range.
PictureOptions read_options(std::string_view json, std::span<const std::string_view> known);

// The options of a layer: what read_layer_options() of layer.hpp makes of the same JSON.
[[noreturn]] void refuse_option(std::string_view name, std::string_view wanted);

}  // namespace clusterlite
