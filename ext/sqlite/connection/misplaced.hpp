// Errors for a function that stands where another kind belongs: a table-valued function in an expression
// (SELECT cl_dbscan(...)), a collector, aggregate or scalar after FROM (FROM cl_points(...)).
#pragma once

#include "sqlite/connection/connection.hpp"

namespace clusterlite {

// Takes the places that the registered names leave free. To be called when all functions are registered.
void register_refusals(const ConnectionPtr& connection);

}  // namespace clusterlite
