// Related and unrelated variety of regions, by a hierarchical industry code.
//
// p_i the industry's share of the region, P_g the share of all industries whose codes begin alike (group g):
//   unrelated  UV = sum_g P_g log2(1 / P_g)                          variety between the groups
//   related    RV = sum_g P_g sum_{i in g} p_i/P_g log2(P_g / p_i)    variety inside them
//   total      H  = sum_i p_i log2(1 / p_i) = UV + RV
// (Frenken, Van Oort and Verburg 2007), in bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "datasets/crosstab.hpp"
#include "indicators/crosstab/margins.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

// The group of each industry: a number that industries share whose codes have the same first `digits`
// characters. Codes are texts or whole numbers >= 0. Throws Error that names a code which is neither, or too
// short.
std::vector<std::uint32_t> groups_of_codes(const Dictionary& industries, std::size_t digits);

struct Variety {
  double related = 0;  // NaN, as the others, in a region without any value
  double unrelated = 0;
  double total = 0;
  std::size_t industries = 0;  // with a value above 0
  std::size_t groups = 0;      // likewise
};

// Per region.
std::vector<Variety> variety_of(const Crosstab& table, const Margins& margins,
                                const std::vector<std::uint32_t>& groups, CancelToken& cancel);

}  // namespace clusterlite
