#include "pictures/charts/axes.hpp"

#include <algorithm>
#include <cmath>

#include "pictures/drawing/text.hpp"
#include "support/text/text.hpp"

namespace clusterlite {

AxisRange AxisRange::around(double low, double high, bool with_zero) {
  if (!(low <= high)) return {0, 1};
  if (with_zero) {
    low = std::min(low, 0.0);
    high = std::max(high, 0.0);
  }
  double span = high / 2 - low / 2;  // half of it: the whole could be infinite
  if (!(span > 0)) span = std::max(std::abs(high) * 0.5, 0.5);
  const double air = span * 0.08;
  return {with_zero && low == 0 ? 0 : low - air, with_zero && high == 0 ? 0 : high + air};
}

Axes::Axes(Svg& svg, const AxisRange& x, const AxisRange& y, double width, double height, double top,
           double right)
    : svg_(svg), x_(x), y_(y) {
  y_ticks_ = round_ticks(y.low, y.high, std::max(2, static_cast<int>((height - top) / 60)));
  double widest = 0;
  for (const double at : y_ticks_.at)
    widest = std::max(widest, text_width(with_commas(at, y_ticks_.decimals)) * 11);
  plot_.left = 14 + widest + 8;
  plot_.right = std::max(plot_.left + 40, width - std::max(right, 18.0));
  plot_.top = top + (svg.options().y_label.empty() ? 8 : 26);
  plot_.bottom = std::max(plot_.top + 30, height - (svg.options().x_label.empty() ? 30 : 48));
  x_ticks_ = round_ticks(x.low, x.high, std::max(2, static_cast<int>((plot_.right - plot_.left) / 90)));
}

void Axes::draw() {
  const auto inside = [](double value, const AxisRange& range) {
    return value >= range.low && value <= range.high;
  };
  for (const double at : y_ticks_.at) {
    svg_.line(plot_.left, y(at), plot_.right, y(at), attribute_ink("stroke", kGrid));
    svg_.text(plot_.left - 7, y(at) + 4, with_commas(at, y_ticks_.decimals),
              {.size = 11, .anchor = Anchor::end, .muted = true});
  }
  // Years are no thousands.
  const bool years = x_ticks_.decimals == 0 && !x_ticks_.at.empty() && x_ticks_.at.front() >= 1800 &&
                     x_ticks_.at.back() <= 2200;
  for (const double at : x_ticks_.at) {
    svg_.line(x(at), plot_.bottom, x(at), plot_.bottom + 4, attribute_ink("stroke", kAxis));
    svg_.text(x(at), plot_.bottom + 17, years ? to_text(at) : with_commas(at, x_ticks_.decimals),
              {.size = 11, .anchor = Anchor::middle, .muted = true});
  }
  svg_.line(plot_.left, plot_.bottom, plot_.right, plot_.bottom, attribute_ink("stroke", kAxis));
  if (inside(0, y_) && y_.low < 0)
    svg_.line(plot_.left, y(0), plot_.right, y(0), attribute_ink("stroke", kAxis));
  if (!svg_.options().x_label.empty()) {
    svg_.text((plot_.left + plot_.right) / 2, plot_.bottom + 36, svg_.options().x_label,
              {.anchor = Anchor::middle, .muted = true});
  }
  if (!svg_.options().y_label.empty()) svg_.text(14, plot_.top - 11, svg_.options().y_label, {.muted = true});
}

void Axes::marks() {
  const std::string style =
      concat(R"( stroke-dasharray="5 4" stroke-width="1.2")", attribute_ink("stroke", kInk));
  for (const double at : svg_.options().mark_x) {
    if (at < x_.low || at > x_.high) continue;
    svg_.line(x(at), plot_.top, x(at), plot_.bottom, style);
    const bool flip = x(at) > plot_.right - 60;
    svg_.text(x(at) + (flip ? -5 : 5), plot_.top + 11,
              with_commas(at, decimals_for(at, at == std::floor(at))),
              {.size = 11, .anchor = flip ? Anchor::end : Anchor::start, .bold = true, .halo = true});
  }
  for (const double at : svg_.options().mark_y) {
    if (at < y_.low || at > y_.high) continue;
    svg_.line(plot_.left, y(at), plot_.right, y(at), style);
    svg_.text(plot_.right - 4, y(at) - 5, with_commas(at, decimals_for(at, at == std::floor(at))),
              {.size = 11, .anchor = Anchor::end, .bold = true, .halo = true});
  }
}

}  // namespace clusterlite
