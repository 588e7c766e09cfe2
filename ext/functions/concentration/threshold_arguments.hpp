// Thresholds among the optional arguments: where each may lie, and the sentence when it does not.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>

#include "sqlite/tables/table_function.hpp"
#include "support/text/text.hpp"

namespace clusterlite {

// Reads optional arguments by their declarations.
class Thresholds {
 public:
  Thresholds(const TableArguments& arguments, std::span<const Argument> declared)
      : arguments_(arguments), declared_(declared) {}

  // A number from 0 to `highest`.
  double number(std::size_t i, double otherwise,
                double highest = std::numeric_limits<double>::infinity()) const {
    if (!arguments_.given(i)) return otherwise;
    const double number = arguments_.real(i);
    if (number >= 0 && number <= highest) return number;
    const std::string range = std::isinf(highest) ? std::string(">= 0") : concat("from 0 to ", highest);
    throw Error(concat(declared_[i].name, " must be ", range, " (got ", number, ")"));
  }

  std::uint64_t whole(std::size_t i, std::uint64_t otherwise, std::int64_t lowest) const {
    if (!arguments_.given(i)) return otherwise;
    const std::int64_t number = arguments_.integer(i);
    if (number < lowest)
      throw Error(concat(declared_[i].name, " must be >= ", lowest, " (got ", number, ")"));
    return static_cast<std::uint64_t>(number);
  }

 private:
  const TableArguments& arguments_;
  std::span<const Argument> declared_;
};

}  // namespace clusterlite
