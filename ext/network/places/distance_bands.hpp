// Bands of distance: 0 to band, above it to two bands, and so on; what lies beyond the last edge is one more.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace clusterlite {

class DistanceBands {
 public:
  // `distances` gives distances as users read them from the squared ones that are compared here
  // (coordinate_frames.hpp). A distance that is an edge as a double belongs to the nearer band.
  template <class Distances>
  DistanceBands(double band, std::uint32_t bands, const Distances& distances) {
    edges_.reserve(bands);
    for (std::uint32_t k = 1; k <= bands; ++k) edges_.push_back(largest_square(k * band, distances));
    const double first = std::sqrt(edges_.front());
    bands_per_length_ = first > 0 ? 1 / first : 0;
  }

  // Those with an edge; the open one has this number.
  std::uint32_t open() const { return static_cast<std::uint32_t>(edges_.size()); }
  double farthest() const { return edges_.back(); }  // squared

  std::uint32_t of(double squared) const {
    if (squared > edges_.back()) return open();
    // Bands of equal width in the plane, nearly so on the globe: a guess is right but at an edge.
    const double guess = std::sqrt(squared) * bands_per_length_;
    const auto k = static_cast<std::uint32_t>(std::min(guess, static_cast<double>(open() - 1)));
    if (squared <= edges_[k] && (k == 0 || squared > edges_[k - 1])) return k;
    return static_cast<std::uint32_t>(std::lower_bound(edges_.begin(), edges_.end(), squared) -
                                      edges_.begin());
  }

 private:
  // The greatest square whose distance is at most `distance`, by halving: positive doubles have the order of
  // their bits, and distances grow with their squares.
  template <class Distances>
  static double largest_square(double distance, const Distances& distances) {
    std::uint64_t low = 0;  // the square 0
    auto high = std::bit_cast<std::uint64_t>(std::numeric_limits<double>::infinity());
    while (high - low > 1) {
      const std::uint64_t middle = low + (high - low) / 2;
      (distances.distance(std::bit_cast<double>(middle)) <= distance ? low : high) = middle;
    }
    return std::bit_cast<double>(low);
  }

  std::vector<double> edges_;  // squared, rising
  double bands_per_length_ = 0;
};

}  // namespace clusterlite
