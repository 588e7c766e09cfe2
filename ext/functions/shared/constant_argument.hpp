// Arguments of aggregates that are options of the whole group.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "sqlite/values/value.hpp"
#include "support/text/text.hpp"

namespace clusterlite {

// The first row says it, the others must agree.
template <class Type>
class Constant {
 public:
  void set(const Value& value, std::optional<Type> given) {
    if (!given) throw Error(concat(value.argument(), " must be a number (got ", value.shown(), ")"));
    if (value_ && *value_ != *given) {
      throw Error(
          concat(value.argument(), " must be the same in all rows (got ", *value_, " and ", *given, ")"));
    }
    value_ = given;
  }
  Type get(Type otherwise) const { return value_.value_or(otherwise); }

 private:
  std::optional<Type> value_;
};

// The SRID to write into a BLOB.
class SridArgument {
 public:
  void set(const Value& value) {
    const auto srid = value.integer();
    if (srid && (*srid < std::numeric_limits<std::int32_t>::min() ||
                 *srid > std::numeric_limits<std::int32_t>::max())) {
      throw Error(concat("srid must fit into 32 bits (got ", value.shown(), ")"));
    }
    srid_.set(value, srid);
  }
  std::int32_t get(std::int32_t otherwise) const { return static_cast<std::int32_t>(srid_.get(otherwise)); }

 private:
  Constant<std::int64_t> srid_;
};

}  // namespace clusterlite
