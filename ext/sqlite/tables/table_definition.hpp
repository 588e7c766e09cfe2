// The text of a permanent table: CREATE VIRTUAL TABLE t USING cl_dbscan(source = firms, id = firm_id, eps =
// 500).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sqlite/tables/table_module.hpp"

namespace clusterlite {

struct TableDefinition {
  std::string source;
  const PermanentForm* form = nullptr;
  struct Part {
    std::vector<std::string> columns;  // per argument of the collector; empty where not given
    std::vector<std::string> options;  // per argument of what is derived, unquoted; empty where not given
  };
  std::vector<Part> parts;
  std::vector<std::string> values;  // per argument of the function, unquoted; empty where not given
};

// Reads `name = value` pairs: source, the collectors' arguments (names of columns), those of what is derived
// and the function's arguments. A value is a bare word or number, or quoted as "...", '...', [...] or `...`.
// Throws Error for an unknown, missing or doubled name, listing what is accepted.
TableDefinition parse_definition(const TableModule& module, std::span<const char* const> parameters);

// "name", with the quotes inside doubled: an SQL identifier whatever its letters.
std::string quote_identifier(std::string_view name);

}  // namespace clusterlite
