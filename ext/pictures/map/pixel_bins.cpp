#include "pictures/map/pixel_bins.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "support/text/text.hpp"

namespace clusterlite {

void PixelBins::take(double x, double y) {
  most_ = std::max(most_, ++held_[{static_cast<int>(y / kSide), static_cast<int>(x / kSide)}]);
}

void PixelBins::draw(Svg& svg, std::string_view ink) const {
  constexpr std::size_t kLevels = 6;
  // QtSvg gives up a path of more than some ten thousand pieces.
  constexpr std::size_t kOfAPath = 1'000;
  std::array<std::pair<PathData, std::size_t>, kLevels> levels;
  const auto flush = [&](std::size_t level) {
    auto& [d, squares] = levels[level];
    if (squares == 0) return;
    svg.path(d.text(), concat(ink, R"( fill-opacity=")", level + 1 == kLevels ? "1" : ".",
                              level + 1 == kLevels ? std::string() : std::to_string((level + 1) * 16), "\""));
    d.clear();
    squares = 0;
  };
  for (const auto& [cell, held] : held_) {
    const double share = std::log1p(static_cast<double>(held)) / std::log1p(static_cast<double>(most_));
    const auto level = std::min(static_cast<std::size_t>(share * kLevels), kLevels - 1);
    auto& [d, squares] = levels[level];
    d.square(cell.second * kSide, cell.first * kSide, kSide);
    if (++squares == kOfAPath) flush(level);
  }
  for (std::size_t level = 0; level < kLevels; ++level) flush(level);
}

std::string_view bins_in_words(const Svg& svg) {
  return svg.word(" Points are counted in squares of 3 pixels; the darker, the more.",
                  " 점은 3픽셀 격자로 세었으며, 진할수록 많다.");
}

}  // namespace clusterlite
