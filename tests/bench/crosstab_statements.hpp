// The statements of the benchmark over a crosstab: every function of the family, and the plain aggregates.
//
// Each is held against the bare scan of the columns that it reads: over the city's 25 districts and 60
// industries, and over 250 and 1,200, where a million firms are spread over 205,000 cells.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bench/statements.hpp"

namespace clusterlite::bench {

std::vector<Statement> crosstab_statements(std::size_t firms);

// Adds to a database of write_database() the table fine_firms, unless it is there: the same firms in 250
// districts and 1,200 industries.
void add_fine_firms(const std::string& path);

}  // namespace clusterlite::bench
