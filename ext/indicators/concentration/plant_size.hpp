// Geographic concentration net of plant size (Ellison and Glaeser 1997; Maurel and Sedillot 1999).
//
// s_j the region's share of the industry, x_j its share of everything together, z_k the plant's share of its
// industry; G = sum (s_j - x_j)^2, X2 = sum x_j^2, X3 = sum x_j^3, H = sum z_k^2, Z4 = sum z_k^4.
// An industry of a few large plants is concentrated even when its plants fall on the map at random; these
// measures take that part away. All give NaN where they are undefined: a single plant (H = 1) or a single
// region (X2 = 1).
#pragma once

#include <cstdint>

#include "datasets/crosstab.hpp"

namespace clusterlite {

// H and Z4 of one industry; NaN when the crosstab does not know them or the industry's value is 0.
struct PlantShares {
  double squares = 0;        // H
  double fourth_powers = 0;  // Z4
};

// `plants` the number of plants whose size is known, or 0 when nobody knows. Throws Error when the sum of
// squares cannot be that of so many plants with this value.
PlantShares plant_shares(const Crosstab& table, std::uint32_t industry, double value, std::uint64_t plants);

// gamma = (G - (1 - X2) H) / ((1 - X2) (1 - H)): 0 when location is as random as darts thrown at x, > .05
// strongly, < .02 weakly localised by the paper's rule, < 0 dispersed.
double ellison_glaeser(double g, double x2, double h);

// (G - E[G]) / sqrt(Var G) when plants choose regions independently with the probabilities x:
// E[G] = (1 - X2) H,  Var G = 2 { H^2 (X2 - 2 X3 + X2^2) - Z4 (X2 - 4 X3 + 3 X2^2) }.
double ellison_glaeser_z(double g, double x2, double x3, const PlantShares& plants);

// ((S2 - X2) / (1 - X2) - H) / (1 - H), S2 = sum s_j^2: another estimate of the same parameter.
double maurel_sedillot(double s2, double x2, double h);

}  // namespace clusterlite
