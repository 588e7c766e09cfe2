#include "pictures/charts/axes.hpp"

#include <algorithm>
#include <cmath>

#include "pictures/drawing/text.hpp"
#include "support/text/text.hpp"

namespace clusterlite {

namespace {

constexpr double kNumber = 11;    // the size of numbers
constexpr double kLabelRow = 15;  // of the names of the axes

}  // namespace

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
    : svg_(svg),
      width_(width),
      y_unit_(std::max(std::abs(y.low), std::abs(y.high)), svg.korean()),
      x_(x),
      y_(y) {
  if (!svg.options().x_label.empty()) x_label_ = wrapped(svg.options().x_label, (width - 28) / 12, 2);
  if (!svg.options().y_label.empty()) y_label_ = wrapped(svg.options().y_label, (width - 28) / 12, 2);
  // Years are no thousands.
  years_ = x.low >= 1800 && x.high <= 2200;
  x_unit_ = AxisUnit(std::max(std::abs(x.low), std::abs(x.high)), svg.korean());
  const auto label_rows = [](const std::vector<std::string>& lines) {
    return lines.empty() ? 0.0 : static_cast<double>(lines.size()) * kLabelRow + 3;
  };
  plot_.top = top + 8 + label_rows(y_label_);
  plot_.bottom = std::max(plot_.top + 30, height - 30 - label_rows(x_label_));
  y_ticks_ = round_ticks(y.low, y.high, std::max(3, static_cast<int>((plot_.bottom - plot_.top) / 40)));
  double widest = 0;
  for (const double at : y_ticks_.at) widest = std::max(widest, text_width(y_number(at)) * kNumber);
  plot_.left = 14 + widest + 8;
  plot_.right = std::max(plot_.left + 40, width - std::max(right, 18.0));
  // As many numbers as stand side by side.
  const double wide = plot_.right - plot_.left;
  for (int count = std::max(4, static_cast<int>(wide / 90)); count > 0; --count) {
    x_ticks_ = round_ticks(x.low, x.high, count);
    double needed = 0;
    for (const double at : x_ticks_.at) needed = std::max(needed, text_width(x_number(at)) * kNumber);
    if (x_ticks_.at.size() < 2 || needed + 10 <= x_ticks_.step / (x.high - x.low) * wide) break;
  }
}

std::string Axes::x_number(double value) const {
  return years_ && value == std::floor(value) ? to_text(value) : x_unit_.shown(value, x_ticks_.step);
}

void Axes::draw() {
  const auto inside = [](double value, const AxisRange& range) {
    return value >= range.low && value <= range.high;
  };
  for (const double at : y_ticks_.at) {
    svg_.line(plot_.left, y(at), plot_.right, y(at), attribute_ink("stroke", kGrid));
    svg_.text(plot_.left - 7, y(at) + 4, y_number(at),
              {.size = kNumber, .anchor = Anchor::end, .muted = true});
  }
  for (const double at : x_ticks_.at) {
    svg_.line(x(at), plot_.bottom, x(at), plot_.bottom + 4, attribute_ink("stroke", kAxis));
    const std::string number = x_number(at);
    const double half = text_width(number) * kNumber / 2;  // not over the edge
    svg_.text(std::min(x(at), width_ - 4 - half), plot_.bottom + 17, number,
              {.size = kNumber, .anchor = Anchor::middle, .muted = true});
  }
  svg_.line(plot_.left, plot_.bottom, plot_.right, plot_.bottom, attribute_ink("stroke", kAxis));
  if (inside(0, y_) && y_.low < 0)
    svg_.line(plot_.left, y(0), plot_.right, y(0), attribute_ink("stroke", kAxis));
  double below = plot_.bottom + 36;
  for (const std::string& line : x_label_) {
    const double half = text_width(line) * 6;
    const double middle = std::clamp((plot_.left + plot_.right) / 2, std::min(half + 8, width_ / 2),
                                     std::max(width_ - half - 8, width_ / 2));
    svg_.text(middle, below, line, {.anchor = Anchor::middle, .muted = true});
    below += kLabelRow;
  }
  double above = plot_.top - 11 - (static_cast<double>(y_label_.size()) - 1) * kLabelRow;
  for (const std::string& line : y_label_) {
    svg_.text(14, above, line, {.muted = true});
    above += kLabelRow;
  }
}

void Axes::marks(LabelRoom& room, CancelToken& cancel) {
  const std::string style =
      concat(R"( stroke-dasharray="5 4" stroke-width="1.2")", attribute_ink("stroke", kInk));
  struct Place {
    double x;
    double y;
    bool before;  // ends at x
  };
  struct Number {
    std::string text;
    std::vector<Place> places;  // the best first
  };
  std::vector<Number> numbers;
  for (const double at : svg_.options().mark_x) {
    if (at < x_.low || at > x_.high) continue;
    svg_.line(x(at), plot_.top, x(at), plot_.bottom, style);
    room.take({x(at) - 1, plot_.top, x(at) + 1, plot_.bottom});
    Number number{years_ && at == std::floor(at) ? to_text(at) : x_unit_.given(at), {}};
    if (years_ && at != std::floor(at)) std::erase(number.text, ',');
    const double high = plot_.top + 11;
    const double low = plot_.bottom - 6;
    number.places = {{x(at) + 5, high, false}, {x(at) - 5, high, true}};
    if (x(at) > plot_.right - 60) std::swap(number.places[0], number.places[1]);
    number.places.insert(number.places.end(), {{x(at) + 5, low, false}, {x(at) - 5, low, true}});
    numbers.push_back(std::move(number));
  }
  for (const double at : svg_.options().mark_y) {
    if (at < y_.low || at > y_.high) continue;
    svg_.line(plot_.left, y(at), plot_.right, y(at), style);
    room.take({plot_.left, y(at) - 1, plot_.right, y(at) + 1});
    const double up = y(at) - 5;
    const double down = y(at) + 14;
    const double middle = (plot_.left + plot_.right) / 2;
    numbers.push_back({y_unit_.given(at),
                       {{plot_.right - 4, up, true},
                        {plot_.right - 4, down, true},
                        {plot_.left + 4, up, false},
                        {plot_.left + 4, down, false},
                        {middle, up, false},
                        {middle, down, false}}});
  }
  for (const Number& number : numbers) {
    const double wide = text_width(number.text) * kNumber * 1.1;
    const auto box = [&](const Place& p) {
      const double left = p.before ? p.x - wide : p.x;
      return LabelBox{left - 2, p.y - 10, left + wide + 2, p.y + 3};
    };
    const Place* best = &number.places.front();
    for (const Place& place : number.places) {
      if (!room.is_free(box(place), cancel)) continue;
      best = &place;
      break;
    }
    room.take(box(*best));
    svg_.text(
        best->x, best->y, number.text,
        {.size = kNumber, .anchor = best->before ? Anchor::end : Anchor::start, .bold = true, .halo = true});
  }
}

}  // namespace clusterlite
