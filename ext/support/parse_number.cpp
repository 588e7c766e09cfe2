#include "support/parse_number.hpp"

#include <charconv>
#include <cmath>

namespace clusterlite {

std::optional<Number> parse_number(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
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

}  // namespace clusterlite
