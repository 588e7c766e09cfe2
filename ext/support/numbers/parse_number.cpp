#include "support/numbers/parse_number.hpp"

#include <charconv>
#include <cmath>

namespace clusterlite {

namespace {

std::string_view without_blanks(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<Number> parse_number(std::string_view text) {
  text = without_blanks(text);
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  // Letters other than the exponent's would be 'inf' or 'nan', which from_chars takes for numbers.
  if (text.empty() || text.find_first_not_of("0123456789+-.eE") != std::string_view::npos)
    return std::nullopt;

  Number number;
  const char* const end = text.data() + text.size();
  const auto whole = std::from_chars(text.data(), end, number.integer);
  if (whole.ec == std::errc{} && whole.ptr == end) {
    number.is_integer = true;
    number.real = static_cast<double>(number.integer);
    return number;
  }
  const auto [stop, error] = std::from_chars(text.data(), end, number.real);
  if (stop != end) return std::nullopt;
  if (error == std::errc::result_out_of_range) {
    // from_chars leaves the value alone. A long double has the range to tell the too small, which are 0, from
    // the too large, which are infinite and refused by the caller; what is beyond even that counts as too
    // large.
    long double wide = text.front() == '-' ? -HUGE_VALL : HUGE_VALL;
    std::from_chars(text.data(), end, wide);
    number.real = static_cast<double>(wide);
  } else if (error != std::errc{}) {
    return std::nullopt;
  }
  return number;
}

std::optional<CompensatedSum> parse_wide(std::string_view text) {
  text = without_blanks(text);
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  const std::size_t point = text.find('.');
  if (point != std::string_view::npos) {
    if (text.find_first_not_of('0', point + 1) != std::string_view::npos) return std::nullopt;
    text = text.substr(0, point);
  }
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  __extension__ using Wide = unsigned __int128;
  constexpr Wide kTwo106 = Wide{1} << 106;
  Wide number = 0;
  for (const char digit : text) {
    number = 10 * number + static_cast<unsigned>(digit - '0');
    if (number >= kTwo106) return std::nullopt;
  }
  CompensatedSum sum;
  constexpr double kTwo53 = 9007199254740992.0;
  sum.add(static_cast<double>(static_cast<std::uint64_t>(number >> 53)) * kTwo53);
  sum.add(static_cast<double>(static_cast<std::uint64_t>(number & ((Wide{1} << 53) - 1))));
  return sum;
}

}  // namespace clusterlite
