#include "support/text/folded_text.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "support/text/letters.hpp"

namespace clusterlite {
namespace {

// The character that a text begins with, and how many bytes it takes. The text is UTF-8: keys are checked
// when they are collected, and a byte that is not passes as itself.
struct Character {
  std::uint32_t code;
  std::size_t bytes;
};

Character first_of(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
  };
  const std::uint32_t lead = byte(0);
  const std::size_t bytes = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (bytes == 1 || bytes > text.size()) return {lead, 1};
  std::uint32_t code = lead & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) code = code << 6 | (byte(i) & 0x3FU);
  return {code, bytes};
}

void append(std::string& out, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xC0 | code >> 6);
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
  }
  put(0x80 | (code & 0x3F));
}

bool is_between(std::uint32_t code, std::uint32_t first, std::uint32_t last) {
  return code >= first && code <= last;
}

std::uint32_t small(std::uint32_t code) {
  if (code < 0x80) return is_between(code, 'A', 'Z') ? code + 32 : code;
  if (is_between(code, 0xC0, 0xDE) && code != 0xD7) return code + 32;
  if (is_between(code, 0x391, 0x3A9) || is_between(code, 0x410, 0x42F)) return code + 32;
  if (is_between(code, 0x400, 0x40F)) return code + 80;
  if (is_between(code, 0x531, 0x556)) return code + 48;
  if (is_between(code, 0x139, 0x148) || is_between(code, 0x179, 0x17E)) return code + code % 2;
  const bool in_pairs = is_between(code, 0x100, 0x137) || is_between(code, 0x14A, 0x177) ||
                        is_between(code, 0x460, 0x481) || is_between(code, 0x48A, 0x4BF) ||
                        is_between(code, 0x4D0, 0x52F) || is_between(code, 0x1E00, 0x1EFF);
  return in_pairs ? code | 1U : code;
}

bool takes_no_room(std::uint32_t code) {
  return is_between(code, 0x200B, 0x200D) || code == 0xFEFF || code == 0xAD;
}

bool is_blank(std::uint32_t code) {
  return code == ' ' || is_between(code, '\t', '\r') || code == 0xA0 || is_between(code, 0x2000, 0x200A) ||
         code == 0x202F || code == 0x3000;
}

void append_folded(std::string& out, std::uint32_t code) {
  if (is_between(code, 0xFF01, 0xFF5E)) code -= 0xFEE0;  // full width
  if (is_between(code, 0xAC00, 0xD7A3)) {                // a syllable: lead, vowel and perhaps tail
    const std::uint32_t syllable = code - 0xAC00;
    append(out, 0x1100 + syllable / 588);
    append(out, 0x1161 + syllable % 588 / 28);
    if (syllable % 28 != 0) append(out, 0x11A7 + syllable % 28);
    return;
  }
  const auto* const marked = std::lower_bound(
      std::begin(kMarkedLetters), std::end(kMarkedLetters), code,
      [](const MarkedLetter& letter, std::uint32_t wanted) { return letter.letter < wanted; });
  if (marked != std::end(kMarkedLetters) && marked->letter == code) {
    append_folded(out, marked->base);
    append(out, marked->mark);
    return;
  }
  append(out, small(code));
}

}  // namespace

std::string folded(std::string_view text) {
  std::string out;
  std::string blanks;  // held back until it is known that they do not stand at the end
  while (!text.empty()) {
    const Character character = first_of(text);
    text.remove_prefix(character.bytes);
    if (takes_no_room(character.code)) continue;
    if (is_blank(character.code)) {
      if (!out.empty()) blanks += ' ';
      continue;
    }
    out += blanks;
    blanks.clear();
    append_folded(out, character.code);
  }
  return out;
}

}  // namespace clusterlite
