#include "sqlite/values/value.hpp"

#include <algorithm>
#include <cmath>

#include "support/text/text.hpp"

namespace clusterlite {

std::string_view Value::text_bytes() const {
  const auto* const text = reinterpret_cast<const char*>(sqlite3_value_text(value_));
  if (text == nullptr) throw std::bad_alloc();
  return {text, static_cast<std::size_t>(sqlite3_value_bytes(value_))};
}

bool Value::missing() const {
  const int type = sqlite3_value_type(value_);
  return type == SQLITE_NULL || (type == SQLITE_TEXT && sqlite3_value_bytes(value_) == 0);
}

std::string Value::shown() const {
  switch (sqlite3_value_type(value_)) {
    case SQLITE_NULL:
      return "NULL";
    case SQLITE_INTEGER:
      return std::to_string(sqlite3_value_int64(value_));
    case SQLITE_FLOAT:
      return to_text(sqlite3_value_double(value_));
    case SQLITE_TEXT:
      return quoted(text_bytes());
    default: {
      const int bytes = sqlite3_value_bytes(value_);
      return concat("a BLOB of ", bytes, bytes == 1 ? " byte" : " bytes");
    }
  }
}

BadValue Value::bad(std::string_view requirement) const {
  return BadValue(concat(argument_, " must be ", requirement), shown());
}

std::optional<Number> Value::number(Sign sign) const {
  Number number;
  switch (sqlite3_value_type(value_)) {
    case SQLITE_NULL:
      return std::nullopt;
    case SQLITE_INTEGER:
      number.is_integer = true;
      number.integer = sqlite3_value_int64(value_);
      number.real = static_cast<double>(number.integer);
      break;
    case SQLITE_FLOAT:
      number.real = sqlite3_value_double(value_);
      break;
    case SQLITE_TEXT: {
      const std::string_view text = text_bytes();
      if (text.empty()) return std::nullopt;
      const auto parsed = parse_number(text);
      if (!parsed) throw bad("a number");
      number = *parsed;
      break;
    }
    default:
      throw bad("a number");
  }
  if (!std::isfinite(number.real)) throw bad("finite");
  if (sign == Sign::not_negative && number.real < 0) throw bad(">= 0");
  return number;
}

std::optional<double> Value::any_real(Sign sign) const {
  const auto found = number(sign);
  return found ? std::optional(found->real) : std::nullopt;
}

std::optional<CompensatedSum> Value::exact(Sign sign) const {
  if (sqlite3_value_type(value_) == SQLITE_TEXT) {
    if (const auto wide = parse_wide(text_bytes())) return wide;
  }
  const auto found = number(sign);
  if (!found) return std::nullopt;
  CompensatedSum sum;
  if (found->is_integer) {
    sum.add(found->integer);
  } else {
    sum.add(found->real);
  }
  return sum;
}

std::optional<std::int64_t> Value::integer() const {
  const auto found = number();
  if (!found) return std::nullopt;
  if (found->is_integer) return found->integer;
  constexpr double kTwo63 = 9223372036854775808.0;
  if (found->real != std::floor(found->real) || std::fabs(found->real) >= kTwo63) throw bad("a whole number");
  return static_cast<std::int64_t>(found->real);
}

std::optional<KeyView> Value::any_key() const {
  switch (sqlite3_value_type(value_)) {
    case SQLITE_NULL:
      return std::nullopt;
    case SQLITE_INTEGER:
      return KeyView::of(std::int64_t{sqlite3_value_int64(value_)});
    case SQLITE_FLOAT:
      return KeyView::of(sqlite3_value_double(value_));
    case SQLITE_TEXT: {
      const std::string_view text = text_bytes();
      if (text.empty()) return std::nullopt;
      if (!is_utf8(text)) {
        throw NotUtf8(
            concat(argument_,
                   " must be text in UTF-8; this one is in another encoding, in Korea mostly CP949: "
                   "convert the file by iconv -f CP949 -t UTF-8 and import it again"),
            hexadecimal(text));
      }
      return KeyView::of(text);
    }
    default:
      throw bad("an integer or a text");
  }
}

std::optional<std::string_view> Value::text() const {
  if (missing()) return std::nullopt;
  if (sqlite3_value_type(value_) != SQLITE_TEXT) throw bad("a text");
  return text_bytes();
}

std::optional<std::size_t> Value::option(std::span<const std::string_view> accepted) const {
  if (missing()) return std::nullopt;
  if (sqlite3_value_type(value_) == SQLITE_TEXT) {
    const auto position = std::find(accepted.begin(), accepted.end(), text_bytes());
    if (position != accepted.end()) return static_cast<std::size_t>(position - accepted.begin());
  }
  std::string list;
  for (const std::string_view word : accepted) {
    if (!list.empty()) list += word == accepted.back() ? " or " : ", ";
    list += quoted(word);
  }
  throw Error(concat(argument_, " must be ", list, " (got ", shown(), ")"));
}

std::optional<std::span<const std::byte>> Value::blob(std::string_view wanted) const {
  if (missing()) return std::nullopt;
  if (sqlite3_value_type(value_) != SQLITE_BLOB) throw bad(wanted);
  const auto* const bytes = static_cast<const std::byte*>(sqlite3_value_blob(value_));
  return std::span(bytes, static_cast<std::size_t>(sqlite3_value_bytes(value_)));
}

}  // namespace clusterlite
