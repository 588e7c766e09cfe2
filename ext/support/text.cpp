#include "support/text.hpp"

#include <array>
#include <charconv>
#include <cstddef>

namespace clusterlite {

std::string to_text(double value) {
  std::array<char, 32> buffer;
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return error == std::errc{} ? std::string(buffer.data(), end) : std::string("?");
}

std::string quoted(std::string_view text) {
  constexpr std::size_t kLongest = 60;
  std::size_t length = text.size();
  if (length > kLongest) {
    length = kLongest;
    // Step back over UTF-8 continuation bytes (10xxxxxx), so that no character is cut in two.
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) --length;
  }
  std::string out = "'";
  for (const char c : text.substr(0, length)) {
    if (c == '\'') out += '\'';
    out += c == '\0' ? '?' : c;
  }
  if (length < text.size()) out += "...";
  out += '\'';
  return out;
}

}  // namespace clusterlite
