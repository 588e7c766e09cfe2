// The entry point of the loadable extension: checks the host's version and registers each family; nothing
// else.
#include <mutex>

#include "functions/families.hpp"
#include "sqlite/api.hpp"
#include "sqlite/connection.hpp"
#include "sqlite/guard.hpp"
#include "sqlite/row_intake.hpp"

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
  register_points(connection);
  register_crosstabs(connection);
  register_links(connection);
  register_data_sets(connection);
  register_concentration(connection);
  register_location_quotient(connection);
  register_concentration_table(connection);
  register_specialization_table(connection);
  register_focal_lq(connection);
  register_spatial_concentration(connection);
  register_inequality(connection);
  register_diversity(connection);
  register_distribution_comparison(connection);
  register_cluster_scoring(connection);
  register_coagglomeration(connection);
  register_relatedness(connection);
  register_complexity(connection);
  register_variety(connection);
  register_shift_share(connection);
  register_growth_portfolio(connection);
  register_distance_clusters(connection);
  register_dbscan_label(connection);
  register_neighbours(connection);
  register_hierarchical_clusters(connection);
  register_suggest_eps(connection);
  register_hulls(connection);
  register_centrography(connection);
  register_centrography_table(connection);
  register_io_linkages(connection);
  register_threads(connection);
  register_reference(connection);
  RowIntake::register_function(*connection);
}

}  // namespace
}  // namespace clusterlite

extern "C" __attribute__((visibility("default"))) int sqlite3_modclusterlite_init(
    sqlite3* db, char** message, const sqlite3_api_routines* api) {
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
