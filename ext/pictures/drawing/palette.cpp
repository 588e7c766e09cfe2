#include "pictures/drawing/palette.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "pictures/drawing/numbers.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

struct Rgb {
  double red;
  double green;
  double blue;
};

constexpr Rgb kCividis[] = {{0, 32, 77},     {0, 51, 111},    {57, 72, 107},   {87, 92, 109},
                            {112, 113, 115}, {138, 135, 121}, {166, 157, 117}, {196, 181, 108},
                            {228, 207, 91},  {255, 234, 70}};
constexpr Rgb kPuOr[] = {{127, 59, 8},    {179, 88, 6},    {224, 130, 20},  {253, 184, 99},
                         {254, 224, 182}, {247, 247, 247}, {216, 218, 235}, {178, 171, 210},
                         {128, 115, 172}, {84, 39, 136},   {45, 0, 75}};

template <std::size_t kCount>
Rgb between(const Rgb (&stops)[kCount], double place) {
  const double at = std::clamp(place, 0.0, 1.0) * (kCount - 1);
  const auto i = std::min(static_cast<std::size_t>(at), kCount - 2);
  const double share = at - static_cast<double>(i);
  const auto mix = [&](double a, double b) { return a + (b - a) * share; };
  return {mix(stops[i].red, stops[i + 1].red), mix(stops[i].green, stops[i + 1].green),
          mix(stops[i].blue, stops[i + 1].blue)};
}

std::string hexadecimal(const Rgb& rgb) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text = "#";
  for (const double channel : {rgb.red, rgb.green, rgb.blue}) {
    const auto byte = static_cast<unsigned>(std::lround(channel));
    text += kDigits[byte / 16];
    text += kDigits[byte % 16];
  }
  return text;
}

}  // namespace

ColourScale::ColourScale(const PictureOptions& options, double low, double high)
    : log_(options.scale == "log"),
      diverging_(options.palette == "diverging" || (options.palette.empty() && options.centre)),
      korean_(options.lang == "ko"),
      centre_(options.centre.value_or(log_ ? 1 : 0)),
      low_(low),
      high_(high) {
  constexpr double kFactor = 4;
  if (log_ && low < 0) {
    throw Error(concat("a log scale needs values >= 0 (got ", low, "); leave \"scale\" away"));
  }
  if (log_ && !(centre_ > 0)) throw Error("the option \"centre\" must be > 0 on a log scale");
  if (log_ && !diverging_) low_ = std::max(low, high / 1e4);  // 0 has no logarithm
  if (diverging_) {
    const double reach = std::max(std::abs(high - centre_), std::abs(low - centre_));
    low_ = log_ ? centre_ / kFactor : centre_ - reach;
    high_ = log_ ? centre_ * kFactor : centre_ + reach;
  }
}

double ColourScale::place(double value) const {
  if (!(high_ > low_)) return 0.5;
  if (log_) {
    if (value <= low_) return 0;
    return std::log(value / low_) / std::log(high_ / low_);
  }
  return (value - low_) / (high_ - low_);
}

std::string ColourScale::colour_at(double place) const {
  return hexadecimal(diverging_ ? between(kPuOr, place) : between(kCividis, place));
}

std::string ColourScale::colour(double value) const { return colour_at(std::clamp(place(value), 0.0, 1.0)); }

std::vector<std::pair<double, std::string>> ColourScale::marks() const {
  std::vector<std::pair<double, std::string>> marks;
  if (log_ && diverging_) {
    for (const double factor : {0.25, 0.5, 1.0, 2.0, 4.0}) {
      const double value = centre_ * factor;
      const std::string_view beyond = factor == 0.25 ? "≤" : factor == 4.0 ? "≥" : "";
      marks.emplace_back(place(value), concat(beyond, as_given(value)));
    }
    return marks;
  }
  if (log_) {
    double power = std::pow(10.0, std::ceil(std::log10(low_)));
    while (power <= high_) {
      marks.emplace_back(place(power), as_given(power));
      power *= 10;
    }
    if (marks.size() >= 2) return marks;
    return {{0.0, as_given(low_)}, {1.0, as_given(high_)}};
  }
  const Ticks ticks = round_ticks(low_, high_, 4);
  const AxisUnit unit(std::max(std::abs(low_), std::abs(high_)), korean_);
  for (const double at : ticks.at) marks.emplace_back(place(at), unit.shown(at, ticks.step));
  return marks;
}

namespace {

std::array<double, 3> channels(std::string_view colour) {
  std::array<double, 3> channel{};
  for (std::size_t i = 0; i < 3; ++i) {
    unsigned byte = 0;
    if (colour.size() == 7) std::from_chars(colour.data() + 1 + 2 * i, colour.data() + 3 + 2 * i, byte, 16);
    channel[i] = byte / 255.0;
  }
  return channel;
}

}  // namespace

std::string_view ink_on(std::string_view colour) {
  std::array<double, 3> channel = channels(colour);
  for (double& c : channel) c = c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  const double luminance = 0.2126 * channel[0] + 0.7152 * channel[1] + 0.0722 * channel[2];
  return 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 ? "#fff" : "#000";
}

bool is_dark(std::string_view colour) {
  const std::array<double, 3> channel = channels(colour);
  return 0.2126 * channel[0] + 0.7152 * channel[1] + 0.0722 * channel[2] < 0.5;
}

}  // namespace clusterlite
