// Whether SQLite connects a virtual table because it is being created just now, or because a statement uses
// it.
#pragma once

#include "sqlite/values/api.hpp"

namespace clusterlite {

// SQLite offers a module's function form (SELECT ... FROM cl_dbscan(...)) only when xCreate and xConnect are
// one function, and makes the form again when it has thrown it away (sqlite3_deserialize); so they stay one,
// and it has to be found out which was meant. The running statement tells: it is CREATE VIRTUAL TABLE ...
// `name` USING `module`.
bool creates_virtual_table(sqlite3* db, const char* name, const char* module);

}  // namespace clusterlite
