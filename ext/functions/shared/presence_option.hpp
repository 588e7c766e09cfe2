// The argument that says when an industry counts as present in a region.
#pragma once

#include <array>
#include <string_view>

#include "indicators/crosstab/presence.hpp"
#include "sqlite/tables/table_function.hpp"

namespace clusterlite {

inline constexpr Argument kPresenceArgument{
    "presence", "text",
    "when an industry counts as present in a region: 'lq': its location quotient is >= 1 (short of it by "
    "less than "
    "1e-14, which is rounding, counts); 'value': its value is > 0, for tables that hold presence itself",
    "'lq'", true};

inline PresenceRule presence_rule(const TableArguments& arguments, std::size_t i) {
  static constexpr std::array<std::string_view, 2> kRules = {"lq", "value"};
  return arguments.option(i, kRules).value_or(0) == 0 ? PresenceRule::specialized : PresenceRule::positive;
}

}  // namespace clusterlite
