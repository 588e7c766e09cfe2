// The entry point of the loadable extension: checks the host's version and registers each family; nothing
// else.
#include <mutex>

#include "functions/shared/families.hpp"
#include "sqlite/connection/connection.hpp"
#include "sqlite/connection/misplaced.hpp"
#include "sqlite/tables/row_intake.hpp"
#include "sqlite/values/api.hpp"
#include "sqlite/values/guard.hpp"

SQLITE_EXTENSION_INIT1

namespace clusterlite {
namespace {

// SQLITE_EXTENSION_INIT2, for connections that load the extension in several threads at once: all of them are
// handed one table, which is stored by the first.
void take_api([[maybe_unused]] const sqlite3_api_routines* api) {
#ifndef SQLITE_CORE
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  if (sqlite3_api != api) sqlite3_api = api;
#endif
}

void register_all(const ConnectionPtr& connection) {
#define FAMILY(name) register_##name(connection);
#include "functions/shared/families.def"
#undef FAMILY
  register_refusals(connection);
  RowIntake::register_function(*connection);
}

}  // namespace
}  // namespace clusterlite

#if defined(_WIN32) && !defined(SQLITE_CORE)
#define CLUSTERLITE_EXPORT __declspec(dllexport)
#else
#define CLUSTERLITE_EXPORT __attribute__((visibility("default")))
#endif

extern "C" CLUSTERLITE_EXPORT int sqlite3_modclusterlite_init(sqlite3* db, char** message,
                                                              const sqlite3_api_routines* api) {
  clusterlite::take_api(api);
  // Before this version the table of functions ends early, and what lies behind its end must not be called.
  if (sqlite3_libversion_number() < clusterlite::kOldestSqlite) {
    *message = sqlite3_mprintf("mod_clusterlite needs SQLite 3.31 or newer; this program uses %s",
                               sqlite3_libversion());
    return SQLITE_ERROR;
  }
  return clusterlite::guarded(message, "mod_clusterlite", [&] {
    clusterlite::register_all(std::make_shared<clusterlite::Connection>(db));
    return SQLITE_OK;
  });
}
