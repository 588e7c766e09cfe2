// The argument `directed` of the functions over links.
#pragma once

#include "sqlite/tables/table_function.hpp"
#include "support/text/text.hpp"

namespace clusterlite {

inline constexpr Argument kDirectedArgument{"directed", "integer",
                                            "1: a tie goes from from_id to to_id; 0: ties have no direction "
                                            "(partnerships, common patents), and turning "
                                            "one round changes nothing",
                                            "1", true};

inline bool directed_option(const TableArguments& arguments, std::size_t i) {
  if (!arguments.given(i)) return true;
  const double directed = arguments.real(i);
  if (directed != 0 && directed != 1) throw Error(concat("directed must be 0 or 1 (got ", directed, ")"));
  return directed == 1;
}

}  // namespace clusterlite
