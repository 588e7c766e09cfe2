// The data sets that collectors of a connection have made of late, and how long each took: by which a table
// function sees that a statement makes the same one over and over.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "datasets/blobs/blob_format.hpp"

namespace clusterlite {

class Collections {
 public:
  void made(const ContentHash& hash, double seconds) {
    if (recent_.size() == kMost) recent_.erase(recent_.begin());
    recent_.push_back({hash, seconds});
  }

  // The seconds that a data set took, if it has been collected since it was last asked for.
  std::optional<double> take(const ContentHash& hash) {
    const auto found =
        std::find_if(recent_.begin(), recent_.end(), [&](const Made& m) { return m.hash == hash; });
    if (found == recent_.end()) return std::nullopt;
    const double seconds = found->seconds;
    recent_.erase(found);
    return seconds;
  }

 private:
  static constexpr std::size_t kMost = 8;  // those on their way to the functions of one statement
  struct Made {
    ContentHash hash;
    double seconds;
  };
  std::vector<Made> recent_;
};

}  // namespace clusterlite
