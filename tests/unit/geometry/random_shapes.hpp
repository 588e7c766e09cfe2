// Random shapes of every type, as WKT, for tests that compare with a plain reference.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "support/text/text.hpp"
#include "unit/geometry/shapes_support.hpp"

namespace clusterlite::testing_support {

// Coordinates are multiples of 1/8 when `lattice`: then distances along the axes, and of 3-4-5 triangles, are
// exact.
class RandomShapes {
 public:
  RandomShapes(Random& random, double extent, bool lattice)
      : random_(random), extent_(extent), lattice_(lattice) {}

  std::string any() {
    switch (integer(random_, 0, 9)) {
      case 0:
      case 1:
        return "POINT(" + vertex(0, 0, place(), place()) + ")";
      case 2:
        return "LINESTRING" + line();
      case 3:
        return "MULTIPOINT((" + vertex(0, 0, place(), place()) + "),(" + vertex(0, 0, place(), place()) +
               "))";
      case 4:
        return "MULTILINESTRING(" + line() + "," + line() + ")";
      case 5:
        return "MULTIPOLYGON(" + rectangle() + "," + star() + ")";
      case 6:
        return "GEOMETRYCOLLECTION(POLYGON" + rectangle() + ",LINESTRING" + line() + ",MULTIPOINT(" +
               vertex(0, 0, place(), place()) + "),GEOMETRYCOLLECTION(POLYGON EMPTY,POLYGON" + star() + "))";
      case 7:
        return "POLYGON" + star();
      default:
        return "POLYGON" + rectangle();
    }
  }

 private:
  double place() { return snapped(uniform(random_, 0, extent_)); }
  double snapped(double value) const { return lattice_ ? std::round(value * 8) / 8 : value; }
  std::string vertex(double x, double y, double dx, double dy) const {
    return concat(snapped(x + dx), " ", snapped(y + dy));
  }

  std::string line() {
    std::string text = "(";
    const int vertices = chance(random_, 0.2) ? integer(random_, 20, 60) : integer(random_, 2, 5);
    double x = place();
    double y = place();
    for (int i = 0; i < vertices; ++i) {
      if (i > 0) text += ",";
      text += vertex(0, 0, x, y);
      x += snapped(uniform(random_, -1.5, 1.5));
      y += snapped(uniform(random_, -1.5, 1.5));
    }
    return text + ")";
  }

  // With a hole, at times.
  std::string rectangle() {
    const double x = place();
    const double y = place();
    const double width = std::max(0.5, snapped(uniform(random_, 0, 3)));
    const double height = std::max(0.5, snapped(uniform(random_, 0, 3)));
    std::string text = "(" + ring(x, y, width, height);
    if (chance(random_, 0.3)) text += "," + ring(x + 0.125, y + 0.125, width - 0.25, height - 0.25);
    return text + ")";
  }
  static std::string ring(double x, double y, double width, double height) {
    return concat("(", x, " ", y, ",", x + width, " ", y, ",", x + width, " ", y + height, ",", x, " ",
                  y + height, ",", x, " ", y, ")");
  }

  // Star-shaped around its middle, so it does not cross itself.
  std::string star() {
    const double x = place();
    const double y = place();
    const int corners = chance(random_, 0.3) ? integer(random_, 20, 60) : integer(random_, 3, 8);
    std::string text = "((";
    std::string first;
    for (int i = 0; i < corners; ++i) {
      const double angle = 2 * std::numbers::pi * i / corners;
      const double radius = uniform(random_, 0.5, 2);
      const std::string corner = concat(x + radius * std::cos(angle), " ", y + radius * std::sin(angle));
      if (i == 0) first = corner;
      text += corner + ",";
    }
    return text + first + "))";
  }

  Random& random_;
  double extent_;
  bool lattice_;
};

inline Things random_things(Random& random) {
  Things things;
  const int count = integer(random, 1, 60);
  RandomShapes shapes(random, std::sqrt(count) * uniform(random, 1, 4), chance(random, 0.6));
  things.weights = chance(random, 0.3);
  things.groups = chance(random, 0.3);
  for (int i = 0; i < count; ++i) {
    Thing thing{i * 7 % 61, shapes.any()};
    if (i > 0 && chance(random, 0.1)) {
      thing.wkt = things.rows[static_cast<std::size_t>(integer(random, 0, i - 1))].wkt;
    }
    if (chance(random, 0.05)) thing.wkt = chance(random, 0.5) ? "" : "POLYGON EMPTY";
    if (things.weights) thing.weight = chance(random, 0.05) ? kNone : integer(random, 0, 40) / 4.0;
    thing.group = integer(random, 0, 2);
    things.rows.push_back(thing);
  }
  return things;
}

}  // namespace clusterlite::testing_support
