// Numbers written as text, as a CSV import leaves them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "support/numbers/sum.hpp"

namespace clusterlite {

// An integer where there is one (exact to 64 bits), else a real.
struct Number {
  bool is_integer = false;
  std::int64_t integer = 0;
  double real = 0;  // always set
};

// A number with nothing else but white space around it: '127.1', ' 5 ', '-1e3'. Not 'inf', not '0x10'.
std::optional<Number> parse_number(std::string_view text);

// A whole number >= 0 of any size below 2^106, as databases with wide integers and decimals write it: digits,
// and perhaps a point with nothing but zeros behind it. Exact, where a double keeps 53 bits. nullopt for all
// else.
std::optional<CompensatedSum> parse_wide(std::string_view text);

}  // namespace clusterlite
