#include "pictures/map/pixel_bins.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "support/text/text.hpp"

namespace clusterlite {

void PixelBins::take(double x, double y) {
  most_ = std::max(most_, ++held_[{static_cast<int>(y / side_), static_cast<int>(x / side_)}]);
}

void PixelBins::draw(Svg& svg, std::string_view ink) const {
  constexpr std::size_t kLevels = 6;
  // QtSvg gives up a path of more than some ten thousand pieces.
  constexpr std::size_t kOfAPath = 1'000;
  std::array<std::pair<PathData, std::size_t>, kLevels> levels;
  // Squares side by side of one level are one thick dash.
  struct Row {
    std::pair<int, int> first;  // row, column
    int squares = 0;
    std::size_t level = 0;
  } row;
  const auto flush = [&](std::size_t level) {
    auto& [d, dashes] = levels[level];
    if (dashes == 0) return;
    svg.path(d.text(), level + 1 == kLevels ? std::string()
                                            : concat(R"( stroke-opacity=".)", (level + 1) * 16, R"(")"));
    d.clear();
    dashes = 0;
  };
  const auto end_row = [&] {
    if (row.squares == 0) return;
    auto& [d, dashes] = levels[row.level];
    d.dash(row.first.second, row.first.first, row.squares);
    if (++dashes == kOfAPath) flush(row.level);
    row.squares = 0;
  };
  // In units of a square: the numbers are short.
  svg.raw(concat(R"(<g fill="none")", ink, R"( transform="matrix()", side_, " 0 0 ", side_, " 0 ",
                 to_text(side_ / 2.0), R"lit()">)lit"));
  for (const auto& [cell, held] : held_) {
    const double share = std::log1p(static_cast<double>(held)) / std::log1p(static_cast<double>(most_));
    const auto level = std::min(static_cast<std::size_t>(share * kLevels), kLevels - 1);
    const bool goes_on = row.squares > 0 && level == row.level &&
                         cell == std::pair{row.first.first, row.first.second + row.squares};
    if (!goes_on) {
      end_row();
      row = {cell, 0, level};
    }
    ++row.squares;
  }
  end_row();
  for (std::size_t level = 0; level < kLevels; ++level) flush(level);
  svg.raw("</g>");
}

std::string bins_in_words(const Svg& svg, int side) {
  return svg.korean() ? concat(" 점은 ", side, "픽셀 격자로 세었으며, 진할수록 많다.")
                      : concat(" Points are counted in squares of ", side, " pixels; the darker, the more.");
}

}  // namespace clusterlite
