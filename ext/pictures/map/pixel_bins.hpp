// Too many points for a mark each: squares of a few pixels, the darker the more points they hold.
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
  static constexpr int kSide = 3;  // pixels, unless somebody asks for larger ones
  explicit PixelBins(int side = kSide) : side_(side) {}
  void take(double x, double y);
  // ink: the attribute stroke.
  void draw(Svg& svg, std::string_view ink) const;

 private:
  int side_;
  std::map<std::pair<int, int>, std::size_t> held_;  // by row, then column
  std::size_t most_ = 1;
};

// What the description of a picture says of them.
std::string bins_in_words(const Svg& svg, int side = PixelBins::kSide);

}  // namespace clusterlite
