// How the families of SQL functions (families.def) are put into a connection.
#pragma once

#include <span>

#include "sqlite/tables/table_function.hpp"

namespace clusterlite {

#define FAMILY(name) void register_##name(const ConnectionPtr& connection);
#include "functions/shared/families.def"
#undef FAMILY

// The collectors whose data sets permanent tables may use.
std::span<const CollectorFunction> point_collectors();     // points.cpp
std::span<const CollectorFunction> crosstab_collectors();  // crosstabs.cpp
std::span<const CollectorFunction> link_collectors();      // links.cpp
std::span<const CollectorFunction> label_collectors();     // labels.cpp
std::span<const CollectorFunction> value_collectors();     // values.cpp

// The permanent forms of a function that also wants weights, as its argument number `argument`: from points
// or from geometries of the same source (weights.cpp).
std::vector<PermanentForm> forms_with_weights(const PermanentForm& others, std::size_t argument);

}  // namespace clusterlite
