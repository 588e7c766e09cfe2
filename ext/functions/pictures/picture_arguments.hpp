// What the functions that draw share: texts of any type, and options that are the same in all rows.
#pragma once

#include <cmath>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "pictures/options/options.hpp"
#include "sqlite/connection/functions.hpp"
#include "support/text/text.hpp"

namespace clusterlite {

inline constexpr std::string_view kPictures = "Pictures";
inline constexpr std::string_view kPictureResult =
    "a text: one SVG picture with its width and height. It depends on the set of rows, not on their order, "
    "and works "
    "in a web page, a mail, QGIS and print";
inline constexpr std::string_view kCategoryMeaning =
    "gives the colour: up to 8 have one each, of more the 7 largest; at most 200. NULL: none";

// Labels and categories may be texts or numbers. nullopt when missing. Bytes that are not UTF-8 are no error
// here as they are in a key: a picture or a page shows them as U+FFFD, so that a register in CP949 can be
// looked at.
inline std::optional<std::string> text_of(const Value& value) {
  if (value.missing()) return std::nullopt;
  if (sqlite3_value_type(value.raw()) == SQLITE_TEXT) {
    const auto* const text = reinterpret_cast<const char*>(sqlite3_value_text(value.raw()));
    if (text == nullptr) throw std::bad_alloc();
    return std::string(text, static_cast<std::size_t>(sqlite3_value_bytes(value.raw())));
  }
  const auto key = value.key();
  if (!key) return std::nullopt;
  switch (key->type) {
    case KeyType::integer:
      return std::to_string(key->integer);
    case KeyType::real:
      // 600000.0 is no 6e+05.
      if (std::abs(key->real) < 1e15 && key->real == std::floor(key->real)) {
        return std::to_string(static_cast<long long>(key->real));
      }
      return to_text(key->real);
    case KeyType::text:
      break;
  }
  return std::string(key->text);
}

// A number to draw: beyond the limit no scale could be made of it. nullopt when missing.
inline std::optional<double> drawn_number(const Value& value) {
  constexpr double kLargest = 1e300;
  const auto number = value.real();
  if (number && !(*number >= -kLargest && *number <= kLargest)) {
    throw Error(concat(value.argument(), " must lie within -1e300..1e300 (got ", value.shown(), ")"));
  }
  return number;
}

class OptionsArgument {
 public:
  explicit OptionsArgument(std::span<const std::string_view> known) : known_(known) {}

  void take(const Value& value) {
    const auto text = value.text();
    const std::string given(text.value_or(""));
    if (!text_) {
      text_ = given;
      get();  // says what is wrong at the first row
    } else if (*text_ != given) {
      throw Error(
          concat("options must be the same in all rows (got ", quoted(*text_), " and ", quoted(given), ")"));
    }
  }

  PictureOptions get() const {
    if (!text_ || text_->empty()) return {};
    return read_options(*text_, known_);
  }

 private:
  std::span<const std::string_view> known_;  // of string literals in static storage
  std::optional<std::string> text_;
};

}  // namespace clusterlite
