// Whether the answer of a statement may change while the database file does not: it asks for the time, calls
// a function of the application that may give anything, or reads a virtual table that looks outside the file.
#pragma once

#include <string>

#include "sqlite/connection/connection.hpp"

namespace clusterlite {

// For a statement over tables and views of one schema. True also where it cannot be found out.
bool changes_by_itself(const Connection& connection, const std::string& schema, const std::string& select);

}  // namespace clusterlite
