// SQLite's loadable-extension interface: every call goes through the table of functions that the host hands
// over. The entry point (clusterlite.cpp) defines that pointer with SQLITE_EXTENSION_INIT1; all others refer
// to it here.
#pragma once

#include <sqlite3ext.h>

#ifndef SQLITE_CORE
extern "C" {
SQLITE_EXTENSION_INIT3
}
#endif

namespace clusterlite {
// Below this version flags and calls are missing on which every function here relies (INNOCUOUS came
// with 3.31).
inline constexpr int kOldestSqlite = 3031000;
}  // namespace clusterlite
