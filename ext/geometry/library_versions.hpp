// Which geometry library this build uses.
#pragma once

#include <string>

namespace clusterlite {

// "GEOS 3.11.1"
std::string geometry_library_versions();

}  // namespace clusterlite
