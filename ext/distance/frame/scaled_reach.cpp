#include "distance/frame/scaled_reach.hpp"

#include <algorithm>
#include <cmath>

namespace clusterlite::distance {

Reach Reach::of(double distance) {
  Reach reach;
  if (distance == 0) return reach;
  reach.unscaled = distance;
  // Between 2^-500 and 2^500 the square is harmless. Beyond, only the exponent changes, so no result is
  // rounded differently; 2^1000 is enough to lift the smallest double, and larger powers of two would not all
  // be doubles.
  const int exponent = std::ilogb(distance);
  if (exponent < -500 || exponent > 500) reach.scale = std::ldexp(1.0, std::clamp(-exponent, -1000, 1000));
  reach.scaled = distance * reach.scale;
  reach.squared = reach.scaled * reach.scaled;
  return reach;
}

}  // namespace clusterlite::distance
