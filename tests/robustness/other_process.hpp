// Runs SQL in another process: this executable anew, which opens the file, runs the script and ends.
//
// Not a plain fork(): SQLite's table of open files and the locks it believes to hold would come along.
#pragma once

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "support/database.hpp"

extern char** environ;

namespace clusterlite::testing {

inline constexpr const char* kFileVariable = "CLUSTERLITE_TEST_FILE";
inline constexpr const char* kScriptVariable = "CLUSTERLITE_TEST_SCRIPT";

// Before main() of the other process: does its work and ends it.
inline const bool kIsOtherProcess = [] {
  const char* const file = std::getenv(kFileVariable);
  const char* const script = std::getenv(kScriptVariable);
  if (file == nullptr || script == nullptr) return false;
  sqlite3* db = nullptr;
  int code = sqlite3_open(file, &db);
  sqlite3_busy_timeout(db, 2000);
  if (code == SQLITE_OK) code = sqlite3_exec(db, script, nullptr, nullptr, nullptr);
  sqlite3_close(db);
  _exit(code);
}();

// The result code of the script; SQLITE_MISUSE when the process could not be started or did not end by
// itself.
inline int run_in_other_process(const std::string& file, const std::string& script) {
  setenv(kFileVariable, file.c_str(), 1);
  setenv(kScriptVariable, script.c_str(), 1);
  pid_t child = 0;
  char name[] = "other process";
  char* arguments[] = {name, nullptr};
  const int failed = posix_spawn(&child, "/proc/self/exe", nullptr, nullptr, arguments, environ);
  unsetenv(kFileVariable);
  unsetenv(kScriptVariable);
  int status = 0;
  if (failed != 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status)) return SQLITE_MISUSE;
  return WEXITSTATUS(status);
}

}  // namespace clusterlite::testing
