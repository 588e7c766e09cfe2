// Which geometry libraries this build uses.
#pragma once

#include <string>

namespace clusterlite {

// "GEOS 3.11.1; SpatiaLite 5.0.1", or "GEOS 3.11.1; without SpatiaLite"
std::string geometry_library_versions();

}  // namespace clusterlite
