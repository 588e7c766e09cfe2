#include "pictures/drawing/text.hpp"

#include <cstdint>

namespace clusterlite {
namespace {

struct Character {
  std::uint32_t code = 0;  // U+FFFD for a byte that begins no character
  std::size_t bytes = 1;
};

constexpr std::uint32_t kReplacement = 0xFFFD;

// RFC 3629, 4.
Character character_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  std::size_t length = 0;
  std::uint32_t code = 0;
  if (lead >= 0xC2 && lead <= 0xDF) length = 2, code = lead & 0x1FU;
  if (lead >= 0xE0 && lead <= 0xEF) length = 3, code = lead & 0x0FU;
  if (lead >= 0xF0 && lead <= 0xF4) length = 4, code = lead & 0x07U;
  if (length == 0 || text.size() - at < length) return {kReplacement, 1};
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {kReplacement, 1};
    code = code << 6U | (byte(i) & 0x3FU);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (overlong || surrogate || code > 0x10FFFF) return {kReplacement, 1};
  return {code, length};
}

// XML 1.0 does not know them, not even as entities.
bool is_control(std::uint32_t code) { return code < 0x20 && code != '\t' && code != '\n'; }
bool is_no_character(std::uint32_t code) { return code == 0xFFFE || code == 0xFFFF; }

double width_of(std::uint32_t code) {
  if (code >= 0x1100 &&
      (code <= 0x115F || (code >= 0x2E80 && code <= 0xA4CF) || (code >= 0xAC00 && code <= 0xD7A3) ||
       (code >= 0xF900 && code <= 0xFAFF) || (code >= 0xFE30 && code <= 0xFE4F) ||
       (code >= 0xFF00 && code <= 0xFF60) || (code >= 0x1F300 && code <= 0x3FFFD))) {
    return 1.0;
  }
  if (code >= 'A' && code <= 'Z') return code == 'M' || code == 'W' ? 0.93 : code == 'I' ? 0.36 : 0.67;
  if (code >= '0' && code <= '9') return 0.58;
  if (code == 'm' || code == 'w') return 0.9;
  if (code == 'i' || code == 'j' || code == 'l' || code == 't' || code == 'f' || code == 'r') return 0.38;
  if (code == ' ' || code == '.' || code == ',' || code == ':' || code == ';' || code == '\'') return 0.3;
  return 0.6;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string escape_xml(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    switch (c.code) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        if (is_control(c.code)) break;
        if (c.code == kReplacement || is_no_character(c.code)) {
          out += "\xEF\xBF\xBD";
        } else {
          out.append(text.substr(at, c.bytes));
        }
    }
    at += c.bytes;
  }
  return out;
}

double text_width(std::string_view text) {
  double width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    width += width_of(c.code);
    at += c.bytes;
  }
  return width;
}

std::string shortened(std::string_view text, double width) {
  if (text_width(text) <= width) return std::string(text);
  double used = 0.9;  // the ellipsis
  std::size_t at = 0;
  while (at < text.size()) {
    const Character c = character_at(text, at);
    used += width_of(c.code);
    if (used > width) break;
    at += c.bytes;
  }
  while (at > 0 && text[at - 1] == ' ') --at;
  return std::string(text.substr(0, at)) + "\xE2\x80\xA6";
}

std::vector<std::string> wrapped(std::string_view text, double width, std::size_t most_lines) {
  std::vector<std::string> lines;
  while (lines.size() + 1 < most_lines && text_width(text) > width) {
    double used = 0;
    std::size_t at = 0;
    std::size_t space = 0;
    while (at < text.size()) {
      const Character c = character_at(text, at);
      if (c.code == ' ' && at > 0) space = at;
      used += width_of(c.code);
      if (used > width && at > 0) break;
      at += c.bytes;
    }
    const std::size_t end = space > 0 ? space : at;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
    while (text.starts_with(' ')) text.remove_prefix(1);
  }
  lines.push_back(shortened(text, width));
  return lines;
}

bool natural_before(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (is_digit(a[i]) && is_digit(b[j])) {
      const std::size_t i0 = i;
      const std::size_t j0 = j;
      while (i < a.size() && is_digit(a[i])) ++i;
      while (j < b.size() && is_digit(b[j])) ++j;
      std::string_view x = a.substr(i0, i - i0);
      std::string_view y = b.substr(j0, j - j0);
      while (x.size() > 1 && x.front() == '0') x.remove_prefix(1);
      while (y.size() > 1 && y.front() == '0') y.remove_prefix(1);
      if (x.size() != y.size()) return x.size() < y.size();
      if (x != y) return x < y;
    } else {
      if (a[i] != b[j]) return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]);
      ++i;
      ++j;
    }
  }
  if (a.size() - i != b.size() - j) return a.size() - i < b.size() - j;
  return a < b;
}

}  // namespace clusterlite
