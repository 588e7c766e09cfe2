// Which regions are home to which industries: the binary matrix M that relatedness and complexity start from.
//
// M_ji = 1 where industry i is present in region j. Diversity k_j is the number of industries of a region,
// ubiquity k_i the number of regions of an industry (Hidalgo and Hausmann 2009).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "datasets/crosstab.hpp"
#include "indicators/crosstab/margins.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

enum class PresenceRule : std::uint8_t {
  specialized,  // LQ >= 1
  positive,     // any value above 0: for tables that hold presence itself
};

// LQ >= 1. Equal shares of fractions (0.1 of 0.3) come out of their divisions a few units in the last place
// apart; the quotient 1 must not hang on them, so a shortfall below 1e-14 is none.
inline bool is_specialized(double lq) { return lq >= 1 - 1e-14; }

class Presence {
 public:
  Presence(const Crosstab& table, const Margins& margins, PresenceRule rule, CancelToken& cancel);

  std::size_t regions() const { return of_regions_.size(); }
  std::size_t industries() const { return of_industries_.size(); }
  // In rising order.
  std::span<const std::uint32_t> industries_of(std::size_t region) const { return of_regions_[region]; }
  std::span<const std::uint32_t> regions_of(std::size_t industry) const { return of_industries_[industry]; }
  std::size_t diversity(std::size_t region) const { return industries_of(region).size(); }
  std::size_t ubiquity(std::size_t industry) const { return regions_of(industry).size(); }
  bool at(std::size_t region, std::size_t industry) const;

 private:
  struct Lists {
    std::vector<std::size_t> first;
    std::vector<std::uint32_t> members;
    std::size_t size() const { return first.size() - 1; }
    std::span<const std::uint32_t> operator[](std::size_t i) const {
      return std::span(members).subspan(first[i], first[i + 1] - first[i]);
    }
  };
  Lists of_regions_;
  Lists of_industries_;
};

}  // namespace clusterlite
