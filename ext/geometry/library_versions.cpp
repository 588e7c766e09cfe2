#include "geometry/library_versions.hpp"

#include <geos_c.h>

namespace clusterlite {

std::string geometry_library_versions() {
  const std::string geos = GEOSversion();  // "3.11.1-CAPI-1.17.1"
  return "GEOS " + geos.substr(0, geos.find('-'));
}

}  // namespace clusterlite
