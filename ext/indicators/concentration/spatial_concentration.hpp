// The spatially weighted index of Ellison and Glaeser (Guimaraes, Figueiredo and Woodward 2011): plants in
// neighbouring regions are near each other too, in part.
//
// Psi is symmetric with psi_jj = 1 and 0 <= psi_jm <= 1 between neighbours, 0 elsewhere. With the symbols of
// plant_size.hpp, G_S = (s - x)' Psi (s - x) and Q = 1 - x' Psi x:
//   gamma_S = (G_S - Q H) / (Q (1 - H));   Psi = I gives gamma of Ellison and Glaeser.
// Plants that choose regions independently with the probabilities x have E[G_S] = Q H and, with c = Psi x,
//   Var G_S = 2 (H^2 - Z4) tr((Psi S)^2) + 4 Z4 (sum x_j c_j^2 - (x'c)^2),   S = diag(x) - x x',
//   tr((Psi S)^2) = sum_jm psi_jm^2 x_j x_m - 2 sum x_j c_j^2 + (x'c)^2,
// which for Psi = I is the variance of Ellison and Glaeser.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "datasets/crosstab.hpp"
#include "datasets/links.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// Psi without its diagonal, by rows: for each region of the crosstab its neighbours in rising order.
class RegionNeighbours {
 public:
  struct Entry {
    std::uint32_t region = 0;
    double weight = 0;  // psi, 0 .. 1
  };

  // One link a pair is enough; the two directions of a pair, and repeated links, must agree. Throws Error
  // naming a region that the crosstab does not know, a weight that is missing or not within 0..1, a pair of
  // two weights, or a region tied to itself with another weight than 1.
  RegionNeighbours(const Crosstab& table, const LinksView& links, CancelToken& cancel);

  std::span<const Entry> operator[](std::size_t region) const {
    return std::span(entries_).subspan(first_[region], first_[region + 1] - first_[region]);
  }

 private:
  std::vector<std::size_t> first_;
  std::vector<Entry> entries_;
};

// NaN where undefined, as in IndustryConcentration; the spatial index also when Q = 0 (all regions fully
// near).
struct SpatialConcentration {
  static constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
  double value = kUndefined;
  std::uint64_t firms = 0;
  std::uint64_t regions = 0;
  double plant_herfindahl = kUndefined;
  double ellison_glaeser = kUndefined;
  double spatial_ellison_glaeser = kUndefined;
  double spatial_z = kUndefined;
};

// One per industry, in the crosstab's order.
std::vector<SpatialConcentration> spatial_concentration(const Crosstab& table,
                                                        const RegionNeighbours& neighbours,
                                                        CancelToken& cancel);

}  // namespace clusterlite
