// Where the built extension and the source tree are. Compiled into one file alone, so that the others are the
// same bytes in every checkout, and a compiler cache serves them all.
#pragma once

namespace clusterlite::testing {

extern const char* const kModulePath;
extern const char* const kSourceDirectory;

}  // namespace clusterlite::testing
