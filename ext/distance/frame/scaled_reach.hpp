// The neighbourhood distance in the numbers the inner loops work with.
#pragma once

namespace clusterlite::distance {

// Two points are neighbours when squared_distance() of their scaled coordinates is <= squared.
struct Reach {
  double unscaled = 0;  // in the units of the frame (coordinate_frames.hpp)
  double scale = 1;     // a power of two that keeps the squares of very small or large distances in range
  double scaled = 1;    // > 0 even when unscaled = 0: then the grid keeps different places apart by itself
  double squared = 1;

  static Reach of(double distance);

  // Coordinates so large that scaling overflows can only be neighbours when they are equal, and then the grid
  // puts them in a slab of their own, where any number in their place does.
  double coordinate(double unscaled_value) const {
    const double value = unscaled_value * scale;
    return value - value == 0 ? value : 0.0;
  }
};

}  // namespace clusterlite::distance
