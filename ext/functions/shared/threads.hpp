// The number of threads that the analyses of one connection use (cl_threads).
#pragma once

#include "sqlite/connection/connection.hpp"
#include "support/running/parallel.hpp"

namespace clusterlite {

struct ThreadSetting {
  unsigned count = Threads::default_count();
};

// Threads for one analysis.
inline Threads threads_of(Connection& connection) {
  return Threads(connection.service<ThreadSetting>().count);
}

}  // namespace clusterlite
