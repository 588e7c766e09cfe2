#include "indicators/concentration/plant_size.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

// Sums that come in from outside may have been rounded, to single precision at worst.
constexpr double kRoundedOutside = 1e-6;

// One region (or regions that are all as near as one), or one plant; also when rounding says "nearly".
bool single(double x2, double h) { return !(x2 < 1 - 1e-14) || !(h < 1); }

}  // namespace

PlantShares plant_shares(const Crosstab& table, std::uint32_t industry, double value, std::uint64_t plants) {
  PlantShares shares{kUndefined, kUndefined};
  if (!table.knows_squares || !(value > 0)) return shares;
  const double h = table.plants[industry].squares.over_power_of(value, 2);
  const double least = plants > 0 ? 1 / static_cast<double>(plants) : 0;
  if (h > 1 + kRoundedOutside || !(h > 0) || h < least * (1 - kRoundedOutside)) {
    throw Error(concat("the sum_of_squares of industry ", to_text(table.industries[industry]), " is ", h,
                       " times the square of its value ", value, ", which no sizes of ",
                       plants > 0 ? concat(plants, " firms") : std::string("firms"),
                       " can give: sum_of_squares must be the sum of the squared sizes of the single firms"));
  }
  // A single plant has H = 1 whatever the divisions gave.
  constexpr double kRounding = 4 * std::numeric_limits<double>::epsilon();
  shares.squares = h > 1 - kRounding ? 1 : std::max(h, least);
  if (table.knows_fourth_powers) {
    const double z4 = table.plants[industry].fourth_powers.over_power_of(value, 4);
    const double h2 = shares.squares * shares.squares;
    if (!(z4 <= h2 * (1 + kRoundedOutside)) || z4 < h2 * least * (1 - kRoundedOutside)) {
      throw Error(
          concat("the sum_of_fourth_powers of industry ", to_text(table.industries[industry]), " is ", z4,
                 " times the fourth power of its value ", value,
                 ", which no sizes with its sum_of_squares can give: it must be the sum of the fourth "
                 "powers of the sizes of the single firms"));
    }
    shares.fourth_powers = std::min(1.0, z4);
  }
  return shares;
}

double ellison_glaeser(double g, double x2, double h) {
  if (single(x2, h)) return kUndefined;
  return (g - (1 - x2) * h) / ((1 - x2) * (1 - h));
}

double ellison_glaeser_z(double g, double x2, double x3, const PlantShares& plants) {
  const double h = plants.squares;
  if (single(x2, h)) return kUndefined;
  const double of_pairs = h * h * (x2 - 2 * x3 + x2 * x2);
  const double of_single = plants.fourth_powers * (x2 - 4 * x3 + 3 * x2 * x2);
  const double variance = 2 * (of_pairs - of_single);
  // A variance of the size of rounding errors is none.
  if (!(variance > 1e-13 * of_pairs)) return kUndefined;
  return (g - (1 - x2) * h) / std::sqrt(variance);
}

double maurel_sedillot(double s2, double x2, double h) {
  if (single(x2, h)) return kUndefined;
  return ((s2 - x2) / (1 - x2) - h) / (1 - h);
}

}  // namespace clusterlite
