#include "support/paths.hpp"

namespace clusterlite::testing {

const char* const kModulePath = CLUSTERLITE_MODULE;
const char* const kSourceDirectory = CLUSTERLITE_SOURCE_DIR;

}  // namespace clusterlite::testing
