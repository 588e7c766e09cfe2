// Relatedness density: how much of what is related to an industry a region already has.
//
// phi_pq = C_pq / max(k_p, k_q) the proximity of two industries; for region j and industry q
//   d_jq = sum_p M_jp phi_pq / sum_p phi_pq        (Hidalgo, Klinger, Barabasi and Hausmann 2007)
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "indicators/crosstab/presence.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

class RelatednessDensity {
 public:
  // Whether q itself (phi_qq = 1) is one of the p.
  enum class Self : std::uint8_t { excluded, included };

  // Throws Error when there are so many industries that their proximities would fill the memory.
  RelatednessDensity(const Presence& presence, Self self, CancelToken& cancel);

  // 0 .. 1; NaN in a region without any industry, and for an industry related to no other.
  double at(std::size_t region, std::size_t industry) const;

 private:
  const Presence& presence_;
  std::vector<double> proximity_;  // industry x industry; phi_qq is 0 where excluded
  std::vector<double> sums_;       // per industry
};

}  // namespace clusterlite
