#include "geometry/library_versions.hpp"

#include <geos_c.h>

#if CLUSTERLITE_SPATIALITE
// Declared here and not by <spatialite.h>, which speaks of SQLite's connections: none reaches this layer.
extern "C" const char* spatialite_version(void);
#endif

namespace clusterlite {

std::string geometry_library_versions() {
  const std::string geos = GEOSversion();  // "3.11.1-CAPI-1.17.1"
  std::string text = "GEOS " + geos.substr(0, geos.find('-'));
#if CLUSTERLITE_SPATIALITE
  return text + "; SpatiaLite " + spatialite_version();
#else
  return text + "; without SpatiaLite";
#endif
}

}  // namespace clusterlite
