// Economic complexity: of regions (ECI) and of industries (PCI), from the binary matrix M alone.
//
// k_j diversity of a region, k_i ubiquity of an industry. The index of a region is the mean of the indices of
// its industries, and that of an industry is proportional to the mean over its regions (Hidalgo and Hausmann
// 2009): the eigenvector of the second largest eigenvalue of D^-1 M U^-1 M', D and U the diagonal matrices of
// k_j and k_i. It is found through the symmetric matrix D^-1/2 M U^-1 M' D^-1/2, or its counterpart over the
// industries where there are fewer of them; both have the same eigenvalues.
#pragma once

#include <cstdint>
#include <vector>

#include "indicators/crosstab/presence.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

struct Complexity {
  // ECI: standardised by mean and population standard deviation over the regions of the largest part, signed
  // so that it rises with diversity. PCI: standardised with the mean and deviation of the ECI. NaN:
  // undefined.
  std::vector<double> of_regions;
  std::vector<double> of_industries;

  // Which part of M: two regions belong to one part when a chain of shared industries joins them. 1 is the
  // part with the most regions and industries (tie: the smallest region), and so on; 0 = no industry at all.
  // The index compares within a part only, so that beyond the first it is NaN.
  std::vector<std::uint32_t> part_of_region;
  std::vector<std::uint32_t> part_of_industry;

  // Of the largest part; NaN where it has none. The index is undefined when the second is 0 (all regions are
  // home to the same industries) or no larger than the third (no single direction is the most telling one).
  double second_eigenvalue = 0;
  double third_eigenvalue = 0;
};

Complexity complexity_of(const Presence& presence, CancelToken& cancel);

// The method of reflections (Hidalgo and Hausmann 2009): each step replaces a value by the mean over the
// neighbours. Step 0: diversity and ubiquity; step 1 of a region: the mean ubiquity of its industries. NaN
// without neighbours.
struct Reflections {
  std::vector<double> of_regions;
  std::vector<double> of_industries;
};

Reflections reflections(const Presence& presence, int steps, CancelToken& cancel);

}  // namespace clusterlite
