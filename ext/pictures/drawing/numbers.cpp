#include "pictures/drawing/numbers.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "support/text/text.hpp"

namespace clusterlite {
namespace {

std::string fixed(double value, int decimals) {
  std::array<char, 400> buffer;
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, decimals);
  std::string text(buffer.data(), end);
  const bool is_zero = text.find_first_not_of("-0.") == std::string::npos;
  if (is_zero && text.front() == '-') text.erase(0, 1);
  return text;
}

}  // namespace

std::string coordinate(double value) {
  std::string text = fixed(value, 1);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

int decimals_for(double largest, bool all_whole) {
  if (all_whole || largest == 0) return 0;
  return std::clamp(2 - static_cast<int>(std::floor(std::log10(std::abs(largest)))), 0, 12);
}

std::string with_commas(double value, int decimals) {
  if (std::abs(value) >= 1e15) return to_text(value);
  std::string text = fixed(value, decimals);
  const std::size_t first = text.front() == '-' ? 1 : 0;
  std::size_t at = std::min(text.find('.'), text.size());
  while (at > first + 3) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

std::string as_given(double value) {
  const int most = value == std::floor(value) ? 0 : std::min(12, decimals_for(value, false) + 2);
  int decimals = 0;
  while (decimals < most) {
    const double power = std::pow(10.0, decimals);
    if (std::abs(std::round(value * power) / power - value) <= std::abs(value) * 1e-9) break;
    ++decimals;
  }
  return with_commas(value, decimals);
}

AxisUnit::AxisUnit(double largest, bool korean) {
  struct Unit {
    double from;
    double size;
    std::string_view name;
  };
  static constexpr Unit kEnglish[] = {{1e13, 1e12, "T"}, {1e10, 1e9, "B"}, {1e7, 1e6, "M"}};
  static constexpr Unit kKorean[] = {{1e13, 1e12, "조"}, {1e9, 1e8, "억"}, {1e7, 1e4, "만"}};
  if (!(largest < 1e17)) return;
  for (const Unit& unit : korean ? kKorean : kEnglish) {
    if (largest < unit.from) continue;
    size_ = unit.size;
    name_ = unit.name;
    return;
  }
}

std::string AxisUnit::shown(double value, double step) const {
  if (value == 0 && !name_.empty()) return "0";
  const double of_unit = step / size_;
  const int decimals =
      of_unit > 0 ? std::clamp(-static_cast<int>(std::floor(std::log10(of_unit) + 1e-9)), 0, 12) : 0;
  return concat(with_commas(value / size_, decimals), name_);
}

std::string AxisUnit::given(double value) const { return concat(as_given(value / size_), name_); }

Ticks round_ticks(double low, double high, int count) {
  Ticks ticks;
  const double span = high - low;
  if (!(span > 0) || !std::isfinite(span)) {
    ticks.at = {low};
    return ticks;
  }
  const double raw = span / std::max(count, 1);
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  double step = 10 * power;
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= raw * (1 - 1e-9)) {
      step = factor * power;
      break;
    }
  }
  ticks.decimals = std::clamp(-static_cast<int>(std::floor(std::log10(step) + 1e-9)), 0, 12);
  ticks.step = step;
  const double first = std::ceil(low / step - 1e-9);
  for (int i = 0; i < 200; ++i) {
    const double at = (first + i) * step;
    if (at > high + span * 1e-9) break;
    ticks.at.push_back(at);
  }
  return ticks;
}

}  // namespace clusterlite
