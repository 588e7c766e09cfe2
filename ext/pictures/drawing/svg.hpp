// Writes one SVG picture: the frame that all pictures have, and the few elements they are made of.
//
// Attributes carry everything; the style sheet only adds the colours of dark surroundings, since QtSvg (QGIS,
// DB Browser) prefers an attribute and print needs the light ones. The style of an SVG inside HTML is that of
// the whole page, so all classes begin with cl-; they mean the same in every picture. No clipPath, no
// pattern, no marker, no currentColor: QtSvg draws them black or not at all.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pictures/drawing/palette.hpp"
#include "pictures/options/options.hpp"

namespace clusterlite {

enum class Anchor { start, middle, end };

struct TextStyle {
  double size = 12;
  Anchor anchor = Anchor::start;
  bool bold = false;
  bool muted = false;
  bool halo = false;             // a copy in the colour of the ground below
  double turned = 0;             // degrees, around its own place
  std::string_view colour = {};  // instead of the ink, also in the dark
};

class Svg {
 public:
  explicit Svg(const PictureOptions& options);

  const PictureOptions& options() const { return options_; }
  bool korean() const { return options_.lang == "ko"; }
  // One of two wordings.
  std::string_view word(std::string_view english, std::string_view korean_text) const {
    return korean() ? korean_text : english;
  }

  // Whether it is one of the pictures of a page (page_style.hpp).
  bool is_of_page() const { return !options_.style.empty(); }
  // A number of pixels, with one decimal or none.
  std::string place(double pixels) const;
  // Attributes, or the class of the page that stands for them.
  std::string dressed(std::string_view attributes) const;

  void text(double x, double y, std::string_view content, const TextStyle& style = {});
  // attributes: ready to be written, such as R"( fill="#fff")". tooltip: none when empty.
  void rectangle(double x, double y, double width, double height, std::string_view attributes,
                 std::string_view tooltip = {});
  void circle(double x, double y, double radius, std::string_view attributes, std::string_view tooltip = {});
  void path(std::string_view d, std::string_view attributes, std::string_view tooltip = {});
  void line(double x0, double y0, double x1, double y1, std::string_view attributes);
  void raw(std::string_view markup);
  // What has been drawn so far, to be put back by raw() above what comes now.
  std::string take_body() { return std::exchange(body_, {}); }

  // Throws Error when the picture has more than 4 MB.
  std::string finish(double width, double height, std::string_view name, std::string_view description);

  // The height that the title takes at the top, 0 without one.
  double draw_title(double width);

  // Rows of coloured squares with their names, from (x, y); gives their height.
  double draw_legend(double x, double y, double width,
                     const std::vector<std::pair<std::string, std::string>>& colour_and_name);
  // A bar of a colour scale with its numbers; 30 high.
  void draw_scale(double x, double y, double width, const ColourScale& scale, bool has_missing);

 private:
  void element(std::string_view start, std::string_view tooltip);
  void check_size() const;

  PictureOptions options_;
  std::string body_;
};

// An attribute with a colour of the light page and the class that has the dark one.
std::string attribute_ink(std::string_view name, std::string_view colour);

// Path data with one decimal, or none, and differences between points, which rounds each point only once.
class PathData {
 public:
  explicit PathData(bool whole_pixels = false) : whole_(whole_pixels) {}

  void move(double x, double y);  // begins a line
  void line(double x, double y);  // points that round to the one before are left out
  void close();
  void dash(double x, double y, long length);  // a level line of a number of pixels
  void dot(double x, double y);                // a line of a tenth, for round caps
  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  void clear();

 private:
  long tenths_of(double value) const;
  void number(long tenths, bool first);
  void step(long x, long y);

  bool whole_;
  std::string text_;
  long x_ = 0;
  long y_ = 0;
  long start_x_ = 0;
  long start_y_ = 0;
  bool in_lines_ = false;
};

}  // namespace clusterlite
