#include "pictures/options/json.hpp"

#include <charconv>
#include <cmath>

#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Json parse() {
    Json value = this->value(0);
    spaces();
    if (at_ != text_.size()) fail("the end of the text");
    return value;
  }

 private:
  [[noreturn]] void fail(std::string_view wanted) const {
    throw Error(
        concat("options ", quoted(text_), " is not JSON: at character ", at_ + 1, " it needs ", wanted));
  }

  void spaces() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
      ++at_;
  }

  bool skip(char c) {
    spaces();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool word(std::string_view wanted) {
    if (!text_.substr(at_).starts_with(wanted)) return false;
    at_ += wanted.size();
    return true;
  }

  Json value(int depth) {
    constexpr int kDeepest = 8;
    if (depth == kDeepest) fail("fewer brackets inside each other");
    spaces();
    Json json;
    if (skip('{')) {
      json.type = Json::Type::object;
      if (skip('}')) return json;
      do {
        spaces();
        std::string name = string();
        for (const auto& [known, member] : json.members) {
          if (known == name) throw Error(concat("options name ", quoted(name), " twice"));
        }
        if (!skip(':')) fail("':'");
        json.members.push_back({std::move(name), value(depth + 1)});
      } while (skip(','));
      if (!skip('}')) fail("',' or '}'");
    } else if (skip('[')) {
      json.type = Json::Type::array;
      if (skip(']')) return json;
      do {
        json.items.push_back(value(depth + 1));
      } while (skip(','));
      if (!skip(']')) fail("',' or ']'");
    } else if (at_ < text_.size() && text_[at_] == '"') {
      json.type = Json::Type::text;
      json.text = string();
    } else if (word("true") || word("false")) {
      json.type = Json::Type::boolean;
      json.boolean = text_[at_ - 2] == 'u';
    } else if (!word("null")) {
      json.type = Json::Type::number;
      json.number = number();
    }
    return json;
  }

  double number() {
    const std::size_t digits = at_ + (at_ < text_.size() && text_[at_] == '-' ? 1 : 0);
    const auto is_digit = [&](std::size_t i) {
      return i < text_.size() && text_[i] >= '0' && text_[i] <= '9';
    };
    if (!is_digit(digits) || (text_[digits] == '0' && is_digit(digits + 1))) fail("a value");
    double number = 0;
    const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), number);
    if (error != std::errc{} || !std::isfinite(number)) fail("a number that is not too large");
    at_ = static_cast<std::size_t>(end - text_.data());
    if (text_[at_ - 1] == '.') fail("a digit");
    return number;
  }

  std::uint32_t hex4() {
    std::uint32_t code = 0;
    if (text_.size() - at_ < 4) fail("four hexadecimal digits");
    const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + at_ + 4, code, 16);
    if (error != std::errc{} || end != text_.data() + at_ + 4) fail("four hexadecimal digits");
    at_ += 4;
    return code;
  }

  static void append(std::string& out, std::uint32_t code) {
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (code < 0x80) {
      put(code);
    } else if (code < 0x800) {
      put(0xC0U | code >> 6U);
      put(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
      put(0xE0U | code >> 12U);
      put(0x80U | (code >> 6U & 0x3FU));
      put(0x80U | (code & 0x3FU));
    } else {
      put(0xF0U | code >> 18U);
      put(0x80U | (code >> 12U & 0x3FU));
      put(0x80U | (code >> 6U & 0x3FU));
      put(0x80U | (code & 0x3FU));
    }
  }

  // Half a surrogate pair is written as its three bytes, which escape_xml() replaces.
  std::uint32_t escaped_character() {
    const std::uint32_t high = hex4();
    if (high < 0xD800 || high > 0xDBFF || !text_.substr(at_).starts_with("\\u")) return high;
    const std::size_t before = at_;
    at_ += 2;
    const std::uint32_t low = hex4();
    if (low >= 0xDC00 && low <= 0xDFFF) return 0x10000 + ((high - 0xD800) << 10U) + (low - 0xDC00);
    at_ = before;
    return high;
  }

  std::string string() {
    if (at_ >= text_.size() || text_[at_] != '"') fail("'\"'");
    ++at_;
    std::string out;
    while (at_ < text_.size() && text_[at_] != '"') {
      const char c = text_[at_++];
      if (static_cast<unsigned char>(c) < 0x20) fail("\\n or \\t for line breaks and tabs in a text");
      if (c != '\\') {
        out += c;
        continue;
      }
      if (at_ >= text_.size()) break;
      constexpr std::string_view kLetters = "\"\\/bfnrt";
      constexpr std::string_view kMeaning = "\"\\/\b\f\n\r\t";
      const char letter = text_[at_++];
      if (letter == 'u') {
        append(out, escaped_character());
      } else if (const std::size_t found = kLetters.find(letter); found != std::string_view::npos) {
        out += kMeaning[found];
      } else {
        fail("a known escape after '\\'");
      }
    }
    if (at_ >= text_.size()) fail("'\"'");
    ++at_;
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Json parse_json(std::string_view text) { return Parser(text).parse(); }

}  // namespace clusterlite
