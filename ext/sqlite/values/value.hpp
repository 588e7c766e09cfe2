// Reading SQL values by the rules that hold everywhere: NULL and '' are missing, text that is a number is a
// number, anything else is an error that names argument and value.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "datasets/keys/key.hpp"
#include "sqlite/values/api.hpp"
#include "support/numbers/parse_number.hpp"
#include "support/running/error.hpp"

namespace clusterlite {

// A value that cannot be what the argument needs. A collector adds the row: bad.at("id 7").
class BadValue : public Error {
 public:
  BadValue(std::string requirement, std::string found)
      : Error(requirement + " (got " + found + ")"),
        requirement_(std::move(requirement)),
        found_(std::move(found)) {}

  Error at(const std::string& place) const {
    return Error(requirement_ + " (got " + found_ + " for " + place + ")");
  }

 private:
  std::string requirement_;
  std::string found_;
};

// A key in another encoding than UTF-8. Its own bytes cannot be shown in a message: who collects names the
// row.
class NotUtf8 : public BadValue {
 public:
  using BadValue::BadValue;
};

enum class Sign { any, not_negative };

class Value {
 public:
  Value(sqlite3_value* value, std::string_view argument) : value_(value), argument_(argument) {}

  bool missing() const;

  // nullopt when missing. Throws BadValue for other text, BLOBs, infinities and, on request, negative
  // numbers.
  std::optional<Number> number(Sign sign = Sign::any) const;
  std::optional<double> real(Sign sign = Sign::any) const {
    const std::optional<double> stored = stored_real();
    return stored && (sign == Sign::any || *stored >= 0) ? stored : any_real(sign);
  }

  // What needs no conversion and no check, by far the most frequent: a finite real, an integer; nullopt for
  // everything else.
  std::optional<double> stored_real() const {
    if (sqlite3_value_type(value_) != SQLITE_FLOAT) return std::nullopt;
    const double value = sqlite3_value_double(value_);
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
  }
  std::optional<std::int64_t> stored_integer() const {
    if (sqlite3_value_type(value_) != SQLITE_INTEGER) return std::nullopt;
    return sqlite3_value_int64(value_);
  }

  // The same as a sum that keeps all digits of an integer, also of one written as text beyond 64 bits.
  std::optional<CompensatedSum> exact(Sign sign = Sign::any) const;

  // A whole number; 3.0 and '3' are whole.
  std::optional<std::int64_t> integer() const;

  // nullopt when missing. Throws BadValue for BLOBs. A text lives as long as the SQL value.
  std::optional<KeyView> key() const {
    const std::optional<std::int64_t> stored = stored_integer();
    return stored ? KeyView::of(*stored) : any_key();
  }

  // nullopt when missing. Throws BadValue when it is not a text.
  std::optional<std::string_view> text() const;

  // The position of a text among the accepted words; nullopt when missing. Throws Error with the list.
  std::optional<std::size_t> option(std::span<const std::string_view> accepted) const;

  // nullopt when missing. Throws BadValue when it is not a BLOB; `wanted` says what belongs here ("a geometry
  // BLOB").
  std::optional<std::span<const std::byte>> blob(std::string_view wanted) const;

  // For messages: NULL, 42, 'abc', a BLOB of 16 bytes.
  std::string shown() const;

  sqlite3_value* raw() const { return value_; }
  std::string_view argument() const { return argument_; }

 private:
  std::optional<double> any_real(Sign sign) const;
  std::optional<KeyView> any_key() const;
  std::string_view text_bytes() const;
  BadValue bad(std::string_view requirement) const;

  sqlite3_value* value_;
  std::string_view argument_;
};

}  // namespace clusterlite
