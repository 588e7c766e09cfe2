// The statements of the benchmark. To add one, add it to a list in statements.cpp; what it needs and is not
// registered is skipped with a line that says so.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace clusterlite::bench {

struct Statement {
  std::string question;  // equal for all who answer it
  std::string who;       // "ClusterLite", or the peer
  std::string scan;      // reads the same columns and computes next to nothing
  std::string sql;
  std::string limit{};   // what it has to keep: "4 x" times the scan, "30 s", "100 B" a firm; divided by ", "
  std::string needs{};   // the SQL function that must be registered
  std::string before{};  // a script to run first in the same connection, not measured
  std::string answer{};  // a statement whose one value peers are compared by, not measured
};

// Of a city of so many firms.
std::vector<Statement> statements_for(std::size_t firms);

// The worst cases of distance clustering, as views on the city: same rows, other coordinates.
std::vector<Statement> worst_cases();

// Adds to a database of write_database() the table that statements read beside `firms`, unless it is there:
// indexed_firms, the same firms with covering indexes.
void add_indexed_firms(const std::string& path);

}  // namespace clusterlite::bench
