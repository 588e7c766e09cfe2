// Colours: of categories, and of numbers along a scale.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pictures/options/options.hpp"

namespace clusterlite {

// Okabe and Ito 2008, Color Universal Design: apart for colour-blind readers too. The last one is for all
// other categories.
inline constexpr std::array<std::string_view, 8> kCategoryColours{"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                                                  "#E69F00", "#56B4E9", "#8C6D00", "#767676"};

// The inks of a light page. style() of svg.hpp has the dark ones.
inline constexpr std::string_view kInk = "#1f2933";
inline constexpr std::string_view kMuted = "#5f6b76";
inline constexpr std::string_view kGrid = "#e3e7ea";
inline constexpr std::string_view kAxis = "#9aa5af";
inline constexpr std::string_view kLand = "#f2f3ef";
inline constexpr std::string_view kBorder = "#b9bfc2";

// Numbers to colours. Sequential: cividis (Nunez, Anderton and Renslow 2018), dark is low. Diverging: PuOr of
// ColorBrewer, orange below the centre, purple above.
class ColourScale {
 public:
  // Of the values that occur. On a log scale 0 is the lowest colour; below 0 is an error. A diverging scale
  // reaches equally far both ways; on a log scale a factor of 4 (a location quotient of 1/4 and 4), beyond
  // which the colour stays.
  ColourScale(const PictureOptions& options, double low, double high);

  std::string colour(double value) const;
  bool diverging() const { return diverging_; }
  double low() const { return low_; }
  double high() const { return high_; }

  // Where to put numbers along the legend, with their text: 0 left, 1 right.
  std::vector<std::pair<double, std::string>> marks() const;
  std::string colour_at(double place) const;  // 0..1

 private:
  double place(double value) const;

  bool log_;
  bool diverging_;
  bool korean_;
  double centre_;
  double low_;
  double high_;
};

// Whether white text is easier to read on a colour than black.
bool is_dark(std::string_view colour);
// White or black, whichever has the larger contrast to a colour (WCAG 2).
std::string_view ink_on(std::string_view colour);

}  // namespace clusterlite
