// The one error type of ClusterLite's own code.
//
// A message is a sentence for the analyst: what was found and what would be right, without the name of the
// SQL function. The binding puts "cl_dbscan: " in front and hands it to SQLite at one place.
#pragma once

#include <stdexcept>
#include <string>

namespace clusterlite {

class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Thrown by CancelToken::check() when the user has asked to stop. Not an Error: no sentence belongs to it.
class Cancelled {};

}  // namespace clusterlite
