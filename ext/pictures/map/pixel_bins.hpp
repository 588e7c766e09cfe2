// Too many points for a mark each: squares of 3 pixels, the darker the more points they hold.
#pragma once

#include <cstddef>
#include <map>
#include <string_view>
#include <utility>

#include "pictures/drawing/svg.hpp"

namespace clusterlite {

inline constexpr std::size_t kMostSingleDots = 100'000;

class PixelBins {
 public:
  void take(double x, double y);
  // ink: the attribute stroke.
  void draw(Svg& svg, std::string_view ink) const;

 private:
  static constexpr int kSide = 3;
  std::map<std::pair<int, int>, std::size_t> held_;  // by row, then column
  std::size_t most_ = 1;
};

// What the description of a picture says of them.
std::string_view bins_in_words(const Svg& svg);

}  // namespace clusterlite
