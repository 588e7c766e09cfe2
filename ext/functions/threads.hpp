// The number of threads that the analyses of one connection use (cl_threads).
#pragma once

#include "sqlite/connection.hpp"
#include "support/parallel.hpp"

namespace clusterlite {

struct ThreadSetting {
  Threads threads{Threads::default_count()};
};

inline const Threads& threads_of(Connection& connection) {
  return connection.service<ThreadSetting>().threads;
}

}  // namespace clusterlite
